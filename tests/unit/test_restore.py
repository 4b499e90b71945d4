"""The restore drill: a table of the past, ready for use, without those who were erased since."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from operate.restore import Stack, Wanted, replay, restore
from operate.restored_table import CannotRestore, RestoredTable

from support_chat import keys
from support_chat.audit import AuditList
from support_chat.desk import Desk
from support_chat.erasure import Erasure
from support_chat.erasure_log import ErasureLog
from support_chat.ledger import MailState
from support_chat.lists import Lists
from support_chat.lists import Wanted as WantedList
from support_chat.mailroom import Mailroom
from support_chat.model import chat_id_of
from support_chat.notes import Notes, NoteStore
from support_chat.people import Agent
from support_chat.store import Store
from support_chat.table import Table
from tests.unit.world import (
    ALICE,
    ANA,
    BOB,
    DELAY,
    Clock,
    Outside,
    all_items,
    dies_after_the_first_write,
    new_id,
    patience,
)

ADA = Agent(id="agent-ada", name="Ada", role="admin")
ALICES, BOBS = chat_id_of("alice"), chat_id_of("bob")
LATEST = Wanted("latest", None, None)


@pytest.fixture
def clock() -> Clock:
    """The restored times are the emulator's own."""
    return Clock(datetime.now(UTC) - timedelta(hours=1))


@pytest.fixture
def erasure(table: Table, outside: Outside, erasure_log: ErasureLog, clock: Clock) -> Erasure:
    return Erasure(table, outside.publish, erasure_log.add, clock, patience())


@pytest.fixture
def stack(table: Table, erasure_log: ErasureLog) -> Stack:
    recovery = {"PointInTimeRecoveryEnabled": True}
    table.client.update_continuous_backups(TableName=table.name, PointInTimeRecoverySpecification=recovery)  # type: ignore[arg-type]
    return Stack(table.name, erasure_log._bucket, 35)


class Restored:
    """The product on another table."""

    def __init__(self, client: Any, name: str, readers: ThreadPoolExecutor, outside: Outside, clock: Clock) -> None:
        self.table = Table(client, name, readers)
        self.store = Store(self.table)
        self.desk = Desk(
            self.store, outside.publish, outside.schedule_check, clock, mail_delay=DELAY, patience=patience()
        )
        self.mailroom = Mailroom(
            self.store, outside.send_email, outside.schedule_check, clock, mail_delay=DELAY, patience=patience()
        )

    def said_to(self, customer: Any) -> list[tuple[int, str]]:
        return [(entry.message.seq, entry.message.content) for entry in self.desk.open(customer)[1]]


@pytest.fixture
def on(dynamodb: Any, outside: Outside, clock: Clock) -> Iterator[Any]:
    with ThreadPoolExecutor(1) as readers:
        yield lambda name: Restored(dynamodb, name, readers, outside, clock)


def backup_of(table: Table) -> Wanted:
    answer = table.client.create_backup(TableName=table.name, BackupName="before")
    return Wanted(None, answer["BackupDetails"]["BackupArn"], None)


def in_use(desk: Desk, clock: Clock) -> None:
    """Two customers who wrote, and were answered."""
    for customer in (ALICE, BOB):
        desk.say(customer, f"I am {customer.name}", new_id())
        desk.reply(ANA, chat_id_of(customer.user_id), "Hello", new_id())
        desk.mark_read(customer, None)
    notes = Notes(NoteStore(desk.store._table), desk.chat, lambda _events: True, clock)
    notes.add(ANA, ALICES, "A note on Alice", new_id())


def test_who_was_erased_after_the_time_restored_to_is_absent_and_all_others_chat_on(
    desk: Desk, erasure: Erasure, table: Table, erasure_log: ErasureLog, stack: Stack, on: Any, clock: Clock
) -> None:
    in_use(desk, clock)
    backup = backup_of(table)
    assert erasure.erase(ADA, ALICES, "alice").receipt
    told: list[str] = []
    restored = on(restore(table.client, erasure_log, stack, backup, told.append))
    assert any("1 lines; 1 had come back" in line for line in told)
    held = json.dumps(all_items(restored.store))
    assert "I am Alice" not in held
    assert "A note on Alice" not in held
    assert "alice@example.com" not in held
    assert restored.said_to(BOB) == [(1, "I am Bob"), (2, "Hello")]
    assert restored.desk.say(BOB, "Still here", new_id())[0].seq == 3
    listed, _ = Lists(restored.table).page(WantedList("all", "newest", False, "agent-ana"), None, 10)
    assert [chat.id for chat in listed] == [BOBS]
    month = f"{datetime.now(UTC):%Y-%m}"
    (line,) = AuditList(restored.table).page(month, None, 10)[0]
    assert (line.action, line.actor_id, line.chat_id) == ("erased", "restore", ALICES)


def test_the_restored_table_is_as_protected_as_the_one_in_use(
    desk: Desk, table: Table, erasure_log: ErasureLog, stack: Stack, clock: Clock
) -> None:
    in_use(desk, clock)
    name = restore(table.client, erasure_log, stack, LATEST, lambda _line: None)
    client = table.client
    assert client.describe_table(TableName=name)["Table"]["DeletionProtectionEnabled"] is True
    assert client.describe_time_to_live(TableName=name)["TimeToLiveDescription"] == {
        "TimeToLiveStatus": "ENABLED",
        "AttributeName": "expires_at",
    }
    backups = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    assert backups["PointInTimeRecoveryDescription"]["RecoveryPeriodInDays"] == 35


