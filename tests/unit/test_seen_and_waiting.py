"""What agents have seen, told to the customer; since when a customer waits, told to the agents."""

from __future__ import annotations

from typing import Any

import pytest

from support_chat.desk import Desk
from support_chat.instant import stamp
from support_chat.model import chat_id_of
from support_chat.realtime import AGENTS_CHANNEL, chat_channel
from tests.unit.people import Callers
from tests.unit.world import ALICE, ANA, Clock, Outside, new_id

CHAT = chat_id_of("alice")


def ask(desk: Desk) -> None:
    desk.say(ALICE, "Where is my order?", new_id())


def answer(desk: Desk) -> None:
    desk.reply(ANA, CHAT, "On its way", new_id())


def seen(callers: Callers) -> int:
    return int(callers.customer()("GET /support_chat").json()["seen_seq"])


def waiting(callers: Callers) -> Any:
    """The same in the inbox and on the chat."""
    ana = callers.agent()
    (row,) = [
        chat for flag in ("false", "true") for chat in ana("GET /admin/chats", query={"archived": flag}).json()["chats"]
    ]
    assert ana(f"GET /admin/chats/{CHAT}").json()["waiting_since"] == row["waiting_since"]
    return row["waiting_since"]


def test_a_message_is_seen_when_an_agent_views_the_chat_and_not_before(desk: Desk, callers: Callers) -> None:
    ask(desk)
    assert seen(callers) == 0
    callers.agent()("GET /admin/chats")
    assert seen(callers) == 0
    desk.view(CHAT)
    assert seen(callers) == 1
    ask(desk)
    assert seen(callers) == 1


def test_viewing_tells_the_customer_once_how_far_agents_have_seen(desk: Desk, outside: Outside) -> None:
    ask(desk)
    ask(desk)
    outside.events.clear()
    desk.view(CHAT)
    desk.view(CHAT)
    seen, updated = outside.events
    assert (seen.channel, seen.data) == (chat_channel(CHAT), {"type": "messages_seen", "up_to_seq": 2})
    assert (updated.channel, updated.name) == (AGENTS_CHANNEL, "chat_updated")


def test_a_reply_that_nobody_looked_before_marks_nothing_as_seen(desk: Desk, callers: Callers) -> None:
    ask(desk)
    answer(desk)
    assert seen(callers) == 0


def test_a_customer_waits_from_the_first_unanswered_message_until_the_reply(
    desk: Desk, callers: Callers, clock: Clock
) -> None:
    asked_at = stamp(clock())
    ask(desk)
    clock.forward(minutes=3)
    ask(desk)
    assert waiting(callers) == asked_at
    desk.view(CHAT)
    assert waiting(callers) == asked_at
    answer(desk)
    assert waiting(callers) is None
    clock.forward(minutes=3)
    answer(desk)
    assert waiting(callers) is None
    ask(desk)
    assert waiting(callers) == stamp(clock())


def test_nobody_waits_in_an_archived_chat_until_they_write_again(desk: Desk, callers: Callers, clock: Clock) -> None:
    ask(desk)
    desk.archive(ANA, CHAT)
    assert waiting(callers) is None
    desk.unarchive(ANA, CHAT)
    assert waiting(callers) is None
    clock.forward(days=3)
    ask(desk)
    assert waiting(callers) == stamp(clock())


@pytest.mark.parametrize("act", [ask, answer])
def test_the_events_rows_say_who_waits(desk: Desk, outside: Outside, act: Any) -> None:
    ask(desk)
    act(desk)
    row = outside.events[-1].data["chat"]
    assert (row["waiting_since"] is None) is (act is answer)
