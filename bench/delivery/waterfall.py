"""Where the time of a message goes, as a picture: the spans' medians one after another."""

from __future__ import annotations

from html import escape
from typing import Any

from bench.delivery.report import SPANS

WIDTH, LABELS, ROW = 900, 430, 34
STYLE = (
    "text{font:14px system-ui,sans-serif;fill:#1f2328}rect{fill:#0969da}.other{fill:#8c959f}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}rect{fill:#4493f8}.other{fill:#6e7681}}"
)
OURS = ("front_ms", "receiver_ms")


def draw(result: dict[str, Any]) -> str:
    """An SVG that follows the reader's colour scheme. Ours is blue, what we wait for grey."""
    spans = {span: told["p50"] for span, told in result["delivery"]["spans"]["all"].items() if span in SPANS}
    parts = [span for span in SPANS if span in spans and span != "total_ms"]
    scale = (WIDTH - LABELS - 80) / sum(spans[span] for span in parts)
    rows, at = [], 0.0
    for number, span in enumerate(parts):
        y, length = 40 + number * ROW, spans[span]
        kind = "" if span in OURS else ' class="other"'
        rows.append(f'<text x="0" y="{y + 16}">{escape(SPANS[span].split(" (")[0])}</text>')
        rows.append(f'<rect{kind} x="{LABELS + at * scale:.1f}" y="{y}" width="{length * scale:.1f}" height="22"/>')
        rows.append(f'<text x="{LABELS + (at + length) * scale + 6:.1f}" y="{y + 16}">{length:.1f} ms</text>')
        at += length
    title = f"A message, Enter to paint: medians of {result['delivery']['messages']:,} on the local stack"
    height = 40 + len(parts) * ROW
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' aria-label="{escape(title)}">'
        f'<style>{STYLE}</style><text x="0" y="20">{escape(title)}</text>{"".join(rows)}</svg>\n'
    )
