"""The parts of the mail."""

from __future__ import annotations

from functools import cached_property

from support_chat.mail import Letterhead, Mailer
from support_chat.mailroom import Mailroom
from support_chat.settlement import Settlement
from support_chat.wiring import Wiring


class MailWiring(Wiring):
    """What sends mails, and hears what became of them."""

    @cached_property
    def mailroom(self) -> Mailroom:
        """The e-mail check and its sweep."""
        settings = self.settings
        letterhead = Letterhead(settings.sender_email, settings.sender_name, settings.chat_link, settings.api_url)
        return Mailroom(
            self.store,
            Mailer(self._clients.ses, letterhead, settings.ses_configuration_set),
            self._schedule_check,
            self.now,
            mail_delay=settings.email_delay,
            mail_to_visitors=settings.visitors_mailed,
            publish=self._publish,
        )

    @cached_property
    def settlement(self) -> Settlement:
        """What SES tells about mails it took."""
        return Settlement(self.store, self._publish, mail_to_visitors=self.settings.visitors_mailed)
