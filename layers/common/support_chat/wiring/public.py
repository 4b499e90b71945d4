"""The parts of what is open to anybody."""

from __future__ import annotations

from functools import cached_property

from support_chat.desk import Desk
from support_chat.settlement import tell_nobody
from support_chat.wiring.health import HealthWiring


class PublicWiring(HealthWiring):
    """What needs no key."""

    @cached_property
    def link_desk(self) -> Desk:
        """The use cases of whoever holds a link from a mail: the store only, and nobody is told."""
        return Desk(self.store, tell_nobody, lambda _chat_id, _at: True, self.now, mail_delay=self.settings.email_delay)
