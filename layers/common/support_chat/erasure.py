"""Erasing a customer: first a tombstone in the head's place, past which nobody writes; then everything there is; and
the line of the erasure log; and the tombstone last, with the receipt. Each step is one write, and whoever asks again
goes on where it ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from botocore.exceptions import ClientError

from support_chat import audit, keys, realtime, rows, search_terms
from support_chat.audit import AuditEntry, AuditList
from support_chat.effects import Publish
from support_chat.erasure_log import Erased, LogErasure
from support_chat.errors import Invalid, NotFound, SupportChatError
from support_chat.frozen import Frozen
from support_chat.instant import Instant, stamp
from support_chat.model import Chat, chat_id_of
from support_chat.patience import Patience
from support_chat.people import Agent, Person
from support_chat.rows import Item
from support_chat.store import Store
from support_chat.table import Action, Table
from support_chat.telemetry import cause, count, logger

# One transaction takes 100 actions; one is the tombstone.
_ITEMS_A_STEP = 99
# No step begins after this: a request is bounded however long the chat is.
REQUEST_BUDGET = timedelta(seconds=4)
SWEEP_BUDGET = timedelta(seconds=10)
# Who has not been gone on with for so long is left to the sweep.
_FORGOTTEN_AFTER = timedelta(minutes=1)
_SWEPT = 25
_RESTORE = Person(id="restore", name="restore")  # who erases what a restore brought back
_RETENTION = Person(id="retention", name="retention")


class Tombstone(Frozen):
    """What stands in the head's place meanwhile: ids, and how far it is. Nothing of the person."""

    id: UUID
    version: int
    erased_by: Person
    begun_at: Instant | None = None  # when the chat began; None on a stone that an older version laid
    items: int  # taken out so far
    linked_chats: tuple[UUID, ...] = ()  # whose links to this chat have to go, too
    touched_at: Instant
    expired: bool = False  # nobody asked: its time was over


@dataclass(frozen=True)
class Progress:
    """How many items are gone, whether nothing is left, and then the receipt's line of the audit list, if somebody
    asked."""

    items: int
    receipt: AuditEntry | None = None
    done: bool = False


