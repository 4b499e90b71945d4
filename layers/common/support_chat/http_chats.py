"""Agents' routes to one chat."""

from fastapi import APIRouter, Response

from support_chat.http_agents import Caller, ChatId
from support_chat.http_messages import DEFAULT_LIMIT, Limit, NewMessage, Seq, ledger, page
from support_chat.inbox_view import InboxRow, row_of
from support_chat.mail_view import undecided
from support_chat.telemetry import about
from support_chat.views import (
    AgentChat,
    AgentMessage,
    AgentMessagePage,
    agent_chat,
    agent_messages,
)
from support_chat.wiring.admin import AdminWiring


def chat_routes(router: APIRouter, wiring: AdminWiring) -> None:
    """Adds the routes, over what `wiring` builds."""

    @router.get("/chats/{chat_id}")
    async def get_chat(chat_id: ChatId) -> AgentChat:
        """One chat with its last page; the agents have now seen it."""
        chat, entries, has_more = wiring.desk.view(chat_id)
        mails = ledger(wiring.store, chat_id, entries)
        return agent_chat(chat, entries, has_more, mails, mail_to_visitors=wiring.settings.visitors_mailed)

    @router.get("/chats/{chat_id}/messages")
    async def get_messages(
        chat_id: ChatId, after_seq: Seq = None, before_seq: Seq = None, limit: Limit = DEFAULT_LIMIT
    ) -> AgentMessagePage:
        """Page forward from `after_seq` or back from `before_seq`."""
        entries, has_more = page(wiring.store, chat_id, after_seq, before_seq, limit)
        mails = ledger(wiring.store, chat_id, entries)
        # Only for what the ledger does not tell: due, or being sent.
        chat = wiring.store.chat(chat_id) if undecided(entries, mails) else None
        return AgentMessagePage(messages=agent_messages(entries, chat, mails), has_more=has_more)

    @router.post("/chats/{chat_id}/messages", status_code=201)
    async def post_message(caller: Caller, chat_id: ChatId, body: NewMessage, response: Response) -> AgentMessage:
        """Reply to the customer."""
        about(correlation_id=str(body.client_message_id))
        message, is_new = wiring.desk.reply(caller, chat_id, body.content, body.client_message_id)
        about(message_id=str(message.id), seq=message.seq)
        response.status_code = 201 if is_new else 200
        return AgentMessage(**message.model_dump(), sender_name=caller.name, sender_id=caller.id)

    @router.post("/chats/{chat_id}/archive")
    async def archive(caller: Caller, chat_id: ChatId) -> InboxRow:
        """Put the chat away; repeatable."""
        return InboxRow(**row_of(wiring.desk.archive(caller, chat_id)))

    @router.post("/chats/{chat_id}/unarchive")
    async def unarchive(caller: Caller, chat_id: ChatId) -> InboxRow:
        """Bring the chat back; repeatable."""
        return InboxRow(**row_of(wiring.desk.unarchive(caller, chat_id)))
