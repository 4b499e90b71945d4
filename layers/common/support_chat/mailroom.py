"""The e-mail for replies nobody read: check, claim, send once, record; and the sweep that repairs what was missed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from botocore.exceptions import ClientError

from support_chat.effects import Publish, ScheduleCheck
from support_chat.errors import Conflict, MailPostponed, MailRefused, MailUncertain, SupportChatError
from support_chat.ledger import Mail, MailState
from support_chat.mail_decision import End, NothingDue, NotYet, decide_mail, standing
from support_chat.model import Chat, Entry, Message, Sender
from support_chat.patience import Patience
from support_chat.settlement import Settlement, tell_nobody
from support_chat.store import Store
from support_chat.telemetry import cause, concerning, count, logger, measure, where

# More unread replies than this are counted, not read: the mail shows the newest only.
_UNREAD_READ = 100
# The one-shot has the first word; the sweep takes what is this much overdue. Scheduler fires up to 60 s late.
SWEEP_GRACE = timedelta(seconds=75)
# Chats of each shard that are asked for at once.
SWEEP_BATCH = 25
# A sweep begins no further chat after this: the function has 90 s, and one chat may take 45.
SWEEP_BUDGET = timedelta(seconds=40)
RETRY_MAIL_AFTER = timedelta(seconds=60)


class SendEmail(Protocol):
    """Sends the mail once; SES's message id. Raises MailPostponed, MailRefused or MailUncertain."""

    def __call__(self, chat: Chat, mail: Mail, newest: Message) -> str: ...


