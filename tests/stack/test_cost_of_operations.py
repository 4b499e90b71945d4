"""Counts each operation's DynamoDB calls and capacity units, and holds the table in docs/architecture.md to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from local.stack import LocalStack

from support_chat.changes import Changes
from support_chat.context import Context
from support_chat.counters import Counters
from support_chat.desk import Desk
from support_chat.health import HealthBook
from support_chat.keys import Made
from support_chat.limits import HourlyLimit, NewChats
from support_chat.lists import Filter, Lists, Wanted
from support_chat.mailroom import Mailroom
from support_chat.marks import Marks
from support_chat.model import chat_id_of
from support_chat.notes import Notes, NoteStore
from support_chat.pace import Pace
from support_chat.people import Agent, Customer
from support_chat.reply_times import ReplyTimes
from support_chat.saved_replies import SavedReplies
from support_chat.search import Search
from support_chat.statistics import Statistics
from support_chat.store import Store
from support_chat.table import Table
from support_chat.tokens import TokenKeys
from tests.template import ROOT

ANA = Agent(id=str(uuid4()), name="Ana")
DELAY = timedelta(minutes=5)
# So that these chats stay below those of other tests in the inbox.
LONG_AGO = datetime(2021, 1, 1, tzinfo=UTC)
TEXT = "Where is my order? I placed it a week ago and it has not arrived yet."

CONTEXT = Context(
    page="https://www.shop.example/outdoor/tents/two-persons/halla-2",
    title="Halla 2, two-person tent – Fernweh Outdoor",
    language="en-GB",
    time_zone="Europe/London",
    browser="Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    at=LONG_AGO,
)


@dataclass
class Meter:
    """Calls and capacity units since it was last read."""

    calls: int = 0
    read: float = 0
    write: float = 0

    def add(self, parsed: dict[str, Any], reads: bool) -> None:
        consumed = parsed.get("ConsumedCapacity", [])
        units = sum(entry["CapacityUnits"] for entry in (consumed if isinstance(consumed, list) else [consumed]))
        self.calls += 1
        if reads:
            self.read += units
        else:
            self.write += units

    def take(self) -> tuple[int, float, float]:
        taken = (self.calls, self.read, self.write)
        self.calls, self.read, self.write = 0, 0, 0
        return taken


@dataclass
class Measured:
    """The desk and the mailroom on the deployed table, every call metered."""

    desk: Desk
    mailroom: Mailroom
    store: Store
    lists: Lists
    marks: Marks
    statistics: Statistics
    reply_times: ReplyTimes
    limits: HourlyLimit
    saved_replies: SavedReplies
    notes: Notes
    changes: Changes
    search: Search
    meter: Meter
    now: list[datetime]


@pytest.fixture
def measured(stack: LocalStack) -> Iterator[Measured]:
    client = stack.aws.client("dynamodb")
    meter = Meter()

    def ask(params: dict[str, Any], **_: Any) -> None:
        params["ReturnConsumedCapacity"] = "TOTAL"
        # The emulator does not count these: half a unit, or one, for each item of up to 4 KB, there or not.
        for asked in params.get("RequestItems", {}).values():
            meter.read += len(asked["Keys"]) * (1 if asked.get("ConsistentRead") else 0.5)

    def note(parsed: dict[str, Any], model: Any, **_: Any) -> None:
        meter.add(parsed, model.name in {"GetItem", "BatchGetItem", "Query"})

    client.meta.events.register("provide-client-params.dynamodb.*", ask)
    client.meta.events.register("after-call.dynamodb.*", note)
    now = [LONG_AGO]
    with ThreadPoolExecutor(1) as readers:
        table = Table(client, stack.info["outputs"]["TableName"], readers)
        store, counters = Store(table), Counters(table)
        reply_times, statistics = ReplyTimes(counters, lambda: now[0]), Statistics(counters, lambda: now[0])
        keys = TokenKeys(uuid4().hex)
        limits = HourlyLimit(Made.VISITORS, counters, lambda: keys, lambda: now[0], per_address=20, in_total=1000)
        new_chats = HourlyLimit(Made.CHATS, counters, lambda: keys, lambda: now[0], per_address=1000)
        desk = Desk(
            store,
            lambda _events: True,
            lambda _id, _at: True,
            lambda: now[0],
            mail_delay=DELAY,
            pace=Pace(60),
            admit=NewChats(new_chats),
            counting=statistics.counting,
        )
        mailroom = Mailroom(store, lambda *_: "m-1", lambda _id, _at: True, lambda: now[0], mail_delay=DELAY)
        saved_replies = SavedReplies(table, lambda: now[0])
        notes = Notes(NoteStore(table), desk.chat, lambda _events: True, lambda: now[0])
        search = Search(table)
        lists, marks = Lists(table), Marks(desk, lambda: now[0])
        yield Measured(
            desk,
            mailroom,
            store,
            lists,
            marks,
            statistics,
            reply_times,
            limits,
            saved_replies,
            notes,
            Changes(store, lambda _events: True, lambda: now[0]),
            search,
            meter,
            now,
        )
    client.close()


def operations(measured: Measured) -> Iterator[tuple[str, Callable[[], object]]]:
    """Each operation by its name in the table, in an order in which each finds what it needs."""
    desk, store = measured.desk, measured.store
    customer = Customer(user_id=f"cost-{uuid4()}", email="alice@example.com", email_verified=True, name="Alice Archer")
    chat = chat_id_of(customer.user_id)
    cmid = uuid4()
    yield "open, first time", lambda: desk.open(customer)
    yield "send, the first (its chat is found by 5 terms)", lambda: desk.say(customer, TEXT, uuid4())
    yield "send", lambda: desk.say(customer, TEXT, cmid)
    yield "send again (same id)", lambda: desk.say(customer, TEXT, cmid)
    yield "view, unseen", lambda: desk.view(chat)
    yield "view, seen", lambda: desk.view(chat)
    yield "mark unread", lambda: measured.marks.unread(chat)
    yield "mark read", lambda: measured.marks.read(chat)
    yield "counts of all lists", lambda: measured.lists.counts(ANA.id)
    yield "reply, first to who waits", lambda: desk.reply(ANA, chat, TEXT, uuid4())
    yield "usual reply time, every 5 minutes at most", measured.reply_times.typical
    month = (LONG_AGO.date(), LONG_AGO.date() + timedelta(days=30))
    yield "report of a month", lambda: measured.statistics.of_days(*month)
    yield "open", lambda: desk.open(customer)
    yield "poll, nothing new", lambda: store.after(chat, 3, 50)
    yield "poll, one new", lambda: store.after(chat, 2, 50)
    yield "mark read, one unread", lambda: desk.mark_read(customer, None)
    yield "mark read, nothing unread", lambda: desk.mark_read(customer, None)
    yield "archive", lambda: desk.archive(ANA, chat)
    yield "unarchive", lambda: desk.unarchive(ANA, chat)
    yield "reply", lambda: desk.reply(ANA, chat, TEXT, uuid4())
    yield "mail check, read or nothing due", lambda: measured.mailroom.check(chat_id_of("nobody"))
    measured.now[0] += DELAY
    yield "mail check, mail sent", lambda: measured.mailroom.check(chat)
    yield "sweep, nothing overdue", lambda: store.mail_to_look_at(datetime(2020, 1, 1, tzinfo=UTC), 25)
    book = HealthBook(store._table, lambda: measured.now[0])
    yield "sweep, what it found of health", lambda: book.note({"mail": "ok", "realtime": "ok"})
    yield "health", book.told
    for n in range(49):
        desk.say(customer, f"{TEXT} {n}", uuid4())
    yield "send at message 54", lambda: desk.say(customer, TEXT, uuid4())
    visitor = Customer(user_id=f"visitor:{uuid4()}", email="")
    yield "visitor made", lambda: measured.limits.take("192.0.2.1")
    desk.say(visitor, TEXT, uuid4())
    yield "visitor leaves an address", lambda: desk.leave_address(visitor, "visitor@example.com")
    yield "person linked to a visitor", lambda: desk.link(customer, visitor)
    yield "send with a context: the head passes 1 KB", lambda: desk.say(customer, TEXT, uuid4(), CONTEXT)
    yield "open, with another name", lambda: desk.open(customer.model_copy(update={"name": "Alice Baker"}))
    noted = uuid4()
    yield "note", lambda: measured.notes.add(ANA, chat, TEXT, noted)
    yield "note again (same id)", lambda: measured.notes.add(ANA, chat, TEXT, noted)
    yield "notes, a page", lambda: measured.notes.page(chat, None, 50)
    surname = uuid4().hex
    for n in range(25):
        namesake = Customer(user_id=f"{n}-{uuid4()}", email=f"{uuid4()}@example.com", name=f"N{surname} Nr{n}")
        desk.say(namesake, TEXT, uuid4())
    yield "search, one found", lambda: measured.search.find(customer.user_id, 20)
    yield "search by two words, one found", lambda: measured.search.find(f"n{surname} nr7", 20)
    yield "search, 20 found of more", lambda: measured.search.find(f"n{surname}", 20)
    saved = uuid4()
    yield "saved reply, new", lambda: measured.saved_replies.put(ANA, saved, "On its way", TEXT, 0)
    yield "saved reply, changed", lambda: measured.saved_replies.put(ANA, saved, "On its way", f"{TEXT} Soon.", 1)
    yield "saved replies, a page", lambda: measured.saved_replies.page(None)
    seq = desk.reply(ANA, chat, TEXT, uuid4())[0].seq
    yield "edit", lambda: measured.changes.edit(ANA, chat, seq, f"{TEXT} Sorry.")
    yield "edit again (same text)", lambda: measured.changes.edit(ANA, chat, seq, f"{TEXT} Sorry.")
    yield "unsend, unread", lambda: measured.changes.unsend(ANA, chat, seq)
    yield "what a message said before", lambda: measured.changes.history(chat, seq)
    yield "poll, 12 of the last ten minutes", lambda: store.after(chat, seq - 12, 50)
    yield "saved reply, taken out", lambda: measured.saved_replies.delete(saved, 2)


def documented() -> dict[str, tuple[int, float, float]]:
    """The rows of the table under "What an operation costs"."""
    text = (ROOT / "docs" / "architecture.md").read_text().split("## What an operation costs")[1]
    rows = re.findall(r"^\| ([^|]+?) +\| +(\d+) \| +([\d.]+) \| +([\d.]+) \|", text, re.MULTILINE)
    return {name: (int(calls), float(read), float(write)) for name, calls, read, write in rows}


def test_every_operation_costs_what_the_table_says(measured: Measured) -> None:
    seen: dict[str, tuple[int, float, float]] = {}
    for name, run in operations(measured):
        measured.meter.take()
        run()
        seen[name] = measured.meter.take()
    assert seen == documented(), "\n" + "\n".join(
        f"| {name} | {calls} | {read:g} | {write:g} |" for name, (calls, read, write) in seen.items()
    )


def test_a_page_of_the_inbox_costs_the_same_however_many_chats_there_are(measured: Measured) -> None:
    def page_of_ten() -> tuple[int, float]:
        measured.meter.take()
        measured.lists.page(Wanted("all", "newest", False, ANA.id), None, 10)
        calls, read, _ = measured.meter.take()
        return calls, read

    def chats(count: int) -> None:
        for n in range(count):
            user = Customer(user_id=f"many-{uuid4()}", email=f"user{n}@example.com")
            measured.desk.say(user, "Hello", uuid4())

    chats(60)
    few = page_of_ten()
    chats(60)
    assert page_of_ten() == few
    assert few[0] == 4


@pytest.mark.parametrize("fact", ["unseen", "waiting", "unread"])
def test_a_page_of_one_fact_costs_the_same_however_many_chats_there_are(measured: Measured, fact: Filter) -> None:
    """Four queries for keys at half a unit, and the heads of the ten that are shown at one each."""

    def page_of_ten() -> tuple[int, float]:
        measured.meter.take()
        found, _ = measured.lists.page(Wanted(fact, "oldest", False, ANA.id), None, 10)
        assert len(found) == 10
        calls, read, _ = measured.meter.take()
        return calls, read

    def chats(count: int) -> None:
        for n in range(count):
            user = Customer(user_id=f"many-{uuid4()}", email=f"user{n}@example.com")
            measured.desk.say(user, "Hello", uuid4())
            measured.marks.unread(chat_id_of(user.user_id))

    chats(20)
    few = page_of_ten()
    chats(60)
    assert page_of_ten() == few
    assert few == (5, 12)
