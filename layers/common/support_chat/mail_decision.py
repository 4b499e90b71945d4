"""Whether a mail is due for a chat's unread replies: pure, with the clock as an argument."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from support_chat.ledger import Mail, MailState
from support_chat.mail_head import CLAIM_LEASE
from support_chat.model import Chat, Message


@dataclass(frozen=True)
class NothingDue:
    """No unread streak waits, or somebody else is sending its mail right now."""


@dataclass(frozen=True)
class NotYet:
    """The streak's mail falls due later; `at` is None where no unread streak is left and the alarm can go."""

    at: datetime | None


@dataclass(frozen=True)
class End:
    """The streak ends without a mail from this check."""

    mail: Mail


@dataclass(frozen=True)
class Send:
    """The mail is due: claim it, send it once, record it."""

    mail: Mail


MailDecision = NothingDue | NotYet | End | Send


def standing(messages: Sequence[Message]) -> list[Message]:
    """Those that were not unsent."""
    return [message for message in messages if not message.unsent_at]


def decide_mail(
    chat: Chat, unread: Sequence[Message], *, now: datetime, delay: timedelta, mail_to_visitors: bool = False
) -> MailDecision:
    """What to do about the mail. `unread`: agent messages after both the read and the settled mark, oldest first,
    with those that were unsent."""
    if chat.mail_claim:
        if now < chat.mail_claim.at + CLAIM_LEASE:
            return NothingDue()
        # The sender died between its claim and its record. SES may have the mail: never send it again, but show it.
        return End(
            chat.mail_claim.model_copy(update={"state": MailState.UNCERTAIN, "reason": "sender died", "at": now})
        )
    if not chat.mail_due_at:
        return NothingDue()
    if not unread:
        return NotYet(None)
    told = standing(unread) or unread
    due_at = max(told[0].created_at + delay, chat.mail_due_at)
    if now < due_at:
        return NotYet(due_at)
    mail = Mail(id=uuid.uuid4(), from_seq=told[0].seq, through_seq=chat.last_seq, state=MailState.SENDING, at=now)
    reason = _why_not(chat, told, mail_to_visitors)
    if reason:
        return End(mail.model_copy(update={"state": MailState.SKIPPED, "reason": reason}))
    return Send(mail)


def _why_not(chat: Chat, told: Sequence[Message], mail_to_visitors: bool) -> str | None:
    if not standing(told):
        return "unsent"
    return "archived" if chat.archived else chat.email_state(mail_to_visitors)
