"""What is alive in a page: listeners, timers, sockets, locks, nodes and objects, counted by the browser itself."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

# The browser tells of everything but timers; these are counted where they are set.
TIMERS = """(() => {
  const pending = new Set();
  const wrap = (set, clear, repeats) => {
    const [start, stop] = [window[set].bind(window), window[clear].bind(window)];
    window[set] = (callback, ...rest) => {
      const id = start((...given) => {
        if (!repeats) pending.delete(`${set} ${id}`);
        if (typeof callback === 'function') callback(...given);
      }, ...rest);
      pending.add(`${set} ${id}`);
      return id;
    };
    window[clear] = (id) => {
      for (const kind of ['setTimeout', 'setInterval', set]) pending.delete(`${kind} ${id}`);
      stop(id);
    };
  };
  wrap('setTimeout', 'clearTimeout', false);
  wrap('setInterval', 'clearInterval', true);
  wrap('requestAnimationFrame', 'cancelAnimationFrame', false);
  wrap('requestIdleCallback', 'cancelIdleCallback', false);
  Object.defineProperty(window, 'pendingTimers', {get: () => [...pending].map((one) => one.split(' ')[0])});
})()"""

SHARED = ("window", "document", "document.documentElement", "document.body", "visualViewport", "screen.orientation")
METRICS = ("Nodes", "JSEventListeners", "Documents")
CLASSES = (
    "WebSocket",
    "ShadowRoot",
    "CSSStyleSheet",
    "AbortController",
    "MutationObserver",
    "ResizeObserver",
    "IntersectionObserver",
    "BroadcastChannel",
    "MediaQueryList",
    "AudioContext",
)


class Inventory:
    """Put on a page before it goes anywhere."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._browser = page.context.new_cdp_session(page)
        self._browser.send("Performance.enable")
        page.add_init_script(TIMERS)

    def shared(self) -> dict[str, list[str]]:
        """What hangs on things that outlive any widget: the kinds of events listened to, timers, locks."""
        hung = {place: self._listeners(place) for place in SHARED}
        hung["timers"] = self.page.evaluate("pendingTimers")
        hung["locks"] = self.page.evaluate(
            "async () => { const all = await navigator.locks?.query(); "
            "return [...(all?.held ?? []), ...(all?.pending ?? [])].map(({name}) => name); }"
        )
        return hung

    def counts(self) -> dict[str, int]:
        """Nodes, listeners and objects that are still reachable after a collection."""
        for _ in range(3):  # what one collection finalises the next one frees
            self._browser.send("HeapProfiler.collectGarbage")
        measured = self._browser.send("Performance.getMetrics")["metrics"]
        counted = {metric["name"]: int(metric["value"]) for metric in measured if metric["name"] in METRICS}
        return counted | {name: self._alive(f"{name}.prototype") for name in CLASSES} | {"widgets": self._widgets()}

    def _widgets(self) -> int:
        return self._alive("(customElements.get('support-chat') ?? HTMLUnknownElement).prototype")

    def _alive(self, prototype: str) -> int:
        objects = self._browser.send("Runtime.queryObjects", {"prototypeObjectId": self._object(prototype)})["objects"]
        asked = {"objectId": objects["objectId"], "functionDeclaration": "function () { return this.length; }"}
        answer = self._browser.send("Runtime.callFunctionOn", asked | {"returnByValue": True})
        self._browser.send("Runtime.releaseObject", {"objectId": objects["objectId"]})
        return int(answer["result"]["value"])

    def _listeners(self, place: str) -> list[str]:
        found = self._browser.send("DOMDebugger.getEventListeners", {"objectId": self._object(place)})["listeners"]
        return sorted(listener["type"] for listener in found)

    def _object(self, expression: str) -> Any:
        return self._browser.send("Runtime.evaluate", {"expression": expression})["result"]["objectId"]
