"""Stops asking a service that keeps us waiting in vain: a request need not lose a second to what will not answer."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

FAILURES = 5
WITHIN_SECONDS = 10.0
# Nothing is published meanwhile, also when the service is back: short, for the sake of those who are connected again.
PAUSE_SECONDS = 5.0
# What fails at once costs nothing, and may as well be tried every time.
SLOW_SECONDS = 0.25


class Breaker:
    """Opens after five slow failures in ten seconds; while open it lets one try through every five seconds.

    One per process: a function's environment handles one request at a time and learns for itself."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: deque[float] = deque(maxlen=FAILURES)
        self._open_until: float | None = None

    def lets_through(self) -> bool:
        """Whether to try. While open, asking takes the one try there is until the next pause is over."""
        if self._open_until is None:
            return True
        now = self._clock()
        if now < self._open_until:
            return False
        self._open_until = now + PAUSE_SECONDS
        return True

    def succeeded(self) -> None:
        """Everything is well again."""
        self._failures.clear()
        self._open_until = None

    def failed(self, after_seconds: float) -> None:
        """Remember it if it was slow; opens when it was one too many, and stays open after a try in vain."""
        if after_seconds < SLOW_SECONDS:
            return
        now = self._clock()
        self._failures.append(now)
        if len(self._failures) == FAILURES and now - self._failures[0] <= WITHIN_SECONDS:
            self._open_until = now + PAUSE_SECONDS
