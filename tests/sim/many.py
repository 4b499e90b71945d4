"""Many histories, on every processor at hand, and what ran: python -m tests.sim.many [HOW MANY] [FIRST SEED]"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

from tests.sim.history import Outcome, play
from tests.sim.quiet import hushed

T = TypeVar("T")
R = TypeVar("R")

HISTORIES = 2000


def on_all_processors(work: Callable[[T], R], pieces: Sequence[T]) -> Iterable[R]:
    """`work` on each piece, in processes of their own; the answers as they come, in order."""
    with ProcessPoolExecutor(min(os.cpu_count() or 1, 8), mp_context=get_context("spawn")) as processes:
        yield from processes.map(work, pieces)


def play_all(seeds: Sequence[int]) -> list[Outcome]:
    """Play these seeds' histories, one after another."""
    with hushed():
        return [play(seed) for seed in seeds]


def play_many(histories: int, first: int = 0) -> list[Outcome]:
    """Play so many histories on all processors."""
    seeds = range(first, first + histories)
    pieces = [seeds[at : at + 50] for at in range(0, histories, 50)]
    return [outcome for outcomes in on_all_processors(play_all, pieces) for outcome in outcomes]


def summary(outcomes: Sequence[Outcome]) -> str:
    """What ran, in one line."""
    bad = sum(bool(outcome.violations) for outcome in outcomes)
    messages, mails = sum(o.messages for o in outcomes), sum(o.mails for o in outcomes)
    calls, faults = sum(o.calls for o in outcomes), sum(o.faults for o in outcomes)
    return (
        f"{len(outcomes):,} histories: {messages:,} messages, {mails:,} mails, {calls:,} calls of services, "
        f"{faults:,} faults, {bad} violated"
    )


def main(arguments: list[str]) -> int:
    started = time.monotonic()
    outcomes = play_many(int(arguments[0]) if arguments else HISTORIES, int(arguments[1]) if arguments[1:] else 0)
    for outcome in [outcome for outcome in outcomes if outcome.violations][:10]:
        sys.stdout.write(f"{outcome.replay}\n    {outcome.violations[0]}\n")
    sys.stdout.write(f"{summary(outcomes)}, {time.monotonic() - started:.0f} s\n")
    return 1 if any(outcome.violations for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
