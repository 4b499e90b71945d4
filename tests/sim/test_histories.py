"""Thousands of histories, by seeds and by Hypothesis: whatever fails, nothing is lost, doubled, or left undecided."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.sim.faults import PORTS
from tests.sim.history import CUSTOMERS, OUTAGES, STEPS, WAITS, WEIGHTS, begin, end, play, take
from tests.sim.many import HISTORIES, play_many, summary
from tests.sim.quiet import hushed

_TOUCHES = sorted(set(WEIGHTS) - {"wait", "kill", "down"})


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with hushed():
        yield


@pytest.mark.timeout(600)
def test_two_thousand_histories_violate_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = play_many(HISTORIES)
    with capsys.disabled():
        sys.stdout.write(f"\n  {summary(outcomes)}\n")
    bad = [f"{outcome.replay}   ({outcome.violations[0]})" for outcome in outcomes if outcome.violations]
    assert not bad, "\n".join(bad[:10])


def test_a_seed_tells_everything() -> None:
    first = play(7)
    assert first == play(7)
    # …and so does the line that a failure prints.
    seed, *steps = first.replay.split()[3:]
    assert play(seed, steps) == first


class AnyDay(RuleBasedStateMachine):
    """Hypothesis chooses the steps, and makes a failing history as short as it can."""

    @initialize(seed=st.integers(0, 2**32))
    def dawn(self, seed: int) -> None:
        self.seed = seed
        self.world = begin(seed)
        self.steps: list[str] = []

    @rule(kind=st.sampled_from(_TOUCHES), chat=st.integers(0, CUSTOMERS - 1), n=st.integers(0, 1))
    def touch(self, kind: str, chat: int, n: int) -> None:
        self._take(f"{kind}:{chat}:{n}")

    @rule(role=st.sampled_from(("say", "reply", "look")), chat=st.integers(0, CUSTOMERS - 1))
    def talk(self, role: str, chat: int) -> None:
        self._take(f"{role}:{chat}:0")

    @rule(seconds=st.sampled_from(WAITS))
    def wait(self, seconds: str) -> None:
        self._take(f"wait:{seconds}")

    @rule(call=st.integers(1, 6), when=st.sampled_from(("before", "after")))
    def kill(self, call: int, when: str) -> None:
        self._take(f"kill:{call}:{when}")

    @precondition(lambda self: not self.world.ports.weather.down_until)
    @rule(port=st.sampled_from(PORTS), seconds=st.sampled_from(OUTAGES))
    def break_down(self, port: str, seconds: str) -> None:
        self._take(f"down:{port}:{seconds}")

    def _take(self, step: str) -> None:
        self.steps.append(step)
        take(self.world, step)

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        outcome = end(self.world, self.seed, self.steps)
        assert not outcome.violations, f"{outcome.replay}   {outcome.violations}"


TestAnyDay = AnyDay.TestCase
TestAnyDay.settings = settings(
    max_examples=60,
    stateful_step_count=STEPS,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
