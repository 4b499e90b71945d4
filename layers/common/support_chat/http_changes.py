"""Agents' routes to change a message of their own, and to see what it said before."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from support_chat.frozen import View
from support_chat.http_agents import Caller, ChatId
from support_chat.http_edge import StrictBody
from support_chat.http_messages import Content, ledger
from support_chat.instant import Instant
from support_chat.model import Chat, Entry
from support_chat.people import Person
from support_chat.views import AgentMessage, agent_messages
from support_chat.wiring.admin import AdminWiring

OneSeq = Annotated[int, Path(ge=1, le=10**11)]


class EditedMessage(StrictBody):
    """What the message is to say."""

    content: Content


class MessageVersion(View):
    """What a message said from `at` on."""

    content: str
    at: Instant
    by: Person


class MessageHistory(View):
    """All that a message ever said, oldest first; the last is what it says, unless it was unsent."""

    versions: list[MessageVersion]


def change_routes(router: APIRouter, wiring: AdminWiring) -> None:
    """Adds the routes, over what `wiring` builds."""

    def answer(chat_id: UUID, changed: tuple[Chat, Entry]) -> AgentMessage:
        chat, entry = changed
        (message,) = agent_messages([entry], chat, ledger(wiring.store, chat_id, [entry]))
        return message

    @router.patch("/chats/{chat_id}/messages/{seq}")
    async def edit_message(caller: Caller, chat_id: ChatId, seq: OneSeq, body: EditedMessage) -> AgentMessage:
        """Give a message of one's own another text, for ten minutes; repeatable."""
        return answer(chat_id, wiring.changes.edit(caller, chat_id, seq, body.content))

    @router.delete("/chats/{chat_id}/messages/{seq}")
    async def unsend_message(caller: Caller, chat_id: ChatId, seq: OneSeq) -> AgentMessage:
        """Withdraw a message of one's own, for ten minutes; repeatable."""
        return answer(chat_id, wiring.changes.unsend(caller, chat_id, seq))

    @router.get("/chats/{chat_id}/messages/{seq}/history")
    async def get_history(chat_id: ChatId, seq: OneSeq) -> MessageHistory:
        """All that a message ever said, oldest first."""
        entry, versions = wiring.changes.history(chat_id, seq)
        author = Person(id=entry.author, name=entry.author_name or entry.author)
        return MessageHistory(versions=[MessageVersion(content=content, at=at, by=author) for content, at in versions])
