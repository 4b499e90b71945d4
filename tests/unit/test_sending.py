"""A message is stored once, at its number, and told to everybody."""

from __future__ import annotations

from typing import Any

import pytest

from support_chat.desk import Desk
from support_chat.errors import Busy, Conflict, MessageIdReused, NotFound, Unclear
from support_chat.ledger import Mail
from support_chat.model import Chat, Entry, Sender, chat_id_of
from support_chat.store import Store
from tests.unit.world import ALICE, ANA, BOB, Clock, Outside, new_id


def contents(desk: Desk) -> list[str]:
    _, entries, _ = desk.open(ALICE)
    return [entry.message.content for entry in entries]


def test_the_first_message_makes_the_chat_and_takes_number_one(desk: Desk) -> None:
    message, is_new = desk.say(ALICE, "Hello", new_id())
    assert (is_new, message.seq, message.sender_type) == (True, 1, Sender.USER)
    assert contents(desk) == ["Hello"]


def test_both_sides_take_their_numbers_from_one_counter(desk: Desk) -> None:
    desk.say(ALICE, "Hello", new_id())
    desk.reply(ANA, chat_id_of("alice"), "Hi", new_id())
    desk.say(ALICE, "A question", new_id())
    _, entries, _ = desk.open(ALICE)
    assert [entry.message.seq for entry in entries] == [1, 2, 3]


def test_the_same_client_message_id_returns_the_same_message(desk: Desk) -> None:
    cmid = new_id()
    first, _ = desk.say(ALICE, "Hello", cmid)
    again, is_new = desk.say(ALICE, "Hello", cmid)
    assert (again, is_new) == (first, False)
    assert contents(desk) == ["Hello"]


def test_a_repeat_is_told_again_because_the_first_time_may_have_died_before_telling(
    desk: Desk, outside: Outside
) -> None:
    cmid = new_id()
    message, _ = desk.say(ALICE, "Hello", cmid)
    outside.events.clear()
    desk.say(ALICE, "Hello", cmid)
    assert {event.data["message"]["id"] for event in outside.events} == {str(message.id)}


def test_the_same_client_message_id_with_another_text_is_refused(desk: Desk) -> None:
    cmid = new_id()
    desk.say(ALICE, "Hello", cmid)
    with pytest.raises(MessageIdReused):
        desk.say(ALICE, "Something else", cmid)
    assert contents(desk) == ["Hello"]


def test_a_customer_and_an_agent_may_use_the_same_id(desk: Desk) -> None:
    cmid = new_id()
    desk.say(ALICE, "Hello", cmid)
    message, is_new = desk.reply(ANA, chat_id_of("alice"), "Hi", cmid)
    assert (is_new, message.seq) == (True, 2)


def test_an_agents_repeated_reply_is_stored_once_and_sets_the_same_alarm(desk: Desk, outside: Outside) -> None:
    desk.say(ALICE, "Hello", new_id())
    cmid = new_id()
    desk.reply(ANA, chat_id_of("alice"), "Hi", cmid)
    _, is_new = desk.reply(ANA, chat_id_of("alice"), "Hi", cmid)
    assert not is_new
    assert contents(desk) == ["Hello", "Hi"]
    assert len(set(outside.alarms)) == 1


def test_a_write_that_was_not_answered_is_found_and_not_repeated(desk: Desk, store: Store, monkeypatch: Any) -> None:
    real, silent = store.save, []

    def save(old: Chat, new: Chat, *, entry: Entry | None = None, mail: Mail | None = None) -> None:
        real(old, new, entry=entry, mail=mail)
        if not silent:
            silent.append(True)
            raise Unclear("the table did not answer")

    desk.open(ALICE)
    monkeypatch.setattr(store, "save", save)
    message, _ = desk.say(ALICE, "Hello", new_id())
    assert message.seq == 1
    assert contents(desk) == ["Hello"]


def test_a_customers_message_is_told_on_the_chat_and_to_the_agents(desk: Desk, outside: Outside) -> None:
    message, _ = desk.say(ALICE, "Hello", new_id())
    on_chat, to_agents = outside.events
    assert on_chat.channel == f"private-support-chat-{chat_id_of('alice')}"
    assert on_chat.data == {"type": "new_message", "message": message.model_dump(mode="json")}
    assert to_agents.channel == "private-admin-support-notifications"
    assert to_agents.data["type"] == "new_user_message"
    assert to_agents.data["user_email"] == "alice@example.com"
    assert to_agents.data["message"]["content"] == "Hello"
    assert to_agents.data["chat"]["unread"] is True


def test_a_message_too_large_for_pusher_is_told_by_a_pointer(desk: Desk, outside: Outside) -> None:
    message, _ = desk.say(ALICE, "😀" * 4000, new_id())
    on_chat, to_agents = outside.events
    assert on_chat.data == {"type": "new_message", "seq": 1, "id": str(message.id)}
    assert "message" not in to_agents.data


def test_a_reply_to_a_chat_that_is_not_there_changes_nothing(desk: Desk, outside: Outside) -> None:
    with pytest.raises(NotFound):
        desk.reply(ANA, new_id(), "Hi", new_id())
    assert outside.events == []


def test_a_lost_race_is_tried_again_with_the_next_number(desk: Desk, store: Store, monkeypatch: Any) -> None:
    real, raced = store.save, []

    def save(old: Chat, new: Chat, *, entry: Entry | None = None, mail: Mail | None = None) -> None:
        if not raced:
            raced.append(True)
            desk.say(ALICE, "first", new_id())
        real(old, new, entry=entry, mail=mail)

    desk.open(ALICE)
    monkeypatch.setattr(store, "save", save)
    message, _ = desk.say(ALICE, "second", new_id())
    assert message.seq == 2
    assert contents(desk) == ["first", "second"]


def test_a_transaction_conflict_that_does_not_end_is_busy_and_stores_nothing(
    desk: Desk, store: Store, outside: Outside, monkeypatch: Any
) -> None:
    desk.open(ALICE)

    def save(*_: object, **__: object) -> None:
        raise Conflict("another writer was first")

    monkeypatch.setattr(store, "save", save)
    with pytest.raises(Busy):
        desk.say(ALICE, "Hello", new_id())
    monkeypatch.undo()
    assert contents(desk) == []
    assert outside.events == []


def test_time_does_not_run_backwards_within_a_chat(desk: Desk, clock: Clock) -> None:
    first, _ = desk.say(ALICE, "by a function whose clock is ahead", new_id())
    clock.forward(seconds=-2)
    second, _ = desk.say(ALICE, "by one whose clock is behind", new_id())
    assert second.created_at >= first.created_at
    assert second.seq > first.seq


def test_the_newest_token_states_the_owners_name(desk: Desk) -> None:
    desk.say(ALICE, "Hello", new_id())
    desk.say(ALICE.model_copy(update={"name": "Alice B."}), "Me again", new_id())
    chat, _, _ = desk.open(ALICE.model_copy(update={"name": "Alice B."}))
    assert (chat.user_name, chat.last_seq) == ("Alice B.", 2)


def test_two_customers_have_two_chats(desk: Desk) -> None:
    desk.say(ALICE, "from Alice", new_id())
    desk.say(BOB, "from Bob", new_id())
    assert contents(desk) == ["from Alice"]
