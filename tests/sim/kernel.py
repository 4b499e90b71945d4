"""One seeded clock and one queue of events. What waits is a greenlet: nothing runs at once, and a seed tells all.

A task is one invocation of a function. It gives way only where it sleeps, and it sleeps in every call of a port, so
that two invocations meet in every order that the dice can make.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from greenlet import getcurrent, greenlet  # type: ignore[import-untyped]

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Killed(BaseException):
    """The invocation ends here: its process died, or its time was up. No `except Exception` may catch it."""


class Alarm:
    """Something that will happen, unless it is called off."""

    __slots__ = ("call",)

    def __init__(self, call: Callable[[], object] | None) -> None:
        self.call = call

    def clear(self) -> None:
        self.call = None


class Task:
    """One invocation: how long it may run, how far its function's clock is off, where it is to die."""

    def __init__(self, name: str, work: Callable[[], Any], deadline: float, skew: float) -> None:
        self.name = name
        self.deadline = deadline
        self.skew = timedelta(seconds=skew)
        self.calls: list[str] = []  # the ports it has called, in order
        self.crash_at: tuple[int | str, str] | None = None  # the call's number or name; "before" or "after" its effect
        self.thread = greenlet(work)
        self.started = 0.0


class Kernel:
    """The clock, the queue, the dice."""

    def __init__(self, seed: int | str) -> None:
        self.random = Random(seed)
        self.now = 0.0
        self.task: Task | None = None
        self._queue: list[tuple[float, int, Alarm]] = []
        self._pushed = 0
        self._hub = getcurrent()

    def after(self, seconds: float, call: Callable[[], object]) -> Alarm:
        """Have `call` happen in so many seconds."""
        alarm = Alarm(call)
        self._pushed += 1
        heapq.heappush(self._queue, (self.now + seconds, self._pushed, alarm))
        return alarm

    def run(self, seconds: float) -> None:
        """Let the world go on for so long."""
        self._hub = getcurrent()
        end = self.now + seconds
        queue = self._queue
        while queue and queue[0][0] <= end:
            self.now, _, alarm = heapq.heappop(queue)
            if alarm.call is not None:
                alarm.call()
        self.now = end

    def start(self, task: Task) -> None:
        """Run the task from the hub, as soon as the hub comes to it."""
        task.started = self.now
        self.after(0.0, lambda: self._switch_to(task))

    def sleep(self, seconds: float) -> None:
        """Let the others go on; only inside a task. Dies where its time is up meanwhile."""
        task = self.task
        assert task is not None
        until = self.now + seconds
        late = until > task.deadline
        self.after(max(0.0, task.deadline - self.now) if late else seconds, lambda: self._switch_to(task))
        self._hub.switch()
        if late:
            raise Killed("out of time")

    def _switch_to(self, task: Task) -> None:
        self.task = task
        task.thread.parent = self._hub
        task.thread.switch()
        self.task = None

    @property
    def true_time(self) -> datetime:
        """What a right clock shows."""
        return START + timedelta(seconds=self.now)

    def function_time(self) -> datetime:
        """What the clock of the running function shows."""
        return self.true_time + self.task.skew if self.task else self.true_time
