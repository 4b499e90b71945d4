"""Makes a table of another's past, with all that DynamoDB does not bring along: TTL, recovery, protection."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from support_chat import keys

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TTL_ATTRIBUTE = "expires_at"
WAIT_SECONDS = 6 * 3600  # DynamoDB builds the indexes anew: up to hours
_PAUSE_SECONDS = 10


class CannotRestore(Exception):
    """What is wrong, and what to do about it."""


@dataclass(frozen=True)
class Past:
    """What is restored: the table as it was at a time, or a backup of it."""

    at: datetime
    backup_arn: str | None = None


def past_of(client: DynamoDBClient, source: str, at: str | None, backup_arn: str | None) -> Past:
    """What somebody means by a time, by "latest", or by a backup. Raises `CannotRestore`."""
    if backup_arn:
        details = client.describe_backup(BackupArn=backup_arn)["BackupDescription"]["BackupDetails"]
        return Past(details["BackupCreationDateTime"].astimezone(UTC), backup_arn)
    described = client.describe_continuous_backups(TableName=source)["ContinuousBackupsDescription"]
    window = described.get("PointInTimeRecoveryDescription", {})
    if window.get("PointInTimeRecoveryStatus") != "ENABLED":
        raise CannotRestore(f"point-in-time recovery is off for {source}")
    earliest, latest = window["EarliestRestorableDateTime"], window["LatestRestorableDateTime"]
    wanted = latest if at == "latest" else _instant(at or "")
    if not earliest <= wanted <= latest:
        raise CannotRestore(f"{source} can be restored to a time from {earliest} to {latest}")
    return Past(wanted.astimezone(UTC))


class RestoredTable:
    """The new table. Everything may be done again, so that a command that was cut off is simply repeated."""

    def __init__(self, client: DynamoDBClient, name: str, pause: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._name = name
        self._pause = pause

    def make(self, source: str, past: Past) -> bool:
        """Begin to restore; False where the table is there already."""
        try:
            if past.backup_arn:
                self._client.restore_table_from_backup(TargetTableName=self._name, BackupArn=past.backup_arn)
            else:
                self._client.restore_table_to_point_in_time(
                    SourceTableName=source, TargetTableName=self._name, RestoreDateTime=past.at
                )
        except ClientError as error:
            if error.response["Error"]["Code"] in {"TableAlreadyExistsException", "ResourceInUseException"}:
                return False
            raise
        return True

    def wait(self) -> None:
        """Until table and indexes can be used. Raises `CannotRestore`."""
        for _ in range(WAIT_SECONDS // _PAUSE_SECONDS):
            table = self._described()
            indexes = table.get("GlobalSecondaryIndexes", [])
            if table["TableStatus"] == "ACTIVE" and all(i.get("IndexStatus", "ACTIVE") == "ACTIVE" for i in indexes):
                return
            self._pause(_PAUSE_SECONDS)
        raise CannotRestore(f"{self._name} is not ready after {WAIT_SECONDS // 3600} hours; repeat the command later")

    def set_up(self, recovery_days: int) -> None:
        """What a restored table comes without."""
        ttl = self._client.describe_time_to_live(TableName=self._name)["TimeToLiveDescription"]
        if ttl.get("TimeToLiveStatus") not in {"ENABLED", "ENABLING"}:
            self._client.update_time_to_live(
                TableName=self._name, TimeToLiveSpecification={"Enabled": True, "AttributeName": TTL_ATTRIBUTE}
            )
        self._client.update_continuous_backups(
            TableName=self._name,
            PointInTimeRecoverySpecification={
                "PointInTimeRecoveryEnabled": True,
                "RecoveryPeriodInDays": recovery_days,
            },
        )
        self._client.update_table(TableName=self._name, DeletionProtectionEnabled=True)

    def check(self) -> None:
        """That it has the indexes which the product asks for. Raises `CannotRestore`."""
        found = indexes_of(self._described())
        missing = sorted(name for name, index in keys.INDEXES.items() if found.get(name) != index)
        if missing:
            raise CannotRestore(
                f"{self._name} lacks what this version of the product needs: index {', '.join(missing)}. "
                "Deploy the version that made the backup, or add the index by `aws dynamodb update-table`."
            )

    def _described(self) -> dict[str, Any]:
        return dict(self._client.describe_table(TableName=self._name)["Table"])


def indexes_of(table: dict[str, Any]) -> dict[str, keys.Index]:
    """A table's indexes, as a template or DynamoDB states them."""
    found = {}
    for index in table.get("GlobalSecondaryIndexes", []):
        partition, sort = (key["AttributeName"] for key in index["KeySchema"])
        found[index["IndexName"]] = keys.Index(partition, sort, index["Projection"]["ProjectionType"])
    return found


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise CannotRestore(f'"{text}" is no time: write 2026-11-25T10:00:00Z, or "latest"') from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
