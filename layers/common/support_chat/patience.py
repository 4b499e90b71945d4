"""How often and how long we try again after a lost race or a silent store: bounded, with full jitter."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from support_chat.errors import Busy, Conflict, Unclear

T = TypeVar("T")

# DynamoDB's SDKs do not retry a cancelled transaction. After this no further attempt begins; the function has 20 s.
BUDGET_SECONDS = 5.0
_FIRST_PAUSE_SECONDS = 0.01
_LONGEST_PAUSE_SECONDS = 0.4


class Patience:
    """Retries `Conflict` and `Unclear`; an attempt reads before it writes, so that it notices what is there already.

    The clock, the sleep and the dice are values, so that a simulation can bring its own."""

    def __init__(
        self,
        budget: float = BUDGET_SECONDS,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._budget = budget
        self._clock = clock
        self._sleep = sleep
        self._uniform = uniform

    def retry(self, attempt: Callable[[], T]) -> T:
        """The attempt's result. Raises `Busy` when the budget is used up."""
        give_up_at = self._clock() + self._budget
        ceiling = _FIRST_PAUSE_SECONDS
        while True:
            try:
                return attempt()
            except (Conflict, Unclear) as error:
                pause = self._uniform(0, ceiling)
                if self._clock() + pause > give_up_at:
                    raise Busy("this chat cannot be written to at the moment") from error
                self._sleep(pause)
                ceiling = min(ceiling * 2, _LONGEST_PAUSE_SECONDS)
