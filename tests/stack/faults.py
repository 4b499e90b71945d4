"""What tests do to the stack, and how they send meanwhile: as a client does, again until it is taken."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

import httpx
from local.stack import LocalStack

from tests.people import HTTP, Person

# A function that starts cold on a busy machine may be killed before it has answered, and so may the next.
GIVE_UP_SECONDS = 150


@dataclass(frozen=True)
class Sent:
    seconds: float
    status: int
    tries: int
    seq: int


def once(person: Person, text: str) -> Sent:
    """One request, whatever comes of it."""
    started = time.perf_counter()
    answer = person.say(text)
    seconds = time.perf_counter() - started
    return Sent(seconds, answer.status_code, 1, answer.json().get("seq", 0))


def until_taken(person: Person, text: str) -> Sent:
    """As the widget sends: the same id again after no answer, 429 or 5xx, and after Retry-After."""
    started, cmid, tries = time.perf_counter(), str(uuid4()), 0
    while True:
        tries += 1
        pause = 0.2
        try:
            answer = person.say(text, cmid)
            if answer.status_code < 300:
                return Sent(time.perf_counter() - started, answer.status_code, tries, answer.json()["seq"])
            assert answer.status_code in (429, 500, 502, 503, 504), answer.text
            pause = float(answer.headers.get("retry-after", pause))
        except httpx.TransportError:
            pass
        assert time.perf_counter() - started < GIVE_UP_SECONDS, f"{text!r} was never taken"
        time.sleep(pause)  # what a client waits before it tries again; nothing here waits for an event by it


def crowd(send: Callable[[Person, str], Sent], people: list[Person], each: int) -> list[Sent]:
    """Everybody sends `each` messages, one after the other; all at once."""

    def one(person: Person, place: int) -> list[Sent]:
        return [send(person, f"{place}: {n}") for n in range(each)]

    with ThreadPoolExecutor(len(people)) as pool:
        return [sent for part in pool.map(one, people, range(len(people))) for sent in part]


def percentile(sent: list[Sent], share: float) -> float:
    """Of the seconds that sending took."""
    ordered = sorted(one.seconds for one in sent)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def tell(line: str) -> None:
    """Seen with `pytest -s`, and when a test fails."""
    sys.stdout.write(f"\n{line}\n")


def figures(what: str, sent: list[Sent]) -> float:
    """Prints them; the 99th percentile."""
    p50, p99 = percentile(sent, 0.5), percentile(sent, 0.99)
    tell(f"{what}: {len(sent)} sends, p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms")
    return p99


@contextmanager
def dropping(stack: LocalStack) -> Iterator[None]:
    """The realtime server answers 200, and the events go nowhere."""
    switch = f"http://127.0.0.1:{stack.ports.realtime}/faults/drop"
    HTTP.put(switch).raise_for_status()
    try:
        yield
    finally:
        HTTP.delete(switch).raise_for_status()


@contextmanager
def refusing(stack: LocalStack, service: str, status: int, code: str) -> Iterator[None]:
    """A service answers nothing but this error, as long as it lasts."""
    switch = f"{stack.aws.endpoint}/_local/refuse/{service}"
    HTTP.put(switch, json={"status": status, "code": code}).raise_for_status()
    try:
        yield
    finally:
        HTTP.delete(switch).raise_for_status()


@contextmanager
def killed(stack: LocalStack) -> Iterator[None]:
    """No realtime server at all."""
    stack.realtime.stop()
    try:
        yield
    finally:
        stack.realtime.start()


@contextmanager
def silent(stack: LocalStack) -> Iterator[None]:
    """The realtime server takes connections and answers nothing."""
    stack.realtime.pause()
    try:
        yield
    finally:
        stack.realtime.resume()
