"""A switch that several people press at once: which value may it have in the end?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass
class _Operation(Generic[T]):
    value: T
    started: float
    ended: float = math.inf  # when it was acknowledged; what never was may take effect at any time
    acked: bool = False


class Register(Generic[T]):
    """Remembers who set what, and when they were told that it worked."""

    def __init__(self, first: T) -> None:
        self._operations: dict[object, _Operation[T]] = {None: _Operation(first, -math.inf, -math.inf, acked=True)}

    def begin(self, value: T, now: float, key: object) -> None:
        self._operations.setdefault(key, _Operation(value, now))

    def end(self, key: object, now: float) -> None:
        """It was acknowledged; a key that nobody began is none of this register's."""
        operation = self._operations.get(key)
        if operation and not operation.acked:
            operation.ended, operation.acked = now, True

    def may_be(self, value: T) -> bool:
        """Whether some operation set this value and no acknowledged one began after it had ended."""
        operations = list(self._operations.values())
        last_acked_start = max(op.started for op in operations if op.acked)
        return any(op.value == value and op.ended >= last_acked_start for op in operations)
