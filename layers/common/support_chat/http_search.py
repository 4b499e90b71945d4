"""Agents' route to the chats they look for."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import ConfigDict

from support_chat.frozen import View
from support_chat.inbox_view import InboxRow, row_of
from support_chat.wiring.admin import AdminWiring

_QUERY_LENGTH = 200
_MOST_FOUND = 50
_USUALLY_FOUND = 20


class Found(View):
    """What was found; `capped`: there may be more, more letters would tell."""

    model_config = ConfigDict(frozen=True)

    chats: list[InboxRow]
    capped: bool


def search_routes(router: APIRouter, wiring: AdminWiring) -> None:
    """Adds the route, over what `wiring` builds."""

    @router.get("/search")
    async def get_search(
        q: Annotated[str, Query(min_length=1, max_length=_QUERY_LENGTH)],
        limit: Annotated[int, Query(ge=1, le=_MOST_FOUND)] = _USUALLY_FOUND,
    ) -> Found:
        """Chats, archived ones too, by beginnings of words of the customer's name, address and id."""
        chats, capped = wiring.search.find(q, limit)
        return Found(chats=[InboxRow(**row_of(chat)) for chat in chats], capped=capped)
