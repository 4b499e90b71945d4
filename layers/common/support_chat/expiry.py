"""Chats whose last message is older than chats are kept: taken out whole, the way an erasure is."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime

from botocore.exceptions import ClientError

from support_chat import keys, rows
from support_chat.erasure import SWEEP_BUDGET, Erasure
from support_chat.errors import NotFound, SupportChatError
from support_chat.instant import stamp
from support_chat.retention import Retention
from support_chat.rows import Item
from support_chat.table import Table
from support_chat.telemetry import cause, count, logger

# Of each shard, at once; a minute later there is another sweep.
_AT_ONCE = 25


class Expiry:
    """Finds them by the inbox's own order, oldest first: nothing is scanned, and nothing asked where chats are kept."""

    def __init__(self, table: Table, erasure: Erasure, retention: Retention, now: Callable[[], datetime]) -> None:
        self._table = table
        self._erasure = erasure
        self._retention = retention
        self._now = now

    def sweep(self) -> int:
        """Take out what has expired, as far as there is time; how many chats."""
        stop_at = self._now() + SWEEP_BUDGET
        oldest = self._retention.oldest(self._now())
        taken = 0
        for item in self._found(oldest) if oldest else []:
            if self._now() >= stop_at:
                break
            taken += self._taken_out(item, oldest, stop_at)
        if taken:
            count("ChatExpired", taken)
        return taken

    def _found(self, oldest: datetime) -> list[Item]:
        until = ("inbox_at <=", stamp(oldest) + keys.LAST_SK)
        shards = [keys.inbox_shard(archived, shard) for archived in (True, False) for shard in range(keys.SHARDS)]
        asked = [
            functools.partial(self._table.of_index, keys.INBOX_INDEX, ("inbox_shard", shard), until, _AT_ONCE)
            for shard in shards
        ]
        return [item for found in self._table.side_by_side(asked) for item in found]

    def _taken_out(self, item: Item, oldest: datetime | None, stop_at: datetime) -> bool:
        chat_id = rows.chat_id(item)
        try:
            return oldest is not None and self._erasure.expire(chat_id, oldest, stop_at)
        except NotFound:  # the index was behind: somebody wrote, or it is gone
            return False
        except (SupportChatError, ClientError) as error:
            logger.error("expiry_failed", extra={"chat_id": str(chat_id), "error": cause(error)})
            count("ExpiryFailed")
            return False
