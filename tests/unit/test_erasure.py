"""Erasing a customer: nobody writes in between, a crash is gone on with, and afterwards nothing is left."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from support_chat.context import Context
from support_chat.desk import Desk
from support_chat.erasure import Erasure, Progress
from support_chat.erasure_log import ErasureLog
from support_chat.errors import BeingErased, Invalid, NotFound
from support_chat.mailroom import Mailroom
from support_chat.model import chat_id_of
from support_chat.people import Agent, Customer
from support_chat.store import Store
from support_chat.table import Table
from tests.unit.people import ADMIN_CLAIMS, Callers
from tests.unit.world import ALICE, ANA, BOB, DELAY, Clock, Crash, Outside, all_items, new_id, patience

ADA = Agent(id="agent-ada", name="Ada", role="admin")
PERSON = Customer(user_id="u-canary", email="canary@person.example", email_verified=True, name="Canarina Person")
VISITOR = Customer(user_id="visitor:somebody", email="")
CHAT = chat_id_of(PERSON.user_id)
TRACES = ("canary", "canarina", "yellow tent", "feathers", "note on her")


@pytest.fixture
def erasure(table: Table, outside: Outside, erasure_log: ErasureLog, clock: Clock) -> Erasure:
    return Erasure(table, outside.publish, erasure_log.add, clock, patience())


@pytest.fixture
def known(desk: Desk, mailroom: Mailroom, callers: Callers, clock: Clock) -> None:
    """A person of whom everything there can be is held: messages, a changed one, notes, a mail, links, search terms."""
    agent = callers.agent()
    desk.say(VISITOR, "Somebody", new_id())
    desk.say(PERSON, "My yellow tent", new_id(), Context(page="https://shop.example/canary", at=clock()))
    seq = desk.reply(ANA, CHAT, "It has feathers", new_id())[0].seq
    assert agent(f"PATCH /admin/chats/{CHAT}/messages/{seq}", {"content": "It has no feathers"}).status == 200
    note = {"content": "A note on her", "client_message_id": str(new_id())}
    assert agent(f"POST /admin/chats/{CHAT}/notes", note).status == 201
    desk.link(PERSON, VISITOR)
    clock.at += DELAY
    mailroom.check(CHAT)
    for n in range(60):
        desk.say(PERSON, f"More of my yellow tent {n}", new_id())


def held(store: Store) -> str:
    """Everything in the table, in one line."""
    return json.dumps(all_items(store)).lower()


def to_the_end(erasure: Erasure) -> Progress:
    return erasure.erase(ADA, CHAT, PERSON.user_id)


@pytest.mark.usefixtures("known")
def test_afterwards_nothing_of_the_person_is_in_the_table_but_a_receipt(erasure: Erasure, store: Store) -> None:
    before = held(store)
    assert all(trace in before for trace in TRACES)
    desk_items = [item for item in all_items(store) if item["PK"]["S"] == f"CHAT#{CHAT}"]
    receipt = to_the_end(erasure).receipt
    assert receipt
    after = held(store)
    assert not [trace for trace in TRACES if trace in after]
    naming = [item for item in all_items(store) if str(CHAT) in json.dumps(item)]
    assert [item["action"]["S"] for item in naming if "action" in item] == ["erased"]
    assert len(naming) == 1
    assert receipt.facts["items"] > len(desk_items)
    assert store.chat(chat_id_of(VISITOR.user_id)).linked_chats == ()  # type: ignore[union-attr]


def doomed(table: Table, write: int) -> Callable[[], None]:
    """Die after so many writes; the last one is done and unanswered."""
    real, left = table.write, [write]

    def dying(actions: Any) -> None:
        real(actions)
        left[0] -= 1
        if not left[0]:
            raise Crash

    table.write = dying  # type: ignore[method-assign]
    return lambda: setattr(table, "write", real)


@pytest.mark.usefixtures("known")
def test_whoever_asks_again_after_a_crash_at_any_write_gets_the_receipt_and_nothing_is_left(
    erasure: Erasure, store: Store, table: Table, outside: Outside
) -> None:
    crashes = 0
    while True:
        alive = doomed(table, 1)
        try:
            progress = to_the_end(erasure)
        except Crash:
            crashes += 1
            assert crashes < 50
            continue
        finally:
            alive()
        break
    assert progress.receipt
    assert crashes >= 5  # the tombstone, the link, two for its list, the items, the end
    assert sum(1 for item in all_items(store) if item["PK"]["S"] == f"CHAT#{CHAT}") == 0
    assert [line for line in all_items(store) if line.get("action", {}).get("S") == "erased"] != []
    assert outside.names().count("chat_erased") >= 1
    assert to_the_end(erasure).receipt == progress.receipt


@pytest.mark.usefixtures("known")
def test_from_the_tombstone_on_nobody_writes_and_the_chat_is_in_no_list(
    erasure: Erasure, desk: Desk, mailroom: Mailroom, callers: Callers, table: Table, store: Store
) -> None:
    alive = doomed(table, 1)
    with pytest.raises(Crash):
        to_the_end(erasure)
    alive()
    with pytest.raises(BeingErased):
        desk.say(PERSON, "Hello?", new_id())
    with pytest.raises(BeingErased):
        desk.open(PERSON)
    for write in (
        lambda: desk.reply(ANA, CHAT, "Hello", new_id()),
        lambda: desk.view(CHAT),
        lambda: desk.archive(ANA, CHAT),
        lambda: desk.mark_read(PERSON, None),
    ):
        with pytest.raises(NotFound):
            write()
    assert mailroom.check(CHAT) is None
    mailroom.sweep()
    agent = callers.agent()
    answer = agent(f"POST /admin/chats/{CHAT}/notes", {"content": "?", "client_message_id": str(new_id())})
    assert (answer.status, answer.code) == (404, "not_found")
    customer = callers.customer(PERSON)("GET /support_chat")
    assert (customer.status, customer.code) == (409, "being_erased")
    assert agent("GET /admin/search", query={"q": "canarina"}).json()["chats"] == []
    assert str(CHAT) not in agent("GET /admin/chats").text
    assert to_the_end(erasure).receipt


@pytest.mark.usefixtures("known")
def test_a_request_ends_in_time_and_the_next_goes_on(erasure: Erasure, clock: Clock, store: Store) -> None:
    erasure._now = ticking(clock).__next__
    asked, last = 0, -1
    while not (progress := to_the_end(erasure)).receipt:
        assert progress.items >= last
        asked, last = asked + 1, progress.items
    assert asked >= 2
    assert f"CHAT#{CHAT}".lower() not in held(store)


def ticking(clock: Clock) -> Iterator[Any]:
    """A clock on which everything takes three seconds."""
    while True:
        clock.forward(seconds=3)
        yield clock()


@pytest.mark.usefixtures("known")
def test_what_was_left_halfway_is_finished_without_anybody(
    erasure: Erasure, table: Table, store: Store, clock: Clock
) -> None:
    alive = doomed(table, 2)
    with pytest.raises(Crash):
        to_the_end(erasure)
    alive()
    assert erasure.sweep() == 0  # somebody may still be at it
    clock.at += timedelta(minutes=2)
    assert erasure.sweep() == 1
    assert erasure.sweep() == 0
    assert f"CHAT#{CHAT}".lower() not in held(store)
    receipt = to_the_end(erasure).receipt
    assert receipt
    assert receipt.actor_id == ADA.id


@pytest.mark.usefixtures("known")
def test_who_comes_back_begins_a_new_chat(erasure: Erasure, desk: Desk) -> None:
    to_the_end(erasure)
    assert desk.say(PERSON, "Hello again", new_id())[0].seq == 1
    chat, entries, _ = desk.open(PERSON)
    assert (chat.id, [entry.message.content for entry in entries], chat.read_seq) == (CHAT, ["Hello again"], 0)


def test_only_the_customers_own_id_confirms_and_nobody_else_is_touched(
    erasure: Erasure, desk: Desk, store: Store
) -> None:
    desk.say(ALICE, "Hello", new_id())
    desk.say(BOB, "Hello", new_id())
    before = all_items(store)
    with pytest.raises(Invalid):
        erasure.erase(ADA, chat_id_of("alice"), "bob")
    assert all_items(store) == before
    erasure.erase(ADA, chat_id_of("alice"), "alice")
    assert [entry.message.content for entry in desk.open(BOB)[1]] == ["Hello"]
    with pytest.raises(NotFound):
        erasure.erase(ADA, chat_id_of("nobody"), "nobody")


def test_admins_erase_over_http_and_agents_do_not(desk: Desk, callers: Callers, outside: Outside) -> None:
    desk.say(PERSON, "Hello", new_id())
    route, body = f"POST /admin/chats/{CHAT}/erase", {"confirm": PERSON.user_id}
    refused = callers.agent()(route, body)
    assert (refused.status, refused.code) == (403, "forbidden")
    admin = callers.agent(ADMIN_CLAIMS)
    assert admin(route, {"confirm": "somebody else"}).status == 422
    answer = admin(route, body)
    assert answer.status == 200
    receipt = answer.json()["receipt"]
    assert (receipt["chat_id"], receipt["by"]) == (str(CHAT), {"id": ADA.id, "name": ADA.name})
    assert receipt["items"] == answer.json()["items"] >= 3
    assert "canar" not in answer.text
    assert admin(route, body).json() == answer.json()
    channels = {event.channel for event in outside.events if event.name == "chat_erased"}
    assert channels == {"private-admin-support-notifications", f"private-support-chat-{CHAT}"}
    (line,) = admin("GET /admin/audit").json()["entries"]
    assert (line["id"], line["action"]) == (receipt["id"], "erased")
