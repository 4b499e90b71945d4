"""The export of one customer: everything that is held, for admins only, and on the record."""

from __future__ import annotations

from typing import Any

from support_chat.desk import Desk
from support_chat.mailroom import Mailroom
from support_chat.model import chat_id_of
from tests.unit.people import ADMIN_CLAIMS, Callers
from tests.unit.world import ALICE, ANA, BOB, DELAY, Clock, new_id

CHAT = chat_id_of("alice")
ROUTE = f"GET /admin/chats/{CHAT}/export"


def exported(callers: Callers, limit: int) -> list[dict[str, Any]]:
    """All pages, one after another."""
    admin, items, cursor = callers.agent(ADMIN_CLAIMS), [], None
    while True:
        query = {"limit": limit, **({"cursor": cursor} if cursor else {})}
        page = admin(ROUTE, query=query).json()
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return items


def of_kind(items: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [item for item in items if item["kind"] == kind]


def test_everything_that_is_held_is_told_however_small_the_pages(
    desk: Desk, mailroom: Mailroom, callers: Callers, clock: Clock
) -> None:
    desk.say(BOB, "Not hers", new_id())
    for text in ("Hello", "=1+1", "مرحبا"):
        desk.say(ALICE, text, new_id())
    seq = desk.reply(ANA, CHAT, "First", new_id())[0].seq
    callers.agent()(f"PATCH /admin/chats/{CHAT}/messages/{seq}", {"content": "Second"})
    callers.agent()(f"POST /admin/chats/{CHAT}/notes", {"content": "A note", "client_message_id": str(new_id())})
    clock.at += DELAY
    mailroom.check(CHAT)
    items = exported(callers, 3)
    assert items == exported(callers, 500)
    assert [item["content"] for item in of_kind(items, "message")] == ["Hello", "=1+1", "مرحبا", "Second"]
    assert [item["content"] for item in of_kind(items, "earlier_version")] == ["First"]
    assert [item["content"] for item in of_kind(items, "note")] == ["A note"]
    assert [item["state"] for item in of_kind(items, "mail")] == ["sent"]
    (chat,) = of_kind(items, "chat")
    assert (chat["user_id"], chat["user_email"], chat["last_seq"]) == ("alice", "alice@example.com", 4)
    assert len(of_kind(items, "sent_id")) == 5
    assert "alice@example.com" in {item["term"] for item in of_kind(items, "search_term")}
    assert not of_kind(items, "other")
    text = str(items)
    assert "Not hers" not in text
    assert "unsubscribe_secret" not in text
    assert "CHAT#" not in text


def test_an_export_stands_in_the_audit_list_once_and_before_anything_is_handed_out(
    desk: Desk, callers: Callers
) -> None:
    for n in range(5):
        desk.say(ALICE, f"Hello {n}", new_id())
    exported(callers, 2)
    (line,) = callers.agent(ADMIN_CLAIMS)("GET /admin/audit").json()["entries"]
    assert (line["action"], line["chat_id"], line["actor"]["id"]) == ("exported", str(CHAT), "agent-ada")


def test_agents_export_nothing_and_a_cursor_is_one_of_ours(desk: Desk, callers: Callers) -> None:
    desk.say(ALICE, "Hello", new_id())
    refused = callers.agent()(ROUTE)
    assert (refused.status, refused.code) == (403, "forbidden")
    admin = callers.agent(ADMIN_CLAIMS)
    assert admin(ROUTE, query={"cursor": "nonsense"}).status == 422
    assert admin(f"GET /admin/chats/{chat_id_of('nobody')}/export").status == 404
    assert callers.agent(ADMIN_CLAIMS)("GET /admin/audit").json()["entries"] == []