class Mailroom:
    """Decides, sends and records. The chat's head is the truth; the one-shot is only the alarm clock."""

    def __init__(
        self,
        store: Store,
        send_email: SendEmail,
        schedule_check: ScheduleCheck,
        now: Callable[[], datetime],
        *,
        mail_delay: timedelta,
        mail_to_visitors: bool = False,
        publish: Publish = tell_nobody,
        patience: Patience | None = None,
    ) -> None:
        self._store = store
        self._send_email = send_email
        self._schedule_check = schedule_check
        self._now = now
        self._mail_delay = mail_delay
        self._patience = patience or Patience()
        self._mail_to_visitors = mail_to_visitors
        self._settlement = Settlement(store, publish, self._patience, mail_to_visitors=mail_to_visitors)

    def check(self, chat_id: UUID) -> MailState | None:
        """Settle the chat's unread streak if it is due. How it ended, or None where nothing was to do."""
        with concerning(chat_id=str(chat_id)):
            tried: list[_Claim] = []
            claim = self._patience.retry(lambda: self._decide(chat_id, tried))
            end = self._send(claim) if isinstance(claim, _Claim) else claim
            if end:
                count(f"Mail{end.capitalize()}" if end is not MailState.SENDING else "MailPostponed")
            return end

    def sweep(self) -> list[MailState]:
        """Check every chat whose mail is overdue: a lost alarm, a refusing Scheduler, a mailer that died."""
        stop_at = self._now() + SWEEP_BUDGET
        ends: list[MailState] = []
        looked_at: set[UUID] = set()
        found = self._woken()
        measure("MailAge", max([(self._now() - since).total_seconds() for _, since in found], default=0))
        while overdue := [chat_id for chat_id, _ in found if chat_id not in looked_at]:
            for chat_id in overdue:
                if self._now() > stop_at:
                    return ends
                looked_at.add(chat_id)
                end = self._check_or_set_aside(chat_id)
                if end:
                    ends.append(end)
            found = self._woken()  # the index may be behind: what was looked at in this sweep is not news
        return ends

    def _woken(self) -> list[tuple[UUID, datetime]]:
        return self._store.mail_to_look_at(self._now() - SWEEP_GRACE, SWEEP_BATCH)

    def _check_or_set_aside(self, chat_id: UUID) -> MailState | None:
        """One chat that cannot be checked must not keep the others waiting, now or in the next sweep."""
        try:
            return self.check(chat_id)
        except Exception as error:
            facts = {"chat_id": str(chat_id), "error": cause(error), "where": where(error)}
            logger.error("sweep_failed", extra=facts)
            count("SweepFailed")
        try:
            self._store.set_mail_aside(chat_id, self._now())
        except (SupportChatError, ClientError) as error:
            logger.warning("not_set_aside", extra={"chat_id": str(chat_id), "error": cause(error)})
        return None

    def _decide(self, chat_id: UUID, tried: list[_Claim]) -> _Claim | MailState | None:
        chat = self._store.chat(chat_id)
        if chat is None:  # erased since the alarm was set
            return None
        # A claim whose write went unanswered may stand: then it is ours, and nothing was sent yet.
        for claim in tried:
            if chat.mail_claim and chat.mail_claim.id == claim.mail.id:
                return claim
        unread = self._unread(chat)
        decision = decide_mail(
            chat, unread, now=self._now(), delay=self._mail_delay, mail_to_visitors=self._mail_to_visitors
        )
        if isinstance(decision, NothingDue):
            return None
        if isinstance(decision, NotYet):
            self._put_off(chat, decision.at)
            return None
        if isinstance(decision, End):
            self._settlement.end(chat, decision.mail)
            return decision.mail.state
        # Conditional on the version the decision was made on: read, archived or opted out since, and it fails.
        claimed = chat.mail_claimed(decision.mail)
        shown = standing(unread)
        tried.append(_Claim(claimed, decision.mail, shown[-1], [str(reply.client_message_id) for reply in shown]))
        self._store.save(chat, claimed)
        return tried[-1]

    def _put_off(self, chat: Chat, until: datetime | None) -> None:
        if until != chat.mail_due_at:
            self._store.save(chat, chat.mail_put_off(until))
        if until:
            self._schedule_check(chat.id, until)

    def _send(self, claim: _Claim) -> MailState:
        mail = claim.mail
        ids = {"mail_id": str(mail.id), "correlation_id": str(claim.newest.client_message_id), "covers": claim.covers}
        with concerning(**ids):
            try:
                ses_message_id = self._send_email(claim.chat, mail, claim.newest)
            except MailPostponed as error:
                logger.warning("mail_postponed", extra={"reason": str(error)})
                self._release(claim.chat.id, mail)
                return MailState.SENDING
            except MailRefused as error:
                ended = mail.model_copy(update={"state": MailState.FAILED, "reason": str(error)})
            except MailUncertain as error:
                ended = mail.model_copy(update={"state": MailState.UNCERTAIN, "reason": str(error)})
            else:
                ended = mail.model_copy(update={"state": MailState.SENT, "ses_message_id": ses_message_id})
            self._settlement.record(claim.chat.id, ended)
            return ended.state

    def _release(self, chat_id: UUID, mail: Mail) -> None:
        """Let the streak fall due again, for as long as the claim is still ours."""
        retry_at = self._now() + RETRY_MAIL_AFTER

        def attempt() -> None:
            chat = self._store.chat(chat_id)
            if chat and chat.mail_claim and chat.mail_claim.id == mail.id:
                self._store.save(chat, chat.mail_released(retry_at))

        self._patience.retry(attempt)

    def _unread(self, chat: Chat) -> list[Message]:
        """The oldest unread and unsettled agent messages, and the chat's newest."""
        after = max(chat.read_seq, chat.mail_settled_seq)
        entries, has_more = self._store.after(chat.id, after, _UNREAD_READ, consistent=True)
        if not entries and chat.last_seq > after:
            raise Conflict("the head is ahead of its messages")
        found = _agents(entries)
        while has_more and not standing(found):  # so many unsent ones that a reply may stand behind them
            entries, has_more = self._store.after(chat.id, entries[-1].message.seq, _UNREAD_READ, consistent=True)
            found += _agents(entries)
        if has_more:
            found += _agents(self._store.after(chat.id, chat.last_seq - 1, 1, consistent=True)[0])
        return found


def _agents(entries: list[Entry]) -> list[Message]:
    return [entry.message for entry in entries if entry.message.sender_type is Sender.ADMIN]


@dataclass(frozen=True)
class _Claim:
    """A mail that is ours to send. `newest`: the message it shows; `covers`: the ids of its replies in the logs."""

    chat: Chat
    mail: Mail
    newest: Message
    covers: list[str]
