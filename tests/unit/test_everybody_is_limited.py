"""How fast one customer may write, how many chats may begin from one network address, and what the gateway lets
through: over a limit 429 with `Retry-After`, nothing stored, and nothing lost that was."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from botocore.exceptions import ReadTimeoutError
from hypothesis import given
from hypothesis import strategies as st

from support_chat.counters import Counters
from support_chat.errors import TooMany
from support_chat.model import chat_id_of
from support_chat.pace import Pace
from support_chat.people import Customer
from support_chat.store import Store
from tests.http_events import Answer
from tests.template import resources, template
from tests.unit.people import Callers
from tests.unit.world import BOB, Clock, Outside, all_items

NOON = Clock().at
MINUTE = timedelta(minutes=1)


def write(callers: Callers, who: Customer | None = None, one: UUID | None = None, text: str = "Hello") -> Answer:
    caller = callers.customer(who) if who else callers.customer()
    return caller("POST /support_chat/messages", {"content": text, "client_message_id": str(one or uuid4())})


# -- the rule


@given(
    per_minute=st.integers(1, 200),
    pauses=st.lists(st.floats(0, 90).map(lambda seconds: timedelta(seconds=seconds)), min_size=1, max_size=150),
)
def test_in_no_minute_are_more_than_twice_the_limit_taken_and_after_the_wait_there_is_one(
    per_minute: int, pauses: list[timedelta]
) -> None:
    """A whole allowance, and what a minute brings; over time, a minute's worth a minute."""
    pace, now, whole_at = Pace(per_minute), NOON, None
    taken: list[datetime] = []
    for pause in pauses:
        now += pause
        wait = timedelta(0)
        try:
            whole_at = pace.after_one_more(whole_at, now)
        except TooMany as refusal:
            wait = refusal.retry_after
        assert wait <= MINUTE / per_minute
        if wait:
            now += wait
            whole_at = pace.after_one_more(whole_at, now)
        taken.append(now)
    for n, start in enumerate(taken):
        within = [at for at in taken[n:] if at - start < MINUTE]
        assert len(within) <= 2 * per_minute
    slack = per_minute + 1 + (taken[-1] - NOON) / MINUTE * per_minute * 1.05  # milliseconds are cut off
    assert len(taken) <= slack


def test_a_whole_allowance_is_there_at_once_and_again_after_a_minute() -> None:
    pace, whole_at = Pace(60), None
    for _ in range(2):
        for _ in range(60):
            whole_at = pace.after_one_more(whole_at, NOON)
        with pytest.raises(TooMany):
            pace.after_one_more(whole_at, NOON)
        whole_at = pace.after_one_more(whole_at, NOON + timedelta(seconds=1))
        assert whole_at == NOON + MINUTE + timedelta(seconds=1)
        whole_at = None


def test_who_was_silent_for_a_day_has_a_minutes_worth_and_no_more() -> None:
    pace = Pace(3)
    whole_at = pace.after_one_more(None, NOON)
    later = NOON + timedelta(days=1)
    for _ in range(3):
        whole_at = pace.after_one_more(whole_at, later)
    with pytest.raises(TooMany):
        pace.after_one_more(whole_at, later)


def test_another_functions_clock_two_seconds_back_takes_nothing_away_but_those_seconds() -> None:
    pace = Pace(60)
    whole_at = pace.after_one_more(None, NOON)
    assert pace.after_one_more(whole_at, NOON - timedelta(seconds=2)) == NOON + timedelta(seconds=2)


# -- a customer's messages


def test_a_customer_writes_so_many_at_once_and_no_more_until_the_time_is_over(
    callers: Callers, store: Store, outside: Outside, clock: Clock
) -> None:
    callers.limit(messages_per_minute=5)
    assert [write(callers).status for _ in range(5)] == [201] * 5
    before, events = all_items(store), list(outside.events)
    refused = write(callers)
    assert (refused.status, refused.code) == (429, "too_many")
    assert refused.headers["retry-after"] == "12"
    assert (all_items(store), outside.events) == (before, events)
    assert write(callers, BOB).status == 201
    clock.forward(seconds=12)
    assert [write(callers).status for _ in range(2)] == [201, 429]
    clock.forward(minutes=1)
    assert [write(callers).status for _ in range(6)] == [201] * 5 + [429]


def test_a_visitor_is_limited_like_everybody(callers: Callers) -> None:
    callers.limit(messages_per_minute=2)
    visitor = callers.visitor()
    answers = [
        visitor("POST /support_chat/messages", {"content": "Hello", "client_message_id": str(uuid4())}).status
        for _ in range(3)
    ]
    assert answers == [201, 201, 429]


def test_who_repeats_what_is_stored_is_told_so_whatever_the_limit(callers: Callers, store: Store) -> None:
    callers.limit(messages_per_minute=2)
    one = uuid4()
    sent = write(callers, one=one).json()
    assert [write(callers).status for _ in range(2)] == [201, 429]
    before = all_items(store)
    for _ in range(5):
        again = write(callers, one=one)
        assert (again.status, again.json()) == (200, sent)
    reused = write(callers, one=one, text="Another text")
    assert (reused.status, reused.code) == (409, "client_message_id_reused")
    assert all_items(store) == before
    assert write(callers).status == 429


def test_nothing_but_messages_takes_of_the_allowance(callers: Callers) -> None:
    callers.limit(messages_per_minute=3)
    alice, one = callers.customer(), uuid4()
    write(callers, one=one)
    for _ in range(10):
        alice("GET /support_chat")
        alice("PATCH /support_chat/mark_read")
        write(callers, one=one)
        write(callers, one=one, text="")
    assert [write(callers).status for _ in range(3)] == [201, 201, 429]


