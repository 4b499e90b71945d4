"""Many writers on one chat, and functions killed in the middle of their work: stored exactly once, numbered densely."""

from __future__ import annotations

import contextlib
import os
import random
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

from local.stack import LocalStack

from tests.people import Person, eventually, new_customer
from tests.stack.faults import Sent, crowd, figures, tell, until_taken

WRITERS = 50
# To three times what as many take who write on chats of their own, on this machine, which may be busy.
ADDED_SECONDS = 5
EACH = 5
ROUNDS = 5  # at most: a function may die between two requests, and hurt none
TAKEN_PER_DEATH = 5
LONGEST_MERCY_SECONDS = 0.05  # a send takes about as long


def test_fifty_writers_on_one_chat_get_the_numbers_one_to_fifty(stack: LocalStack) -> None:
    crowd(until_taken, [new_customer(stack) for _ in range(6)], 2)  # the functions are warm
    usual = figures("fifty writers, a chat each", crowd(until_taken, [new_customer(stack) for _ in range(WRITERS)], 1))
    alice = new_customer(stack)
    sent = crowd(until_taken, [alice] * WRITERS, 1)
    p99 = figures("fifty writers on one chat", sent)
    assert sorted(one.seq for one in sent) == list(range(1, WRITERS + 1))
    messages = alice.get("/support_chat/messages", after_seq=0, limit=100).json()["messages"]
    assert [message["seq"] for message in messages] == list(range(1, WRITERS + 1))
    assert Counter(message["content"] for message in messages) == Counter(f"{n}: 0" for n in range(WRITERS))
    assert p99 <= ADDED_SECONDS + 3 * usual


def test_functions_killed_in_the_middle_store_every_message_once(stack: LocalStack) -> None:
    people = [new_customer(stack) for _ in range(4)]
    rounds: list[list[Sent]] = []
    while not hurt(rounds) and len(rounds) < ROUNDS:
        rounds.append(under_fire(stack, people))
    assert hurt(rounds), "no request was hurt: nothing was tested"
    for place, person in enumerate(people):
        messages = history(person)
        assert [message["content"] for message in messages] == [f"{place}: {n}" for n in range(EACH)] * len(rounds)
        assert [message["seq"] for message in messages] == list(range(1, EACH * len(rounds) + 1))


def hurt(rounds: list[list[Sent]]) -> bool:
    return any(one.tries > 1 for sent in rounds for one in sent)


def under_fire(stack: LocalStack, people: list[Person]) -> list[Sent]:
    """Everybody sends a few messages while functions die."""
    burst = Burst(stack)
    with ThreadPoolExecutor(1) as reaper:
        deaths = reaper.submit(burst.kill_now_and_then)
        try:
            sent = crowd(burst.send, people, EACH)
        finally:
            burst.over.set()
    tries = sum(one.tries for one in sent)
    tell(f"{deaths.result()} functions killed; {tries} requests for {len(sent)} messages")
    return sent


def history(person: Person) -> list[dict[str, Any]]:
    """All messages; asked again, as clients do, where the last of the killed functions takes a request with it."""
    answer = eventually(
        lambda: person.get("/support_chat/messages", after_seq=0, limit=100),
        lambda answer: answer.status_code == 200,
        what="the history",
    )
    messages: list[dict[str, Any]] = answer.json()["messages"]
    return messages


class Burst:
    """Messages from several people, and a function that dies whenever a few more of them were taken."""

    def __init__(self, stack: LocalStack) -> None:
        self.over = Event()
        self._stack = stack
        self._taken = 0

    def send(self, person: Person, text: str) -> Sent:
        sent = until_taken(person, text)
        self._taken += 1
        return sent

    def kill_now_and_then(self) -> int:
        """Ends the functions' processes, as Lambda or its hosts may: while others are being served."""
        deaths, kill_at = 0, TAKEN_PER_DEATH
        while not self.over.wait(random.uniform(0, LONGEST_MERCY_SECONDS)):
            if self._taken < kill_at:
                continue
            kill_at = self._taken + TAKEN_PER_DEATH
            for function in self._stack.aws.server.children():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(function, signal.SIGKILL)
                    deaths += 1
        return deaths
