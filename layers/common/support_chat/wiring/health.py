"""The parts of health."""

from __future__ import annotations

from functools import cached_property

from support_chat.health import HealthBook
from support_chat.wiring import Wiring


class HealthWiring(Wiring):
    """Where the sweep writes, and anybody reads, whether all is well."""

    @cached_property
    def health(self) -> HealthBook:
        """What the checkup found."""
        return HealthBook(self.table, self.now)
