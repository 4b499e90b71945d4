"""The table, and what it says of our goals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bench.widget.widgets import BLANK, FLOOR, INLINE, OURS

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
    Column("blocking_ms", "blocking, ms", "ms"),
    Column("longest_ms", "longest task, ms", "ms"),
    Column("panel_blocking_ms", "blocking on opening, ms", "ms"),
    Column("script_ms", "script, ms", "ms"),
    Column("heap_closed", "heap, KB", "KB", 0, KB),
    Column("heap_open", "heap open, KB", "KB", 0, KB),
    Column("nodes", "nodes"),
)
BY_KEY = {column.key: column for column in COLUMNS}


def table(result: dict[str, Any]) -> str:
    """Markdown: a row for each widget, then the goals."""
    return "\n".join([*figures(result), "", *goals(result)])


def figures(result: dict[str, Any]) -> list[str]:
    versions = result["versions"]
    rows = [["widget", *(column.title for column in COLUMNS)], ["---", *("--:" for _ in COLUMNS)]]
    for name, seen in result["widgets"].items():
        if name != BLANK:
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
        row(
            f"{column.title}: a third of the best peer's",
            f"{mine:.{column.digits}f} to {best:.{column.digits}f} ({name})",
            mine * PEER_TIMES <= best,
        )
    return [f"| {' | '.join(cells)} |" for cells in rows]


def value(column: Column, figures: dict[str, Any]) -> float:
    number = column.number(figures)
    assert number is not None, column.key
    return number


def least_of_peers(widgets: dict[str, Any], column: Column) -> tuple[str, float]:
    found: list[tuple[str, float]] = []
    for name, seen in widgets.items():
        number = column.number(seen)
        if name not in (BLANK, INLINE, FLOOR, OURS) and number is not None:
            found.append((name, number))
    by_number: Callable[[tuple[str, float]], float] = lambda pair: pair[1]  # noqa: E731
    return min(found, key=by_number)
