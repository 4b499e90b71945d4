"""The time of a browser whose clock can be turned."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import BrowserContext

from tests.people import eventually

T = TypeVar("T")
STEP = "00:01"
PATIENCE_SECONDS = 60


def as_time_goes_by(context: BrowserContext, look: Callable[[], T], ok: Callable[[T], bool], *, what: str) -> T:
    """What `look` sees once it is `ok`, a second of the page's time later at each look. What tries again in half a
    minute comes soon; but what is on its way is not given up, as if all that time had passed at once."""

    def later() -> T:
        context.clock.fast_forward(STEP)
        return look()

    return eventually(later, ok, within=PATIENCE_SECONDS, what=what)
