"""The erasure log: no erasure is called done without its line, and a line says nothing of the person."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from support_chat.desk import Desk
from support_chat.erasure import Erasure
from support_chat.erasure_log import Erased, ErasureLog
from support_chat.errors import BeingErased, Busy
from support_chat.model import chat_id_of
from support_chat.people import Agent, Customer
from support_chat.store import Store
from support_chat.table import Table
from tests.unit.world import Clock, Outside, all_items, dies_after_the_first_write, new_id, patience

ADA = Agent(id="agent-ada", name="Ada", role="admin")
PERSON = Customer(user_id="u-canary", email="canary@person.example", email_verified=True, name="Canarina Person")
CHAT = chat_id_of(PERSON.user_id)


@pytest.fixture
def erasure(table: Table, outside: Outside, erasure_log: ErasureLog, clock: Clock) -> Erasure:
    return Erasure(table, outside.publish, erasure_log.add, clock, patience())


def objects(log: ErasureLog) -> list[tuple[str, bytes]]:
    """The log as it lies in the bucket."""
    client: Any = log._client
    found = client.list_objects_v2(Bucket=log._bucket).get("Contents", [])
    return [(item["Key"], client.get_object(Bucket=log._bucket, Key=item["Key"])["Body"].read()) for item in found]


def test_an_erasure_leaves_a_line_that_tells_which_chat_and_nothing_of_the_person(
    erasure: Erasure, erasure_log: ErasureLog, desk: Desk, clock: Clock
) -> None:
    desk.say(PERSON, "Hello", new_id())
    begun_at = desk.chat(CHAT).created_at
    clock.forward(minutes=3)
    assert erasure.erase(ADA, CHAT, PERSON.user_id).receipt
    assert list(erasure_log.lines()) == [Erased(chat_id=CHAT, begun_at=begun_at)]
    ((key, body),) = objects(erasure_log)
    assert (key, json.loads(body)) == (
        f"erasures/{CHAT}/2026-11-23T12:00:00.000Z",
        {"erased_at": "2026-11-23T12:03:00.000Z"},
    )


def test_a_line_for_each_chat_that_the_same_customer_had(
    erasure: Erasure, erasure_log: ErasureLog, desk: Desk, clock: Clock
) -> None:
    for _ in range(2):
        desk.say(PERSON, "Hello", new_id())
        erasure.erase(ADA, CHAT, PERSON.user_id)
        clock.forward(minutes=1)
    assert len(list(erasure_log.lines())) == 2


@pytest.mark.parametrize("failure", ["NoSuchBucket", "silence"], ids=["the bucket is gone", "no answer comes"])
def test_an_erasure_that_cannot_be_logged_is_not_done_until_it_can(
    failure: str,
    erasure: Erasure,
    erasure_log: ErasureLog,
    desk: Desk,
    store: Store,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.say(PERSON, "Hello", new_id())

    def silent(**_: Any) -> Any:
        raise ReadTimeoutError(endpoint_url="https://s3")

    with monkeypatch.context() as broken:
        if failure == "silence":
            broken.setattr(erasure_log._client, "put_object", silent)
        else:
            broken.setattr(erasure_log, "_bucket", "no-such-bucket")
        with pytest.raises(Busy):
            erasure.erase(ADA, CHAT, PERSON.user_id)
        clock.forward(minutes=2)
        assert erasure.sweep() == 1
    assert not [item for item in all_items(store) if item.get("action", {}).get("S") == "erased"]
    with pytest.raises(BeingErased):
        desk.say(PERSON, "Hello?", new_id())
    clock.forward(minutes=2)
    assert erasure.sweep() == 1
    assert len(list(erasure_log.lines())) == 1
    assert erasure.erase(ADA, CHAT, PERSON.user_id).receipt


def test_a_tombstone_of_an_older_version_is_finished_and_logged(
    erasure: Erasure, erasure_log: ErasureLog, desk: Desk, table: Table, clock: Clock
) -> None:
    desk.say(PERSON, "Hello", new_id())
    begun_at = desk.chat(CHAT).created_at
    with dies_after_the_first_write(table):
        erasure.erase(ADA, CHAT, PERSON.user_id)
    table.client.update_item(
        TableName=table.name,
        Key={"PK": {"S": f"CHAT#{CHAT}"}, "SK": {"S": "~HEAD"}},
        UpdateExpression="REMOVE begun_at",
    )
    clock.forward(minutes=2)
    assert erasure.sweep() == 1
    (line,) = erasure_log.lines()
    assert line.begun_at >= begun_at
