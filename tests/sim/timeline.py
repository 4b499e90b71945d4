"""What a client holds of a chat: the rules of widget/src/core/timeline.ts, outbox.ts and backoff.ts, in few lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from support_chat.model import Message

# The server's ten minutes, and one for clocks that differ and reads that are behind.
CHANGEABLE = 660.0


class Seen(NamedTuple):
    """A message as a client keeps it."""

    id: str
    seq: int
    content: str
    sender: str
    client_message_id: str
    revision: int = 0


def seen(message: Message) -> Seen:
    """A message from an answer."""
    sender, client_message_id = message.sender_type.value, str(message.client_message_id)
    return Seen(str(message.id), message.seq, message.content, sender, client_message_id, message.revision)


def seen_in_event(data: dict[str, Any]) -> Seen:
    """A message from an event."""
    sender, client_message_id = data["sender_type"], data["client_message_id"]
    return Seen(data["id"], data["seq"], data["content"], sender, client_message_id, data.get("revision", 0))


class Timeline:
    """Messages by seq, each once, from the window's start; and what is known to be missing."""

    def __init__(self) -> None:
        self.held: dict[int, Seen] = {}
        self.start = 1
        self.contiguous = 0
        self.expected = 0
        self.opened = False
        self._ids: set[str] = set()
        self._marks: list[tuple[float, int]] = []  # when there was which newest message
        self._settled = self._ripe = 0
        self._walk: int | None = None  # where the next page begins, while there are more

    @property
    def more(self) -> bool:
        """Whether the last answer to "after" was only a page of it."""
        return self._walk is not None

    def ask_after(self, now: float) -> int:
        """What to ask for: news, and before it whatever may have been changed (changing.ts)."""
        if self._walk is None:
            newest = max(self.held, default=0)
            if newest > (self._marks[-1][1] if self._marks else 0):
                self._marks.append((now, newest))
            self._ripe = max((seq for at, seq in self._marks if now - at >= CHANGEABLE), default=0)
            self._walk = min(self.contiguous, max(self._settled, self.start - 1))
        return self._walk

    def ask_anew(self) -> None:
        """There was no answer."""
        self._walk = None

    @property
    def gap(self) -> bool:
        return self.expected > self.contiguous

    def open(self, messages: list[Seen], last_seq: int) -> list[Seen]:
        if not self.opened:
            self.start = messages[0].seq if messages else 1
            self.contiguous = self.start - 1
            self.opened = True
        added = self.add(messages)
        self.expected = max(self.expected, last_seq)
        return added

    def add(self, messages: Iterable[Seen]) -> list[Seen]:
        added = []
        for message in messages:
            if message.seq < self.start:
                continue
            if message.seq not in self.held and message.id not in self._ids:
                self.held[message.seq] = message
                self._ids.add(message.id)
                added.append(message)
            elif message.seq in self.held and message.revision > self.held[message.seq].revision:
                self.held[message.seq] = message
            self.expected = max(self.expected, message.seq)
        self._advance()
        return added

    def add_after(self, seq: int, messages: list[Seen], has_more: bool) -> list[Seen]:
        added = self.add(messages)
        if messages and seq <= self.contiguous:
            self.contiguous = max(self.contiguous, messages[-1].seq)
        self._advance()
        self._walk = messages[-1].seq if has_more and messages and messages[-1].seq > seq else None
        if not has_more:
            self._settled = max(self._settled, self._ripe)
        return added

    def in_order(self) -> list[Seen]:
        return [self.held[seq] for seq in sorted(self.held)]

    def _advance(self) -> None:
        while self.contiguous + 1 in self.held:
            self.contiguous += 1
