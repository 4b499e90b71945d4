"""How a mail ended, as the ledger has it: recorded once, and given way only to what is known better."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from support_chat import realtime
from support_chat.effects import Publish
from support_chat.ledger import EmailBlock, Mail, MailState
from support_chat.model import Chat
from support_chat.patience import Patience
from support_chat.receipts import Receipt
from support_chat.store import Store
from support_chat.telemetry import count, logger


def tell_nobody(events: list[realtime.Event]) -> bool:  # noqa: ARG001  (the protocol's name)
    """For whoever has no realtime service at hand."""
    return True


class Settlement:
    """Writes the ledger: what the mailer knows at once, and what SES tells later, in any order and any number."""

    def __init__(
        self,
        store: Store,
        publish: Publish = tell_nobody,
        patience: Patience | None = None,
        *,
        mail_to_visitors: bool = False,
    ) -> None:
        self._store = store
        self._publish = publish
        self._patience = patience or Patience()
        self._mail_to_visitors = mail_to_visitors

    def end(self, chat: Chat, mail: Mail) -> None:
        """End the chat's unread streak without a mail in flight. One attempt: the decision stands on this `chat`."""
        settled = chat.mail_settled(mail)
        self._store.save(chat, settled, mail=mail)
        self._tell(settled, mail)

    def record(self, chat_id: UUID, mail: Mail) -> None:
        """How a claimed mail ended."""
        told = {"state": mail.state, "reason": mail.reason, "ses_message_id": mail.ses_message_id}
        self._patience.retry(lambda: self._write(chat_id, mail.id, mail.through_seq, told, None))

    def receive(self, receipt: Receipt) -> MailState | None:
        """What SES tells. The mail's new state, or None where it was known already."""
        told = {
            "state": receipt.state,
            "reason": receipt.reason,
            "at": receipt.at,
            "ses_message_id": receipt.ses_message_id,
        }
        mail = self._patience.retry(
            lambda: self._write(receipt.chat_id, receipt.mail_id, receipt.through_seq, told, receipt.block)
        )
        if mail and mail.state is not MailState.SENT:  # the mailer counts what it sends
            count(f"Mail{mail.state.capitalize()}")
        return mail.state if mail else None

    def _write(
        self, chat_id: UUID, mail_id: UUID, through_seq: int, told: dict[str, Any], block: EmailBlock | None
    ) -> Mail | None:
        chat = self._store.chat(chat_id)
        if chat is None:  # erased since
            return None
        in_flight = chat.mail_claim is not None and chat.mail_claim.id == mail_id
        held = chat.mail_claim if in_flight else self._store.mail(chat_id, through_seq)
        if held is None or held.id != mail_id:
            logger.warning("mail_unknown", extra={"chat_id": str(chat_id), "mail_id": str(mail_id)})
            held = None
        mail = held.model_copy(update=told) if held and told["state"].outranks(held.state) else None
        new = _with_mail(chat, mail, block, in_flight=in_flight)
        if new is not chat:
            self._store.save(chat, new, mail=mail)
        if mail:
            self._tell(new, mail)
        return mail

    def _tell(self, chat: Chat, mail: Mail) -> None:
        """One line of the log, ids and codes only; and the agents, if they can be reached."""
        facts = {"chat_id": str(chat.id), "mail_id": str(mail.id), "state": mail.state, "reason": mail.reason}
        logger.info("mail", extra=facts)
        self._publish([realtime.mail_updated(chat, mail, chat.email_state(self._mail_to_visitors))])


def _with_mail(chat: Chat, mail: Mail | None, block: EmailBlock | None, *, in_flight: bool) -> Chat:
    """The chat after this news; the very same where it is none."""
    new = chat
    if mail:
        new = chat.mail_settled(mail) if in_flight else chat.mail_corrected()
    return new.email_blocked(block) if block else new