class Erasure:
    """Takes out everything that is held about a customer."""

    def __init__(
        self,
        table: Table,
        publish: Publish,
        log: LogErasure,
        now: Callable[[], datetime],
        patience: Patience | None = None,
    ) -> None:
        self._table = table
        self._store = Store(table)
        self._audit = AuditList(table)
        self._publish = publish
        self._log = log
        self._now = now
        self._patience = patience or Patience()

    def erase(self, agent: Agent, chat_id: UUID, confirm: str) -> Progress:
        """Erase as much as a request may take; repeat until there is a receipt. `confirm`: the customer's id."""
        if chat_id_of(confirm) != chat_id:
            raise Invalid("this is not the customer's id")
        return self._go_on(chat_id, Person(id=agent.id, name=agent.name), self._now() + REQUEST_BUDGET)

    def again(self, erased: Erased) -> bool:
        """Erase a chat that was erased before, and that restoring the table brought back; False where it did not.
        What the same customer began afterwards stays."""
        item = self._table.item(keys.partition(erased.chat_id), keys.HEAD_SK)
        if item is None or (not rows.is_tombstone(item) and rows.chat(item).created_at > erased.begun_at):
            return False
        while not self._go_on(erased.chat_id, _RESTORE, self._now() + SWEEP_BUDGET).done:
            pass
        return True

    def expire(self, chat_id: UUID, oldest: datetime, stop_at: datetime) -> bool:
        """Take out a chat whose last message is of this time or older; whether that was so, and nothing is left.
        Without receipt and line of the log: the table it would be restored into takes it out again by itself."""
        buried = self._patience.retry(lambda: self._bury_expired(chat_id, oldest))
        return buried and self._go_on(chat_id, None, stop_at).done

    def _bury_expired(self, chat_id: UUID, oldest: datetime) -> bool:
        chat = self._store.chat(chat_id)
        if chat is None or chat.last_message_at is None or chat.last_message_at > oldest:
            return False
        self._bury(chat, _RETENTION, expired=True)
        return True

    def sweep(self) -> int:
        """Finish what nobody has gone on with; how many there were."""
        stop_at = self._now() + SWEEP_BUDGET
        long_ago = ("mail_wake_at <=", stamp(self._now() - _FORGOTTEN_AFTER))
        left = self._table.of_index(keys.MAIL_INDEX, ("mail_shard", keys.ERASING_SHARD), long_ago, _SWEPT)
        for item in left:
            try:
                self._go_on(rows.chat_id(item), None, stop_at)
            except NotFound:  # the index was behind: it is gone, and long ago
                continue
            except (SupportChatError, ClientError) as error:
                logger.error("erasure_failed", extra={"chat_id": str(rows.chat_id(item)), "error": cause(error)})
                count("ErasureFailed")
        return len(left)

    def _go_on(self, chat_id: UUID, by: Person | None, stop_at: datetime) -> Progress:
        while True:
            progress = self._patience.retry(lambda: self._step(chat_id, by))
            if progress.done or self._now() >= stop_at:
                return progress

    def _step(self, chat_id: UUID, by: Person | None) -> Progress:
        """One write further. It reads first, so that it may be repeated after any failure."""
        item = self._table.item(keys.partition(chat_id), keys.HEAD_SK)
        if item is None:
            return self._finished(chat_id)
        if not rows.is_tombstone(item):
            if by is None:
                raise NotFound("nobody asked to erase this chat")
            return self._bury(rows.chat(item), by)
        stone = Tombstone.model_validate(item)
        if stone.expired and by:  # now somebody asks, and wants a receipt
            self._table.write([self._replaced(stone, erased_by=by, expired=False)])
            return Progress(stone.items)
        if stone.linked_chats:
            return self._unlink(stone)
        places = self._table.places(keys.partition(chat_id), keys.HEAD_SK, _ITEMS_A_STEP)
        return self._empty(stone, places) if places else self._finish(stone)

    def _bury(self, chat: Chat, by: Person, *, expired: bool = False) -> Progress:
        """From here on the chat is in no list, and no write about it passes: each is on condition of the head."""
        terms = search_terms.places_of(chat)
        stone = Tombstone(
            id=chat.id,
            version=chat.version + 1,
            erased_by=by,
            begun_at=chat.created_at,
            items=len(terms),
            linked_chats=chat.linked_chats,
            touched_at=self._now(),
            expired=expired,
        )
        self._table.write(
            [
                self._table.replace_action(_laid(stone), chat.version),
                *(self._table.delete_action(*term) for term in terms),
            ]
        )
        self._publish([realtime.chat_erased(chat.id)])
        return Progress(stone.items)

    def _unlink(self, stone: Tombstone) -> Progress:
        other_id, *others = stone.linked_chats
        other = self._store.chat(other_id)
        if other and other.unlinked(stone.id) is not other:
            self._store.save(other, other.unlinked(stone.id))
        self._table.write([self._replaced(stone, linked_chats=tuple(others))])
        return Progress(stone.items)

    def _empty(self, stone: Tombstone, places: list[tuple[str, str]]) -> Progress:
        items = stone.items + len(places)
        self._table.write(
            [self._replaced(stone, items=items), *(self._table.delete_action(*place) for place in places)]
        )
        return Progress(items)

    def _finish(self, stone: Tombstone) -> Progress:
        items = stone.items + 1
        tombstone = self._table.delete_action(keys.partition(stone.id), keys.HEAD_SK, version=stone.version)
        if stone.expired:
            self._table.write([tombstone])
            logger.info("chat_expired", extra={"chat_id": str(stone.id), "items": items})
            self._tell(stone.id)
            return Progress(items, done=True)
        # Before the end, so that no erasure is called done which a restore of the table would undo.
        self._log(Erased(chat_id=stone.id, begun_at=stone.begun_at or stone.touched_at), self._now())
        by = Agent(id=stone.erased_by.id, name=stone.erased_by.name)
        line = audit.line(by, "erased", self._now(), stone.id, items=items)
        self._table.write([tombstone, self._table.put_action(line)])
        self._tell(stone.id)
        return Progress(items, AuditEntry.model_validate(line), done=True)

    def _finished(self, chat_id: UUID) -> Progress:
        """The receipt of an erasure whose last answer got lost: it is among the newest lines."""
        today = self._now()
        for month in dict.fromkeys(stamp(at)[:7] for at in (today, today - timedelta(days=1))):
            for entry in self._audit.page(month, None, 100)[0]:
                if entry.action == "erased" and entry.chat_id == chat_id:
                    self._tell(chat_id)  # whoever repeats had no answer, and perhaps nobody was told
                    return Progress(int(entry.facts["items"]), entry, done=True)
        raise NotFound("no such chat")

    def _tell(self, chat_id: UUID) -> None:
        self._publish([realtime.chat_erased(chat_id), realtime.chat_erased_for_customer(chat_id)])

    def _replaced(self, stone: Tombstone, **changes: object) -> Action:
        changed = stone.model_copy(update={**changes, "version": stone.version + 1, "touched_at": self._now()})
        return self._table.replace_action(_laid(changed), stone.version)


def _laid(stone: Tombstone) -> Item:
    values = stone.model_dump(mode="json")
    found = {"mail_shard": keys.ERASING_SHARD, "mail_wake_at": values["touched_at"]}
    return rows.laid(keys.partition(stone.id), keys.HEAD_SK, {**values, **found})
