"""The parts of the sweep."""

from __future__ import annotations

from functools import cached_property

from support_chat.expiry import Expiry
from support_chat.health import Checkup
from support_chat.wiring.erasure import ErasureWiring
from support_chat.wiring.health import HealthWiring
from support_chat.wiring.mail import MailWiring


class SweepWiring(MailWiring, ErasureWiring, HealthWiring):
    """What puts right what was left lying."""

    @cached_property
    def expiry(self) -> Expiry:
        """What is older than chats are kept."""
        return Expiry(self.table, self.erasure, self.settings.retention, self.now)

    @cached_property
    def checkup(self) -> Checkup:
        """Looks whether what the product stands on is well."""
        sender = self.settings.sender_email
        return Checkup(
            self.health, self.table, self._clients.ses_of_checkup, lambda: self._pusher_keys.probe(), self.now, sender
        )
