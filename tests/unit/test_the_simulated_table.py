"""The simulation's table answers like the store: the same calls on both, and the same answers or errors."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any, cast
from uuid import UUID

import pytest

from support_chat.errors import Conflict
from support_chat.ledger import Mail, MailState
from support_chat.lists import Lists, Wanted
from support_chat.model import Chat, Entry, Sender, new_chat
from support_chat.people import Customer
from support_chat.store import Store
from support_chat.table import Table as RealTable
from tests.sim.faults import Ports, Weather
from tests.sim.kernel import START, Kernel, Task
from tests.sim.table import Table
from tests.unit.world import DELAY

CUSTOMERS = [Customer(user_id=f"twin-{n}", email=f"t{n}@example.com", email_verified=True) for n in range(3)]


LISTS = [
    Wanted("all", "newest", False, "ana"),
    Wanted("all", "newest", True, "ana"),
    Wanted("unseen", "oldest", False, "ana"),
    Wanted("waiting", "newest", False, "ana"),
]


def _lists(store: Store) -> Lists:
    """The lists over the store's table; the simulation's is both in one."""
    return Lists(getattr(store, "_table", cast("RealTable", store)))


class Twins:
    """The real store on the emulator, and the simulation's table where nothing fails."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store = store
        self.kernel = Kernel(seed)
        self.table = cast("Store", Table(Ports(self.kernel, Weather()), lambda *_: None))
        self.dice = Random(seed)
        self.chats: list[Chat] = []

    def both(self, call: Callable[[Store], Any]) -> Any:
        """Make the call on both, after a while in which stale reads catch up."""
        answers: list[Any] = []
        self.kernel.run(60.0)
        self.kernel.start(Task("twin", lambda: answers.append(_answer(call, self.table)), math.inf, 0.0))
        self.kernel.run(1.0)
        expected = _answer(call, self.store)
        assert answers == [expected]
        return expected

    def head(self, stale: bool) -> Chat:
        """A chat to write to; stale: as it was before somebody else wrote."""
        chat = self.dice.choice(self.chats)
        held: Chat = self.both(lambda store: store.chat(chat.id))
        return chat if stale else held

    def new_id(self) -> UUID:
        return UUID(int=self.dice.getrandbits(128), version=4)

    def say(self) -> None:
        old, sender = self.head(stale=self.dice.random() < 0.2), self.dice.choice(list(Sender))
        said, message = old.said(
            sender, f"text {self.dice.random()}", self.new_id(), now=self._now(old), mail_delay=DELAY
        )
        if self.both(lambda store: store.save(old, said, entry=Entry(message, sender.value))) is None:
            self.both(lambda store: store.said_before(old.id, sender.value, message.client_message_id))
            again, other = said.said(sender, "again", message.client_message_id, now=self._now(said), mail_delay=DELAY)
            assert self.both(lambda store: store.save(said, again, entry=Entry(other, sender.value))) is Conflict

    def read(self) -> None:
        old = self.head(stale=False)
        page, _ = self.both(lambda store: store.after(old.id, old.read_seq, 5, consistent=True))
        if page:
            unread = [entry.message.seq for entry in page if entry.message.sender_type is Sender.ADMIN]
            new = old.read(page[-1].message.seq, len(unread))
            self.both(lambda store: store.save_read(old, new, unread, self._now(old)))

    def settle_mail(self) -> None:
        old = self.head(stale=False)
        if old.last_seq > old.mail_settled_seq:
            mail = Mail(
                id=self.new_id(),
                from_seq=old.mail_settled_seq + 1,
                through_seq=old.last_seq,
                state=MailState.SKIPPED,
                at=self._now(old),
            )
            claimed = old.mail_claimed(mail)
            self.both(lambda store: store.save(old, claimed))
            self.both(lambda store: store.save(claimed, claimed.mail_settled(mail), mail=mail))
            self.both(lambda store: store.mail(old.id, old.last_seq))

    def archive(self) -> None:
        old = self.head(stale=self.dice.random() < 0.2)
        new = old.brought_back() if old.archived else old.put_away(self._now(old))
        self.both(lambda store: store.save(old, new))

    def set_aside(self) -> None:
        chat = self.head(stale=False)
        if chat.mail_wake_at:
            self.both(lambda store: store.set_mail_aside(chat.id, self._now(chat)))

    def look(self) -> None:
        chat, seq = self.head(stale=False), self.dice.randrange(0, 12)
        self.both(lambda store: store.chat_with_last_page(chat.id, 5))
        self.both(lambda store: store.after(chat.id, seq, 4))
        self.both(lambda store: store.before(chat.id, seq, 4))
        self.both(lambda store: store.mails(chat.id, seq, 4))
        for wanted in LISTS:
            self.both(lambda store, wanted=wanted: _lists(store).page(wanted, None, 2))  # type: ignore[misc]
        self.both(lambda store: sorted(store.mail_to_look_at(self._now(chat) + DELAY, 10)))

    def _now(self, chat: Chat) -> Any:
        return START + timedelta(seconds=chat.version * 7)


def _answer(call: Callable[[Store], Any], store: Store) -> Any:
    try:
        return call(store)
    except Conflict:
        return Conflict


@pytest.mark.parametrize("seed", range(2))
def test_the_simulated_table_answers_like_the_store(store: Store, seed: int) -> None:
    twins = Twins(store, seed)
    for customer in CUSTOMERS:
        chat = new_chat(customer, START)
        twins.chats.append(chat)
        twins.both(lambda store, chat=chat: store.open(chat))  # type: ignore[misc]
        twins.both(lambda store, chat=chat: store.open(chat))  # type: ignore[misc]
    steps = [twins.say, twins.say, twins.say, twins.read, twins.settle_mail, twins.archive, twins.set_aside, twins.look]
    for _ in range(40):
        twins.dice.choice(steps)()
