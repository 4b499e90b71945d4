"""Runs the functions and counts: instructions by callgrind, which repeat, and CPU time, which does not."""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.functions import events, taken_back, variants
from bench.functions.process import Arrangement, FunctionProcess
from bench.functions.world import World

Event = Callable[[], dict[str, Any]]
# The first request of each is its cold start's.
OPERATIONS: dict[str, tuple[Event, ...]] = {
    "user_api": (events.send, events.history, events.empty_poll, events.sign),
    "admin_api": (events.reply, events.inbox, events.sign_for_agent),
    "email_check": (events.alarm,),
    "public_api": (events.health,),
}
_WARM_UP = 3
_COUNTED = 10
_TIMED = 20
_TIMED_FUNCTIONS = ("user_api", "email_check")

Figures = dict[str, Any]


def measure(rounds: int) -> Figures:
    """What is counted and timed, by function and arrangement; see `_count`, `_taken_back` and `_in_rounds`."""
    variants.build()
    taken_back.build()
    with _world() as world:
        timed = _in_rounds(world, rounds)
        waited = _side_by_side(world, rounds)
    there = shutil.which("valgrind") is not None
    return {
        "counted": _counted() if there else None,
        "taken_back": _taken_back() if there else None,
        "timed": timed,
        "side_by_side": waited,
        "rounds": rounds,
    }


@contextmanager
def _world() -> Iterator[World]:
    with tempfile.TemporaryDirectory() as folder, World(Path(folder)) as world:
        yield world


def _counted() -> Figures:
    """Everything in callgrind, as many at once as there are processors: others do not change what is counted."""
    jobs = []
    with ThreadPoolExecutor(os.cpu_count() or 1) as running:
        for function in OPERATIONS:
            for name in ("naive", "ours", "resolver", "bare"):
                jobs.append((function, name, running.submit(_count, function, name)))
        found: Figures = {}
        for function, name, job in jobs:
            if result := job.result():
                found.setdefault(function, {})[name] = result
    return found


def _count(function: str, name: str) -> Figures | None:
    """Millions of instructions from the process's start to the first answer, and thousands a request later."""
    with _world() as world:
        arrangement = next((a for a in variants.arrangements(function, world) if a.name == name), None)
        if arrangement is None:
            return None
        operations = OPERATIONS[function]
        with FunctionProcess(arrangement, variants.PYTHON, counted=True) as process:
            process.invoke(operations[0]())
            first = process.look()
            warm = {operation.__name__: _count_requests(process, operation) for operation in operations}
    return {"cold": (first.instructions or 0) / 1e6, "modules": first.modules, "warm": warm}


def _taken_back() -> Figures:
    """Millions of instructions of a cold start for customers, without one measure each."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as running:
        return dict(running.map(_count_taken_back, taken_back.MEASURES))


def _count_taken_back(measure_: str) -> tuple[str, float]:
    with (
        _world() as world,
        FunctionProcess(taken_back.arrangement(measure_, world), variants.PYTHON, counted=True) as process,
    ):
        process.invoke(OPERATIONS["user_api"][0]())
        return measure_, (process.look().instructions or 0) / 1e6


def _count_requests(process: FunctionProcess, operation: Event) -> float:
    for _ in range(_WARM_UP):
        process.invoke(operation())
    process.look()
    for _ in range(_COUNTED):
        process.invoke(operation())
    return (process.look().instructions or 0) / 1e3 / _COUNTED


def _in_rounds(world: World, rounds: int) -> Figures:
    """CPU milliseconds, all arrangements in each round, so that a busy moment meets all of them: [median, least, most]
    of the cold start, of a request, and of one after every connection was closed."""
    seen: dict[str, dict[str, dict[str, list[float]]]] = {}
    for _ in range(rounds):
        for function in _TIMED_FUNCTIONS:
            arrangements = list(variants.arrangements(function, world))
            if function == "user_api":
                arrangements.append(variants.without_bytecode(function, world))
            for arrangement in arrangements:
                for what, milliseconds in _time(function, arrangement, world).items():
                    by_name = seen.setdefault(function, {}).setdefault(arrangement.name, {})
                    by_name.setdefault(what, []).append(milliseconds)
    return {
        function: {
            name: {what: [statistics.median(times), min(times), max(times)] for what, times in by_name.items()}
            for name, by_name in found.items()
        }
        for function, found in seen.items()
    }


def _side_by_side(world: World, rounds: int) -> Figures:
    """Milliseconds that an agent waits for a first reply where every service takes 30, [median, least, most]."""
    ours = next(variants.arrangements("admin_api", world))
    without = taken_back.arrangement(taken_back.SIDE_BY_SIDE, world, "admin_api")
    seen: dict[str, list[float]] = {"ours": [], "one after another": []}
    with FunctionProcess(ours, variants.PYTHON) as one, FunctionProcess(without, variants.PYTHON) as other:
        processes = dict(zip(seen, (one, other), strict=True))
        for process in processes.values():
            process.invoke(events.first_reply())
        world.answer_after(0.03)
        for _ in range(4 * rounds):
            for name, process in processes.items():
                started = time.perf_counter()
                process.invoke(events.first_reply())
                seen[name].append((time.perf_counter() - started) * 1000)
        world.answer_after(0)
    return {name: [statistics.median(times), min(times), max(times)] for name, times in seen.items()}


def _time(function: str, arrangement: Arrangement, world: World) -> dict[str, float]:
    operation = OPERATIONS[function][0]
    with FunctionProcess(arrangement, variants.PYTHON) as process:
        process.invoke(operation())
        cold = process.look()
        for _ in range(_WARM_UP):
            process.invoke(operation())
        started = process.look().cpu
        for _ in range(_TIMED):
            process.invoke(operation())
        warm = (process.look().cpu - started) / _TIMED
        world.hang_up()
        started = process.look().cpu
        process.invoke(operation())
        again = process.look().cpu - started - warm
        found = {"cold": cold.cpu, "warm": warm, "reconnecting": max(again, 0.0)}
        return {what: seconds * 1000 for what, seconds in found.items()} | {"rss_mb": cold.rss_kb / 1024}
