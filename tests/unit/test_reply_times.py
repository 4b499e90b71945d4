"""How soon replies usually come: counted as they happen, from real data only, and never in anybody's way."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from support_chat.counters import Counters
from support_chat.desk import Desk
from support_chat.model import chat_id_of
from support_chat.reply_times import DAYS, ENOUGH, ReplyTimes, typical
from support_chat.tally import FIRST_REPLY
from tests.unit.people import Callers
from tests.unit.world import ALICE, ANA, Clock, new_id, silent_table


def counted(counters: Counters, clock: Clock, after: timedelta, count: int = ENOUGH) -> None:
    """`count` customers got their first reply `after` that long."""
    for _ in range(count):
        counters.add(clock().date(), FIRST_REPLY.numbers(after))


def replies(*after: timedelta, count: int) -> Counter[str]:
    """The numbers of `count` such replies each."""
    return sum((Counter(FIRST_REPLY.numbers(took)) for took in after for _ in range(count)), Counter())


@pytest.mark.parametrize(
    ("after", "word"),
    [
        (timedelta(seconds=20), "minutes"),
        (timedelta(minutes=15), "minutes"),
        (timedelta(minutes=16), "hour"),
        (timedelta(hours=1), "hour"),
        (timedelta(hours=2), "hours"),
        (timedelta(hours=8), "hours"),
        (timedelta(hours=9), "day"),
        (timedelta(hours=24), "day"),
        (timedelta(hours=25), None),
    ],
)
def test_the_word_is_what_half_of_the_first_replies_kept_to(after: timedelta, word: str | None) -> None:
    assert typical(replies(after, timedelta(days=3), count=ENOUGH)) == word
    assert typical(replies(after, count=ENOUGH - 1)) is None


def test_too_few_replies_are_no_promise(counters: Counters, reply_times: ReplyTimes, clock: Clock) -> None:
    counted(counters, clock, timedelta(minutes=2), ENOUGH - 1)
    assert reply_times.typical() is None
    counted(counters, clock, timedelta(minutes=2), 1)
    clock.forward(seconds=15)
    assert reply_times.typical() == "minutes"


def test_a_week_counts_and_what_is_older_does_not(counters: Counters, reply_times: ReplyTimes, clock: Clock) -> None:
    counted(counters, clock, timedelta(hours=2))
    clock.forward(days=DAYS - 1)
    assert reply_times.typical() == "hours"
    clock.forward(days=1)
    assert reply_times.typical() is None


def test_the_table_is_asked_every_five_minutes_and_sooner_while_nothing_is_known(
    counters: Counters, reply_times: ReplyTimes, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    real = counters.of_team
    monkeypatch.setattr(counters, "of_team", lambda days: (asked.append(days), real(days))[1])
    for _ in range(5):
        reply_times.typical()
    assert len(asked) == 1
    counted(counters, clock, timedelta(minutes=2))
    clock.forward(seconds=15)
    reply_times.typical()
    clock.forward(minutes=4)
    assert reply_times.typical() == "minutes"
    assert len(asked) == 2
    clock.forward(minutes=1)
    reply_times.typical()
    assert len(asked) == 3
    assert len(asked[0]) == DAYS


def test_customers_are_told_with_their_chat(desk: Desk, counters: Counters, callers: Callers, clock: Clock) -> None:
    counted(counters, clock, timedelta(minutes=30), ENOUGH - 1)
    desk.say(ALICE, "?", new_id())
    clock.forward(minutes=30)
    desk.reply(ANA, chat_id_of("alice"), "!", new_id())
    assert callers.customer()("GET /support_chat").json()["reply_time"] == "hour"


def test_a_table_that_does_not_answer_costs_neither_a_reply_nor_a_chat(
    desk: Desk,
    counters: Counters,
    callers: Callers,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted(counters, clock, timedelta(minutes=2))
    callers.customer()("GET /support_chat")
    clock.forward(minutes=5)
    monkeypatch.setattr(counters, "_table", silent_table(counters._table))
    assert callers.customer()("GET /support_chat").json()["reply_time"] == "minutes"  # what was known before
    desk.say(ALICE, "?", new_id())
    body = {"content": "!", "client_message_id": str(new_id())}
    assert callers.agent()(f"POST /admin/chats/{chat_id_of('alice')}/messages", body).status == 201
