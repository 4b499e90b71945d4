"""What is done to a chat stands in the audit list: in the same transaction, once, and without a customer's words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from support_chat import audit
from support_chat.audit import AuditEntry, AuditList
from support_chat.desk import Desk
from support_chat.errors import Conflict
from support_chat.model import chat_id_of
from support_chat.store import Store
from support_chat.table import Table
from tests.unit.world import ALICE, ANA, Clock, all_items, new_id

CHAT = chat_id_of("alice")
MONTH = "2026-11"


def entries(table: Table, month: str = MONTH) -> list[AuditEntry]:
    return AuditList(table).page(month, None, 100)[0]


def test_archiving_and_restoring_stand_in_the_list_newest_first(desk: Desk, table: Table, clock: Clock) -> None:
    desk.say(ALICE, "Hello", new_id())
    desk.archive(ANA, CHAT)
    clock.forward(minutes=1)
    desk.unarchive(ANA, CHAT)
    listed = entries(table)
    assert [entry.action for entry in listed] == ["unarchived", "archived"]
    assert {(entry.actor_id, entry.actor_name, entry.chat_id) for entry in listed} == {("agent-ana", "Ana", CHAT)}
    assert listed[0].at == clock()


def test_what_changes_nothing_is_not_listed(desk: Desk, table: Table) -> None:
    desk.say(ALICE, "Hello", new_id())
    desk.unarchive(ANA, CHAT)
    desk.archive(ANA, CHAT)
    desk.archive(ANA, CHAT)
    assert [entry.action for entry in entries(table)] == ["archived"]


def test_a_change_that_lost_its_race_once_is_listed_once(
    desk: Desk, store: Store, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.say(ALICE, "Hello", new_id())
    save, lost = store.save, []

    def save_late(*given: Any, **beside: Any) -> None:
        if not lost:
            lost.append(True)
            raise Conflict("another writer was first")
        save(*given, **beside)

    monkeypatch.setattr(store, "save", save_late)
    desk.archive(ANA, CHAT)
    assert lost
    assert [entry.action for entry in entries(table)] == ["archived"]


def test_an_archive_whose_line_cannot_be_written_has_not_happened(desk: Desk, store: Store, table: Table) -> None:
    desk.say(ALICE, "Hello", new_id())
    chat = desk.chat(CHAT)
    taken = audit.line(ANA, "archived", chat.created_at, CHAT)
    with pytest.raises(Conflict):
        store.save(
            chat.model_copy(update={"version": chat.version - 1}), chat.put_away(chat.created_at), beside=[taken]
        )
    assert entries(table) == []
    assert not desk.chat(CHAT).archived


def test_no_word_name_or_address_of_a_customer_is_in_a_line(desk: Desk, store: Store) -> None:
    desk.say(ALICE, "My order has not come", new_id())
    desk.archive(ANA, CHAT)
    (line,) = [item for item in all_items(store) if item["PK"]["S"].startswith("AUDIT#")]
    for private in ("My order", "alice@example.com", "Alice", "'alice'"):
        assert private not in str(line)


def test_the_list_is_paged_and_each_month_is_its_own(table: Table, clock: Clock) -> None:
    for minute in range(5):
        line = audit.line(ANA, "archived", clock() + timedelta(minutes=minute), CHAT, n=minute)
        table.write([table.put_action(line)])
    table.write([table.put_action(audit.line(ANA, "unarchived", clock() + timedelta(days=30), CHAT))])
    listed = AuditList(table)
    first, position = listed.page(MONTH, None, 2)
    second, position = listed.page(MONTH, position, 2)
    third, end = listed.page(MONTH, position, 2)
    assert [entry.facts["n"] for entry in [*first, *second, *third]] == [4, 3, 2, 1, 0]
    assert end is None
    assert [entry.action for entry in entries(table, "2026-12")] == ["unarchived"]
    assert entries(table, "2026-10") == []
