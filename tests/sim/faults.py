"""What goes wrong at a port, how often, and for how long a service is down."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from random import Random
from typing import TypeVar

from support_chat.errors import SupportChatError
from tests.sim.kernel import Kernel, Killed

T = TypeVar("T")

PORTS = ("read", "write", "pusher", "scheduler", "ses", "network", "invoke")


class Fault(Enum):
    """What happens to one call of a port."""

    NONE = "answered"
    REFUSED = "refused, without effect"
    SILENT_BEFORE = "no answer, without effect"
    SILENT_AFTER = "no answer, with effect"
    SILENT_LATE = "no answer, and the effect comes later"
    REPEATED = "the client library repeated a call that had worked"
    CRASH_BEFORE = "the function died before the effect"
    CRASH_AFTER = "the function died after the effect"


_CRASHES = (Fault.CRASH_BEFORE, Fault.CRASH_AFTER)
_ERRORS = (Fault.REFUSED, Fault.SILENT_BEFORE, Fault.SILENT_AFTER, Fault.SILENT_LATE, Fault.REPEATED)


@dataclass
class Weather:
    """How often each port fails (0 to 1), how often a function dies in a call, and which service is down until when."""

    rates: dict[str, float] = field(default_factory=lambda: dict.fromkeys(PORTS, 0.0))
    crash_rate: float = 0.0
    down_until: dict[str, float] = field(default_factory=dict)

    @classmethod
    def even(cls, rate: float, crash_rate: float = 0.0) -> Weather:
        """The same rate on every port."""
        return cls(dict.fromkeys(PORTS, rate), crash_rate)

    @classmethod
    def swarm(cls, dice: Random) -> Weather:
        """Each port by its own dice: often calm, seldom wild, so that faults meet in many mixtures."""
        rates = {port: dice.choice((0.0, 0.0, 0.02, 0.05, 0.2, 0.4)) for port in PORTS}
        return cls(rates, dice.choice((0.0, 0.0, 0.01, 0.03, 0.1)))

    def clear_up(self) -> None:
        """From now on everything works."""
        self.rates = dict.fromkeys(PORTS, 0.0)
        self.crash_rate = 0.0
        self.down_until.clear()


class Ports:
    """Every call of a service goes through here: it takes time, it may fail, it may be the last of its function."""

    def __init__(self, kernel: Kernel, weather: Weather) -> None:
        self.kernel = kernel
        self.weather = weather
        self.faults = 0
        self.calls = 0

    def down(self, port: str) -> bool:
        """Whether the service is in an outage."""
        return self.weather.down_until.get(port, 0.0) > self.kernel.now

    def hits(self, port: str) -> bool:
        """Whether this once the port fails; counted."""
        rate = self.weather.rates[port]
        if self.down(port) or (rate and self.kernel.random.random() < rate):
            self.faults += 1
            return True
        return False

    def call(self, port: str, name: str, effect: Callable[[], T]) -> tuple[Fault, T | None]:
        """Let time pass, perhaps have the effect, and say what happened. Dies where the plan or the dice say so."""
        kernel, task = self.kernel, self.kernel.task
        assert task is not None, f"{name} was called outside a function"
        fault = self._fault(port)
        task.calls.append(name)
        planned = task.crash_at[1] if task.crash_at and task.crash_at[0] in (len(task.calls), name) else None
        self.calls += 1
        kernel.sleep(kernel.random.uniform(0.002, 0.03))
        if fault is Fault.CRASH_BEFORE or planned == "before":
            raise Killed(f"before {name}")
        result = None
        if fault in (Fault.NONE, Fault.SILENT_AFTER, Fault.CRASH_AFTER, Fault.REPEATED):
            result = effect()
        elif fault is Fault.SILENT_LATE:
            kernel.after(kernel.random.uniform(0.01, 8.0), lambda: _quietly(effect))
        if fault is Fault.CRASH_AFTER or planned == "after":
            raise Killed(f"after {name}")
        if fault in (Fault.SILENT_BEFORE, Fault.SILENT_AFTER, Fault.SILENT_LATE):
            kernel.sleep(kernel.random.choice((0.05, 0.5, 2.0)))
        return fault, result

    def _fault(self, port: str) -> Fault:
        dice, weather = self.kernel.random, self.weather
        if self.hits(port):
            return Fault.REFUSED if self.down(port) else dice.choice(_ERRORS)
        if weather.crash_rate and dice.random() < weather.crash_rate:
            self.faults += 1
            return dice.choice(_CRASHES)
        return Fault.NONE


def _quietly(effect: Callable[[], object]) -> None:
    """A late effect answers nobody, and what it meets it keeps to itself."""
    with suppress(SupportChatError):
        effect()
