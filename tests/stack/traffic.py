"""People who ask the deployed API without a pause, while something is changed under them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx

from tests.people import eventually

NO_ANSWER = 0
ANSWERS_BETWEEN = 6  # of each kind of request, before and after each change


class Traffic:
    """People who ask without a pause, each on a thread of their own; every answer is kept."""

    def __init__(self, **people: Callable[[], httpx.Response]) -> None:
        self._people = people
        self._over = threading.Event()
        self.answers: dict[str, list[int]] = {who: [] for who in people}
        self.longest_silence = 0.0  # in which somebody got no good answer

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

    def answered_with(self, *statuses: int) -> dict[str, int]:
        """Who got one of these, and how often."""
        counted = {who: sum(status in statuses for status in answers) for who, answers in self.answers.items()}
        return {who: number for who, number in counted.items() if number}

    def refused(self, *, but: tuple[int, ...] = ()) -> dict[str, list[int]]:
        """Every answer that is no success, and none of those that ask to try again."""
        fine = (200, 201, *but)
        return {who: bad for who, all_ in self.answers.items() if (bad := [s for s in all_ if s not in fine])}

    def _ask(self, who: str) -> None:
        heard = time.monotonic()
        while not self._over.is_set():
            try:
                status = self._people[who]().status_code
            except httpx.TransportError:
                status = NO_ANSWER
            self.answers[who].append(status)
            if status < 300 and status != NO_ANSWER:
                self.longest_silence = max(self.longest_silence, time.monotonic() - heard)
                heard = time.monotonic()
