"""The table in memory, with the store's own methods, and what no emulator has: lost races, silence, stale reads."""

from __future__ import annotations

import operator
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from support_chat import keys, rows
from support_chat.errors import Conflict, Unclear
from support_chat.instant import stamp
from support_chat.ledger import Mail
from support_chat.model import Chat, Entry, Message
from tests.sim.faults import Fault, Ports
from tests.sim.partition import STALE_INDEX_SECONDS, Partition

T = TypeVar("T")

# How far behind a read that is not strongly consistent may be.
_STALE_READ_SECONDS = 1.5


Watch = Callable[[Partition, Chat | None, Chat, Entry | None, Mail | None], None]


class Table:
    """Quacks like `support_chat.store.Store`, and for `Lists` like the table below; `watch` is told of every commit."""

    def __init__(self, ports: Ports, watch: Watch) -> None:
        self.partitions: dict[UUID, Partition] = {}
        self._ports = ports
        self._kernel = ports.kernel
        self._watch = watch

    # -- reads

    def chat(self, chat_id: UUID) -> Chat | None:
        return self._read("chat", lambda: self._head(chat_id))

    def chat_with_last_page(self, chat_id: UUID, limit: int) -> tuple[Chat | None, list[Entry], bool]:
        def last_page() -> tuple[Chat | None, list[Entry], bool]:
            partition = self.partitions.get(chat_id)
            if partition is None:
                return None, [], False
            return partition.head, partition.entries[-limit:], len(partition.entries) > limit

        return self._read("chat_with_last_page", last_page)

    def after(self, chat_id: UUID, seq: int, limit: int, *, consistent: bool = False) -> tuple[list[Entry], bool]:
        def page() -> tuple[list[Entry], bool]:
            entries, seqs = self._visible(chat_id, consistent)
            first = bisect_right(seqs, seq)
            return entries[first : first + limit], len(entries) > first + limit

        return self._read("after", page)

    def before(self, chat_id: UUID, seq: int, limit: int) -> tuple[list[Entry], bool]:
        if seq <= 1:
            return [], False

        def page() -> tuple[list[Entry], bool]:
            entries, seqs = self._visible(chat_id, consistent=False)
            end = bisect_left(seqs, seq)
            return entries[max(0, end - limit) : end], end > limit

        return self._read("before", page)

    def said_before(self, chat_id: UUID, author: str, client_message_id: UUID) -> tuple[Message, str] | None:
        def look() -> tuple[Message, str] | None:
            partition = self.partitions[chat_id]
            seq = partition.client_message_ids.get((author, client_message_id))
            if seq is None:
                return None
            entry = partition.entries[bisect_left(partition.seqs, seq)]
            return entry.message, partition.versions.get((seq, 0), entry).message.content

        return self._read("said_before", look)

    def entry(self, chat_id: UUID, seq: int) -> Entry | None:
        return self._read("entry", lambda: self.partitions.get(chat_id, Partition()).entry(seq))

    def versions(self, chat_id: UUID, seq: int, limit: int) -> list[tuple[str, datetime]]:
        def look() -> list[tuple[str, datetime]]:
            held = self.partitions.get(chat_id, Partition()).versions
            found = [held[place].message for place in sorted(held) if place[0] == seq]
            return [(message.content, message.edited_at or message.created_at) for message in found[-limit:]]

        return self._read("versions", look)

    def of_index(
        self, _index: str, partition: tuple[str, str], sort: tuple[str, str], limit: int, *, newest_first: bool = False
    ) -> list[rows.Item]:
        """What `Lists` asks of the real table; the index is known by the attribute that orders it."""
        name, comparison = sort[0].split()

        def page() -> list[rows.Item]:
            items = [_item(head) for head in self._heads_of_index()]
            compare = operator.lt if comparison == "<" else operator.gt
            found = [
                item
                for item in items
                if item.get(partition[0]) == partition[1] and name in item and compare(item[name], sort[1])
            ]
            return sorted(found, key=lambda item: str(item[name]), reverse=newest_first)[:limit]

        return self._read("of_index", page)

    def side_by_side(self, questions: Sequence[Callable[[], T]]) -> list[T]:
        return [ask() for ask in questions]

    def batch(self, places: Iterable[tuple[str, str]]) -> list[rows.Item]:
        wanted = {partition for partition, _ in places}
        heads = [partition.head for partition in self.partitions.values()]
        return self._read("batch", lambda: [_item(head) for head in heads if keys.partition(head.id) in wanted])

    def mail_to_look_at(self, now: datetime, limit: int) -> list[tuple[UUID, datetime]]:
        def page() -> list[tuple[UUID, datetime]]:
            due: dict[str, list[tuple[str, UUID]]] = {}
            for head in self._heads_of_index():
                if not head.mail_due_at and not head.mail_claim:
                    continue
                attributes = keys.index_attributes(head)
                shard = attributes["mail_shard"]
                wake_at = self.partitions[head.id].set_aside or attributes["mail_wake_at"]
                if shard and wake_at and wake_at <= stamp(now):
                    due.setdefault(shard, []).append((wake_at, head.id))
            found = [woken for shard in sorted(due) for woken in sorted(due[shard])[:limit]]
            return [(chat_id, datetime.fromisoformat(wake_at)) for wake_at, chat_id in found]

        return self._read("mail_to_look_at", page)

    def mail(self, chat_id: UUID, through_seq: int) -> Mail | None:
        return self._read("mail", lambda: self.partitions[chat_id].mails.get(through_seq))

    def mails(self, chat_id: UUID, from_seq: int, limit: int) -> list[Mail]:
        def lines() -> list[Mail]:
            held = self.partitions[chat_id].mails
            return [held[through_seq] for through_seq in sorted(held) if through_seq >= from_seq][:limit]

        return self._read("mails", lines)

    # -- writes

    def open(self, chat: Chat) -> Chat:
        def put() -> Chat:
            if chat.id in self.partitions:
                return self.partitions[chat.id].head
            partition = self.partitions[chat.id] = Partition()
            partition.put_head(self._kernel.now, chat)
            self._watch(partition, None, chat, None, None)
            return chat

        # A repeated put finds the chat there: the store then reads it, as if somebody else had made it.
        return self._write("open", put, answered_when_repeated=True)

    def save(
        self, old: Chat, new: Chat, *, entry: Entry | None = None, mail: Mail | None = None, beside: object = ()
    ) -> None:
        def write() -> None:
            partition = self._unchanged(old, new)
            if entry:
                message = entry.message
                key = (entry.author, message.client_message_id)
                if key in partition.client_message_ids or _holds(partition.seqs, message.seq):
                    raise Conflict("another writer was first")
                partition.client_message_ids[key] = message.seq
                partition.put_entry(self._kernel.now, entry)
            if mail:
                partition.mails[mail.through_seq] = mail
            self._put_head(partition, old, new, entry, mail)

        # A transaction carries a token, so that the library's own repetition is answered like the first.
        self._write("save", write, answered_when_repeated=bool(entry or mail))

    def save_change(self, old: Chat, new: Chat, before: Entry, after: Message) -> None:
        def write() -> None:
            partition = self._unchanged(old, new)
            held = partition.entry(after.seq)
            if held is None or held.message.revision != before.message.revision:
                raise Conflict("another writer was first")
            names = ("content", "revision", "edited_at", "unsent_at")
            partition.put_change(self._kernel.now, after.seq, {name: getattr(after, name) for name in names})
            self._put_head(partition, old, new, None, None)

        self._write("save_change", write, answered_when_repeated=True)

    def save_read(self, old: Chat, new: Chat, seqs: Sequence[int], read_at: datetime) -> None:
        def write() -> None:
            partition = self._unchanged(old, new)
            for seq in seqs:
                at = bisect_left(partition.seqs, seq)
                entry = partition.entries[at]
                if entry.message.read_at is None:
                    read = entry.message.model_copy(update={"read_at": read_at})
                    partition.entries[at] = Entry(read, entry.author, entry.author_name)
            self._put_head(partition, old, new, None, None)

        self._write("save_read", write, answered_when_repeated=bool(seqs))

    def set_mail_aside(self, chat_id: UUID, until: datetime) -> None:
        def write() -> None:
            partition = self.partitions[chat_id]
            if partition.head.mail_wake_at is None:
                raise Conflict("it does not wait any more")
            partition.set_aside = stamp(until)

        self._write("set_mail_aside", write, answered_when_repeated=True)

    # -- how

    def _head(self, chat_id: UUID) -> Chat | None:
        partition = self.partitions.get(chat_id)
        return partition.head if partition else None

    def _visible(self, chat_id: UUID, consistent: bool) -> tuple[list[Entry], list[int]]:
        partition = self.partitions.get(chat_id, Partition())
        if consistent or self._kernel.random.random() > 0.2:
            return partition.entries, partition.seqs
        seen_at = self._kernel.now - self._kernel.random.uniform(0, _STALE_READ_SECONDS)
        return partition.visible_at(seen_at)

    def _heads_of_index(self) -> list[Chat]:
        behind = self._kernel.random.choice((0.0, 0.1, 1.0, STALE_INDEX_SECONDS))
        heads = (partition.head_at(self._kernel.now - behind) for partition in self.partitions.values())
        return [head for head in heads if head]

    def _unchanged(self, old: Chat, new: Chat) -> Partition:
        partition = self.partitions.get(new.id)
        if partition is None or partition.head.version != old.version:
            raise Conflict("another writer was first")
        return partition

    def _put_head(self, partition: Partition, old: Chat, new: Chat, entry: Entry | None, mail: Mail | None) -> None:
        head = partition.head
        if head is not old:
            # As the store does it: only what the caller changed.
            names = [name for name in Chat.model_fields if getattr(old, name) != getattr(new, name)]
            new = head.model_copy(update={name: getattr(new, name) for name in names})
        if head.mail_wake_at != new.mail_wake_at:
            partition.set_aside = None
        partition.put_head(self._kernel.now, new)
        self._watch(partition, head, new, entry, mail)

    def _read(self, name: str, effect: Callable[[], T]) -> T:
        fault, result = self._ports.call("read", name, effect)
        if fault is Fault.REFUSED:
            raise Conflict("the table is busy")
        if fault not in (Fault.NONE, Fault.REPEATED):
            raise Unclear("the table did not answer")
        return result  # type: ignore[return-value]

    def _write(self, name: str, effect: Callable[[], T], *, answered_when_repeated: bool) -> T:
        fault, result = self._ports.call("write", name, effect)
        if fault is Fault.REFUSED or (fault is Fault.REPEATED and not answered_when_repeated):
            raise Conflict("another writer was first")
        if fault not in (Fault.NONE, Fault.REPEATED):
            raise Unclear("the table did not answer")
        return result  # type: ignore[return-value]


def _item(head: Chat) -> rows.Item:
    return {"PK": keys.partition(head.id), "SK": keys.HEAD_SK, **rows.head(head)}


def _holds(seqs: list[int], seq: int) -> bool:
    at = bisect_left(seqs, seq)
    return at < len(seqs) and seqs[at] == seq
