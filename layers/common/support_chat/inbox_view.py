"""A chat as a row of the agents' list: in the API's answers, and in the events that every function publishes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from support_chat.frozen import View
from support_chat.instant import Instant
from support_chat.model import Chat, Sender
from support_chat.people import Person


class InboxRow(View):
    """A chat in the agents' list; of two rows of a chat the one with the higher `version` is the newer."""

    id: UUID
    version: int
    user_id: str
    user_email: str
    user_name: str | None
    last_message_at: Instant | None
    last_message_preview: str | None
    last_message_sender: Sender | None
    message_count: int
    unread: bool
    unseen_since: Instant | None
    waiting_since: Instant | None
    marked_unread: bool
    marked_unread_at: Instant | None
    archived: bool
    assignee: Person | None
    blocked: bool
    visitor: bool


def row_of(chat: Chat) -> dict[str, Any]:
    """The fields of an inbox row."""
    return {
        "id": chat.id,
        "version": chat.version,
        "user_id": chat.user_id,
        "user_email": chat.user_email,
        "user_name": chat.user_name,
        "last_message_at": chat.last_message_at,
        "last_message_preview": chat.last_message_preview,
        "last_message_sender": chat.last_message_sender,
        "message_count": chat.last_seq,
        "unread": chat.unread_by_agents,
        "archived": chat.archived,
        "unseen_since": chat.unseen_since,
        "waiting_since": chat.waiting_since,
        "marked_unread": chat.marked_unread_at is not None,
        "marked_unread_at": chat.marked_unread_at,
        "assignee": chat.assignee,
        "blocked": chat.blocked,
        "visitor": chat.visitor,
    }


def inbox_row(chat: Chat) -> dict[str, Any]:
    """An inbox row, JSON-ready."""
    return InboxRow(**row_of(chat)).model_dump(mode="json")