def test_agents_may_write_while_the_customer_may_not(callers: Callers) -> None:
    callers.limit(messages_per_minute=1)
    assert [write(callers).status for _ in range(2)] == [201, 429]
    ana = callers.agent()
    path = f"POST /admin/chats/{chat_id_of('alice')}/messages"
    for _ in range(3):
        assert ana(path, {"content": "Hello", "client_message_id": str(uuid4())}).status == 201


def test_neither_side_sees_the_allowance(callers: Callers) -> None:
    callers.limit()
    write(callers)
    for text in (
        callers.customer()("GET /support_chat").text,
        callers.agent()(f"GET /admin/chats/{chat_id_of('alice')}").text,
        callers.agent()("GET /admin/chats").text,
    ):
        assert "allowance" not in text


# -- new chats


def begin(callers: Callers, who: str, source_ip: str = "192.0.2.1", route: str = "GET /support_chat") -> Answer:
    person = callers.customer(Customer(user_id=who, email=f"{who}@example.com"))
    body = {"content": "Hello", "client_message_id": str(uuid4())} if route.startswith("POST") else None
    return person(route, body, source_ip=source_ip, headers={"x-forwarded-for": str(uuid4())})


@pytest.mark.parametrize("route", ["GET /support_chat", "POST /support_chat/messages"])
def test_so_many_chats_begin_from_an_address_in_an_hour(
    route: str, callers: Callers, store: Store, clock: Clock
) -> None:
    callers.limit(chats_per_address=3)
    clock.forward(minutes=20)
    assert [begin(callers, f"u{n}", route=route).status // 100 for n in range(3)] == [2, 2, 2]
    before = all_items(store)
    refused = begin(callers, "u3", route=route)
    assert (refused.status, refused.code, refused.headers["retry-after"]) == (429, "too_many", "2400")
    assert all_items(store) == before
    # Who has a chat goes on with it, and others come from elsewhere.
    assert begin(callers, "u0", route=route).status // 100 == 2
    assert begin(callers, "u3", "192.0.2.2", route).status // 100 == 2
    clock.forward(minutes=40)
    assert begin(callers, "u4", route=route).status // 100 == 2


def test_chats_and_visitors_are_counted_apart_and_no_address_is_kept(callers: Callers, store: Store) -> None:
    callers.limit(chats_per_address=1)
    callers.receive(per_address=1)
    assert begin(callers, "u0", "198.51.100.7").status == 200
    assert callers.bearer(None)("POST /visitors", source_ip="198.51.100.7").status == 201
    items = str(all_items(store))
    assert "198.51.100" not in items
    assert {item["PK"]["S"].split("#")[0] for item in all_items(store)} == {"CHAT", "CHATS", "VISITORS"}


def test_a_visitor_was_counted_when_they_were_made(callers: Callers, store: Store) -> None:
    callers.limit(chats_per_address=1)
    assert [callers.visitor()("GET /support_chat").status for _ in range(3)] == [200, 200, 200]
    assert {item["PK"]["S"].split("#")[0] for item in all_items(store)} == {"CHAT"}


def test_where_the_table_does_not_count_no_chat_begins(
    callers: Callers, counters: Counters, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    callers.limit()

    def silent(*_: Any, **__: Any) -> Any:
        raise ReadTimeoutError(endpoint_url="https://dynamodb")

    monkeypatch.setattr(counters, "take", silent)
    assert begin(callers, "u0").status == 503
    assert all_items(store) == []


# -- what the gateway lets through


def test_the_gateway_throttles_everything_and_more_so_what_anybody_may_call() -> None:
    (stage,) = resources("AWS::ApiGatewayV2::Stage").values()
    every = stage["DefaultRouteSettings"]
    assert (every["ThrottlingRateLimit"], every["ThrottlingBurstLimit"]) == (800, 2000)
    limits = {
        key: (own["ThrottlingRateLimit"], own["ThrottlingBurstLimit"]) for key, own in stage["RouteSettings"].items()
    }
    assert limits == {
        "POST /visitors": (20, 100),
        "POST /pusher/auth": (800, 2000),
        "GET /unsubscribe": (20, 100),
        "POST /unsubscribe": (20, 100),
        "GET /health": (5, 20),
    }
    # Settings of a route's own replace the default ones whole.
    assert all(own["DetailedMetricsEnabled"] is True for own in stage["RouteSettings"].values())


def test_a_route_is_there_before_its_settings() -> None:
    routes = {route["RouteKey"]: name for name, route in resources("AWS::ApiGatewayV2::Route").items()}
    stage = template()["Resources"]["Stage"]
    assert set(stage["DependsOn"]) == {routes[key] for key in stage["Properties"]["RouteSettings"]}


def test_the_limits_defaults_are_the_documented_ones() -> None:
    parameters = template()["Parameters"]
    assert {name: parameters[name]["Default"] for name in parameters if "Per" in name} == {
        "MessagesPerMinute": 60,
        "ChatsPerAddressPerHour": 100,
        "VisitorsPerAddressPerHour": 20,
        "VisitorsPerHour": 1000,
    }


def test_each_message_takes_a_moment_of_the_head_and_nothing_else(callers: Callers, clock: Clock) -> None:
    callers.limit()
    for _ in range(3):
        write(callers)
        clock.forward(seconds=0.1)
    moments = [callers.desk.chat(chat_id_of("alice")).allowance_whole_at]
    write(callers)
    moments.append(callers.desk.chat(chat_id_of("alice")).allowance_whole_at)
    assert [later - earlier for earlier, later in pairwise(moments) if earlier and later] == [timedelta(seconds=1)]
