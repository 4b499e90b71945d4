"""The table, and what it says of our goals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bench.bars import Bar, picture
from bench.widget.widgets import BLANK, FLOOR, NOT_PEERS, OURS, WIDGETS

KB = 1024
FLOOR_TIMES = 1.3
PEER_TIMES = 3
HEAP_KB = 200


@dataclass(frozen=True)
class Column:
    key: str
    title: str
    unit: str = ""
    digits: int = 0
    divisor: float = 1
    spread: bool = False

    def number(self, figures: dict[str, Any], which: str = "median") -> float | None:
        return figures[self.key][which] / self.divisor if self.key in figures else None

    def text(self, figures: dict[str, Any]) -> str:
        value = self.number(figures)
        if value is None:
            return "–"
        shown = f"{value:.{self.digits}f}"
        if self.spread:
            low, high = (figures[self.key][which] / self.divisor for which in ("low", "high"))
            shown += f" ({low:.{self.digits}f}–{high:.{self.digits}f})"
        return shown


BUTTON = Column("button_ms", "button, ms", "ms", spread=True)
PANEL = Column("panel_ms", "click to panel, ms", "ms", spread=True)
COLUMNS = (
    Column("button_bytes", "KB to the button", "KB", 2, KB),
    Column("panel_bytes", "KB to the panel", "KB", 1, KB),
    Column("requests", "requests"),
    Column("sockets", "sockets"),
    BUTTON,
    PANEL,
    Column("ready_ms", "both, ms", "ms"),
    Column("blocking_ms", "blocking, ms", "ms"),
    Column("longest_ms", "longest task, ms", "ms"),
    Column("panel_blocking_ms", "blocking on opening, ms", "ms"),
    Column("script_ms", "script, ms", "ms"),
    Column("heap_closed", "heap, KB", "KB", 0, KB),
    Column("heap_open", "heap open, KB", "KB", 0, KB),
    Column("nodes", "nodes"),
)
BY_KEY = {column.key: column for column in COLUMNS}


def pictures(result: dict[str, Any]) -> dict[str, str]:
    """How long a page waits for the button, and how many bytes that takes."""
    shown = []
    for column in (BUTTON, BY_KEY["button_bytes"]):
        seen = {name: column.number(found) or 0.0 for name, found in result["widgets"].items() if name != BLANK}
        names = sorted((name for name in seen if name not in NOT_PEERS or name in (FLOOR, OURS)), key=seen.__getitem__)
        shown.append([Bar(name, seen[name], f"{seen[name]:.{column.digits}f}", name == OURS) for name in names])
    times, weights = shown
    return {
        "widget-time": picture("Milliseconds to the button, the processor slowed down four times", times),
        "widget-bytes": picture("Kilobytes (brotli) before the button", weights),
    }


def table(result: dict[str, Any]) -> str:
    """Markdown: a row for each widget, medians with the quartiles of the times, then the goals."""
    return "\n".join([*figures(result), "", *goals(result), ""])


def figures(result: dict[str, Any]) -> list[str]:
    versions = result["versions"]
    rows = [["widget", *(column.title for column in COLUMNS)], ["---", *("--:" for _ in COLUMNS)]]
    for name in (widget.name for widget in WIDGETS):
        if name != BLANK:
            seen = result["widgets"][name]
            rows.append([f"{name} {versions.get(name, '')}".strip(), *(column.text(seen) for column in COLUMNS)])
    return [f"| {' | '.join(row)} |" for row in rows]


def goals(result: dict[str, Any]) -> list[str]:
    widgets = result["widgets"]
    ours, floor = widgets[OURS], widgets[FLOOR]
    rows = [["goal", "measured", "met"], ["---", "---", "---"]]

    def row(goal: str, measured: str, met: bool) -> None:
        rows.append([goal, measured, "yes" if met else "**no**"])

    for column in (BUTTON, PANEL):
        mine, least = value(column, ours), value(column, floor)
        row(
            f"{column.title.split(',')[0]}: at most {FLOOR_TIMES} times the hand-written loader's",
            f"{mine:.0f} ms to {least:.0f} ms, {mine / least:.2f} times",
            mine <= FLOOR_TIMES * least,
        )
    for key, what in (("blocking_ms", "while loading"), ("panel_blocking_ms", "while opening")):
        blocked = value(BY_KEY[key], ours)
        row(f"no blocking {what}", f"{blocked:.0f} ms", blocked == 0)
    heap = value(BY_KEY["heap_closed"], ours)
    row(f"heap before opening at most {HEAP_KB} KB over the blank page", f"{heap:.0f} KB", heap <= HEAP_KB)
    for column in COLUMNS:
        name, best = least_of_peers(widgets, column)
        mine = value(column, ours)
        said = f"{mine:.{column.digits}f} to {best:.{column.digits}f} ({name})"
        rows.append([f"{column.title}: a third of the best peer's", said, lead(mine, best)])
    return [f"| {' | '.join(cells)} |" for cells in rows]


def lead(mine: float, best: float) -> str:
    """How far ahead of the best peer; where both have none there is no less to have."""
    if mine > best:
        return f"**no**: {mine / best:.1f} times as much" if best else "**no**"
    if mine == best:
        return "yes: none" if mine == 0 else "**no**: the same"
    if mine * PEER_TIMES > best:
        return f"**no**: first, by {best / mine:.1f} times"
    return f"yes: {best / mine:.0f} times" if mine else "yes: none"


def value(column: Column, figures: dict[str, Any]) -> float:
    number = column.number(figures)
    assert number is not None, column.key
    return number


def least_of_peers(widgets: dict[str, Any], column: Column) -> tuple[str, float]:
    numbers = {
        name: number
        for name, seen in widgets.items()
        if name not in NOT_PEERS and (number := column.number(seen)) is not None
    }
    return min(numbers.items(), key=lambda pair: pair[1])