def test_who_is_erased_while_the_restored_table_is_not_in_use_yet_is_erased_there_by_the_replay(
    desk: Desk, erasure: Erasure, table: Table, erasure_log: ErasureLog, stack: Stack, on: Any, clock: Clock
) -> None:
    in_use(desk, clock)
    restored = on(restore(table.client, erasure_log, stack, LATEST, lambda _line: None))
    erasure.erase(ADA, ALICES, "alice")
    assert restored.said_to(ALICE) != []
    assert replay(table.client, erasure_log, restored.table.name, lambda _line: None) == 1
    assert restored.store.chat(ALICES) is None
    assert replay(table.client, erasure_log, restored.table.name, lambda _line: None) == 0


def test_what_an_erased_customer_began_afterwards_is_kept(
    desk: Desk, erasure: Erasure, table: Table, erasure_log: ErasureLog, stack: Stack, on: Any, clock: Clock
) -> None:
    in_use(desk, clock)
    erasure.erase(ADA, ALICES, "alice")
    clock.forward(minutes=1)
    desk.say(ALICE, "I am back", new_id())
    restored = on(restore(table.client, erasure_log, stack, LATEST, lambda _line: None))
    assert restored.said_to(ALICE) == [(1, "I am back")]


def test_an_erasure_that_was_under_way_then_is_finished(
    desk: Desk, erasure: Erasure, table: Table, erasure_log: ErasureLog, stack: Stack, on: Any, clock: Clock
) -> None:
    in_use(desk, clock)
    with dies_after_the_first_write(table):
        erasure.erase(ADA, ALICES, "alice")
    backup = backup_of(table)
    erasure.erase(ADA, ALICES, "alice")
    restored = on(restore(table.client, erasure_log, stack, backup, lambda _line: None))
    assert "I am Alice" not in json.dumps(all_items(restored.store))


def test_no_reply_is_mailed_again_by_the_restored_table_and_agents_see_why(
    desk: Desk,
    mailroom: Mailroom,
    table: Table,
    erasure_log: ErasureLog,
    stack: Stack,
    on: Any,
    outside: Outside,
    clock: Clock,
) -> None:
    desk.say(BOB, "Hello?", new_id())
    desk.reply(ANA, BOBS, "Mailed before the restore", new_id())
    backup = backup_of(table)
    clock.at += DELAY
    assert mailroom.check(BOBS) is MailState.SENT
    restored = on(restore(table.client, erasure_log, stack, backup, lambda _line: None))
    assert restored.mailroom.check(BOBS) is None
    assert restored.mailroom.sweep() == []
    assert len(outside.mails) == 1
    (line,) = restored.store.mails(BOBS, 1, 10)
    assert (line.state, line.reason, line.from_seq, line.through_seq) == (MailState.UNCERTAIN, "restored", 1, 2)
    clock.at = datetime.now(UTC)
    restored.desk.reply(ANA, BOBS, "Written after the restore", new_id())
    clock.at += DELAY
    assert restored.mailroom.check(BOBS) is MailState.SENT


def test_what_was_half_written_in_the_second_restored_to_is_taken_out_and_the_chat_goes_on(
    desk: Desk, table: Table, erasure_log: ErasureLog, stack: Stack, on: Any, clock: Clock
) -> None:
    in_use(desk, clock)
    clock.at = datetime.now(UTC)
    place = {"PK": {"S": f"CHAT#{BOBS}"}, "SK": {"S": "~HEAD"}}
    head = table.client.get_item(TableName=table.name, Key=place)["Item"]
    repeated = new_id()
    desk.say(BOB, "Half written", repeated)
    table.client.put_item(TableName=table.name, Item=head)  # Bob's head as it was before
    desk.say(ALICE, "Counted, and not there", new_id())
    table.client.delete_item(TableName=table.name, Key={"PK": {"S": f"CHAT#{ALICES}"}, "SK": {"S": "MSG#000000000003"}})
    told: list[str] = []
    restored = on(restore(table.client, erasure_log, stack, LATEST, told.append))
    assert any("2 chats were being written to" in line for line in told)
    assert restored.said_to(BOB) == [(1, "I am Bob"), (2, "Hello")]
    assert restored.desk.say(BOB, "Half written", repeated)[0].seq == 3
    assert restored.desk.say(ALICE, "And on", new_id())[0].seq == 4
    assert restored.desk.mark_read(ALICE, None).unread_count == 0


def test_a_command_that_was_cut_off_goes_on_when_it_is_repeated(
    desk: Desk, table: Table, erasure_log: ErasureLog, stack: Stack, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_use(desk, clock)
    wanted = Wanted("latest", None, f"{table.name}-drill")

    def cut_off(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(RestoredTable, "set_up", cut_off)
        with pytest.raises(KeyboardInterrupt):
            restore(table.client, erasure_log, stack, wanted, lambda _line: None)
    told: list[str] = []
    assert restore(table.client, erasure_log, stack, wanted, told.append) == f"{table.name}-drill"
    assert any("is there already" in line for line in told)


def test_what_cannot_be_restored_is_told_before_anything_is_made(
    desk: Desk, table: Table, erasure_log: ErasureLog, stack: Stack, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_use(desk, clock)
    before = table.client.list_tables()["TableNames"]
    for at, told in (("2020-01-01T00:00:00Z", "can be restored to a time from"), ("yesterday", "is no time")):
        with pytest.raises(CannotRestore, match=told):
            restore(table.client, erasure_log, stack, Wanted(at, None, None), lambda _line: None)
    assert table.client.list_tables()["TableNames"] == before
    wanted = {**keys.INDEXES, "of tomorrow": keys.Index("a", "b", "ALL")}
    monkeypatch.setattr(keys, "INDEXES", wanted)
    with pytest.raises(CannotRestore, match="index of tomorrow"):
        restore(table.client, erasure_log, stack, LATEST, lambda _line: None)
