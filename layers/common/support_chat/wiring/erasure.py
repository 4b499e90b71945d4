"""The parts of an erasure."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from support_chat.erasure import Erasure
from support_chat.erasure_log import Erased, ErasureLog
from support_chat.wiring import Wiring


class ErasureWiring(Wiring):
    """What forgets a customer."""

    @cached_property
    def erasure(self) -> Erasure:
        """Nothing held about a customer any more."""
        return Erasure(self.table, self._publish, self._log_erasure, self.now)

    def _log_erasure(self, erased: Erased, at: datetime) -> None:
        self._erasure_log.add(erased, at)

    @cached_property
    def _erasure_log(self) -> ErasureLog:
        return ErasureLog(self._clients.s3, self.settings.erasure_log)
