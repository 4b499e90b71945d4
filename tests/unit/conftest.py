"""The desk and the mailroom on moto's DynamoDB, with effects that only remember; no socket, no environment."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest
import pytest_socket
from moto import mock_aws

from support_chat.changes import Changes
from support_chat.counters import Counters
from support_chat.desk import Desk
from support_chat.erasure_log import ErasureLog
from support_chat.lists import Lists
from support_chat.mailroom import Mailroom
from support_chat.marks import Marks
from support_chat.reply_times import ReplyTimes
from support_chat.retention import KEEP, Retention
from support_chat.statistics import Statistics
from support_chat.store import Store
from support_chat.table import Table
from tests.template import resources
from tests.unit.people import Callers
from tests.unit.world import DELAY, Clock, Outside, patience

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "POWERTOOLS_SERVICE_NAME": "support-chat",
    "POWERTOOLS_TRACE_DISABLED": "true",
}


@pytest.fixture(scope="session", autouse=True)
def _closed_world() -> Iterator[None]:
    """No socket, and no credentials or region of this machine. One emulator for all: making a client is what takes."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("AWS_", "POWERTOOLS_"))]:
            patch.delenv(name)
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        with mock_aws():
            yield


@pytest.fixture(autouse=True)
def _no_sockets() -> Iterator[None]:
    pytest_socket.disable_socket(allow_unix_socket=True)
    yield
    pytest_socket.enable_socket()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def outside() -> Outside:
    return Outside()


@pytest.fixture(scope="session")
def dynamodb(_closed_world: None) -> Any:
    """A client of moto's DynamoDB."""
    return boto3.client("dynamodb")


@pytest.fixture
def table_name(dynamodb: Any) -> str:
    """A fresh table, made as the template says."""
    name = f"chats-{uuid.uuid4()}"
    (properties,) = resources("AWS::DynamoDB::Table").values()
    known = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
    dynamodb.create_table(TableName=name, **{key: properties[key] for key in known})
    return name


@pytest.fixture
def retention() -> Retention:
    """How long what is said is kept; a test of that has its own."""
    return KEEP


@pytest.fixture
def table(dynamodb: Any, table_name: str, retention: Retention, clock: Clock) -> Iterator[Table]:
    # One reader: moto's DynamoDB is not made for threads.
    with ThreadPoolExecutor(1) as readers:
        yield Table(dynamodb, table_name, readers, retention, clock)


@pytest.fixture
def store(table: Table) -> Store:
    return Store(table)


@pytest.fixture
def erasure_log(_closed_world: None) -> ErasureLog:
    client, bucket = boto3.client("s3"), f"erasure-log-{uuid.uuid4()}"
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return ErasureLog(client, bucket)


@pytest.fixture
def counters(table: Table) -> Counters:
    return Counters(table)


@pytest.fixture
def statistics(counters: Counters, clock: Clock) -> Statistics:
    return Statistics(counters, clock)


@pytest.fixture
def lists(table: Table) -> Lists:
    return Lists(table)


@pytest.fixture
def reply_times(counters: Counters, clock: Clock) -> ReplyTimes:
    return ReplyTimes(counters, clock)


@pytest.fixture
def desk(store: Store, outside: Outside, statistics: Statistics, clock: Clock) -> Desk:
    return Desk(
        store,
        outside.publish,
        outside.schedule_check,
        clock,
        mail_delay=DELAY,
        counting=statistics.counting,
        patience=patience(),
    )


@pytest.fixture
def changes(store: Store, outside: Outside, clock: Clock) -> Changes:
    return Changes(store, outside.publish, clock, patience())


@pytest.fixture
def marks(desk: Desk, clock: Clock) -> Marks:
    return Marks(desk, clock)


@pytest.fixture
def mailroom(store: Store, outside: Outside, clock: Clock) -> Mailroom:
    return Mailroom(
        store,
        outside.send_email,
        outside.schedule_check,
        clock,
        mail_delay=DELAY,
        publish=outside.publish,
        patience=patience(),
    )


@pytest.fixture
def callers(desk: Desk, store: Store, counters: Counters, reply_times: ReplyTimes, clock: Clock) -> Callers:
    return Callers(desk, store, counters, reply_times, clock)
