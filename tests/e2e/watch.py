"""What a page does without anybody looking: its requests, sockets, storage, and what it changes around it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page, Request, WebSocket

from tests.people import eventually

# Taken before any script of the page runs: names, the identity of what others rely on, and the page as it was.
SNAPSHOT = """(() => {
  const classes = ['Object', 'Array', 'Function', 'Promise', 'String', 'EventTarget', 'Node', 'Element', 'HTMLElement',
    'Document', 'Window', 'History', 'Location', 'Storage', 'XMLHttpRequest', 'WebSocket', 'ShadowRoot', 'CustomEvent'];
  const objects = {window, document, history, navigator, console, JSON, Math, Intl, customElements, crypto};
  const members = () => {
    const owners = {...objects};
    for (const name of classes) {
      owners[name] = window[name];
      owners[`${name}.prototype`] = window[name].prototype;
    }
    const all = new Map();
    for (const [name, owner] of Object.entries(owners))
      for (const [key, {value, get, set}] of Object.entries(Object.getOwnPropertyDescriptors(owner)))
        all.set(`${name}.${key}`, typeof value === 'function' ? value : get ?? set ?? 'a value');
    return all;
  };
  const before = members();
  const attributes = (element) => Object.fromEntries([...element.attributes].map(({name, value}) => [name, value]));
  const outline = () => ({
    html: attributes(document.documentElement), body: attributes(document.body),
    bodyStyle: document.body.style.cssText, htmlStyle: document.documentElement.style.cssText,
    head: document.head.innerHTML, text: document.body.innerHTML, title: document.title,
    sheets: document.styleSheets.length, adopted: document.adoptedStyleSheets.length,
    history: history.length, state: history.state, address: location.href, named: window.name,
    computed: ['overflow', 'position', 'font', 'color', 'width', 'height', 'padding', 'margin', 'touchAction']
      .map((name) => getComputedStyle(document.body)[name] + '|' + getComputedStyle(document.documentElement)[name]),
  });
  Object.defineProperty(window, 'asItWas', {enumerable: false, value: {
    outline,
    changed: () => {
      const now = members();
      return [...new Set([...before.keys(), ...now.keys()])].filter((name) => now.get(name) !== before.get(name));
    },
  }});
  before.set('window.asItWas', 'a value');
})()"""

STORED = """async () => [
  ...Object.keys(localStorage), ...Object.keys(sessionStorage), ...document.cookie.split(';').filter(Boolean),
  ...(await indexedDB.databases()).map(({name}) => name), ...(self.caches ? await caches.keys() : []),
  ...(navigator.serviceWorker ? await navigator.serviceWorker.getRegistrations() : []).map(({scope}) => scope),
]"""

QUIET_LOOKS = 8  # a tenth of a second between two
IDLE = "() => new Promise((done) => requestIdleCallback(() => requestIdleCallback(() => done())))"


class Watch:
    """Put on a page before it goes anywhere."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[Request] = []
        self.sockets: list[WebSocket] = []
        self._under_way: set[Request] = set()
        page.on("request", lambda request: (self.requests.append(request), self._under_way.add(request)))
        for ends in ("requestfinished", "requestfailed"):
            page.on(ends, lambda request: self._under_way.discard(request))
        page.on("websocket", lambda socket: self.sockets.append(socket))
        page.add_init_script(SNAPSHOT)

    def settled(self, after: str = "") -> Watch:
        """Loaded, nothing under way, and idle for a while: what wanted to come by itself has come; with `after`, not
        before something below that address was asked for: a slow page may rest on its way there."""
        self.page.wait_for_load_state()
        seen: list[int] = []

        def look() -> list[int]:
            self.page.evaluate(IDLE)
            early = after and not self.asked(after)
            seen.append(-1 if self._under_way or early else len(self.requests))
            return seen[-QUIET_LOOKS:]

        eventually(look, lambda last: len(last) == QUIET_LOOKS and {*last} == {len(self.requests)}, what="quiet")
        return self

    def asked(self, prefix: str = "") -> list[str]:
        """`METHOD path` of each request below this address, in order; preflights are not seen here."""
        return [
            f"{request.method} {request.url.removeprefix(prefix)}"
            for request in self.requests
            if request.url.startswith(prefix)
        ]

    def live_sockets(self) -> int:
        self.page.evaluate("0")  # Playwright hands out events only while something is asked
        return sum(not socket.is_closed() for socket in self.sockets)

    def hung_up(self) -> None:
        """Waits for every socket to be closed."""
        for socket in self.sockets:
            if not socket.is_closed():
                socket.wait_for_event("close")

    def stored(self) -> list[str]:
        """Every key, cookie, database, cache and worker this page's site has."""
        kept: list[str] = self.page.evaluate(STORED)
        return kept + [json.dumps(cookie) for cookie in self.page.context.cookies()]

    def nodes(self, name: str) -> list[str]:
        """The elements of this name and all in them: shadow roots, frames, texts, what a style sheet draws."""
        session = self.page.context.new_cdp_session(self.page)
        document = session.send("DOM.getDocument", {"depth": -1, "pierce": True})["root"]
        session.detach()
        wanted = [node for node in _below(document) if node["localName"] == name]
        return sorted(
            f"::{one['pseudoType']}" if "pseudoType" in one else one["localName"] or one["nodeName"]
            for node in wanted
            for one in _below(node)
        )

    def outline(self) -> dict[str, Any]:
        """The page's own elements, style, title, address and history."""
        seen: dict[str, Any] = self.page.evaluate("asItWas.outline()")
        return seen

    def changed(self) -> list[str]:
        """Globals and built-in members that came, went, or are not what they were."""
        names: list[str] = self.page.evaluate("asItWas.changed()")
        return names


def _below(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A node as the browser tells it, and all in it."""
    yield node
    inner = [*node.get("children", []), *node.get("shadowRoots", []), *node.get("pseudoElements", [])]
    for one in [*inner, node["contentDocument"]] if "contentDocument" in node else inner:
        yield from _below(one)
