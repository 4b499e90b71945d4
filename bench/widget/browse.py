"""One visit: a widget is put into a page that has come to rest, its button appears, and it is pressed."""

import time
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, ViewportSize

from bench.widget.widgets import Widget

SLOWER = 4
LONG_MS = 50
VIEWPORT: ViewportSize = {"width": 1280, "height": 800}
BUTTON_AT = (VIEWPORT["width"] - 46, VIEWPORT["height"] - 46)
# Idle: nothing was asked for this long, and the browser has had time to spare.
QUIET_SECONDS = 0.5
POINTED_MS = 300
DEADLINE_MS = 10_000

Figures = dict[str, float]


@dataclass
class Traffic:
    """What a page asks for."""

    page: Page
    asked: int = 0
    sockets: int = 0
    under_way: set[Any] = field(default_factory=set)
    last: float = 0

    def __post_init__(self) -> None:
        self.page.on("request", self._begun)
        for ends in ("requestfinished", "requestfailed"):
            self.page.on(ends, self._ended)
        self.page.on("websocket", self._socket)

    def _begun(self, request: Any) -> None:
        self.asked += 1
        self.under_way.add(request)
        self.last = time.monotonic()

    def _ended(self, request: Any) -> None:
        self.under_way.discard(request)
        self.last = time.monotonic()

    def _socket(self, _: Any) -> None:
        self.sockets += 1

    def settle(self) -> None:
        """Waits until nothing comes by itself any more; a backend that is listened to may stay under way."""
        begun = time.monotonic()
        while time.monotonic() - begun < DEADLINE_MS / 1000:
            self.page.evaluate("bench.idle()")
            quiet = time.monotonic() - max(self.last, begun)
            if quiet > QUIET_SECONDS * (4 if self.under_way else 1):
                return
            self.page.wait_for_timeout(50)


def visit(browser: Browser, address: str, widget: Widget) -> Figures:
    """What one fresh visitor pays."""
    context = browser.new_context(viewport=VIEWPORT)
    try:
        page = context.new_page()
        page.set_default_timeout(DEADLINE_MS)
        page.goto(address)
        cdp = context.new_cdp_session(page)
        cdp.send("Performance.enable")
        cdp.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        traffic = Traffic(page)
        page.evaluate("bench.idle()")
        collect(cdp)
        page.evaluate("bench.tasks()")
        before = metrics(cdp)
        loaded = load(page, cdp, traffic, widget, before)
        if not widget.opens:
            return loaded
        opened = open_panel(page, cdp, traffic, widget, before)
        return loaded | opened | {"ready_ms": loaded["button_ms"] + opened["panel_ms"]}
    finally:
        context.close()


def load(page: Page, cdp: CDPSession, traffic: Traffic, widget: Widget, before: Figures) -> Figures:
    what = "button" if widget.button else "field" if widget.snippet else "nothing"
    shown = page.evaluate("([snippet, what]) => bench.load(snippet, what)", [widget.snippet, what])
    traffic.settle()
    tasks = page.evaluate("bench.tasks()")
    script = metrics(cdp)["ScriptDuration"] - before["ScriptDuration"]
    cdp.send("DOM.enable")
    nodes = len(cdp.send("DOM.getFlattenedDocument", {"depth": -1, "pierce": True})["nodes"])
    cdp.send("DOM.disable")
    collect(cdp)
    return {
        "button_ms": shown["ms"],
        "button_bytes": shown["bytes"],
        "requests": traffic.asked,
        "sockets": traffic.sockets,
        "blocking_ms": blocking(tasks),
        "longest_ms": max(tasks, default=0),
        "script_ms": script * 1000,
        "nodes": nodes,
        "heap_closed": metrics(cdp)["JSHeapUsedSize"] - before["JSHeapUsedSize"],
    }


def open_panel(page: Page, cdp: CDPSession, traffic: Traffic, widget: Widget, before: Figures) -> Figures:
    if widget.pointed:
        page.mouse.move(*BUTTON_AT)
        page.wait_for_timeout(POINTED_MS)
    page.evaluate("() => { window.opened = bench.open(); }")
    page.mouse.click(*BUTTON_AT)
    usable = page.evaluate("opened")
    traffic.settle()
    tasks = page.evaluate("bench.tasks()")
    collect(cdp)
    return {
        "panel_ms": usable["ms"],
        "panel_bytes": usable["bytes"],
        "panel_blocking_ms": blocking(tasks),
        "panel_longest_ms": max(tasks, default=0),
        "heap_open": metrics(cdp)["JSHeapUsedSize"] - before["JSHeapUsedSize"],
    }


def blocking(tasks: list[float]) -> float:
    return sum(max(0, task - LONG_MS) for task in tasks)


def metrics(cdp: CDPSession) -> Figures:
    return {one["name"]: one["value"] for one in cdp.send("Performance.getMetrics")["metrics"]}


def collect(cdp: CDPSession) -> None:
    for _ in range(2):  # what one collection finalises the next one frees
        cdp.send("HeapProfiler.collectGarbage")
