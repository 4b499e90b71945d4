"""Who may call which route: every route of the template has its row, or `test_default_deny.py` fails."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from support_chat.model import chat_id_of
from support_chat.realtime import AGENTS_CHANNEL, chat_channel

VERA = "visitor:3f0c1c52-6f6f-4a43-9a53-0c6a1d9b7c11"
OWNERS = {name: chat_id_of(name) for name in ("alice", "bob", "carol", "dora")} | {"vera": chat_id_of(VERA)}

# Who may call: everybody, everybody with an identity of their own, those of them whom a host application signed in
# or did not, the team, its admins.
Who = Literal["anyone", "customers", "persons", "visitors", "agents", "admins"]
HUMANS = ("alice", "bob", "vera", "carol", "dora")
MAY: dict[Who, tuple[str, ...]] = {
    "anyone": (*HUMANS, "nobody", "garbage", "outsider", "agent", "admin"),
    "customers": HUMANS,
    "persons": tuple(name for name in HUMANS if name != "vera"),
    "visitors": ("vera",),
    "agents": ("agent", "admin"),
    "admins": ("admin",),
}


@dataclass(frozen=True)
class Policy:
    """Who may call a route, and a request that is good but for who sends it."""

    who: Who
    body: Any = None
    query: dict[str, Any] = field(default_factory=dict)
    form: dict[str, str] | None = None


MESSAGE = {"content": "Hello", "client_message_id": "00000000-0000-4000-8000-00000000000a"}
POLICIES: dict[str, Policy] = {
    "GET /support_chat": Policy("customers"),
    "GET /support_chat/messages": Policy("customers", query={"after_seq": 0}),
    "POST /support_chat/messages": Policy("customers", MESSAGE),
    "PATCH /support_chat/mark_read": Policy("customers"),
    "POST /pusher/auth": Policy("customers", form={"socket_id": "1.1", "channel_name": chat_channel(OWNERS["alice"])}),
    "PUT /support_chat/email": Policy("visitors", {"email": "vera@example.com"}),
    "POST /support_chat/link": Policy("persons", {"visitor_token": "of vera"}),
    "POST /visitors": Policy("visitors"),  # and those who claim to be nobody: see below
    "GET /admin/chats": Policy("agents"),
    "GET /admin/chats/{chat_id}": Policy("agents"),
    "GET /admin/chats/{chat_id}/messages": Policy("agents", query={"after_seq": 0}),
    "POST /admin/chats/{chat_id}/messages": Policy("agents", MESSAGE),
    "GET /admin/search": Policy("agents", query={"q": "alice"}),
    "GET /admin/chats/{chat_id}/notes": Policy("agents"),
    "POST /admin/chats/{chat_id}/notes": Policy("agents", MESSAGE),
    "PATCH /admin/chats/{chat_id}/messages/{seq}": Policy("agents", {"content": "Edited"}),
    "GET /admin/chats/{chat_id}/messages/{seq}/history": Policy("agents"),
    "DELETE /admin/chats/{chat_id}/messages/{seq}": Policy("agents"),
    "POST /admin/chats/{chat_id}/archive": Policy("agents"),
    "POST /admin/chats/{chat_id}/unarchive": Policy("agents"),
    "PUT /admin/chats/{chat_id}/assignee": Policy("agents", {"agent_id": "agent-ana"}),
    "PUT /admin/chats/{chat_id}/block": Policy("agents", {"reason": "spam"}),
    "DELETE /admin/chats/{chat_id}/block": Policy("agents"),
    "GET /admin/me": Policy("agents"),
    "GET /admin/agents": Policy("agents"),
    "GET /admin/reports": Policy("agents", query={"from": "2026-11-01", "to": "2026-11-23"}),
    "GET /admin/replies": Policy("agents"),
    "PUT /admin/replies/{reply_id}": Policy("agents", {"name": "hi", "text": "Hello"}),
    "DELETE /admin/replies/{reply_id}": Policy("agents", query={"version": 1}),
    "GET /admin/counts": Policy("agents"),
    "POST /admin/chats/{chat_id}/mark_unread": Policy("agents"),
    "POST /admin/chats/{chat_id}/mark_read": Policy("agents"),
    "POST /admin/pusher/auth": Policy("agents", form={"socket_id": "1.1", "channel_name": AGENTS_CHANNEL}),
    "GET /admin/audit": Policy("admins"),
    "GET /admin/chats/{chat_id}/export": Policy("admins"),
    "POST /admin/chats/{chat_id}/erase": Policy("admins", {"confirm": "nobody of that name"}),
    "GET /unsubscribe": Policy("anyone", query={"token": "of nobody"}),
    "POST /unsubscribe": Policy("anyone", query={"token": "of nobody"}),
    "GET /health": Policy("anyone"),
}

# What is no id of anything.
MALFORMED = [
    "x",
    "0",
    "-1",
    "1.5",
    "null",
    "true",
    "[]",
    "{}",
    "..",
    "%2e%2e",
    "%00",
    "%0a",
    "%20",
    "*",
    "~HEAD",
    "CHAT%23" + str(OWNERS["alice"]),
    str(OWNERS["alice"]) + "%00",
    str(OWNERS["alice"]) + "x",
    str(OWNERS["alice"])[:-1],
    "１",
    "%EF%BC%91",
    "9" * 30,
    "1e3",
    "0x1",
    "' OR 1=1 --",
    "<script>",
    "x" * 10_000,
]
