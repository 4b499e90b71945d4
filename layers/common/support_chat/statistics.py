"""The statistics of the team and its agents: counted as things happen, read by the day. Nothing is ever computed from
messages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from botocore.exceptions import ClientError

from support_chat.counters import Counters, Day
from support_chat.errors import Conflict, Invalid, Unclear
from support_chat.people import Agent
from support_chat.tally import Effect, Numbers
from support_chat.telemetry import cause, count, logger

LONGEST_RANGE = 92


class Statistics:
    """What counts, and tells what was counted. Counting fails no request: a number is missing, a metric says so."""

    def __init__(self, counters: Counters, now: Callable[[], datetime]) -> None:
        self._counters = counters
        self._now = now

    def counting(self, numbers: Numbers, agent: Agent | None = None) -> list[Effect]:
        """Effects that add these numbers to today's: the team's, and the agent's whose they are."""
        if not numbers:
            return []
        today = self._now().date()
        whose = [None, agent] if agent else [None]
        return [partial(self._add, today, numbers, who) for who in whose]

    def of_days(self, first: date, last: date) -> list[Day]:
        """Every day of the range, the first and the last included. Raises `Invalid` for one that is none."""
        if not 0 <= (last - first).days < LONGEST_RANGE:
            raise Invalid(f"a report covers 1 to {LONGEST_RANGE} days")
        return self._counters.days(first, last)

    def _add(self, day: date, numbers: Numbers, agent: Agent | None) -> None:
        try:
            self._counters.add(day, numbers, agent)
        except (Conflict, Unclear, ClientError) as error:
            logger.warning("not_counted", extra={"error": cause(error), "numbers": sorted(numbers)})
            count("NotCounted")
