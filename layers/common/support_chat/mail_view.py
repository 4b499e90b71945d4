"""What agents see of the mail for one of their messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from support_chat.frozen import View
from support_chat.instant import Instant
from support_chat.ledger import Mail, MailState
from support_chat.model import Chat, Entry, Message, Sender


class MailView(View):
    """`due`: a mail goes out at `at` unless the message is read before. All others are the ledger's states."""

    state: MailState | Literal["due"]
    reason: str | None = None
    at: Instant


def mail_view(mail: Mail) -> MailView:
    """A line of the ledger, without what is only ours to know."""
    return MailView(state=mail.state, reason=mail.reason, at=mail.at)


def mail_of(message: Message, chat: Chat | None, mails: Sequence[Mail]) -> MailView | None:
    """What became of the mail about this message; None for one that was read or unsent before, and for the
    customer's own."""
    if message.sender_type is not Sender.ADMIN:
        return None
    ended = next((mail for mail in mails if mail.covers(message.seq)), None)
    if ended:
        return mail_view(ended)
    if message.read_at or message.unsent_at or chat is None or message.seq <= chat.read_seq:
        return None
    if chat.mail_claim and chat.mail_claim.covers(message.seq):
        return mail_view(chat.mail_claim)
    if chat.mail_due_at and message.seq > chat.mail_settled_seq:
        return MailView(state="due", at=chat.mail_due_at)
    return None


def mailed_span(entries: Sequence[Entry]) -> tuple[int, int] | None:
    """The first message of a page that the ledger may know, and how many there are; None where there is none."""
    seqs = [entry.message.seq for entry in entries if entry.message.sender_type is Sender.ADMIN]
    return (seqs[0], len(seqs)) if seqs else None


def undecided(entries: Sequence[Entry], mails: Sequence[Mail]) -> bool:
    """Whether some message is neither read nor in the ledger, so that only the head can tell about its mail."""
    return any(
        entry.message.sender_type is Sender.ADMIN
        and not (entry.message.read_at or entry.message.unsent_at)
        and not any(mail.covers(entry.message.seq) for mail in mails)
        for entry in entries
    )
