"""Agents' route to the statistics."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from support_chat.counters import Day
from support_chat.frozen import View
from support_chat.tally import FIRST_REPLY, RESOLUTION, Duration, Numbers
from support_chat.wiring.admin import AdminWiring


class Durations(View):
    """How many there were, their seconds added up, and how many kept to each of the ends; the last number is later."""

    count: int
    seconds: int
    histogram: list[int]


class NumbersView(View):
    """What was counted."""

    conversations: int
    waits: int
    customer_messages: int
    agent_messages: int
    first_replies: Durations
    resolutions: Durations


class ShareView(View):
    """What an agent had of it, under the name they had then."""

    id: str
    name: str
    numbers: NumbersView


class DayView(View):
    """A day (UTC), also where nothing happened."""

    date: date
    team: NumbersView
    agents: list[ShareView]


class Ends(View):
    """The histograms' upper ends, in seconds."""

    first_replies: list[int]
    resolutions: list[int]


class Report(View):
    """The statistics of a range of days."""

    ends: Ends
    days: list[DayView]


def report_routes(router: APIRouter, wiring: AdminWiring) -> None:
    """Adds the route, over what `wiring` builds."""

    @router.get("/reports")
    async def get_report(
        first: Annotated[date, Query(alias="from")], last: Annotated[date, Query(alias="to")]
    ) -> Report:
        """What was counted on each day from the first to the last, 92 at most."""
        ends = Ends(first_replies=list(FIRST_REPLY.ends), resolutions=list(RESOLUTION.ends))
        return Report(ends=ends, days=[_day(day) for day in wiring.statistics.of_days(first, last)])


def _day(day: Day) -> DayView:
    agents = [ShareView(id=share.id, name=share.name, numbers=_numbers(share.numbers)) for share in day.agents]
    return DayView(date=day.date, team=_numbers(day.team), agents=agents)


def _numbers(counted: Numbers) -> NumbersView:
    return NumbersView(
        conversations=counted.get("conversations", 0),
        waits=counted.get("waits", 0),
        customer_messages=counted.get("customer_messages", 0),
        agent_messages=counted.get("agent_messages", 0),
        first_replies=_durations(counted, FIRST_REPLY),
        resolutions=_durations(counted, RESOLUTION),
    )


def _durations(counted: Numbers, kind: Duration) -> Durations:
    names = [*map(kind.within, kind.ends), kind.later]
    return Durations(
        count=counted.get(kind.counted, 0),
        seconds=counted.get(kind.summed, 0),
        histogram=[counted.get(name, 0) for name in names],
    )
