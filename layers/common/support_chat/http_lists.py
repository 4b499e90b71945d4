"""Agents' routes to the lists of chats, their counts, and the mark of one's own hand."""

from typing import Annotated

from fastapi import APIRouter, Depends

from support_chat.errors import Invalid
from support_chat.http_agents import Caller, ChatId
from support_chat.http_cursor import cursor_of, position_of
from support_chat.http_messages import DEFAULT_LIMIT, Limit
from support_chat.inbox_view import InboxRow, row_of
from support_chat.lists import FACTS, Filter, Order, Wanted
from support_chat.views import Counts, Inbox
from support_chat.wiring.admin import AdminWiring


async def _wanted(caller: Caller, archived: bool = False, filter: Filter = "all", order: Order | None = None) -> Wanted:
    """The list that a request is for. Whoever waits longest comes first, unless asked otherwise."""
    fact = filter in FACTS
    if archived and filter != "all":
        raise Invalid("archived chats have no filter")
    if order == "oldest" and not fact:
        raise Invalid("this list is newest first")
    return Wanted(filter, order or ("oldest" if fact else "newest"), archived, caller.id)


WantedList = Annotated[Wanted, Depends(_wanted)]


def list_routes(router: APIRouter, wiring: AdminWiring) -> None:
    """Adds the routes, over what `wiring` builds."""

    @router.get("/chats")
    async def get_inbox(wanted: WantedList, cursor: str | None = None, limit: Limit = DEFAULT_LIMIT) -> Inbox:
        """A page of a list."""
        of = f"{wanted.filter} {wanted.order} {wanted.archived}"
        chats, position = wiring.lists.page(wanted, position_of(cursor, of), limit)
        return Inbox(chats=[InboxRow(**row_of(found)) for found in chats], next_cursor=cursor_of(position, of))

    @router.get("/counts")
    async def get_counts(caller: Caller) -> Counts:
        """How many chats each list has, up to a bound."""
        return Counts.model_validate(wiring.lists.counts(caller.id), from_attributes=True)

    @router.post("/chats/{chat_id}/mark_unread")
    async def mark_unread(chat_id: ChatId) -> InboxRow:
        """Note that somebody wants to come back to the chat; repeatable."""
        return InboxRow(**row_of(wiring.marks.unread(chat_id)))

    @router.post("/chats/{chat_id}/mark_read")
    async def mark_read(chat_id: ChatId) -> InboxRow:
        """Note that nobody needs to; repeatable."""
        return InboxRow(**row_of(wiring.marks.read(chat_id)))
