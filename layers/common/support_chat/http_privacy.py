"""Admins' routes to what is held about a customer: all of it as an export, and none of it any more."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from support_chat.audit import AuditEntry
from support_chat.frozen import View
from support_chat.http_agents import Administrator, ChatId
from support_chat.http_cursor import cursor_of, sort_key_of
from support_chat.http_edge import StrictBody
from support_chat.instant import Instant
from support_chat.people import Person
from support_chat.wiring.admin import AdminWiring

ExportLimit = Annotated[int, Query(ge=1, le=500)]


class ExportPage(View):
    """Items of every kind, each with its `kind`; `next_cursor` is null on the last page."""

    items: list[dict[str, Any]]
    next_cursor: str | None


class Erase(StrictBody):
    """`confirm`: the customer's id, so that nobody erases the wrong one."""

    confirm: Annotated[str, Field(min_length=1, max_length=512)]


class Receipt(View):
    """What was erased, when and by whom; nothing of the person."""

    id: UUID
    at: Instant
    chat_id: UUID
    items: int
    by: Person


class Erased(View):
    """How far it is. Not done: ask again; `items` are gone so far."""

    done: bool
    items: int
    receipt: Receipt | None = None


def privacy_routes(router: APIRouter, wiring: AdminWiring) -> None:
    """Adds the routes, over what `wiring` builds."""

    @router.get("/chats/{chat_id}/export")
    async def get_export(
        admin: Administrator, chat_id: ChatId, cursor: str | None = None, limit: ExportLimit = 200
    ) -> ExportPage:
        """A page of everything that is held about a customer."""
        items, following = wiring.export.page(admin, chat_id, sort_key_of(cursor, str(chat_id)), limit)
        return ExportPage(items=items, next_cursor=cursor_of(following, str(chat_id)))

    @router.post("/chats/{chat_id}/erase")
    async def erase(admin: Administrator, chat_id: ChatId, body: Erase, response: Response) -> Erased:
        """Erase everything about a customer; 202 until nothing is left, then 200 with the receipt."""
        progress = wiring.erasure.erase(admin, chat_id, body.confirm)
        response.status_code = 200 if progress.receipt else 202
        return Erased(done=progress.receipt is not None, items=progress.items, receipt=_receipt(progress.receipt))


def _receipt(entry: AuditEntry | None) -> Receipt | None:
    if entry is None or entry.chat_id is None:
        return None
    by = Person(id=entry.actor_id, name=entry.actor_name)
    return Receipt(id=entry.id, at=entry.at, chat_id=entry.chat_id, items=int(entry.facts["items"]), by=by)
