"""Pusher dead, silent, or answering and delivering nothing: sending goes on, and in good time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from local.stack import LocalStack

from tests.people import Person, new_customer
from tests.stack.faults import crowd, dropping, figures, killed, once, silent, until_taken

# To what a send takes on this machine anyway, which may be busy with other things. A send waits for a second at most;
# one that waited for the realtime library's own timeout would take five.
ADDED_SECONDS = 3
WRITERS, EACH = 3, 20


@pytest.fixture
def people(stack: LocalStack) -> list[Person]:
    """Writers whose functions are warm: what a first start takes is not what is measured."""
    people = [new_customer(stack) for _ in range(WRITERS)]
    crowd(until_taken, people, 4)
    return [new_customer(stack) for _ in range(WRITERS)]


# Silence first: only there does waiting cost anything, until the breaker opens.
@pytest.mark.parametrize("fault", [silent, killed, dropping])
def test_every_send_is_taken_in_good_time(
    stack: LocalStack, people: list[Person], fault: Callable[[LocalStack], AbstractContextManager[None]]
) -> None:
    usual = figures("realtime as it is", crowd(once, [new_customer(stack) for _ in people], EACH))
    with fault(stack):
        sent = crowd(once, people, EACH)
    p99 = figures(f"realtime {fault.__name__}", sent)
    assert {one.status for one in sent} == {201}
    for person in people:
        assert [message["seq"] for message in person.chat()["messages"]] == list(range(1, EACH + 1))
    assert p99 <= ADDED_SECONDS + 3 * usual
