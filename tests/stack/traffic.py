"""People who ask the deployed API without a pause, while something is changed under them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx

from tests.people import eventually

ANSWERS_BETWEEN = 6  # of each kind of request, before and after each change


class Traffic:
    """People who ask without a pause, each on a thread of their own; every answer is kept."""

    def __init__(self, **people: Callable[[], httpx.Response]) -> None:
        self._people = people
        self._over = threading.Event()
        self.answers: dict[str, list[int]] = {who: [] for who in people}
        self.slowest = 0.0

    @contextmanager
    def flowing(self) -> Iterator[None]:
        with ThreadPoolExecutor(len(self._people)) as threads:
            running = [threads.submit(self._ask, who) for who in self._people]
            try:
                yield
            finally:
                self._over.set()
                for done in running:
                    done.result()

    def goes_on(self) -> None:
        """Until everybody has had some more answers."""
        before = {who: len(answers) for who, answers in self.answers.items()}
        eventually(
            lambda: {who: len(answers) - before[who] for who, answers in self.answers.items()},
            lambda more: min(more.values()) >= ANSWERS_BETWEEN,
            what="answers",
            within=120,
        )

    def refused(self) -> dict[str, list[int]]:
        return {who: bad for who, all_ in self.answers.items() if (bad := [s for s in all_ if s not in (200, 201)])}

    def _ask(self, who: str) -> None:
        while not self._over.is_set():
            asked = time.monotonic()
            answer = self._people[who]()
            self.slowest = max(self.slowest, time.monotonic() - asked)
            self.answers[who].append(answer.status_code)
