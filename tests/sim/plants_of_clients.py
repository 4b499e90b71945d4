"""Planted bugs in the client's half of the guarantee: outbox, cursor, catching up."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

from tests.sim.tab import Tab
from tests.sim.timeline import Seen, Timeline

Patch = AbstractContextManager[Any]

_add, _sent, _made, _reconcile, _settle = Timeline.add, Tab._sent, Tab.__init__, Tab.reconcile, Tab._settle


def a_new_id_for_each_attempt() -> Patch:
    def sent(tab: Tab, answer: Any, one: UUID, content: str) -> None:
        if not answer.good and one in tab.outbox:
            _settle(tab, one)
            other = uuid4()
            tab.outbox[other] = tab.storage[other] = content
        _sent(tab, answer, one, content)

    return patch.object(Tab, "_sent", sent)


def outbox_forgets_what_failed() -> Patch:
    def sent(tab: Tab, answer: Any, one: UUID, content: str) -> None:
        if not answer.good:
            _settle(tab, one)
        _sent(tab, answer, one, content)

    return patch.object(Tab, "_sent", sent)


def outbox_dies_with_the_page() -> Patch:
    def made(tab: Tab, server: Any, pusher: Any, endpoints: Any, _storage: Any) -> None:
        _made(tab, server, pusher, endpoints, {})

    return patch.object(Tab, "__init__", made)


def cursor_after_the_last_seen() -> Patch:
    def add(timeline: Timeline, messages: Iterable[Seen]) -> list[Seen]:
        added = _add(timeline, messages)
        timeline.contiguous = timeline._settled = max(timeline.held, default=timeline.contiguous)
        return added

    return patch.object(Timeline, "add", add)


def no_catching_up() -> Patch:
    def reconcile(tab: Tab, reopen: bool = False) -> None:
        if not tab.timeline.opened:
            _reconcile(tab, reopen)

    return patch.object(Tab, "reconcile", reconcile)


def newest_first() -> Patch:
    def send(tab: Tab, content: str, one: UUID) -> None:
        tab.storage[one] = content
        tab.outbox = {one: content, **tab.outbox}
        tab._pump()

    return patch.object(Tab, "send", send)


def asks_for_news_only() -> Patch:
    def ask_after(timeline: Timeline, _now: float) -> int:
        timeline._walk = timeline.contiguous
        return timeline._walk

    return patch.object(Timeline, "ask_after", ask_after)


CLIENT_PLANTS = (
    (asks_for_news_only,),
    (a_new_id_for_each_attempt,),
    (outbox_forgets_what_failed,),
    (outbox_dies_with_the_page,),
    (cursor_after_the_last_seen,),
    (no_catching_up,),
    (newest_first,),
)
