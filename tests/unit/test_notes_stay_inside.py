"""What agents note reaches no customer: not by any route, nor an event of a chat's channel, nor a mail. A note is no
message and no reply either: for the customer, and for who waits, nothing has happened."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import quote

import pytest
from fastapi.routing import APIRoute

from support_chat import mail
from support_chat.desk import Desk
from support_chat.http_public import public_routes
from support_chat.http_user import user_routes
from support_chat.mail import Letterhead, compose
from support_chat.mailroom import Mailroom
from support_chat.model import chat_id_of
from support_chat.realtime import AGENTS_CHANNEL, chat_channel
from support_chat.store import Store
from tests.http_events import Answer
from tests.unit.people import Callers
from tests.unit.world import ALICE, ANA, DELAY, Clock, Outside, all_items, new_id

SECRET = "for-the-team-only-7f3a"
CHAT = chat_id_of("alice")
NOTES = f"/admin/chats/{CHAT}/notes"
LETTERHEAD = Letterhead("support@shop.example", "Shop Support", "https://shop.example/#support-chat", "https://api")


def noted() -> dict[str, str]:
    return {"content": f"{SECRET}: she has ordered twice", "client_message_id": str(new_id())}


def said() -> dict[str, str]:
    return {"content": "Hello", "client_message_id": str(new_id())}


@pytest.fixture
def with_notes(callers: Callers, desk: Desk) -> Callers:
    """A chat with a note before, between and after its messages, the newest of which no customer has read."""
    ana = callers.agent()
    desk.open(ALICE)
    for turn in range(3):
        callers.clock.forward(seconds=1)
        assert ana(f"POST {NOTES}", noted()).status == 201
        if turn == 0:
            desk.say(ALICE, "Where is my order?", new_id())
        if turn == 1:
            desk.reply(ANA, CHAT, "On its way", new_id())
    return callers


def answers(callers: Callers) -> Iterator[tuple[str, Answer]]:
    """Every route that customers, or anybody, can call, in every way that answers with what is stored."""
    alice, visitor, anyone = callers.customer(), callers.visitor(), callers.anyone()
    visitors_token = callers.visitor_tokens.sign(f"visitor:{new_id()}").token
    token = mail.unsubscribe_token(callers.desk.chat(CHAT))
    yield "GET /support_chat", alice("GET /support_chat")
    for query in ({"after_seq": 0}, {"after_seq": 0, "limit": 1}, {"before_seq": 10**9}, {"before_seq": 2}):
        yield "GET /support_chat/messages", alice("GET /support_chat/messages", query=query)
    message = said()
    for _ in range(2):
        yield "POST /support_chat/messages", alice("POST /support_chat/messages", message)
    yield "PATCH /support_chat/mark_read", alice("PATCH /support_chat/mark_read")
    yield "PUT /support_chat/email", alice("PUT /support_chat/email", {"email": "a@example.com"})
    yield "PUT /support_chat/email", visitor("PUT /support_chat/email", {"email": "a@example.com"})
    yield "POST /support_chat/link", alice("POST /support_chat/link", {"visitor_token": visitors_token})
    yield "POST /visitors", callers.bearer(None)("POST /visitors")
    channel = chat_channel(CHAT)
    yield "POST /pusher/auth", alice.form("POST /pusher/auth", socket_id="1.1", channel_name=channel)
    for method in ("GET", "POST"):
        yield f"{method} /unsubscribe", anyone(f"{method} /unsubscribe", query={"token": token})
    yield "GET /health", anyone("GET /health")


def test_no_route_of_customers_answers_with_a_note(with_notes: Callers) -> None:
    wiring = cast("Any", None)
    routers = (user_routes(wiring), public_routes(wiring))
    existing = {
        f"{method} {route.path}"
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods
    }
    called: set[str] = set()
    for route, answer in answers(with_notes):
        called.add(route)
        assert SECRET not in answer.text, route
        assert SECRET not in str(answer.headers), route
    assert called == existing, "every route must be walked"


def test_customers_cannot_call_the_routes_of_notes(with_notes: Callers) -> None:
    for caller in (with_notes.customer(), with_notes.visitor(), with_notes.anyone(), with_notes.agent(None)):
        for answer in (caller(f"GET {NOTES}"), caller(f"POST {NOTES}", noted())):
            assert answer.status in {401, 404}
            assert SECRET not in answer.text


def test_notes_are_told_on_the_agents_channel_only_and_customers_cannot_join_it(
    with_notes: Callers, outside: Outside, clock: Clock, mailroom: Mailroom
) -> None:
    for _ in answers(with_notes):
        pass
    with_notes.agent()(f"GET /admin/chats/{CHAT}")
    with_notes.agent()(f"POST /admin/chats/{CHAT}/archive")
    clock.at += DELAY
    mailroom.check(CHAT)
    telling = [event for event in outside.events if SECRET in json.dumps(event.data)]
    assert [(event.channel, event.name) for event in telling] == [(AGENTS_CHANNEL, "note_added")] * 3
    assert any(event.channel == chat_channel(CHAT) for event in outside.events)
    signing = with_notes.customer().form("POST /pusher/auth", socket_id="1.1", channel_name=AGENTS_CHANNEL)
    assert signing.status == 403


def test_no_mail_quotes_a_note_in_text_or_html_nor_does_a_note_bring_one(
    with_notes: Callers, outside: Outside, clock: Clock, mailroom: Mailroom
) -> None:
    alarms = len(outside.alarms)
    with_notes.agent()(f"POST {NOTES}", noted())
    assert len(outside.alarms) == alarms == 1
    clock.at += DELAY
    mailroom.check(CHAT)
    ((chat, _, newest),) = outside.mails
    sent = compose(LETTERHEAD, chat, newest)
    assert "On its way" in sent.as_string()
    for part in sent.walk():
        assert SECRET not in str(part.get_payload(decode=True) or "")
    for _, value in sent.items():
        assert SECRET not in quote(value)
    with_notes.customer()("PATCH /support_chat/mark_read")
    with_notes.agent()(f"POST {NOTES}", noted())
    clock.at += DELAY * 2
    mailroom.check(CHAT)
    assert len(outside.mails) == 1


def test_a_note_is_no_message_and_no_reply(callers: Callers, desk: Desk, store: Store) -> None:
    desk.say(ALICE, "Where is my order?", new_id())
    ana = callers.agent()
    before = (ana("GET /admin/chats").json(), _head(store), callers.customer()("GET /support_chat").json())
    callers.clock.forward(minutes=1)
    assert ana(f"POST {NOTES}", noted()).status == 201
    after = (ana("GET /admin/chats").json(), _head(store), callers.customer()("GET /support_chat").json())
    assert after == before
    (row,) = after[0]["chats"]
    assert row["last_message_preview"] == "Where is my order?"
    assert (row["message_count"], row["waiting_since"], row["unread"]) == (1, "2026-11-23T12:00:00.000Z", True)
    messages = ana(f"GET /admin/chats/{CHAT}/messages", query={"after_seq": 0}).text
    assert SECRET not in messages


def _head(store: Store) -> Any:
    return [item for item in all_items(store) if item["SK"] == {"S": "~HEAD"}]
