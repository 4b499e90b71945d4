"""The breaker in front of Pusher, on a clock of our own; and that the publisher obeys it."""

from __future__ import annotations

import time
from statistics import median

import pytest
from pusher.errors import PusherBadStatus
from pusher.pusher_client import PusherClient

from support_chat.breaker import FAILURES, PAUSE_SECONDS, SLOW_SECONDS, WITHIN_SECONDS, Breaker
from support_chat.realtime import Event, Publisher, PusherApp


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def broken(clock: Clock, apart: float = 0.0) -> Breaker:
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        assert breaker.lets_through()
        breaker.failed(SLOW_SECONDS)
        clock.now += apart
    return breaker


def test_it_opens_after_five_failures_in_ten_seconds(clock: Clock) -> None:
    assert not broken(clock, apart=WITHIN_SECONDS / FAILURES).lets_through()


def test_failures_far_apart_leave_it_closed(clock: Clock) -> None:
    assert broken(clock, apart=WITHIN_SECONDS / (FAILURES - 1) + 0.1).lets_through()


def test_a_success_in_between_starts_the_count_anew(clock: Clock) -> None:
    breaker = Breaker(clock)
    for failures in (FAILURES - 1, FAILURES - 1):
        for _ in range(failures):
            breaker.failed(SLOW_SECONDS)
        breaker.succeeded()
    assert breaker.lets_through()


def test_while_open_one_try_every_five_seconds_goes_through(clock: Clock) -> None:
    breaker = broken(clock)
    tries = 0
    for _ in range(60):
        clock.now += 1
        if breaker.lets_through():
            tries += 1
            breaker.failed(SLOW_SECONDS)
    assert tries == 60 / PAUSE_SECONDS


def test_what_fails_at_once_may_be_tried_every_time(clock: Clock) -> None:
    breaker = Breaker(clock)
    for _ in range(100):
        breaker.failed(SLOW_SECONDS / 2)
        assert breaker.lets_through()


def test_a_try_that_succeeds_closes_it(clock: Clock) -> None:
    breaker = broken(clock)
    clock.now += PAUSE_SECONDS
    assert breaker.lets_through()
    breaker.succeeded()
    assert all(breaker.lets_through() for _ in range(10))


EVENT = Event("private-x", "new_message", {"type": "new_message"})


@pytest.fixture
def publish(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Publisher:
    """One whose Pusher takes a second to fail."""

    def fail(*_: object, **__: object) -> None:
        clock.now += 1
        raise PusherBadStatus("500")

    monkeypatch.setattr(PusherClient, "trigger_batch", fail)
    return Publisher(PusherApp("1", "key", "secret", "", "127.0.0.1", 1, tls=False), clock)


def test_the_publisher_does_not_knock_while_it_is_open(publish: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [publish([EVENT]) for _ in range(FAILURES)] == [False] * FAILURES
    monkeypatch.setattr(PusherClient, "trigger_batch", lambda *_, **__: pytest.fail("it knocked"))
    took: list[float] = []
    for _ in range(100):
        started = time.perf_counter()
        assert not publish([EVENT])
        took.append(time.perf_counter() - started)
    assert median(took) <= 0.005, "what an open breaker may add to a send"


def test_the_publisher_publishes_again_when_a_try_succeeds(
    publish: Publisher, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(FAILURES):
        publish([EVENT])
    monkeypatch.setattr(PusherClient, "trigger_batch", lambda *_, **__: None)
    clock.now += PAUSE_SECONDS
    assert all(publish([EVENT]) for _ in range(20))
