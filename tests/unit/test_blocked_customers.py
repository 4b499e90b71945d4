"""A customer whom agents have blocked: may read and not write. Who blocked them, and why, stays inside."""

from __future__ import annotations

import json

import pytest

from support_chat.audit import AuditList
from support_chat.desk import Desk
from support_chat.mail import compose
from support_chat.mailroom import Mailroom
from support_chat.model import chat_id_of
from support_chat.realtime import AGENTS_CHANNEL
from support_chat.store import Store
from support_chat.table import Table
from tests.unit.people import AGENT_CLAIMS, Callers
from tests.unit.test_notes_stay_inside import LETTERHEAD, answers
from tests.unit.world import ALICE, DELAY, Clock, Outside, all_items, new_id

CHAT = chat_id_of("alice")
BLOCK = f"/admin/chats/{CHAT}/block"
REASON = "swears-at-us-7f3a"
QUILLON = {**AGENT_CLAIMS, "sub": "agent-of-the-team-51c8", "name": "Quillon Vantrove", "email": "quillon@team.example"}
INSIDE = (REASON, "agent-of-the-team", "Quillon", "team.example", '"assignee', '"block"', '"blocked_', '"block_')


def said(text: str = "Hello") -> dict[str, str]:
    return {"content": text, "client_message_id": str(new_id())}


@pytest.fixture
def blocked(callers: Callers, desk: Desk) -> Callers:
    """Alice has written, was answered, is blocked, and her chat is Quillon's."""
    quillon = callers.agent(QUILLON)
    quillon("GET /admin/me")
    desk.say(ALICE, "Where is my order?", new_id())
    assert quillon(f"POST /admin/chats/{CHAT}/messages", said("On its way")).status == 201
    assert quillon(f"PUT {BLOCK}", {"reason": REASON}).status == 200
    assert quillon(f"PUT /admin/chats/{CHAT}/assignee", {"agent_id": QUILLON["sub"]}).status == 200
    return callers


def actions(table: Table) -> list[str]:
    return [entry.action for entry in AuditList(table).page("2026-11", None, 100)[0]]


def test_agents_see_since_when_why_and_by_whom(blocked: Callers) -> None:
    ana = blocked.agent()
    block = {"at": "2026-11-23T12:00:00.000Z", "reason": REASON, "by": {"id": QUILLON["sub"], "name": QUILLON["name"]}}
    shown = ana(f"GET /admin/chats/{CHAT}").json()
    assert (shown["blocked"], shown["block"]) == (True, block)
    assert ana(f"DELETE {BLOCK}").json()["blocked"] is False
    assert ana(f"GET /admin/chats/{CHAT}").json()["block"] is None


def test_sending_is_refused_and_reading_works(blocked: Callers, desk: Desk) -> None:
    alice = blocked.customer()
    refused = alice("POST /support_chat/messages", said())
    assert (refused.status, refused.code) == (403, "blocked")
    assert desk.chat(CHAT).last_seq == 2
    assert [message["content"] for message in alice("GET /support_chat").json()["messages"]][1] == "On its way"
    assert alice("PATCH /support_chat/mark_read").json()["unread_count"] == 0
    blocked.agent()(f"DELETE {BLOCK}")
    assert alice("POST /support_chat/messages", said()).status == 201


def test_what_was_sent_before_the_block_is_still_answered_as_sent(callers: Callers) -> None:
    alice, message = callers.customer(), said()
    first = alice("POST /support_chat/messages", message).json()
    callers.agent()(f"PUT {BLOCK}", {"reason": REASON})
    again = alice("POST /support_chat/messages", message)
    assert (again.status, again.json()) == (200, first)


def test_agents_go_on_writing_and_its_mail_is_as_ever(
    blocked: Callers, clock: Clock, mailroom: Mailroom, outside: Outside
) -> None:
    reply = blocked.agent()(f"POST /admin/chats/{CHAT}/messages", said("Please be kind"))
    assert reply.status == 201
    clock.at += DELAY
    mailroom.check(CHAT)
    assert len(outside.mails) == 1


def test_blocking_and_unblocking_stand_in_the_audit_list_once_and_without_the_reason(
    blocked: Callers, table: Table, store: Store
) -> None:
    ana = blocked.agent()
    assert ana(f"PUT {BLOCK}", {"reason": REASON}).status == 200
    blocked.clock.forward(seconds=1)
    for _ in range(2):
        assert ana(f"DELETE {BLOCK}").status == 200
    assert actions(table) == ["unblocked", "blocked"]
    assert all(REASON not in str(item) for item in all_items(store) if item["PK"]["S"].startswith("AUDIT#"))


def test_no_route_of_customers_tells_why_by_whom_or_whose_chat_it_is(blocked: Callers) -> None:
    for route, answer in answers(blocked):
        for secret in INSIDE:
            assert secret not in answer.text, route
            assert secret not in str(answer.headers), route


def test_no_event_of_the_customers_channel_and_no_mail_tells_it(
    blocked: Callers, clock: Clock, mailroom: Mailroom, outside: Outside
) -> None:
    quillon = blocked.agent(QUILLON)
    quillon(f"GET /admin/chats/{CHAT}")
    quillon(f"POST /admin/chats/{CHAT}/messages", said("Another answer"))
    clock.at += DELAY
    mailroom.check(CHAT)
    for _ in answers(blocked):
        pass
    quillon(f"DELETE {BLOCK}")
    quillon(f"POST /admin/chats/{CHAT}/archive")
    theirs = [event for event in outside.events if event.channel != AGENTS_CHANNEL]
    assert {event.name for event in theirs} >= {"new_message", "messages_seen", "messages_read"}
    told = json.dumps([event.data for event in theirs])
    assert [secret for secret in INSIDE if secret in told] == []
    (sent,) = outside.mails
    mail = compose(LETTERHEAD, sent[0], sent[2])
    parts = [str(mail), *(str(part.get_payload(decode=True)) for part in mail.walk())]
    assert [secret for secret in INSIDE if any(secret in part for part in parts)] == []


def test_customers_cannot_reach_the_routes(blocked: Callers) -> None:
    for caller in (blocked.customer(), blocked.visitor(), blocked.anyone(), blocked.agent(None)):
        for answer in (caller(f"DELETE {BLOCK}"), caller(f"PUT {BLOCK}", {"reason": "no"})):
            assert answer.status in {401, 404, 405}
    assert blocked.customer()("POST /support_chat/messages", said()).status == 403


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, None, 7])
def test_a_reason_is_needed(callers: Callers, desk: Desk, reason: object) -> None:
    desk.say(ALICE, "Hello", new_id())
    assert callers.agent()(f"PUT {BLOCK}", {"reason": reason}).status == 422
    assert not desk.chat(CHAT).blocked
