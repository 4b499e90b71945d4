"""Agents' routes to the team's saved replies."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BeforeValidator, Field, StringConstraints

from support_chat.frozen import View
from support_chat.http_agents import Caller
from support_chat.http_edge import StrictBody
from support_chat.http_messages import Content, as_one_line
from support_chat.saved_replies import NAME_LENGTH, SavedReply
from support_chat.wiring.admin import AdminWiring

Name = Annotated[str, BeforeValidator(as_one_line), StringConstraints(min_length=1, max_length=NAME_LENGTH)]
_MOST_VERSIONS = 10**9


class WrittenReply(StrictBody):
    """A saved reply as somebody wrote it: `version` is the one they had before them, 0 for a new reply."""

    name: Name
    content: Content
    version: Annotated[int, Field(ge=0, le=_MOST_VERSIONS)] = 0


class ReplyPage(View):
    """Saved replies, in order of id; `has_more`: ask again with `after` the last one's id."""

    replies: list[SavedReply]
    has_more: bool


def reply_routes(router: APIRouter, wiring: AdminWiring) -> None:
    """Adds the routes, over what `wiring` builds."""

    @router.get("/replies")
    async def get_replies(after: UUID | None = None) -> ReplyPage:
        """The team's saved replies."""
        replies, has_more = wiring.saved_replies.page(after)
        return ReplyPage(replies=replies, has_more=has_more)

    @router.put("/replies/{reply_id}")
    async def put_reply(caller: Caller, reply_id: UUID, body: WrittenReply) -> SavedReply:
        """Write or change a saved reply; repeatable."""
        return wiring.saved_replies.put(caller, reply_id, body.name, body.content, body.version)

    @router.delete("/replies/{reply_id}", status_code=204)
    async def delete_reply(reply_id: UUID, version: Annotated[int, Query(ge=1, le=_MOST_VERSIONS)]) -> None:
        """Take out a saved reply as the caller knows it; repeatable."""
        wiring.saved_replies.delete(reply_id, version)
