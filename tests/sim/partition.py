"""One chat in the simulated table: what lies in its partition, and what it looked like a moment ago."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, replace
from uuid import UUID

from support_chat.ledger import Mail
from support_chat.model import Chat, Entry, Message, Sender

# How far behind an index may be.
STALE_INDEX_SECONDS = 10.0


@dataclass
class Partition:
    """One chat whole: its head and the heads before it, its messages in order of seq, and when each was committed."""

    heads: list[tuple[float, Chat]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    seqs: list[int] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    client_message_ids: dict[tuple[str, UUID], int] = field(default_factory=dict)
    versions: dict[tuple[int, int], Entry] = field(default_factory=dict)  # by seq and revision, before a change
    changed: list[tuple[float, int, int]] = field(default_factory=list)  # when, and which seq and revision ended
    mails: dict[int, Mail] = field(default_factory=dict)
    set_aside: str | None = None  # what the index says instead of the head's own mail_wake_at

    @property
    def head(self) -> Chat:
        return self.heads[-1][1]

    def head_at(self, time: float) -> Chat | None:
        """The head as an index that is behind shows it."""
        return next((head for at, head in reversed(self.heads) if at <= time), None)

    def put_head(self, now: float, head: Chat) -> None:
        self.heads.append((now, head))
        if len(self.heads) > 16:
            while len(self.heads) > 1 and self.heads[1][0] < now - STALE_INDEX_SECONDS:
                del self.heads[0]

    def put_entry(self, now: float, entry: Entry) -> None:
        at = bisect_left(self.seqs, entry.message.seq)
        self.entries.insert(at, entry)
        self.seqs.insert(at, entry.message.seq)
        self.times.insert(at, now)

    def put_change(self, now: float, seq: int, change: dict[str, object]) -> None:
        at = bisect_left(self.seqs, seq)
        held = self.entries[at]
        self.versions[seq, held.message.revision] = held
        self.changed.append((now, seq, held.message.revision))
        self.entries[at] = replace(held, message=held.message.model_copy(update=change))

    def entry(self, seq: int) -> Entry | None:
        at = bisect_left(self.seqs, seq)
        return self.entries[at] if at < len(self.seqs) and self.seqs[at] == seq else None

    def visible_at(self, time: float) -> tuple[list[Entry], list[int]]:
        """What a read that is behind shows."""
        end = len(self.times)
        while end and self.times[end - 1] > time:
            end -= 1
        entries, seqs = self.entries[:end], self.seqs[:end]
        for at, seq, revision in reversed(self.changed):
            if at <= time:
                break
            if seq in seqs:
                entries[bisect_left(seqs, seq)] = self.versions[seq, revision]
        return entries, seqs


def agents_messages(partition: Partition) -> list[Message]:
    """The messages that agents wrote, in order."""
    return [entry.message for entry in partition.entries if entry.message.sender_type is Sender.ADMIN]
