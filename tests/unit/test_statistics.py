"""The statistics: counted once, as things happen, for the team and for the agent, and never in anybody's way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from support_chat.counters import Counters, Day
from support_chat.desk import Desk
from support_chat.errors import Invalid
from support_chat.model import chat_id_of
from support_chat.people import Agent, Customer
from support_chat.statistics import LONGEST_RANGE, Statistics
from support_chat.tally import FIRST_REPLY, RESOLUTION, Numbers
from tests.unit.people import Callers
from tests.unit.world import ALICE, ANA, BOB, Clock, new_id, silent_table

CHAT = chat_id_of("alice")
BEN = Agent(id="agent-ben", name="Ben")


@pytest.fixture
def of_today(statistics: Statistics, clock: Clock) -> Counted:
    return Counted(statistics, clock)


class Counted:
    """What the statistics say of a day of the clock."""

    def __init__(self, statistics: Statistics, clock: Clock) -> None:
        self._statistics = statistics
        self._clock = clock

    def __call__(self, agent: Agent | None = None) -> Numbers:
        (day,) = self._statistics.of_days(self._clock().date(), self._clock().date())
        if agent is None:
            return day.team
        return next((share.numbers for share in day.agents if share.id == agent.id), {})


def test_a_customers_messages_count_and_the_first_begins_a_conversation_and_a_wait(
    desk: Desk, of_today: Counted
) -> None:
    for text in ("Hello", "Is anybody there?", "?"):
        desk.say(ALICE, text, new_id())
    assert of_today() == {"conversations": 1, "waits": 1, "customer_messages": 3}


def test_who_asks_again_waits_again_in_the_same_conversation(desk: Desk, of_today: Counted) -> None:
    desk.say(ALICE, "Hello", new_id())
    desk.reply(ANA, CHAT, "Hello!", new_id())
    desk.say(ALICE, "A question", new_id())
    assert (of_today()["conversations"], of_today()["waits"]) == (1, 2)


def test_the_first_reply_to_who_waits_counts_with_its_time_for_the_team_and_its_agent(
    desk: Desk, of_today: Counted, clock: Clock
) -> None:
    desk.say(ALICE, "?", new_id())
    clock.forward(seconds=20)
    desk.say(ALICE, "??", new_id())
    clock.forward(seconds=100)
    desk.reply(ANA, CHAT, "!", new_id())
    clock.forward(seconds=100)
    desk.reply(BEN, CHAT, "!!", new_id())
    first = {"first_replies": 1, "first_reply_seconds": 120, "first_replies_within_300": 1}
    asked = {"conversations": 1, "waits": 1, "customer_messages": 2}
    assert of_today() == {**asked, **first, "agent_messages": 2}
    assert of_today(ANA) == {**first, "agent_messages": 1}
    assert of_today(BEN) == {"agent_messages": 1}


def test_a_repeated_request_counts_once_and_a_reply_to_nobody_is_no_first_reply(desk: Desk, of_today: Counted) -> None:
    desk.open(ALICE)
    desk.reply(ANA, CHAT, "Welcome", new_id())
    assert of_today() == {"agent_messages": 1}
    asked, answered = new_id(), new_id()
    for _ in range(3):
        desk.say(ALICE, "?", asked)
        desk.reply(ANA, CHAT, "!", answered)
    desk.say(ALICE, "Another question", new_id())
    desk.reply(ANA, CHAT, "!", answered)  # answers nothing that came after it
    assert {name: of_today()[name] for name in ("customer_messages", "agent_messages", "first_replies", "waits")} == {
        "customer_messages": 2,
        "agent_messages": 2,
        "first_replies": 1,
        "waits": 2,
    }


@pytest.mark.parametrize(
    ("took", "name"),
    [
        (timedelta(seconds=-3), "first_replies_within_60"),
        (timedelta(seconds=60), "first_replies_within_60"),
        (timedelta(seconds=61), "first_replies_within_300"),
        (timedelta(hours=24), "first_replies_within_86400"),
        (timedelta(days=3), "first_replies_later"),
    ],
)
def test_a_duration_belongs_to_the_first_end_that_it_kept_to(took: timedelta, name: str) -> None:
    seconds = max(0, int(took.total_seconds()))
    assert FIRST_REPLY.numbers(took) == {"first_replies": 1, "first_reply_seconds": seconds, name: 1}


def test_what_happens_on_another_day_counts_there(desk: Desk, of_today: Counted, clock: Clock) -> None:
    desk.say(ALICE, "Hello", new_id())
    clock.at = clock.at.replace(hour=23, minute=59)
    desk.say(ALICE, "Still there?", new_id())
    clock.forward(minutes=2)
    desk.reply(ANA, CHAT, "Yes", new_id())
    assert of_today()["first_replies"] == 1
    assert "customer_messages" not in of_today()


def test_a_range_tells_every_day_across_months_and_nothing_beside_it(
    desk: Desk, statistics: Statistics, clock: Clock
) -> None:
    clock.at = clock.at.replace(month=1, day=31)
    for _ in range(4):
        desk.say(ALICE, "?", new_id())
        desk.reply(ANA, CHAT, "!", new_id())
        clock.forward(days=1)
    days = statistics.of_days(date(2026, 2, 1), date(2026, 3, 5))
    assert [day.date for day in days] == [date(2026, 2, 1) + timedelta(days=n) for n in range(33)]
    assert [day.date.day for day in days if day.team] == [1, 2, 3]
    assert [[(share.id, share.name) for share in day.agents] for day in days[:4]] == [[("agent-ana", "Ana")]] * 3 + [[]]
    assert days[20] == Day(date(2026, 2, 21))


def test_a_range_is_one_query_a_month(counters: Counters, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    table = counters._table
    real = table.between
    monkeypatch.setattr(table, "between", lambda *place: (asked.append(place[0]), real(*place))[1])
    counters.days(date(2025, 12, 31), date(2026, 2, 1))
    assert asked == ["STATS#2025-12", "STATS#2026-01", "STATS#2026-02"]


def test_a_range_has_an_end_and_does_not_run_backwards(statistics: Statistics) -> None:
    first = date(2026, 1, 1)
    assert len(statistics.of_days(first, first + timedelta(days=LONGEST_RANGE - 1))) == LONGEST_RANGE
    for last in (first + timedelta(days=LONGEST_RANGE), first - timedelta(days=1)):
        with pytest.raises(Invalid):
            statistics.of_days(first, last)


def test_a_table_that_does_not_count_costs_nobody_anything(
    desk: Desk, counters: Counters, of_today: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as quiet:
        quiet.setattr(counters, "_table", silent_table(counters._table))
        assert desk.say(BOB, "?", new_id())[1]
        assert desk.reply(ANA, chat_id_of("bob"), "!", new_id())[1]
        desk.archive(ANA, chat_id_of("bob"))
    assert of_today() == {}


def test_an_archived_conversation_is_resolved_since_its_first_message(
    desk: Desk, of_today: Counted, clock: Clock
) -> None:
    desk.say(ALICE, "?", new_id())
    clock.forward(minutes=10)
    desk.reply(ANA, CHAT, "!", new_id())
    desk.say(ALICE, "Thanks", new_id())
    clock.forward(minutes=10)
    desk.archive(BEN, CHAT)
    resolved = {"resolutions": 1, "resolution_seconds": 1200, "resolutions_within_3600": 1}
    assert of_today(BEN) == resolved
    assert resolved.items() <= of_today().items()


def test_what_is_archived_twice_or_without_a_question_is_resolved_once_or_not_at_all(
    desk: Desk, of_today: Counted, clock: Clock
) -> None:
    desk.open(BOB)
    desk.reply(ANA, chat_id_of("bob"), "Welcome", new_id())
    desk.archive(ANA, chat_id_of("bob"))
    desk.say(ALICE, "?", new_id())
    for _ in range(3):
        desk.archive(ANA, CHAT)
    desk.unarchive(ANA, CHAT)
    desk.archive(ANA, CHAT)
    assert of_today(ANA)["resolutions"] == 1
    clock.forward(days=2)
    desk.say(ALICE, "Another thing", new_id())
    clock.forward(minutes=1)
    desk.archive(ANA, CHAT)
    assert of_today()["resolution_seconds"] == 60


def test_a_visitor_counts_like_anybody(desk: Desk, of_today: Counted) -> None:
    desk.say(Customer(user_id="visitor:1", email=""), "?", new_id())
    assert of_today()["conversations"] == 1


def test_the_histograms_have_an_end_for_each_number(statistics: Statistics) -> None:
    for duration in (FIRST_REPLY, RESOLUTION):
        assert sorted(duration.ends) == list(duration.ends)
        assert len({*map(duration.within, duration.ends), duration.later}) == len(duration.ends) + 1


def test_agents_read_what_was_counted_over_http(desk: Desk, callers: Callers, clock: Clock) -> None:
    desk.say(ALICE, "?", new_id())
    clock.forward(seconds=90)
    desk.reply(ANA, CHAT, "!", new_id())
    answer = callers.agent()("GET /admin/reports", query={"from": "2026-11-22", "to": "2026-11-23"}).json()
    quiet, day = answer["days"]
    assert (quiet["date"], quiet["team"]["customer_messages"], quiet["agents"]) == ("2026-11-22", 0, [])
    first_replies = {"count": 1, "seconds": 90, "histogram": [0, 1, 0, 0, 0, 0, 0, 0]}
    assert (day["team"]["waits"], day["team"]["first_replies"]) == (1, first_replies)
    (ana,) = day["agents"]
    assert (ana["id"], ana["name"], ana["numbers"]["first_replies"]) == ("agent-ana", "Ana", first_replies)
    assert len(answer["ends"]["first_replies"]) == len(first_replies["histogram"]) - 1


@pytest.mark.parametrize(
    "query",
    [{}, {"from": "2026-11-01"}, {"from": "today", "to": "2026-11-01"}, {"from": "2026-01-01", "to": "2026-12-31"}],
)
def test_a_range_that_is_none_is_told(callers: Callers, query: dict[str, str]) -> None:
    refused = callers.agent()("GET /admin/reports", query=query)
    assert (refused.status, refused.code) == (422, "invalid")
