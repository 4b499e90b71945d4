"""Saved replies: texts that the team writes once and puts into many chats. They are the team's, not anybody's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from support_chat import keys, rows
from support_chat.errors import ChangedMeanwhile, NoRoom
from support_chat.frozen import Frozen
from support_chat.instant import Instant, to_milliseconds
from support_chat.patience import Patience
from support_chat.people import Agent, Person
from support_chat.table import Action, Table

NAME_LENGTH = 60
MOST = 500
# A page of the longest texts, four bytes a character, must pass through Lambda, which answers 6 MB at most.
PAGE = 250


class SavedReply(Frozen):
    """A text with a name. `version` counts its changes: a change says which one it is a change of."""

    id: UUID
    version: int
    name: str
    content: str
    updated_at: Instant
    updated_by: Person


class SavedReplies:
    """The team's saved replies, at most 500."""

    def __init__(self, table: Table, now: Callable[[], datetime], *, patience: Patience | None = None) -> None:
        self._table = table
        self._now = now
        self._patience = patience or Patience()

    def page(self, after: UUID | None) -> tuple[list[SavedReply], bool]:
        """A page of them in order of id, and whether more follow."""
        between = keys.saved_replies_after(after)
        items = self._table.between(keys.TEAM_PARTITION, *between, PAGE + 1, consistent=True)
        return [SavedReply.model_validate(item) for item in items[:PAGE]], len(items) > PAGE

    def put(self, author: Agent, reply_id: UUID, name: str, content: str, version: int) -> SavedReply:
        """Write a new reply (version 0) or change the one of this version. Repeating changes nothing.

        Raises `ChangedMeanwhile` where a colleague was first, `NoRoom` where there are 500."""

        def attempt() -> SavedReply:
            held = self._held(reply_id)
            if held and (held.name, held.content) == (name, content):
                return held
            if (held.version if held else 0) != version:
                raise ChangedMeanwhile("somebody else has changed this reply")
            changed = SavedReply(
                id=reply_id,
                version=version + 1,
                name=name,
                content=content,
                updated_at=to_milliseconds(self._now()),
                updated_by=Person(id=author.id, name=author.name),
            )
            self._write(changed, new=held is None)
            return changed

        return self._patience.retry(attempt)

    def delete(self, reply_id: UUID, version: int) -> None:
        """Take out the reply of this version; one that is gone already is as good.

        Raises `ChangedMeanwhile` where a colleague has changed it: what they wrote is not lost unread."""

        def attempt() -> None:
            held = self._held(reply_id)
            if held is None:
                return
            if held.version != version:
                raise ChangedMeanwhile("somebody else has changed this reply")
            gone = self._table.delete_action(*_place(reply_id), version=version)
            self._table.write([gone, self._count(-1)])

        self._patience.retry(attempt)

    def _held(self, reply_id: UUID) -> SavedReply | None:
        item = self._table.item(*_place(reply_id))
        return SavedReply.model_validate(item) if item else None

    def _write(self, reply: SavedReply, *, new: bool) -> None:
        item = rows.laid(*_place(reply.id), reply.model_dump(mode="json"))
        if not new:
            self._table.write([self._table.replace_action(item, reply.version - 1)])
            return
        counted = self._table.item(keys.TEAM_PARTITION, keys.SAVED_REPLIES_SK)
        if counted and counted["held"] >= MOST:
            raise NoRoom(f"there are {MOST} saved replies already")
        self._table.write([self._table.put_action(item), self._count(1)])

    def _count(self, change: int) -> Action:
        """One more or one less. Counted in the transaction of what is counted, so that it is never wrong."""
        limits = {"ConditionExpression": "attribute_not_exists(held) OR held < :most"} if change > 0 else {}
        values = {":change": change, **({":most": MOST} if change > 0 else {})}
        return {
            "Update": {
                "TableName": self._table.name,
                "Key": rows.place(keys.TEAM_PARTITION, keys.SAVED_REPLIES_SK),
                "UpdateExpression": "ADD held :change",
                "ExpressionAttributeValues": rows.stored(values),
                **limits,
            }
        }


def _place(reply_id: UUID) -> tuple[str, str]:
    return keys.TEAM_PARTITION, keys.saved_reply_sk(reply_id)
