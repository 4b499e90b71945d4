"""The agents' list: newest first, archived apart, paged without gap or repeat."""

from __future__ import annotations

from support_chat.desk import Desk
from support_chat.lists import Lists, Wanted
from support_chat.model import Chat, chat_id_of
from support_chat.people import Customer
from tests.unit.world import ALICE, ANA, BOB, Clock, Outside, new_id

ACTIVE = Wanted("all", "newest", False, ANA.id)
ARCHIVED = Wanted("all", "newest", True, ANA.id)


def users(lists: Lists, wanted: Wanted = ACTIVE) -> list[str]:
    chats, _ = lists.page(wanted, None, 100)
    return [chat.user_id for chat in chats]


def only_row(lists: Lists) -> Chat:
    (row,), _ = lists.page(ACTIVE, None, 10)
    return row


def crowd(desk: Desk, clock: Clock, count: int) -> list[str]:
    """`count` customers, one message each, a second apart; the newest first."""
    for n in range(count):
        clock.forward(seconds=1)
        desk.say(Customer(user_id=f"user{n}", email=f"user{n}@example.com"), f"message {n}", new_id())
    return [f"user{n}" for n in reversed(range(count))]


def test_the_newest_message_comes_first_across_all_shards(desk: Desk, lists: Lists, clock: Clock) -> None:
    assert users(lists) == []
    newest_first = crowd(desk, clock, 23)
    assert users(lists) == newest_first


def test_pages_join_without_gap_or_repeat(desk: Desk, lists: Lists, clock: Clock) -> None:
    newest_first = crowd(desk, clock, 23)
    seen: list[str] = []
    cursor = None
    while True:
        chats, cursor = lists.page(ACTIVE, cursor, 5)
        seen += [chat.user_id for chat in chats]
        if cursor is None:
            break
    assert seen == newest_first


def test_a_chat_without_a_message_is_not_in_the_inbox(desk: Desk, lists: Lists) -> None:
    desk.open(ALICE)
    assert users(lists) == []


def test_a_row_previews_the_newest_message_on_one_line_of_a_hundred(desk: Desk, lists: Lists) -> None:
    desk.say(ALICE, "first", new_id())
    desk.reply(ANA, chat_id_of("alice"), "line one\nline two " + "x" * 200, new_id())
    row = only_row(lists)
    assert row.last_message_preview == ("line one line two " + "x" * 200)[:100]
    assert row.last_message_sender == "admin"
    assert row.last_seq == 2


def test_a_customers_message_is_unread_until_an_agent_views_the_chat(
    desk: Desk, lists: Lists, outside: Outside
) -> None:
    desk.say(ALICE, "Hello", new_id())
    row = only_row(lists)
    assert row.unread_by_agents
    desk.view(chat_id_of("alice"))
    row = only_row(lists)
    assert not row.unread_by_agents
    assert outside.events[-1].data["chat"]["unread"] is False
    told = len(outside.events)
    desk.view(chat_id_of("alice"))
    assert len(outside.events) == told


def test_archiving_moves_a_chat_and_repeats_without_effect(desk: Desk, lists: Lists, outside: Outside) -> None:
    desk.say(ALICE, "Hello", new_id())
    desk.say(BOB, "Hello", new_id())
    desk.archive(ANA, chat_id_of("alice"))
    told = len(outside.events)
    desk.archive(ANA, chat_id_of("alice"))
    assert len(outside.events) == told
    assert (users(lists), users(lists, ARCHIVED)) == (["bob"], ["alice"])
    desk.unarchive(ANA, chat_id_of("alice"))
    desk.unarchive(ANA, chat_id_of("alice"))
    assert (sorted(users(lists)), users(lists, ARCHIVED)) == (["alice", "bob"], [])


def test_a_customers_message_brings_an_archived_chat_back_and_an_agents_does_not(desk: Desk, lists: Lists) -> None:
    desk.say(ALICE, "Hello", new_id())
    desk.archive(ANA, chat_id_of("alice"))
    desk.reply(ANA, chat_id_of("alice"), "one more thing", new_id())
    assert users(lists, ARCHIVED) == ["alice"]
    desk.say(ALICE, "I have a question", new_id())
    assert (users(lists), users(lists, ARCHIVED)) == (["alice"], [])


def test_opening_reading_or_repeating_does_not_bring_an_archived_chat_back(desk: Desk, lists: Lists) -> None:
    cmid = new_id()
    desk.say(ALICE, "Hello", cmid)
    desk.archive(ANA, chat_id_of("alice"))
    desk.open(ALICE)
    desk.mark_read(ALICE, None)
    desk.say(ALICE, "Hello", cmid)
    assert users(lists, ARCHIVED) == ["alice"]
