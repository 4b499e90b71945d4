"""How long what was said is kept: a rule without a network, with the clock as an argument.

What belongs to a message carries `expires_at`, by which the table forgets it (TTL), some days late; who reads goes by
it to the second. A chat goes whole, once its last message is that old: `expiry.py`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

EXPIRES_AT = "expires_at"


@dataclass(frozen=True)
class Retention:
    """For how many days; 0: for ever."""

    days: int = 0

    def expires_at(self, since: datetime) -> int | None:
        """The second (since 1970) from which on what is of that time is gone; None where it stays."""
        return math.ceil((since + timedelta(days=self.days)).timestamp()) if self.days else None

    def oldest(self, now: datetime) -> datetime | None:
        """What is of this time or older is gone; None where everything stays."""
        return now - timedelta(days=self.days) if self.days else None


KEEP = Retention()


def has_expired(item: Mapping[str, Any], now: datetime) -> bool:
    """Whether an item is gone, though the table may have it for days yet."""
    return EXPIRES_AT in item and int(item[EXPIRES_AT]) <= now.timestamp()
