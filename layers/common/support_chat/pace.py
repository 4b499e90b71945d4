"""How fast one person may write: a minute's worth at once, and after that as many a minute. A rule without a network,
with the clock as an argument."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from support_chat.errors import TooMany
from support_chat.instant import to_milliseconds

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Pace:
    """So many messages a minute. All it has to know of somebody is when their allowance will be whole again (the
    generic cell rate algorithm): one moment on the chat's head, which each message reads and writes anyway."""

    per_minute: int

    def after_one_more(self, whole_at: datetime | None, now: datetime) -> datetime:
        """When the allowance will be whole again after one more message. Raises `TooMany`."""
        whole = max(whole_at or now, now) + _MINUTE / self.per_minute
        if whole - now > _MINUTE:
            raise TooMany("too many messages at the moment", retry_after=whole - now - _MINUTE)
        return to_milliseconds(whole)
