"""Everything that is held about one customer, page by page, as it lies in the table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from support_chat import audit, keys, rows, search_terms
from support_chat.errors import NotFound
from support_chat.people import Agent
from support_chat.store import Store
from support_chat.table import Table


class Export:
    """Reads a customer's partition from end to end."""

    def __init__(self, table: Table, now: Callable[[], datetime]) -> None:
        self._table = table
        self._store = Store(table)
        self._now = now

    def page(
        self, agent: Agent, chat_id: UUID, position: str | None, limit: int
    ) -> tuple[list[dict[str, Any]], str | None]:
        """The items from this position on, and the position of the next page. The first page stands in the audit list
        before anything is handed out."""
        chat = self._store.chat(chat_id)
        if chat is None:
            raise NotFound("no such chat")
        told: list[dict[str, Any]] = []
        if position is None:
            self._table.write([self._table.put_action(audit.line(agent, "exported", self._now(), chat_id))])
            told = [{"kind": "search_term", "term": term} for term in search_terms.stored_terms(chat) if chat.last_seq]
        found = self._table.between(
            keys.partition(chat_id), position or keys.FIRST_SK, keys.HEAD_SK, limit + 1, consistent=True
        )
        following = found[limit]["SK"] if len(found) > limit else None
        return [*told, *map(rows.exported, found[:limit])], following
