"""docs/privacy.md is held to the table, and the table to it: every kind of item, every field, and what becomes of it.

One walk does everything that anybody can do; whatever it leaves in the table, at any moment, must be described."""

from __future__ import annotations

import inspect
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from support_chat import keys, rows
from support_chat.desk import Desk
from support_chat.erasure import Erasure
from support_chat.erasure_log import ErasureLog
from support_chat.expiry import Expiry
from support_chat.keys import Made
from support_chat.ledger import EmailBlock, Mail, MailState
from support_chat.mailroom import Mailroom
from support_chat.model import Chat, Message, chat_id_of
from support_chat.people import Agent
from support_chat.receipts import Receipt
from support_chat.retention import Retention
from support_chat.settlement import Settlement
from support_chat.store import Store
from support_chat.table import Table
from tests.template import ROOT
from tests.unit.people import ADMIN_CLAIMS, AGENT_CLAIMS, Callers
from tests.unit.world import ALICE, DELAY, Clock, Outside, all_items, dies_after_the_first_write, patience

DOCUMENT = (ROOT / "docs" / "privacy.md").read_text()
DAYS = 30
ADA = Agent(id="agent-ada", name="Ada", role="admin")
CHAT = chat_id_of("alice")
BROWSER = {"user-agent": "Mozilla/5.0"}


def documented() -> dict[str, set[str]]:
    """The fields of each kind of item, as the document lists them."""
    told: dict[str, set[str]] = {}
    for section in re.split(r"^### ", DOCUMENT, flags=re.MULTILINE)[1:]:
        heading = re.match(r".*\(`(\w+)`\)\n", section)
        if heading:
            body = re.split(r"^## ", section, flags=re.MULTILINE)[0]
            told[heading[1]] = {
                field
                for row in re.findall(r"^\| (`[^|]+) \|", body, re.MULTILINE)
                for field in re.findall(r"`([^`]+)`", row)
            }
    return told


def becomes_of_it() -> dict[str, tuple[str, str, str]]:
    """Of each kind: whether an export tells it, whether an erasure and the end of its time take it out."""
    table = DOCUMENT.split("## What becomes of it", 1)[1].split("\n## ", 1)[0]
    found = re.findall(r"^\| `(\w+)` \| (\w+)[^|]* \| (\w+)[^|]* \| (\w+)[^|]* \|", table, re.MULTILINE)
    return {kind: (export, erasure, retention) for kind, export, erasure, retention in found}


def fields_of(item: dict[str, Any], under: str = "") -> Iterator[str]:
    """Names, those of what lies inside by a path; what is a number of the day is one of many."""
    for name, value in item.items():
        if isinstance(value, dict):
            yield from fields_of(value, f"{under}{name}.")
        else:
            yield re.sub(r"_(within_\d+|later)$", "_within_<seconds>", f"{under}{name}")


def kind(item: dict[str, Any]) -> str:
    return "tombstone" if rows.is_tombstone(item) else keys.kind_of(*rows.place_of(item))


class Watch:
    """Remembers every field that every kind of item ever had."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.seen: dict[str, set[str]] = defaultdict(set)

    def look(self) -> None:
        for item in map(rows.plain, all_items(self._store)):
            self.seen[kind(item)] |= set(fields_of(item))

    def kinds(self) -> set[str]:
        return {kind(item) for item in map(rows.plain, all_items(self._store))}


@pytest.fixture
def retention() -> Retention:
    return Retention(DAYS)


@pytest.fixture
def watch(store: Store) -> Watch:
    return Watch(store)


@pytest.fixture
def erasure(table: Table, outside: Outside, erasure_log: ErasureLog, clock: Clock) -> Erasure:
    return Erasure(table, outside.publish, erasure_log.add, clock, patience())


def said(content: str) -> dict[str, Any]:
    return {"content": content, "client_message_id": str(uuid4())}


@pytest.fixture
def walk(
    desk: Desk, callers: Callers, mailroom: Mailroom, store: Store, outside: Outside, watch: Watch, clock: Clock
) -> None:
    """Everything that customers, visitors, agents, mail and time do to one customer's chat, and beside it."""
    customer, agent, admin = callers.customer(), callers.agent(AGENT_CLAIMS), callers.agent(ADMIN_CLAIMS)
    callers.limit()
    for somebody in (agent, admin):
        assert somebody("GET /admin/me").status == 200
    assert callers.bearer(None)("POST /visitors").status == 201
    visitor = callers.visitor()
    assert visitor("POST /support_chat/messages", said("Hello")).status == 201
    assert visitor("PUT /support_chat/email", {"email": "left@example.com"}).status == 200
    assert customer("GET /support_chat").status == 200
    watch.look()  # a chat in which nobody has written yet
    context = {"page": "https://shop.example/tents", "title": "Tents", "language": "en", "time_zone": "Europe/Paris"}
    question = said("A question") | {"context": context}
    assert customer("POST /support_chat/messages", question, headers=BROWSER).status == 201
    assert customer("POST /support_chat/link", {"visitor_token": visitor.token}).status == 200
    watch.look()
    chat = f"/admin/chats/{CHAT}"
    assert agent(f"GET {chat}").status == 200
    assert agent(f"POST {chat}/notes", said("A note")).status == 201
    assert agent(f"PUT {chat}/assignee", {"agent_id": "agent-ana"}).status == 200
    assert agent(f"POST {chat}/mark_unread").status == 200
    first = agent(f"POST {chat}/messages", said("An answer")).json()["seq"]
    assert agent(f"PATCH {chat}/messages/{first}", {"content": "A better answer"}).status == 200
    watch.look()
    clock.at += DELAY

    def sending(chat: Chat, mail: Mail, newest: Message) -> str:
        watch.look()  # while the mail is claimed
        return Outside.send_email(outside, chat, mail, newest)

    mailroom._send_email = sending
    assert mailroom.check(CHAT) is MailState.SENT
    (line,) = store.mails(CHAT, 1, 10)
    bounce = Receipt(
        chat_id=CHAT,
        mail_id=line.id,
        through_seq=line.through_seq,
        state=MailState.BOUNCED,
        at=clock(),
        reason="General",
        ses_message_id=line.ses_message_id,
        block=EmailBlock(address=ALICE.email, reason="bounced"),
    )
    assert Settlement(store).receive(bounce) is MailState.BOUNCED
    assert customer("PATCH /support_chat/mark_read", {}).status == 200
    second = agent(f"POST {chat}/messages", said("Another")).json()["seq"]
    assert agent(f"DELETE {chat}/messages/{second}").status == 200
    desk.opt_out(CHAT, desk.chat(CHAT).unsubscribe_secret)
    assert agent(f"PUT {chat}/block", {"reason": "spam"}).status == 200
    watch.look()
    reply = {"name": "Greeting", "content": "Hello!", "version": 0}
    assert agent(f"PUT /admin/replies/{uuid4()}", reply).status == 200
    assert agent(f"POST {chat}/archive").status == 200
    assert admin(f"GET {chat}/export").status == 200
    assert callers.agent({**AGENT_CLAIMS, "cognito:groups": "[agents admins]"})("GET /admin/me").status == 200
    watch.look()


