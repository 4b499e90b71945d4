"""The chats in the table, with their messages and the mail ledger. A write is conditional on the version it read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from support_chat import keys, rows, search_terms
from support_chat.errors import BeingErased, Conflict
from support_chat.instant import stamp
from support_chat.ledger import Mail
from support_chat.model import Chat, Entry, Message
from support_chat.retention import EXPIRES_AT
from support_chat.rows import Item
from support_chat.table import Action, Table

# A transaction takes 100 actions; one is the head.
READ_MARKS_PER_WRITE = 99


class Store:
    """Chats. Writes raise `Conflict` where another writer was first; all raise `Unclear` where no answer came."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def chat(self, chat_id: UUID) -> Chat | None:
        """The chat's head, strongly consistent."""
        item = self._table.item(keys.partition(chat_id), keys.HEAD_SK)
        return rows.chat(item) if item and not rows.is_tombstone(item) else None

    def chat_with_last_page(self, chat_id: UUID, limit: int) -> tuple[Chat | None, list[Entry], bool]:
        """The head and the newest `limit` messages in one strongly consistent query."""
        items = self._table.between(
            keys.partition(chat_id),
            keys.message_sk(0),
            keys.HEAD_SK,
            limit + 2,
            newest_first=True,
            consistent=True,
        )
        if not items or items[0]["SK"] != keys.HEAD_SK or rows.is_tombstone(items[0]):
            return None, [], False
        entries = [rows.entry(item) for item in items[1:]]
        return rows.chat(items[0]), entries[:limit][::-1], len(entries) > limit

    def after(self, chat_id: UUID, seq: int, limit: int, *, consistent: bool = False) -> tuple[list[Entry], bool]:
        """The first `limit` messages after `seq`, and whether more follow. Eventually consistent unless asked."""
        items = self._table.between(
            keys.partition(chat_id),
            keys.message_sk(seq + 1),
            keys.message_sk(10**12 - 1),
            limit + 1,
            consistent=consistent,
        )
        return [rows.entry(item) for item in items[:limit]], len(items) > limit

    def before(self, chat_id: UUID, seq: int, limit: int) -> tuple[list[Entry], bool]:
        """The last `limit` messages before `seq`, oldest first, and whether older ones exist."""
        if seq <= 1:
            return [], False
        items = self._table.between(
            keys.partition(chat_id), keys.message_sk(0), keys.message_sk(seq - 1), limit + 1, newest_first=True
        )
        return [rows.entry(item) for item in items[:limit]][::-1], len(items) > limit

    def said_before(self, chat_id: UUID, author: str, client_message_id: UUID) -> tuple[Message, str] | None:
        """The message that this author already sent under this client_message_id, and the text it was sent with."""
        taken = self._table.item(keys.partition(chat_id), keys.client_message_sk(author, client_message_id))
        entry = self.entry(chat_id, int(taken["seq"])) if taken else None
        if entry is None:
            return None
        if not entry.message.revision:
            return entry.message, entry.message.content
        first = self._table.item(keys.partition(chat_id), keys.version_sk(entry.message.seq, 0))
        return entry.message, str((first or {}).get("content"))

    def entry(self, chat_id: UUID, seq: int) -> Entry | None:
        """One message, strongly consistent."""
        stored = self._table.item(keys.partition(chat_id), keys.message_sk(seq))
        return rows.entry(stored) if stored else None

    def versions(self, chat_id: UUID, seq: int, limit: int) -> list[tuple[str, datetime]]:
        """What a message said before its newest `limit` changes, oldest first, and since when."""
        first, last = keys.version_sk(seq, 0), keys.version_sk(seq, 10**6 - 1)
        items = self._table.between(keys.partition(chat_id), first, last, limit, newest_first=True, consistent=True)
        return [(item["content"], datetime.fromisoformat(item["at"])) for item in reversed(items)]

    def open(self, chat: Chat) -> Chat:
        """Store the new chat unless its owner has one; the chat that is there afterwards."""
        # Who never writes is forgotten by the table itself; the first message takes that off.
        until = {EXPIRES_AT: self._table.retention.expires_at(chat.created_at)}
        if self._table.put_new({"PK": keys.partition(chat.id), "SK": keys.HEAD_SK, **rows.head(chat), **until}):
            return chat
        existing = self._table.item(keys.partition(chat.id), keys.HEAD_SK)
        if existing is None:
            raise Conflict("the chat was there and is gone")
        if rows.is_tombstone(existing):
            raise BeingErased("what was said here is being erased; a new chat can begin in a moment")
        return rows.chat(existing)

    def save(
        self,
        old: Chat,
        new: Chat,
        *,
        entry: Entry | None = None,
        mail: Mail | None = None,
        beside: Sequence[Item] = (),
        gone: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Write the head, and with it, all or nothing: a new message, a line of the mail ledger, whatever else lies
        `beside` it, and without what is `gone` (partition and sort key)."""
        actions = [self._head_update(old, new)]
        if entry:
            new_items = (rows.of_entry(new.id, entry), rows.of_client_message_id(new.id, entry))
            until = self._table.retention.expires_at(entry.message.created_at)
            actions += [self._table.put_action({**item, EXPIRES_AT: until}) for item in new_items]
        if mail:
            # With the newest message: nothing of a chat outlives that.
            until = self._table.retention.expires_at(new.last_message_at or new.created_at)
            actions.append(self._table.put_action({**rows.of_mail(new.id, mail), EXPIRES_AT: until}, new=False))
        findable, stale = search_terms.moved(old, new)
        items = [*beside, *(rows.laid(*place, {}) for place in findable)]
        actions += [self._table.put_action(item, new=False) for item in items]
        actions += [self._table.delete_action(*place) for place in (*gone, *stale)]
        self._table.write(actions)

    def save_change(self, old: Chat, new: Chat, before: Entry, after: Message) -> None:
        """Write the head, a message's change, and what it said until now, all or nothing."""
        changed = rows.of_change(after)
        was = "revision = :was" if before.message.revision else "(attribute_not_exists(revision) OR revision = :was)"
        update = {
            "TableName": self._table.name,
            "Key": rows.key(new.id, keys.message_sk(after.seq)),
            "UpdateExpression": "SET " + ", ".join(f"{name} = :{name}" for name in changed),
            "ConditionExpression": f"attribute_exists(PK) AND {was}",
            "ExpressionAttributeValues": rows.stored(
                {":was": before.message.revision, **{f":{name}": value for name, value in changed.items()}}
            ),
        }
        until = self._table.retention.expires_at(before.message.created_at)
        version = self._table.put_action({**rows.of_version(new.id, before), EXPIRES_AT: until})
        self._table.write([self._head_update(old, new), {"Update": update}, version])

    def save_read(self, old: Chat, new: Chat, seqs: Sequence[int], read_at: datetime) -> None:
        """Write the head and the read marks of these messages, all or nothing; at most 99 of them."""
        marks = [
            {
                "Update": {
                    "TableName": self._table.name,
                    "Key": rows.key(new.id, keys.message_sk(seq)),
                    "UpdateExpression": "SET read_at = if_not_exists(read_at, :at)",
                    "ConditionExpression": "attribute_exists(PK)",
                    "ExpressionAttributeValues": {":at": {"S": stamp(read_at)}},
                }
            }
            for seq in seqs
        ]
        self._table.write([self._head_update(old, new), *marks])

    def mail_to_look_at(self, now: datetime, limit: int) -> list[tuple[UUID, datetime]]:
        """Chats whose mail woke before `now`, and when it did; the longest waiting of each shard first."""

        def woken(shard: int) -> list[Item]:
            due = ("mail_wake_at <=", stamp(now))
            return self._table.of_index(keys.MAIL_INDEX, ("mail_shard", str(shard)), due, limit)

        found = [item for page in self._table.each_shard(woken) for item in page]
        return [(rows.chat_id(item), datetime.fromisoformat(item["mail_wake_at"])) for item in found]

    def mail(self, chat_id: UUID, through_seq: int) -> Mail | None:
        """The line of the ledger for the streak that ended with this message, strongly consistent."""
        item = self._table.item(keys.partition(chat_id), keys.mail_sk(through_seq))
        return Mail.model_validate(item) if item else None

    def mails(self, chat_id: UUID, from_seq: int, limit: int) -> list[Mail]:
        """The first `limit` lines of the ledger that reach to `from_seq` or beyond."""
        first, last = keys.mail_sk(from_seq), keys.mail_sk(10**12 - 1)
        found = self._table.between(keys.partition(chat_id), first, last, limit, consistent=True)
        return [Mail.model_validate(item) for item in found]

    def set_mail_aside(self, chat_id: UUID, until: datetime) -> None:
        """Put a chat behind the others that wait in the index; its head stays as it is, whatever that is."""
        self._table.call(
            lambda: self._table.client.update_item(
                TableName=self._table.name,
                Key=rows.key(chat_id, keys.HEAD_SK),
                UpdateExpression="SET mail_wake_at = :until",
                ConditionExpression="attribute_exists(mail_wake_at)",
                ExpressionAttributeValues={":until": {"S": stamp(until)}},
            )
        )

    def _head_update(self, old: Chat, new: Chat) -> Action:
        """An update of just the attributes that changed, so that a function of another version keeps its own."""
        before, after = rows.head(old), rows.head(new)
        changed = {name: value for name, value in after.items() if before.get(name) != value}
        gone = [name for name in before if name not in after]
        if new.last_seq:  # whatever an older version, or another setting, has left there
            gone.append(EXPIRES_AT)
        expression = "SET " + ", ".join(f"#{name} = :{name}" for name in changed)
        if gone:
            expression += " REMOVE " + ", ".join(f"#{name}" for name in gone)
        return {
            "Update": {
                "TableName": self._table.name,
                "Key": rows.key(new.id, keys.HEAD_SK),
                "UpdateExpression": expression,
                "ConditionExpression": "#version = :read_version",
                "ExpressionAttributeNames": {f"#{name}": name for name in [*changed, *gone]},
                "ExpressionAttributeValues": rows.stored(
                    {":read_version": old.version, **{f":{name}": value for name, value in changed.items()}}
                ),
            }
        }
