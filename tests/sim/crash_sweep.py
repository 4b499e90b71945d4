"""A crash at every effect of every use case, before and after it.

python -m tests.sim.crash_sweep [USE CASE [CALL WHEN]]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from tests.sim.kernel import Task
from tests.sim.quiet import hushed
from tests.sim.use_cases import USE_CASES, UseCase, begin
from tests.sim.world import World


@dataclass(frozen=True)
class Point:
    """One crash: at the n-th call of a service, before or after its effect."""

    use_case: UseCase
    call: int
    when: str
    service: str

    @property
    def replay(self) -> str:
        """The one line that repeats it."""
        return f".venv/bin/python -m tests.sim.crash_sweep {self.use_case.name!r} {self.call} {self.when}"


def run(use_case: UseCase, crash_at: tuple[int, str] | None) -> tuple[Task | None, list[str]]:
    """Do what comes before in peace, let the invocation die, let the world go on; the invocation, and violations."""
    world, chat = begin()
    for step in use_case.before:
        step(world, chat)
    found = _doom(world, use_case.task, crash_at)
    use_case.start(world, chat)
    world.kernel.run(20.0)
    violations = world.settle()
    return (found[0] if found else None), violations


def _doom(world: World, name: str, crash_at: tuple[int, str] | None) -> list[Task]:
    """From now on, the first invocation of this name dies there."""
    found: list[Task] = []

    def begun(task: Task) -> None:
        if task.name == name and not found:
            found.append(task)
            task.crash_at = crash_at

    world.server.begun = begun
    return found


def points(use_case: UseCase) -> Iterator[Point]:
    """Every place where the use case can die."""
    task, violations = run(use_case, None)
    if task is None or violations:
        raise AssertionError(f"{use_case.name}, without any crash: {violations or 'never ran'}")
    for call, service in enumerate(task.calls, 1):
        for when in ("before", "after"):
            yield Point(use_case, call, when, service)


def sweep(use_cases: tuple[UseCase, ...] = USE_CASES) -> Iterator[tuple[Point, list[str]]]:
    """Each point, and what it violated."""
    for use_case in use_cases:
        for point in points(use_case):
            yield point, run(use_case, (point.call, point.when))[1]


def main(arguments: list[str]) -> int:
    started, count, bad = time.monotonic(), 0, 0
    chosen = tuple(one for one in USE_CASES if not arguments or one.name == arguments[0])
    with hushed():
        for point, violations in sweep(chosen):
            if arguments[1:] and [str(point.call), point.when] != arguments[1:3]:
                continue
            count += 1
            bad += bool(violations)
            if violations:
                sys.stdout.write(f"{point.replay}   ({point.service})\n")
                sys.stdout.writelines(f"    {violation}\n" for violation in violations)
    seconds = time.monotonic() - started
    sys.stdout.write(f"{count} crash points of {len(chosen)} use cases, {bad} violated, {seconds:.0f} s\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
