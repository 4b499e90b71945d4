"""The mail ledger's words: one line for each streak of unread replies, and the addresses that get no more mail."""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import Literal

from support_chat.frozen import Frozen
from support_chat.instant import Instant


class MailState(StrEnum):
    """How the mail for one streak of unread agent messages ended; a later one is the better knowledge.

    `SENDING` is the claim before the end is known. `BOUNCED` and `COMPLAINED` come back from SES, and so does
    `FAILED` for a mail that SES took and then refused.
    """

    SENDING = "sending"
    SKIPPED = "skipped"
    UNCERTAIN = "uncertain"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"

    def outranks(self, other: MailState) -> bool:
        """Whether this takes the place of `other` for the same mail, whichever came first."""
        known = list(MailState)
        return known.index(self) > known.index(other)


# `no_address`: a visitor who left none. `unverified`: nobody vouches for the address, and none such is mailed.
EmailState = Literal["unsubscribed", "bounced", "complained", "no_address", "unverified"]


class Mail(Frozen):
    """One line of the chat's mail ledger: it covers the agent messages `from_seq`..`through_seq`."""

    id: uuid.UUID
    from_seq: int
    through_seq: int
    state: MailState
    reason: str | None = None
    at: Instant
    ses_message_id: str | None = None

    def covers(self, seq: int) -> bool:
        """Whether the mail is about this message."""
        return self.from_seq <= seq <= self.through_seq


class EmailBlock(Frozen):
    """No more mail to this address: it does not exist, or its owner called our mail spam."""

    address: str
    reason: Literal["bounced", "complained"]

    def concerns(self, address: str) -> bool:
        """Whether `address` is the one, however it is written."""
        return self.address.casefold() == address.casefold()
