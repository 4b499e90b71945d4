"""The use cases of an agent who changes their own message: edit it, unsend it, and see what it said before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from support_chat import realtime
from support_chat.effects import Publish
from support_chat.errors import NotFound
from support_chat.model import Chat, Entry, Message
from support_chat.patience import Patience
from support_chat.people import Agent
from support_chat.revision import edited, unsent
from support_chat.store import Store

VERSIONS_SHOWN = 100


class Changes:
    """Each change is one transaction: the head, whose version guards it, the message, and what it said until now."""

    def __init__(
        self, store: Store, publish: Publish, now: Callable[[], datetime], patience: Patience | None = None
    ) -> None:
        self._store = store
        self._publish = publish
        self._now = now
        self._patience = patience or Patience()

    def edit(self, agent: Agent, chat_id: UUID, seq: int, content: str) -> tuple[Chat, Entry]:
        """Give the message another text; the same text again changes nothing."""
        return self._change(chat_id, seq, lambda chat, entry: edited(chat, entry, agent, content, now=self._now()))

    def unsend(self, agent: Agent, chat_id: UUID, seq: int) -> tuple[Chat, Entry]:
        """Withdraw the message; repeatable."""
        return self._change(chat_id, seq, lambda chat, entry: unsent(chat, entry, agent, now=self._now()))

    def history(self, chat_id: UUID, seq: int) -> tuple[Entry, list[tuple[str, datetime]]]:
        """The message, and all it ever said with the time of each text, oldest first; at most the newest hundred."""
        entry = self._entry(chat_id, seq)
        versions = self._store.versions(chat_id, seq, VERSIONS_SHOWN)
        message = entry.message
        if message.unsent_at:
            return entry, versions
        return entry, [*versions, (message.content, message.edited_at or message.created_at)][-VERSIONS_SHOWN:]

    def _change(
        self, chat_id: UUID, seq: int, rule: Callable[[Chat, Entry], tuple[Chat, Message]]
    ) -> tuple[Chat, Entry]:
        def attempt() -> tuple[Chat, Entry]:
            chat = self._store.chat(chat_id)
            if chat is None:
                raise NotFound("no such chat")
            # After the head: a change between the two reads makes the write fail.
            entry = self._entry(chat_id, seq)
            new, message = rule(chat, entry)
            if new is not chat:
                self._store.save_change(chat, new, entry, message)
            return new, Entry(message, entry.author, entry.author_name)

        chat, entry = self._patience.retry(attempt)
        # A repeat is told again: whoever repeats had no answer, and perhaps nobody was told. Clients know the revision.
        if entry.message.revision:
            row = [realtime.chat_updated(chat)] if seq == chat.last_seq else []  # the list shows its beginning
            self._publish([realtime.message_changed(chat, entry.message), *row])
        return chat, entry

    def _entry(self, chat_id: UUID, seq: int) -> Entry:
        entry = self._store.entry(chat_id, seq)
        if entry is None:
            raise NotFound("no such message")
        return entry
