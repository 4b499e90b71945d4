"""Plants each known bug and reports what caught it: python -m tests.sim.plant [NAME …]"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from tests.sim.crash_sweep import sweep
from tests.sim.history import play
from tests.sim.many import on_all_processors
from tests.sim.plants_of_changes import CHANGE_PLANTS
from tests.sim.plants_of_clients import CLIENT_PLANTS
from tests.sim.plants_of_mail import MAIL_PLANTS
from tests.sim.plants_of_messages import MESSAGE_PLANTS
from tests.sim.quiet import hushed
from tests.sim.scenarios import SCENARIOS

PLANTS = {plants[0].__name__: plants for plants in (*MESSAGE_PLANTS, *CHANGE_PLANTS, *MAIL_PLANTS, *CLIENT_PLANTS)}
_FEW, _MORE = 25, 150


@dataclass(frozen=True)
class Caught:
    """What noticed the bug first, or None."""

    plant: str
    by: str | None
    violation: str = ""


def hunt(name: str) -> Caught:
    """Plant one bug and look for it: a few histories, the scenarios, the crashes, more histories."""
    with hushed(), ExitStack() as stack:
        for plant in PLANTS[name]:
            stack.enter_context(plant())
        try:
            for by, violations in _looks():
                if violations:
                    return Caught(name, by, violations[0].strip().splitlines()[-1])
        except Exception as error:  # a simulation that stumbles has noticed something, too
            return Caught(name, "an error of the simulation", repr(error))
    return Caught(name, None)


def _looks() -> Iterator[tuple[str, list[str]]]:
    for seed in range(_FEW):
        yield f"history {seed}", list(play(seed).violations)
    for scenario in SCENARIOS:
        yield f"scenario {scenario.__name__}", scenario().violations
    for point, violations in sweep():
        yield f"crash {point.when} {point.service} in {point.use_case.name!r}", violations
    for seed in range(_FEW, _MORE):
        yield f"history {seed}", list(play(seed).violations)


def main(arguments: list[str]) -> int:
    started, missed = time.monotonic(), 0
    names = arguments or list(PLANTS)
    for caught in on_all_processors(hunt, names):
        missed += caught.by is None
        told = f"caught by {caught.by}: {caught.violation[:110]}" if caught.by else "NOT CAUGHT"
        sys.stdout.write(f"{caught.plant}: {told}\n")
        sys.stdout.flush()
    seconds = time.monotonic() - started
    sys.stdout.write(f"{len(names) - missed} of {len(names)} planted bugs caught, {seconds:.0f} s\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
