"""Agents' routes to the notes of one chat."""

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import ConfigDict

from support_chat.frozen import View
from support_chat.http_agents import Caller, ChatId
from support_chat.http_messages import DEFAULT_LIMIT, Limit, NewMessage
from support_chat.notes import Note
from support_chat.wiring.admin import AdminWiring


class NotePage(View):
    """Notes, oldest first; `has_more`: older ones exist."""

    model_config = ConfigDict(frozen=True)

    notes: list[Note]
    has_more: bool


def note_routes(router: APIRouter, wiring: AdminWiring) -> None:
    """Adds the routes, over what `wiring` builds."""

    @router.get("/chats/{chat_id}/notes")
    async def get_notes(chat_id: ChatId, before: UUID | None = None, limit: Limit = DEFAULT_LIMIT) -> NotePage:
        """The newest notes, or those before the note `before`."""
        notes, has_more = wiring.notes.page(chat_id, before, limit)
        return NotePage(notes=notes, has_more=has_more)

    @router.post("/chats/{chat_id}/notes", status_code=201)
    async def post_note(caller: Caller, chat_id: ChatId, body: NewMessage, response: Response) -> Note:
        """Write a note; the same `client_message_id` again returns the same note."""
        note, is_new = wiring.notes.add(caller, chat_id, body.content, body.client_message_id)
        response.status_code = 201 if is_new else 200
        return note
