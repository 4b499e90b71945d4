"""What a chat's head holds for the mail about unread replies, and the rules of that."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from support_chat.frozen import Frozen
from support_chat.instant import Instant, to_milliseconds
from support_chat.ledger import EmailBlock, EmailState, Mail
from support_chat.people import VISITOR

# How long a claimed mail may stay unrecorded before it counts as uncertain. Longer than the mailer can run (30 s).
CLAIM_LEASE = timedelta(minutes=2)


class MailedHead(Frozen):
    """A head's owner, and what became of the mail to them.

    `version` grows by one with each write, and each write is conditional on the version it read.
    """

    version: int = 0
    user_id: str
    user_email: str
    email_verified: bool | None = None
    unsubscribe_secret: str

    mail_due_at: Instant | None = None  # when the check for the running unread streak is due
    mail_claim: Mail | None = None  # a mail that is being sent right now, or whose sender died
    mail_settled_seq: int = 0  # up to here every agent message was read, mailed, skipped or failed
    unsubscribed_at: Instant | None = None
    email_block: EmailBlock | None = None  # of the address it names, which need not be the owner's any more

    @property
    def visitor(self) -> bool:
        """Whether nobody has signed its owner in."""
        return self.user_id.startswith(VISITOR)

    def email_state(self, mail_to_visitors: bool) -> EmailState | None:
        """Why no mail goes to this chat's owner; None where mail works."""
        if self.unsubscribed_at:
            return "unsubscribed"
        if self.email_block and self.email_block.concerns(self.user_email):
            return self.email_block.reason
        if not self.user_email:
            return "no_address"
        vouched_for = self.email_verified is not False or (self.visitor and mail_to_visitors)
        return None if vouched_for else "unverified"

    @property
    def mail_wake_at(self) -> datetime | None:
        """When somebody must look at this chat's mail again: a streak falls due, or a claim outlives its lease."""
        lease_ends = self.mail_claim.at + CLAIM_LEASE if self.mail_claim else None
        return min((at for at in (self.mail_due_at, lease_ends) if at), default=None)

    def _with(self, **changes: object) -> Self:
        return self.model_copy(update={"version": self.version + 1, **changes})

    def opted_out(self, now: datetime) -> Self:
        """The chat whose owner wants no more mail; repeatable."""
        return self if self.unsubscribed_at else self._with(unsubscribed_at=to_milliseconds(now))

    def opted_in(self) -> Self:
        """The chat whose owner wants mail again."""
        return self._with(unsubscribed_at=None) if self.unsubscribed_at else self

    def mail_put_off(self, until: datetime | None) -> Self:
        """The chat whose mail is to be looked at again at `until`, or not at all."""
        return self._with(mail_due_at=until and to_milliseconds(until))

    def mail_claimed(self, mail: Mail) -> Self:
        """The chat while `mail` is being sent. A reply that comes now begins a streak of its own."""
        return self._with(mail_claim=mail, mail_due_at=None)

    def mail_released(self, retry_at: datetime) -> Self:
        """The chat whose claimed mail surely was not sent."""
        return self._with(mail_claim=None, mail_due_at=to_milliseconds(retry_at))

    def mail_settled(self, mail: Mail) -> Self:
        """The chat for whose messages up to `mail.through_seq` the question of mail has ended."""
        claimed = self.mail_claim is not None and self.mail_claim.id == mail.id
        return self._with(
            mail_settled_seq=max(self.mail_settled_seq, mail.through_seq),
            mail_claim=None if claimed else self.mail_claim,
            mail_due_at=self.mail_due_at if claimed else None,
        )

    def mail_corrected(self) -> Self:
        """The chat when SES told more about a mail that had ended: the version of the head guards its line."""
        return self._with()

    def email_blocked(self, block: EmailBlock) -> Self:
        """The chat that sends no mail to an address any more; repeatable, and in any order."""
        held = self.email_block
        if held and held.concerns(block.address) and held.reason in (block.reason, "complained"):
            return self
        if held and held.concerns(self.user_email) and not block.concerns(self.user_email):
            return self  # late news of an address that is not the owner's any more
        return self._with(email_block=block)
