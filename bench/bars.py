"""Bars, one under the other, as an SVG that follows the reader's colour scheme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, LABELS, VALUES, ROW, TOP = 900, 430, 80, 34, 40
STYLE = (
    "text{font:14px system-ui,sans-serif;fill:#1f2328}rect{fill:#0969da}.other{fill:#8c959f}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}rect{fill:#4493f8}.other{fill:#6e7681}}"
)


@dataclass(frozen=True)
class Bar:
    """Where it begins and how long it is, in the same unit; ours are blue, all others grey."""

    label: str
    length: float
    value: str
    ours: bool
    start: float = 0.0


def picture(title: str, bars: Sequence[Bar]) -> str:
    """The SVG."""
    scale = (WIDTH - LABELS - VALUES) / max(bar.start + bar.length for bar in bars)
    rows = "".join(_row(bar, TOP + number * ROW, scale) for number, bar in enumerate(bars))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {TOP + len(bars) * ROW}" role="img"'
        f' aria-label="{escape(title)}">'
        f'<style>{STYLE}</style><text x="0" y="20">{escape(title)}</text>{rows}</svg>\n'
    )


def _row(bar: Bar, y: int, scale: float) -> str:
    kind = "" if bar.ours else ' class="other"'
    x, length = LABELS + bar.start * scale, max(bar.length * scale, 1)
    return (
        f'<text x="0" y="{y + 16}">{escape(bar.label)}</text>'
        f'<rect{kind} x="{x:.1f}" y="{y}" width="{length:.1f}" height="22"/>'
        f'<text x="{x + length + 6:.1f}" y="{y + 16}">{escape(bar.value)}</text>'
    )
