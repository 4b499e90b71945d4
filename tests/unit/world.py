"""Who is there, the clock, and effects that only remember."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from botocore.exceptions import ReadTimeoutError

from support_chat.ledger import Mail
from support_chat.model import Chat, Message
from support_chat.patience import Patience
from support_chat.people import Agent, Customer
from support_chat.realtime import Event
from support_chat.store import Store
from support_chat.table import Table

DELAY = timedelta(minutes=5)
ALICE = Customer(user_id="alice", email="alice@example.com", email_verified=True, name="Alice")
BOB = Customer(user_id="bob", email="bob@example.com", email_verified=True, name="Bob")
ANA = Agent(id="agent-ana", name="Ana")


@dataclass
class Clock:
    """A clock that moves when told."""

    at: datetime = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class Outside:
    """Everything the product did to the world."""

    events: list[Event] = field(default_factory=list)
    alarms: list[tuple[uuid.UUID, datetime]] = field(default_factory=list)
    mails: list[tuple[Chat, Mail, Message]] = field(default_factory=list)
    mail_error: Exception | None = None

    def publish(self, events: list[Event]) -> bool:
        self.events += events
        return True

    def schedule_check(self, chat_id: uuid.UUID, at: datetime) -> bool:
        self.alarms.append((chat_id, at))
        return True

    def send_email(self, chat: Chat, mail: Mail, newest: Message) -> str:
        if self.mail_error:
            raise self.mail_error
        self.mails.append((chat, mail, newest))
        return f"ses-{len(self.mails)}"

    def names(self) -> list[str]:
        return [event.name for event in self.events]


def patience() -> Patience:
    """Tries for five seconds of a clock that each pause moves; sleeps not at all."""
    moved = [0.0]

    def sleep(seconds: float) -> None:
        moved[0] += seconds

    return Patience(clock=lambda: moved[0], sleep=sleep)


def all_items(store: Store) -> list[Any]:
    """Everything in the table, as it lies there."""
    table = store._table
    items: list[Any] = table.client.scan(TableName=table.name)["Items"]
    return items


def silent_table(table: Table) -> Table:
    """The same table, when it answers nobody."""

    def silent(*_: Any, **__: Any) -> Any:
        raise ReadTimeoutError(endpoint_url="https://dynamodb")

    calls = ("get_item", "query", "batch_get_item", "put_item", "update_item", "delete_item", "transact_write_items")
    client = SimpleNamespace(**dict.fromkeys(calls, silent))
    return Table(cast("Any", client), table.name, cast("Any", None))


def new_id() -> uuid.UUID:
    return uuid.uuid4()


class Crash(BaseException):
    """The function dies: nothing may catch it."""


@contextmanager
def dies_after_the_first_write(table: Table) -> Iterator[None]:
    """What is done in here begins to write, and dies after the first write."""
    write = table.write

    def dying(actions: Any) -> None:
        write(actions)
        raise Crash

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table, "write", dying)
        with pytest.raises(Crash):
            yield
