"""The DynamoDB table, whatever lies in it: reads, writes that stand or fall as one, and what a failure means."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast

from botocore.exceptions import BotoCoreError, ClientError

from support_chat import keys, rows
from support_chat.errors import Conflict, Unclear
from support_chat.retention import EXPIRES_AT, KEEP, Retention, has_expired
from support_chat.rows import Item
from support_chat.telemetry import traced

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

T = TypeVar("T")

Action = dict[str, Any]

_BATCH = 100  # keys that DynamoDB takes in one BatchGetItem
_TRY_AGAIN_CODES = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}
_THROTTLED = {
    "ThrottlingException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "TransactionInProgressException",
}
_SERVER_ERROR = 500


class Table:
    """All of it raises `Conflict` where another writer was first or the table is busy, `Unclear` where it is silent.

    What has expired is read by nobody: here, and nowhere else, because DynamoDB takes it out up to days late."""

    def __init__(
        self,
        client: DynamoDBClient,
        name: str,
        readers: ThreadPoolExecutor,
        retention: Retention = KEEP,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.client = client
        self.name = name
        self.retention = retention
        self._readers = readers
        self._now = now

    # -- reads

    def item(self, partition: str, sk: str) -> Item | None:
        """One item, strongly consistent."""
        answer = self.call(
            lambda: self.client.get_item(TableName=self.name, Key=rows.place(partition, sk), ConsistentRead=True)
        )
        found = self._there([answer["Item"]]) if "Item" in answer else []
        return found[0] if found else None

    def between(
        self,
        partition: str,
        first: str,
        last: str,
        limit: int,
        *,
        newest_first: bool = False,
        consistent: bool = False,
    ) -> list[Item]:
        """Items of a partition between two sort keys; follows DynamoDB's 1 MB pages until `limit` or the end. Newest
        first it ends at what has expired: older items are no younger."""
        values = rows.stored({":partition": partition, ":first": first, ":last": last})
        request: dict[str, Any] = {
            "TableName": self.name,
            "KeyConditionExpression": "PK = :partition AND SK BETWEEN :first AND :last",
            "ExpressionAttributeValues": values,
            "ScanIndexForward": not newest_first,
            "ConsistentRead": consistent,
        }
        items: list[Item] = []
        while True:
            answer = self.call(functools.partial(self.client.query, **request, Limit=limit - len(items)))
            found = self._there(answer["Items"])
            items += found
            ended = newest_first and len(found) < len(answer["Items"])
            if len(items) >= limit or "LastEvaluatedKey" not in answer or ended:
                return items
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def of_index(
        self, index: str, partition: tuple[str, str], sort: tuple[str, str], limit: int, *, newest_first: bool = False
    ) -> list[Item]:
        """The first `limit` items of an index in one partition, `("inbox_shard", "ACTIVE#0")`, whose sort key compares
        so: `("inbox_at <", "2026-")`."""
        answer = self.call(
            lambda: self.client.query(
                TableName=self.name,
                IndexName=index,
                KeyConditionExpression=f"{partition[0]} = :partition AND {sort[0]} :sort",
                ExpressionAttributeValues=rows.stored({":partition": partition[1], ":sort": sort[1]}),
                ScanIndexForward=not newest_first,
                Limit=limit,
            )
        )
        return self._there(answer["Items"])

    def count_of_index(self, index: str, partition: tuple[str, str], limit: int) -> int:
        """How many items an index has in one partition, of which at most `limit` are looked at."""
        answer = self.call(
            lambda: self.client.query(
                TableName=self.name,
                IndexName=index,
                KeyConditionExpression=f"{partition[0]} = :partition",
                ExpressionAttributeValues=rows.stored({":partition": partition[1]}),
                Select="COUNT",
                Limit=limit,
            )
        )
        return answer["Count"]

    def side_by_side(self, questions: Sequence[Callable[[], T]]) -> list[T]:
        """The answers to several questions, asked at the same time."""
        return list(self._readers.map(lambda ask: ask(), questions))

    def each_shard(self, ask: Callable[[int], T]) -> list[T]:
        """The answers of all shards of an index."""
        return self.side_by_side([functools.partial(ask, shard) for shard in range(keys.SHARDS)])

    def batch(self, places: Iterable[tuple[str, str]]) -> list[Item]:
        """The items at these places (partition, sort key) that exist, strongly consistent, in no order."""
        wanted = [rows.place(*place) for place in dict.fromkeys(places)]
        found: list[Item] = []
        while wanted:
            asked, wanted = wanted[:_BATCH], wanted[_BATCH:]
            request = {self.name: {"Keys": asked, "ConsistentRead": True}}
            answer = self.call(functools.partial(self.client.batch_get_item, RequestItems=cast("Any", request)))
            found += self._there(answer["Responses"].get(self.name, []))
            left = cast("dict[str, Any]", answer).get("UnprocessedKeys", {}).get(self.name, {}).get("Keys", [])
            if len(left) == len(asked):
                raise Conflict("the table is busy")
            wanted = [*left, *wanted]
        return found

    def places(self, partition: str, before: str, limit: int) -> list[tuple[str, str]]:
        """The places (partition and sort key) of the first items of a partition that sort before this, strongly
        consistent, also of what has expired and lies there still."""
        values = rows.stored({":partition": partition, ":before": before})
        answer = self.call(
            lambda: self.client.query(
                TableName=self.name,
                KeyConditionExpression="PK = :partition AND SK < :before",
                ExpressionAttributeValues=values,
                ProjectionExpression="PK, SK",
                ConsistentRead=True,
                Limit=limit,
            )
        )
        return [(item["PK"]["S"], item["SK"]["S"]) for item in answer["Items"]]

    def _there(self, items: Iterable[Any]) -> list[Item]:
        plain = [rows.plain(item) for item in items]
        return [item for item in plain if not has_expired(item, self._now())]

    # -- writes

    def put_action(self, item: Item, *, new: bool = True) -> Action:
        """Puts an item; a `new` one makes the whole write fail where its place is taken, not by what has expired."""
        condition: dict[str, Any] = {}
        if new:
            condition["ConditionExpression"] = f"attribute_not_exists(PK) OR {EXPIRES_AT} <= :now"
            condition["ExpressionAttributeValues"] = rows.stored({":now": int(self._now().timestamp())})
        return {"Put": {"TableName": self.name, "Item": rows.stored(item), **condition}}

    def replace_action(self, item: Item, version: int) -> Action:
        """Puts an item over the one that is at this version."""
        return {"Put": {"TableName": self.name, "Item": rows.stored(item), **_at_version(version)}}

    def delete_action(self, partition: str, sk: str, *, version: int | None = None) -> Action:
        """Takes an item out, if asked only one at this version; else none there is as good."""
        condition = {} if version is None else _at_version(version)
        return {"Delete": {"TableName": self.name, "Key": rows.place(partition, sk), **condition}}

    def check_action(self, partition: str, sk: str, *, version: int) -> Action:
        """Makes the whole write fail unless the item there has this version."""
        return {
            "ConditionCheck": {
                "TableName": self.name,
                "Key": rows.place(partition, sk),
                "ConditionExpression": "#version = :version",
                "ExpressionAttributeNames": {"#version": "version"},
                "ExpressionAttributeValues": rows.stored({":version": version}),
            }
        }

    def write(self, actions: Sequence[Action]) -> None:
        """All of it or nothing, at most 100 actions. A single one goes without a transaction, at half the price."""
        try:
            if len(actions) == 1:
                ((verb, request),) = actions[0].items()
                self.call(functools.partial(self._single(verb), **request))
            else:
                self.call(lambda: self.client.transact_write_items(TransactItems=cast("Any", actions)))
        except ClientError as error:
            if _lost_a_race(error):
                raise Conflict("another writer was first") from error
            raise

    def put_new(self, item: Item) -> bool:
        """Put an item where there is none; False where there is one."""
        try:
            self.call(functools.partial(self.client.put_item, **self.put_action(item)["Put"]))
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return False
        return True

    def call(self, request: Callable[[], T]) -> T:
        """The answer of boto3. It has tried again already, so that what still fails is worth a pause."""
        try:
            with traced("DynamoDB"):
                return request()
        except BotoCoreError as error:
            raise Unclear("the table did not answer") from error
        except ClientError as error:
            if error.response["Error"]["Code"] in _THROTTLED:
                raise Conflict("the table is busy") from error
            if error.response["ResponseMetadata"].get("HTTPStatusCode", 0) >= _SERVER_ERROR:
                raise Unclear("the table failed to answer") from error
            raise

    def _single(self, verb: str) -> Callable[..., Any]:
        verbs: dict[str, Callable[..., Any]] = {
            "Put": self.client.put_item,
            "Update": self.client.update_item,
            "Delete": self.client.delete_item,
        }
        return verbs[verb]


def _at_version(version: int) -> Action:
    return {
        "ConditionExpression": "#version = :held",
        "ExpressionAttributeNames": {"#version": "version"},
        "ExpressionAttributeValues": rows.stored({":held": version}),
    }


def _lost_a_race(error: ClientError) -> bool:
    code = error.response["Error"]["Code"]
    if code != "TransactionCanceledException":
        return code == "ConditionalCheckFailedException"
    reasons = cast("dict[str, Any]", error.response).get("CancellationReasons", [])
    return any(reason.get("Code") in {"ConditionalCheckFailed", *_TRY_AGAIN_CODES} for reason in reasons)
