"""History in pages, read marks, and unread counts without counting."""

from __future__ import annotations

from typing import Any

import pytest

from support_chat.desk import Desk
from support_chat.model import chat_id_of
from support_chat.store import READ_MARKS_PER_WRITE, Store
from tests.unit.world import ALICE, ANA, Clock, Outside, new_id

CHAT = chat_id_of("alice")


def seqs(page: Any) -> tuple[list[int], bool]:
    entries, has_more = page
    return [entry.message.seq for entry in entries], has_more


def talk(desk: Desk, count: int) -> None:
    desk.open(ALICE)
    for n in range(count):
        desk.reply(ANA, CHAT, f"reply {n + 1}", new_id())


def test_the_last_page_comes_oldest_first_and_says_that_there_is_more(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("support_chat.desk.PAGE", 5)
    talk(desk, 5)
    assert seqs(desk.open(ALICE)[1:]) == ([1, 2, 3, 4, 5], False)
    talk(desk, 2)
    assert seqs(desk.open(ALICE)[1:]) == ([3, 4, 5, 6, 7], True)


def test_paging_back_reaches_the_first_message_without_gap_or_repeat(desk: Desk, store: Store) -> None:
    talk(desk, 10)
    assert seqs(store.before(CHAT, 11, 4)) == ([7, 8, 9, 10], True)
    assert seqs(store.before(CHAT, 7, 4)) == ([3, 4, 5, 6], True)
    assert seqs(store.before(CHAT, 3, 4)) == ([1, 2], False)
    assert seqs(store.before(CHAT, 1, 10)) == ([], False)


def test_paging_forward_reaches_the_last_message(desk: Desk, store: Store) -> None:
    talk(desk, 10)
    assert seqs(store.after(CHAT, 0, 8)) == (list(range(1, 9)), True)
    assert seqs(store.after(CHAT, 8, 8)) == ([9, 10], False)
    assert seqs(store.after(CHAT, 10, 8)) == ([], False)


def test_reading_stamps_the_agents_messages_up_to_there_and_no_further(desk: Desk, clock: Clock) -> None:
    talk(desk, 3)
    clock.forward(seconds=30)
    chat = desk.mark_read(ALICE, 2)
    assert (chat.read_seq, chat.unread_count) == (2, 1)
    _, entries, _ = desk.open(ALICE)
    assert [entry.message.read_at for entry in entries] == [clock(), clock(), None]


def test_reading_again_changes_nothing_and_tells_nobody(desk: Desk, clock: Clock, outside: Outside) -> None:
    talk(desk, 2)
    desk.mark_read(ALICE, None)
    before = desk.open(ALICE)
    told = len(outside.events)
    clock.forward(seconds=30)
    desk.mark_read(ALICE, None)
    desk.mark_read(ALICE, 1)
    assert desk.open(ALICE) == before
    assert len(outside.events) == told


def test_a_customers_own_messages_get_no_read_mark(desk: Desk) -> None:
    desk.say(ALICE, "mine", new_id())
    desk.reply(ANA, CHAT, "theirs", new_id())
    desk.mark_read(ALICE, None)
    _, (mine, theirs), _ = desk.open(ALICE)
    assert mine.message.read_at is None
    assert theirs.message.read_at is not None


def test_more_unread_than_one_transaction_holds_are_all_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert READ_MARKS_PER_WRITE + 1 <= 100, "a transaction takes 100 actions; one is the head"
    monkeypatch.setattr("support_chat.desk.READ_MARKS_PER_WRITE", 4)
    talk(desk, 11)
    chat = desk.mark_read(ALICE, None)
    assert (chat.read_seq, chat.unread_count) == (11, 0)
    assert all(entry.message.read_at for entry in desk.open(ALICE)[1])


def test_reading_tells_both_the_chat_and_the_agents(desk: Desk, outside: Outside) -> None:
    talk(desk, 1)
    outside.events.clear()
    desk.mark_read(ALICE, None)
    read, updated = outside.events
    assert read.data["type"] == "messages_read"
    assert read.data["up_to_seq"] == 1
    assert updated.name == "chat_updated"


def test_the_unread_count_follows_replies_and_reads(desk: Desk) -> None:
    talk(desk, 12)
    assert desk.open(ALICE)[0].unread_count == 12
    desk.mark_read(ALICE, 5)
    assert desk.open(ALICE)[0].unread_count == 7
    desk.reply(ANA, CHAT, "one more", new_id())
    assert desk.open(ALICE)[0].unread_count == 8
