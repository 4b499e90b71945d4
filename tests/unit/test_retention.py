"""What is older than it is kept is gone to the second, whole, and never mixed with what begins afterwards."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from support_chat.changes import Changes
from support_chat.desk import Desk
from support_chat.erasure import Erasure
from support_chat.erasure_log import ErasureLog
from support_chat.expiry import Expiry
from support_chat.lists import Lists, Wanted
from support_chat.mailroom import Mailroom
from support_chat.model import chat_id_of
from support_chat.notes import Notes, NoteStore
from support_chat.people import Agent, Customer
from support_chat.retention import KEEP, Retention, has_expired
from support_chat.search import Search
from support_chat.store import Store
from support_chat.table import Table
from tests.unit.people import ADMIN_CLAIMS, Callers
from tests.unit.world import (
    ALICE,
    ANA,
    BOB,
    DELAY,
    Clock,
    Outside,
    all_items,
    dies_after_the_first_write,
    new_id,
    patience,
)

DAYS = 30
ADA = Agent(id="agent-ada", name="Ada", role="admin")
VISITOR = Customer(user_id="visitor:somebody", email="")
CHAT = chat_id_of("alice")


@pytest.fixture
def retention() -> Retention:
    return Retention(DAYS)


@pytest.fixture
def erasure(table: Table, outside: Outside, erasure_log: ErasureLog, clock: Clock) -> Erasure:
    return Erasure(table, outside.publish, erasure_log.add, clock, patience())


@pytest.fixture
def expiry(table: Table, erasure: Erasure, retention: Retention, clock: Clock) -> Expiry:
    return Expiry(table, erasure, retention, clock)


def of_chat(store: Store) -> list[Any]:
    return [item for item in all_items(store) if item["PK"]["S"] == f"CHAT#{CHAT}"]


def times_out(store: Store, clock: Clock) -> None:
    """DynamoDB takes out what has expired, as it does within days."""
    table = store._table
    for item in all_items(store):
        if int(item.get("expires_at", {"N": "99999999999"})["N"]) <= clock().timestamp():
            table.client.delete_item(TableName=table.name, Key={"PK": item["PK"], "SK": item["SK"]})


def said(desk: Desk) -> list[tuple[int, str]]:
    return [(entry.message.seq, entry.message.content) for entry in desk.open(ALICE)[1]]


def test_the_rule_to_the_second(clock: Clock) -> None:
    expires_at = Retention(DAYS).expires_at(clock())
    item = {"expires_at": expires_at}
    end = clock() + timedelta(days=DAYS)
    assert not has_expired(item, end - timedelta(seconds=1))
    assert has_expired(item, end)
    assert Retention(DAYS).oldest(end) == clock()
    assert (KEEP.expires_at(clock()), KEEP.oldest(end)) == (None, None)
    assert not has_expired({}, end)
    # Part of a second is not cut off: nothing goes before its time.
    assert Retention(1).expires_at(clock() + timedelta(milliseconds=1)) == (clock() + timedelta(days=1)).timestamp() + 1


@pytest.mark.parametrize("still_there", [True, False], ids=["the table has it still", "the table has taken it out"])
def test_a_message_is_gone_to_the_second_and_the_chat_goes_on(
    still_there: bool, desk: Desk, store: Store, callers: Callers, clock: Clock
) -> None:
    desk.say(ALICE, "Old", new_id())
    clock.forward(days=DAYS - 1)
    desk.say(ALICE, "Young", new_id())
    clock.forward(days=1, seconds=-1)
    assert said(desk) == [(1, "Old"), (2, "Young")]
    clock.forward(seconds=1)
    if not still_there:
        times_out(store, clock)
    customer, agent = callers.customer(), callers.agent()
    opened = customer("GET /support_chat").json()
    assert [m["content"] for m in opened["messages"]] == ["Young"]
    assert (opened["has_more"], opened["last_seq"]) == (False, 2)
    assert [m["seq"] for m in customer("GET /support_chat/messages", query={"after_seq": 0}).json()["messages"]] == [2]
    before = customer("GET /support_chat/messages", query={"before_seq": 2}).json()
    assert before == {"messages": [], "has_more": False}
    viewed = agent(f"GET /admin/chats/{CHAT}").json()
    assert ([m["seq"] for m in viewed["messages"]], viewed["has_more"]) == ([2], False)
    assert desk.say(ALICE, "Next", new_id())[0].seq == 3


def test_pages_are_full_and_end_where_what_is_kept_begins(desk: Desk, store: Store, clock: Clock) -> None:
    for n in range(1, 61):
        desk.say(ALICE, f"Old {n}", new_id())
    clock.forward(days=DAYS - 1)
    for n in range(61, 71):
        desk.say(ALICE, f"Young {n}", new_id())
    clock.forward(days=1)
    entries, more = store.after(CHAT, 0, 4)
    assert ([entry.message.seq for entry in entries], more) == ([61, 62, 63, 64], True)
    entries, more = store.before(CHAT, 66, 10)
    assert ([entry.message.seq for entry in entries], more) == ([61, 62, 63, 64, 65], False)


def test_who_reads_what_has_partly_expired_has_nothing_unread(desk: Desk, clock: Clock) -> None:
    desk.say(ALICE, "Hello", new_id())
    desk.reply(ANA, CHAT, "Old and unread", new_id())
    clock.forward(days=DAYS - 1)
    desk.reply(ANA, CHAT, "Young and unread", new_id())
    clock.forward(days=1)
    assert desk.mark_read(ALICE, 2).read_seq == 2
    assert desk.mark_read(ALICE, None).unread_count == 0
    desk.reply(ANA, CHAT, "The next", new_id())
    assert desk.chat(CHAT).unread_count == 1


def everything(desk: Desk, changes: Changes, mailroom: Mailroom, callers: Callers, clock: Clock) -> None:
    """Of every class of items that a chat has, one."""
    desk.say(VISITOR, "Somebody", new_id())
    desk.say(ALICE, "My yellow tent", new_id())
    seq = desk.reply(ANA, CHAT, "It has feathers", new_id())[0].seq
    changes.edit(ANA, CHAT, seq, "It has no feathers")
    notes = Notes(NoteStore(desk.store._table), desk.chat, lambda _events: True, clock)
    notes.add(ANA, CHAT, "A note", new_id())
    desk.link(ALICE, VISITOR)
    clock.at += DELAY
    mailroom.check(CHAT)
    desk.archive(ANA, CHAT)


def test_everything_beside_a_message_goes_with_it_and_the_head_stays_for_the_sweep(
    desk: Desk, changes: Changes, mailroom: Mailroom, callers: Callers, store: Store, clock: Clock
) -> None:
    everything(desk, changes, mailroom, callers, clock)
    kinds = {item["SK"]["S"].split("#")[0] for item in of_chat(store)}
    assert kinds == {"MSG", "CMID", "INT", "MAIL", "~HEAD"}
    clock.forward(days=DAYS)
    times_out(store, clock)
    assert [item["SK"]["S"] for item in of_chat(store)] == ["~HEAD"]
    assert "expires_at" not in of_chat(store)[0]


def test_a_chat_without_newer_messages_is_taken_out_whole_by_the_sweep(
    desk: Desk,
    changes: Changes,
    mailroom: Mailroom,
    callers: Callers,
    expiry: Expiry,
    erasure_log: ErasureLog,
    table: Table,
    store: Store,
    outside: Outside,
    clock: Clock,
) -> None:
    begun = clock()
    everything(desk, changes, mailroom, callers, clock)
    desk.say(BOB, "Younger", new_id())
    clock.at = begun + timedelta(days=DAYS, milliseconds=-1)
    assert expiry.sweep() == 0
    clock.at = begun + timedelta(days=DAYS)
    assert expiry.sweep() == 2  # Alice's, and the visitor's
    assert expiry.sweep() == 0
    held = json.dumps([item for item in all_items(store) if not item["PK"]["S"].startswith("AUDIT#")]).lower()
    for trace in (str(CHAT), "yellow", "feathers", "a note", "alice@example.com"):
        assert trace not in held
    search, lists = Search(table), Lists(table)
    assert search.find("alice", 10) == ([], False)
    assert [chat.user_id for chat in lists.page(Wanted("all", "newest", True, ""), None, 10)[0]] == []
    assert [chat.user_id for chat in lists.page(Wanted("all", "newest", False, ""), None, 10)[0]] == ["bob"]
    assert list(erasure_log.lines()) == []
    audit = callers.agent(ADMIN_CLAIMS)("GET /admin/audit", query={"month": f"{begun:%Y-%m}"}).json()["entries"]
    assert "erased" not in {line["action"] for line in audit}
    assert "chat_erased" in outside.names()


@pytest.mark.parametrize("swept", [True, False], ids=["after the sweep", "before the sweep"])
@pytest.mark.parametrize("still_there", [True, False], ids=["the table has it still", "the table has taken it out"])
def test_who_comes_back_has_a_chat_that_goes_on_or_a_fresh_one_and_never_a_mix(
    swept: bool, still_there: bool, desk: Desk, expiry: Expiry, store: Store, clock: Clock
) -> None:
    for n in range(3):
        desk.say(ALICE, f"Old {n}", new_id())
    clock.forward(days=DAYS)
    if not still_there:
        times_out(store, clock)
    if swept:
        assert expiry.sweep() == 1
    seq = desk.say(ALICE, "I am back", new_id())[0].seq
    assert seq == (1 if swept else 4)
    assert said(desk) == [(seq, "I am back")]
    assert expiry.sweep() == 0
    assert desk.say(ALICE, "And again", new_id())[0].seq == seq + 1


def test_who_writes_while_the_sweep_looks_keeps_the_chat(
    desk: Desk, erasure: Erasure, expiry: Expiry, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.say(ALICE, "Old", new_id())
    clock.forward(days=DAYS)
    bury = erasure._bury

    def late(*given: Any, **named: Any) -> Any:
        monkeypatch.undo()
        desk.say(ALICE, "Just in time", new_id())
        return bury(*given, **named)

    monkeypatch.setattr(erasure, "_bury", late)
    assert expiry.sweep() == 0
    assert said(desk) == [(2, "Just in time")]


def test_a_sweep_that_dies_is_finished_and_an_admin_who_asks_meanwhile_gets_a_receipt(
    desk: Desk, erasure: Erasure, expiry: Expiry, erasure_log: ErasureLog, table: Table, store: Store, clock: Clock
) -> None:
    for customer in (ALICE, BOB):
        desk.say(customer, "Old", new_id())
    clock.forward(days=DAYS)
    for _ in range(2):
        with dies_after_the_first_write(table):
            expiry.sweep()
    assert erasure.erase(ADA, CHAT, "alice").receipt
    assert len(list(erasure_log.lines())) == 1
    clock.forward(minutes=2)
    assert erasure.sweep() == 1
    assert {item["PK"]["S"].split("#")[0] for item in all_items(store)} == {"AUDIT", "STATS"}
    assert len(list(erasure_log.lines())) == 1


def test_who_only_looked_is_forgotten_by_the_table_and_who_writes_is_not(
    desk: Desk, store: Store, clock: Clock
) -> None:
    desk.open(ALICE)
    desk.open(BOB)
    clock.forward(days=DAYS - 1)
    desk.say(ALICE, "Hello", new_id())
    clock.forward(days=1)
    assert store.chat(chat_id_of("bob")) is None
    assert desk.open(BOB)[0].created_at == clock()  # though the old one lies there still
    clock.forward(days=DAYS)
    times_out(store, clock)
    assert [item["SK"]["S"] for item in all_items(store) if item["PK"]["S"] == f"CHAT#{chat_id_of('bob')}"] == []
    assert [item["SK"]["S"] for item in of_chat(store)] == ["~HEAD"]


def test_a_head_that_an_older_version_left_with_an_end_is_kept_once_it_has_messages(
    desk: Desk, table: Table, store: Store
) -> None:
    desk.say(ALICE, "Hello", new_id())
    table.client.update_item(
        TableName=table.name,
        Key={"PK": {"S": f"CHAT#{CHAT}"}, "SK": {"S": "~HEAD"}},
        UpdateExpression="SET expires_at = :far",
        ExpressionAttributeValues={":far": {"N": "9999999999"}},
    )
    desk.say(ALICE, "Hello again", new_id())
    assert "expires_at" not in next(item for item in of_chat(store) if item["SK"]["S"] == "~HEAD")


def test_an_id_may_come_again_when_its_message_is_gone_though_the_table_has_it_still(desk: Desk, clock: Clock) -> None:
    repeated = new_id()
    desk.say(ALICE, "Old", repeated)
    clock.forward(days=DAYS - 1)
    assert desk.say(ALICE, "Old", repeated)[1] is False
    desk.say(ALICE, "Young", new_id())
    clock.forward(days=1)
    message, is_new = desk.say(ALICE, "Old", repeated)
    assert (message.seq, is_new) == (3, True)


@pytest.mark.parametrize("retention", [KEEP], ids=["for ever"])
def test_where_everything_is_kept_nothing_has_an_end(
    desk: Desk, changes: Changes, mailroom: Mailroom, callers: Callers, expiry: Expiry, store: Store, clock: Clock
) -> None:
    everything(desk, changes, mailroom, callers, clock)
    desk.open(BOB)
    assert not [item for item in all_items(store) if "expires_at" in item]
    clock.forward(days=36500)
    assert expiry.sweep() == 0
    assert said(desk) == [(1, "My yellow tent"), (2, "It has no feathers")]
