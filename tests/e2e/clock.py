"""The time of a browser whose clock can be turned."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import BrowserContext, Request

from tests.people import eventually

T = TypeVar("T")
STEP = "00:02"  # less than a request that begins meanwhile is given
PATIENCE_SECONDS = 150  # each answer of a slow machine takes its time
REQUEST_SECONDS = 10  # core/api.ts gives up a request after as many


def as_time_goes_by(context: BrowserContext, look: Callable[[], T], ok: Callable[[T], bool], *, what: str) -> T:
    """What `look` sees once it is `ok`, two seconds of the page's time later at each look. What tries again in half a
    minute comes soon; but while a request is on its way time is let run as it does, or the page would give it up long
    before a slow machine can answer."""
    begun: dict[Request, float] = {}

    def begin(request: Request) -> None:
        begun[request] = time.monotonic()

    def end(request: Request) -> None:
        begun.pop(request, None)

    listeners = {"request": begin, "requestfinished": end, "requestfailed": end}
    for event, listener in listeners.items():
        context.on(event, listener)  # type: ignore[call-overload]

    def later() -> T:
        if not any(time.monotonic() - since < REQUEST_SECONDS for since in begun.values()):
            context.clock.fast_forward(STEP)
        return look()

    try:
        return eventually(later, ok, within=PATIENCE_SECONDS, what=what)
    finally:
        for event, listener in listeners.items():
            context.remove_listener(event, listener)
