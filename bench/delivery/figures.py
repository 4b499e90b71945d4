"""Percentiles, and how they are told."""

from __future__ import annotations

import math
from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values is not above (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def summary(values: Sequence[float]) -> dict[str, float]:
    """Count, p50, p90, p99 and the longest."""
    told = {f"p{round(share * 100)}": round(percentile(values, share), 2) for share in (0.5, 0.9, 0.99)}
    return {"count": len(values), **told, "longest": round(max(values), 2)}
