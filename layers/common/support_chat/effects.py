"""What a use case does to the world beside the store, and how several of these go together."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Protocol
from uuid import UUID

from support_chat.model import Chat
from support_chat.people import Customer
from support_chat.realtime import Event
from support_chat.tally import Effect


class Publish(Protocol):
    """Sends events to whoever listens; False where it failed (already logged and counted)."""

    def __call__(self, events: list[Event]) -> bool: ...


class ScheduleCheck(Protocol):
    """Sets the alarm for a chat's mail; False where it failed (already logged and counted): the sweep repairs it."""

    def __call__(self, chat_id: UUID, at: datetime) -> bool: ...


Admit = Callable[[Customer], None]  # raises where nobody may begin a chat from there
Effects = Callable[[Chat, Chat], list[Effect]]  # of a change, from before to after
SideBySide = Callable[[list[Effect]], None]


def let_everybody_in(_customer: Customer) -> None:
    """Let everybody begin a chat."""


def one_after_another(effects: list[Effect]) -> None:
    """Run the effects in order; the deployed product runs them side by side instead."""
    for effect in effects:
        effect()


class OnThreads:
    """Runs effects side by side, on threads that stay; one made per request would cost more than it saves."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(3, "effect")

    def __call__(self, effects: list[Effect]) -> None:
        """Run them all at once; back when the last has ended."""
        running = [self._threads.submit(effect) for effect in effects[1:]]
        effects[0]()
        for done in running:
            done.result()
