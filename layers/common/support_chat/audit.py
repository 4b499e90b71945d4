"""The audit list: who did what to whom's chat, and when. Ids and roles only; never text, an address or a reason."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Literal

from support_chat import keys, rows
from support_chat.frozen import Frozen
from support_chat.instant import Instant, stamp, to_milliseconds
from support_chat.people import Agent
from support_chat.rows import Item
from support_chat.table import Table

Action = Literal["archived", "unarchived", "blocked", "unblocked", "exported", "erased", "role_changed"]
Fact = str | int


class AuditEntry(Frozen):
    """One line of the list. `actor_name` is the name the agent had then."""

    id: uuid.UUID
    at: Instant
    action: Action
    actor_id: str
    actor_name: str
    chat_id: uuid.UUID | None = None
    facts: dict[str, Fact]


def line(actor: Agent, action: Action, at: datetime, chat_id: uuid.UUID | None = None, **facts: Fact) -> Item:
    """The item to write in the transaction of what it tells of, so that neither is there without the other."""
    entry = AuditEntry(
        id=uuid.uuid4(),
        at=to_milliseconds(at),
        action=action,
        actor_id=actor.id,
        actor_name=actor.name,
        chat_id=chat_id,
        facts=facts,
    )
    values = entry.model_dump(mode="json", exclude_none=True)
    return rows.laid(keys.audit_partition(stamp(entry.at)[:7]), keys.audit_sk(entry.at, entry.id), values)


class AuditList:
    """Reads the list, a month at a time."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def page(self, month: str, position: str | None, limit: int) -> tuple[list[AuditEntry], str | None]:
        """A page of the month (yyyy-mm), newest first, and the position of the next: that of its first line."""
        last = position or keys.LAST_SK
        found = self._table.between(keys.audit_partition(month), "0", last, limit + 1, newest_first=True)
        entries = [AuditEntry.model_validate(item) for item in found]
        beyond = entries[limit] if len(entries) > limit else None
        return entries[:limit], keys.audit_sk(beyond.at, beyond.id) if beyond else None
