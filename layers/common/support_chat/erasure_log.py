"""The erasure log: which chats were erased, outside the table, because restoring the table brings them back.

A line is an object of a bucket, and its key says all: whose chat, and which of theirs. Nothing of the person."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from botocore.exceptions import BotoCoreError, ClientError

from support_chat.errors import Unclear
from support_chat.frozen import Frozen
from support_chat.instant import Instant, stamp
from support_chat.telemetry import cause, count, logger

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PREFIX = "erasures/"


class Erased(Frozen):
    """A chat that was erased. `begun_at` tells it from the chat that the same customer may have begun afterwards."""

    chat_id: UUID
    begun_at: Instant


LogErasure = Callable[[Erased, datetime], None]


class ErasureLog:
    """Lines are added, one for each erasure, and never changed; the same one twice is as good as once."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def add(self, erased: Erased, at: datetime) -> None:
        """Add a line. Raises `Unclear` where it may not be there: whoever erases must not call it done."""
        try:
            self._client.put_object(
                Bucket=self._bucket,
                Key=f"{PREFIX}{erased.chat_id}/{stamp(erased.begun_at)}",
                Body=json.dumps({"erased_at": stamp(at)}).encode(),
                ContentType="application/json",
            )
        except (BotoCoreError, ClientError) as error:
            logger.error("erasure_not_logged", extra={"chat_id": str(erased.chat_id), "error": cause(error)})
            count("ErasureNotLogged")
            raise Unclear("the erasure log did not take the line") from error

    def lines(self) -> Iterator[Erased]:
        """All that was ever logged."""
        for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=PREFIX):
            for found in page.get("Contents", []):
                chat_id, begun_at = found["Key"].removeprefix(PREFIX).split("/")
                yield Erased(chat_id=UUID(chat_id), begun_at=datetime.fromisoformat(begun_at))
