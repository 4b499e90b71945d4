"""Agents' routes to how a chat stands: whose it is, and whether its customer may write."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import StringConstraints

from support_chat.http_agents import Caller, ChatId
from support_chat.http_edge import StrictBody
from support_chat.inbox_view import InboxRow, row_of
from support_chat.wiring.admin import AdminWiring

AgentId = Annotated[str, StringConstraints(min_length=1, max_length=256)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class NewAssignee(StrictBody):
    """Whose chat it is from now on; null for nobody's."""

    agent_id: AgentId | None


class NewBlock(StrictBody):
    """Why the customer may not write any more; agents read it, nobody else."""

    reason: Reason


def standing_routes(router: APIRouter, wiring: AdminWiring) -> None:
    """Adds the routes, over what `wiring` builds."""

    @router.put("/chats/{chat_id}/assignee")
    async def put_assignee(chat_id: ChatId, body: NewAssignee) -> InboxRow:
        """Make the chat one's own, a colleague's, or nobody's."""
        return InboxRow(**row_of(wiring.standing.assign(chat_id, body.agent_id)))

    @router.put("/chats/{chat_id}/block")
    async def put_block(caller: Caller, chat_id: ChatId, body: NewBlock) -> InboxRow:
        """Take no more messages from the customer."""
        return InboxRow(**row_of(wiring.standing.block(caller, chat_id, body.reason)))

    @router.delete("/chats/{chat_id}/block")
    async def delete_block(caller: Caller, chat_id: ChatId) -> InboxRow:
        """Take messages from the customer again."""
        return InboxRow(**row_of(wiring.standing.unblock(caller, chat_id)))
