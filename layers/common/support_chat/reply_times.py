"""How soon agents usually answer first, as customers are told it; counted with the statistics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Literal

from botocore.exceptions import ClientError

from support_chat.counters import Counters
from support_chat.errors import Conflict, Unclear
from support_chat.tally import FIRST_REPLY
from support_chat.telemetry import cause, count, logger

ReplyTime = Literal["minutes", "hour", "hours", "day"]

DAYS = 7
# With fewer replies than this in those days, chance would speak.
ENOUGH = 5
# What customers are told of each end of the histogram. Above the last there is no promise.
_WORDS: Mapping[int, ReplyTime] = dict(
    zip(FIRST_REPLY.ends, ("minutes", "minutes", "minutes", "hour", "hours", "hours", "day"), strict=True)
)
_KNOWN_FOR = timedelta(minutes=5)
# Soon asked again: the first few replies of a new team, and a table that did not answer.
_UNKNOWN_FOR = timedelta(seconds=15)


def typical(counted: Mapping[str, int]) -> ReplyTime | None:
    """What half of the first replies kept to; None where there are too few, or half took more than a day."""
    total = counted.get(FIRST_REPLY.counted, 0)
    if total < ENOUGH:
        return None
    so_far = 0
    for end, word in _WORDS.items():
        so_far += counted.get(FIRST_REPLY.within(end), 0)
        if 2 * so_far >= total:
            return word
    return None


class ReplyTimes:
    """Knows what is typical. It fails no request: what it tells is nice to have."""

    def __init__(self, counters: Counters, now: Callable[[], datetime]) -> None:
        self._counters = counters
        self._now = now
        self._typical: ReplyTime | None = None
        self._good_until: datetime | None = None

    def typical(self) -> ReplyTime | None:
        """How soon a first reply usually came in the last days; asked of the table every few minutes at most."""
        now = self._now()
        if self._good_until is None or now >= self._good_until:
            self._typical = self._look(now)
            self._good_until = now + (_KNOWN_FOR if self._typical else _UNKNOWN_FOR)
        return self._typical

    def _look(self, now: datetime) -> ReplyTime | None:
        try:
            return typical(self._counters.of_team([now.date() - timedelta(days=n) for n in range(DAYS)]))
        except (Conflict, Unclear, ClientError) as error:
            logger.warning("reply_times_unknown", extra={"error": cause(error)})
            count("ReplyTimesUnknown")
            return self._typical
