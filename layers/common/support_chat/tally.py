"""What the statistics count, and when: rules without a network. Each number is added to as things happen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from support_chat.model import Chat, Message
from support_chat.people import Agent

# How often something happened, and, of a duration, its seconds added up.
Numbers = Mapping[str, int]
Effect = Callable[[], object]


@dataclass(frozen=True)
class Duration:
    """A kind of duration: how many there were, their sum, and a histogram by upper ends in seconds."""

    counted: str
    summed: str
    ends: tuple[int, ...]

    def numbers(self, took: timedelta) -> Numbers:
        """One such duration."""
        # Clocks of functions differ: nobody was answered before they asked.
        seconds = max(0, round(took.total_seconds()))
        return {self.counted: 1, self.summed: seconds, self.bucket(seconds): 1}

    def bucket(self, seconds: float) -> str:
        """The counter that a duration of so many seconds belongs to."""
        return next((self.within(end) for end in self.ends if seconds <= end), self.later)

    def within(self, end: int) -> str:
        """The counter of durations up to this end."""
        return f"{self.counted}_within_{end}"

    @property
    def later(self) -> str:
        """The counter of durations above the last end."""
        return f"{self.counted}_later"


_MINUTE, _HOUR, _DAY = 60, 3600, 86400
# From the first message of who waits to the first reply.
FIRST_REPLY = Duration("first_replies", "first_reply_seconds", (_MINUTE, 300, 900, _HOUR, 4 * _HOUR, 8 * _HOUR, _DAY))
# From a conversation's first message until an agent archives it.
RESOLUTION = Duration("resolutions", "resolution_seconds", (900, _HOUR, 4 * _HOUR, 8 * _HOUR, _DAY, 3 * _DAY, 7 * _DAY))


class Counting(Protocol):
    """What adds these numbers to the day's, for the team and for the agent whose they are: effects that fail nothing,
    to be run beside others."""

    def __call__(self, numbers: Numbers, agent: Agent | None = None) -> list[Effect]: ...


def count_nothing(numbers: Numbers, agent: Agent | None = None) -> list[Effect]:  # noqa: ARG001  (the protocol's)
    """For whoever keeps no statistics."""
    return []


def of_question(before: Chat) -> Numbers:
    """A customer's message, new; `before`: the chat without it."""
    begun = {"conversations": before.opened_at is None, "waits": before.waiting_since is None}
    return {"customer_messages": 1, **{name: 1 for name, is_new in begun.items() if is_new}}


def of_reply(before: Chat, reply: Message) -> Numbers:
    """An agent's message, new; the first reply only where somebody waited."""
    if before.waiting_since is None:
        return {"agent_messages": 1}
    return {"agent_messages": 1, **FIRST_REPLY.numbers(reply.created_at - before.waiting_since)}


def of_archiving(before: Chat, at: datetime) -> Numbers:
    """An archived conversation; nothing, where the customer had written nothing since the last time."""
    return RESOLUTION.numbers(at - before.opened_at) if before.opened_at else {}
