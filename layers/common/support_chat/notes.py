"""Internal notes: what agents write to each other beside a chat. No customer's route, event or mail knows of them."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from support_chat import keys, realtime, rows
from support_chat.effects import Publish
from support_chat.errors import MessageIdReused
from support_chat.frozen import Frozen
from support_chat.instant import Instant, to_milliseconds
from support_chat.model import Chat
from support_chat.patience import Patience
from support_chat.people import Agent, Person
from support_chat.retention import EXPIRES_AT
from support_chat.rows import Item
from support_chat.table import Table

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Note(Frozen):
    """One note. `after_seq`: the newest message of the chat when it was written, which is its place in the thread."""

    id: UUID
    content: str
    author: Person
    client_message_id: UUID
    created_at: Instant
    after_seq: int


class NoteStore:
    """Notes in the table, in their chat's partition, where no query for messages reaches them."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, chat: Chat, note: Note) -> None:
        """Store a note of a chat that is as it was read. `Conflict` where it is not, or where the id is taken."""
        partition = keys.partition(chat.id)
        # It stands beside the chat's newest message, and goes with it.
        until = {EXPIRES_AT: self._table.retention.expires_at(chat.last_message_at or chat.created_at)}
        place = keys.noted_sk(note.author.id, note.client_message_id)
        taken = rows.laid(partition, place, {"note_id": str(note.id), **until})
        written = rows.laid(partition, keys.note_sk(note.id), {**note.model_dump(mode="json"), **until})
        unchanged = self._table.check_action(partition, keys.HEAD_SK, version=chat.version)
        self._table.write([unchanged, self._table.put_action(written), self._table.put_action(taken)])

    def noted_before(self, chat_id: UUID, author: str, client_message_id: UUID) -> Note | None:
        """The note that this author already wrote under this client_message_id."""
        partition = keys.partition(chat_id)
        taken = self._table.item(partition, keys.noted_sk(author, client_message_id))
        written = self._table.item(partition, keys.note_sk(UUID(taken["note_id"]))) if taken else None
        return _note(written) if written else None

    def before(self, chat_id: UUID, note_id: UUID | None, limit: int) -> tuple[list[Note], bool]:
        """The last `limit` notes (before this one), oldest first, and whether older ones exist. Strongly consistent:
        whoever subscribes first and asks then misses none."""
        last = keys.note_sk(note_id) if note_id else keys.NOTES_END
        found = self._table.between(
            keys.partition(chat_id), keys.NOTES_BEGIN, last, limit + 2, newest_first=True, consistent=True
        )
        older = [_note(item) for item in found if item["SK"] != last]
        return older[:limit][::-1], len(older) > limit


class Notes:
    """Writing and reading notes. A note is no message: the chat's head stays as it is, nobody waits less for it."""

    def __init__(
        self,
        store: NoteStore,
        chat: Callable[[UUID], Chat],
        publish: Publish,
        now: Callable[[], datetime],
        *,
        patience: Patience | None = None,
    ) -> None:
        self._store = store
        self._chat = chat
        self._publish = publish
        self._now = now
        self._patience = patience or Patience()

    def add(self, agent: Agent, chat_id: UUID, content: str, client_message_id: UUID) -> tuple[Note, bool]:
        """Store a note and tell the agents. The note, and whether it is new."""
        first_try = True

        def attempt() -> tuple[Note, bool]:
            nonlocal first_try
            chat = self._chat(chat_id)
            # A repeated id makes the transaction fail, so that only a second try has to look for it.
            if not first_try and (earlier := self._store.noted_before(chat_id, agent.id, client_message_id)):
                if earlier.content != content:
                    raise MessageIdReused("this client_message_id belongs to another note")
                return earlier, False
            first_try = False
            note = _new_note(chat, agent, content, client_message_id, self._now())
            self._store.add(chat, note)
            return note, True

        note, is_new = self._patience.retry(attempt)
        # A repeat is told again: whoever repeats had no answer, and perhaps nobody was told.
        self._publish([realtime.note_added(chat_id, note.model_dump(mode="json"))])
        return note, is_new

    def page(self, chat_id: UUID, before: UUID | None, limit: int) -> tuple[list[Note], bool]:
        """The newest notes of a chat, or those before one, oldest first, and whether older ones exist."""
        return self._store.before(chat_id, before, limit)


def _new_note(chat: Chat, agent: Agent, content: str, client_message_id: UUID, now: datetime) -> Note:
    # As with messages: within a chat time must not run backwards.
    at = to_milliseconds(max(now, chat.last_message_at or now))
    author = Person(id=agent.id, name=agent.name)
    return Note(
        id=_id_at(at),
        content=content,
        author=author,
        client_message_id=client_message_id,
        created_at=at,
        after_seq=chat.last_seq,
    )


def _id_at(at: datetime) -> UUID:
    """A UUID of version 7 (RFC 9562): ids sort by time, and so one is a key and a place to page from."""
    milliseconds = (at - _EPOCH) // timedelta(milliseconds=1)
    version_and_random = 0x7 << 12 | secrets.randbits(12)
    variant_and_random = 0b10 << 62 | secrets.randbits(62)
    return UUID(int=milliseconds << 80 | version_and_random << 64 | variant_and_random)


def _note(item: Item) -> Note:
    return Note.model_validate(item)
