"""What SES tells about a mail after it took it: its events, as they come over EventBridge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from support_chat.ledger import EmailBlock, MailState

_REASON_LENGTH = 60


@dataclass(frozen=True)
class Receipt:
    """One mail's new state. `block`: no more mail to that address."""

    chat_id: UUID
    mail_id: UUID
    through_seq: int
    state: MailState
    at: datetime
    reason: str | None = None
    ses_message_id: str | None = None
    block: EmailBlock | None = None
    correlation_id: str | None = None


def receipt_of(event: dict[str, Any]) -> Receipt | None:
    """The receipt in an EventBridge event; None where it ends nothing: a delay, a soft bounce.

    SES sends events at least once and in any order. Raises `LookupError` or `ValueError` for what is not its event
    about a mail of ours.
    """
    detail = event["detail"]
    mail, kind = detail["mail"], detail["eventType"]
    # Each kind of event has its particulars under its own name: "Bounce" has detail.bounce.
    particulars: dict[str, Any] = detail.get(kind[0].lower() + kind[1:], {})
    state, reason = _meaning(kind, particulars)
    if state is None:
        return None
    tags = mail["tags"]
    return Receipt(
        chat_id=UUID(tags["chat_id"][0]),
        mail_id=UUID(tags["mail_id"][0]),
        through_seq=int(tags["through_seq"][0]),
        state=state,
        at=datetime.fromisoformat(particulars.get("timestamp", mail["timestamp"])),
        reason=reason and reason[:_REASON_LENGTH],
        ses_message_id=mail["messageId"],
        block=_block(state, mail["destination"][0]),
        correlation_id=tags.get("correlation_id", [None])[0],
    )


def _meaning(kind: str, particulars: dict[str, Any]) -> tuple[MailState | None, str | None]:
    match kind:
        case "Send" | "Delivery":
            return MailState.SENT, None
        case "Bounce" if particulars["bounceType"] == "Permanent":
            return MailState.BOUNCED, particulars.get("bounceSubType")
        case "Complaint":
            return MailState.COMPLAINED, particulars.get("complaintFeedbackType")
        case "Reject":
            return MailState.FAILED, particulars.get("reason")
        case _:
            return None, None


def _block(state: MailState, address: str) -> EmailBlock | None:
    if state is MailState.BOUNCED:
        return EmailBlock(address=address, reason="bounced")
    return EmailBlock(address=address, reason="complained") if state is MailState.COMPLAINED else None