def test_every_field_in_the_table_is_in_the_document_and_the_other_way_round(
    walk: None, watch: Watch, erasure: Erasure, table: Table
) -> None:
    with dies_after_the_first_write(table):
        erasure.erase(ADA, CHAT, "alice")
    watch.look()
    erasure.erase(ADA, CHAT, "alice")
    watch.look()
    told = documented()
    every = told.pop("every")
    assert {kind: sorted(fields - every) for kind, fields in sorted(watch.seen.items())} == {
        kind: sorted(fields) for kind, fields in sorted(told.items())
    }


def test_every_kind_of_item_says_what_becomes_of_it() -> None:
    kinds = {kind for kind, _, _ in keys.KINDS} | {"tombstone"}
    assert set(becomes_of_it()) == kinds
    assert set(documented()) == {*kinds, "every"}


def made_keys() -> Iterator[tuple[str, str]]:
    """Every partition and sort key that `keys.py` makes, with what makes it."""
    samples: dict[str, Any] = {
        "UUID": UUID(int=7),
        "int": 7,
        "str": "ab",
        "Made": Made.CHATS,
        "date": date(2026, 11, 25),
        "datetime": datetime(2026, 11, 25, tzinfo=UTC),
        "str | None": "ab",
    }
    for name, make in inspect.getmembers(keys, inspect.isfunction):
        if name == "of_day" or name.endswith(("_sk", "partition")):
            key = make(*(samples[asked.annotation] for asked in inspect.signature(make).parameters.values()))
            yield name, key[0] if isinstance(key, tuple) else key


def test_a_key_of_a_new_kind_cannot_be_made_without_saying_what_becomes_of_it() -> None:
    made = list(made_keys())
    assert len(made) >= 15
    beginnings = {begin for _, *both in keys.KINDS for begin in both if begin}
    # In partitions that hold nothing else.
    of_their_own = {"audit_sk", "hour_sk", "find_sk"}
    unknown = [name for name, key in made if not any(key.startswith(begin) for begin in beginnings)]
    assert set(unknown) <= of_their_own


def test_what_is_exported_is_what_the_document_says(walk: None, watch: Watch, callers: Callers) -> None:
    items = callers.agent(ADMIN_CLAIMS)(f"GET /admin/chats/{CHAT}/export", query={"limit": 500}).json()["items"]
    assert {item["kind"] for item in items} == {
        kind for kind, (export, _, _) in becomes_of_it().items() if export == "yes"
    }
    secret = {"unsubscribe_secret", "expires_at", *keys.INDEX_ATTRIBUTES}
    for item in items:
        told = set(fields_of(item)) - {"kind", "term"}
        assert told <= watch.seen[item["kind"]] - secret, item["kind"]


def test_what_is_left_of_an_erased_customer_is_what_the_document_says(
    walk: None, watch: Watch, erasure: Erasure
) -> None:
    before = watch.kinds()
    for user_id in [chat.user_id for chat in chats(watch)]:
        assert erasure.erase(ADA, chat_id_of(user_id), user_id).receipt
    stays = {kind for kind, (_, erased, _) in becomes_of_it().items() if erased == "stays"}
    assert before == stays | {kind for kind in becomes_of_it() if kind not in stays} - {"tombstone"}
    assert watch.kinds() == stays


def test_what_is_left_when_its_time_is_over_is_what_the_document_says(
    walk: None, watch: Watch, erasure: Erasure, table: Table, retention: Retention, clock: Clock
) -> None:
    clock.at += timedelta(days=DAYS, hours=1)
    assert Expiry(table, erasure, retention, clock).sweep() == 2
    for item in all_items(watch._store):
        if int(item.get("expires_at", {"N": "99999999999"})["N"]) <= clock().timestamp():
            table.client.delete_item(TableName=table.name, Key={"PK": item["PK"], "SK": item["SK"]})
    assert watch.kinds() == {kind for kind, (_, _, over) in becomes_of_it().items() if over == "stays"}


def chats(watch: Watch) -> list[Chat]:
    items = map(rows.plain, all_items(watch._store))
    return rows.chats(item for item in items if item["SK"] == keys.HEAD_SK)
