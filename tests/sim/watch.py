"""What must hold at every commit, not only in the end: judged from outside, by rules written a second time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from support_chat.ledger import Mail, MailState
from support_chat.model import Chat, Entry, Sender
from tests.sim.kernel import Kernel, Task
from tests.sim.partition import Partition, agents_messages

_GROWING = ("last_seq", "read_seq", "viewed_seq", "mail_settled_seq", "last_user_seq")


@dataclass(frozen=True)
class Claimed:
    """A claim that was committed: by whom, and on which chat."""

    before: Chat
    mail: Mail
    task: Task | None
    at: float


class Watch:
    """Told of each commit by the table."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self.violations: list[str] = []
        self.claims: dict[UUID, Claimed] = {}

    def __call__(
        self, partition: Partition, old: Chat | None, new: Chat, entry: Entry | None, mail: Mail | None
    ) -> None:
        if old is None:
            return
        self._require(new.version > old.version, new, "the version grows with each write")
        for name in _GROWING:
            self._require(getattr(new, name) >= getattr(old, name), new, f"{name} never falls")
        self._require(new.last_seq == old.last_seq + bool(entry), new, "last_seq counts the messages")
        self._require(new.unread_count >= 0, new, "unread_count is not negative")
        if entry:
            self._watch_entry(old, new, entry)
        if new.viewed_seq != old.viewed_seq:
            viewer = self._kernel.task is None or self._kernel.task.name == "admin open"
            self._require(viewer and new.viewed_seq == old.last_seq, new, "only a look by an agent marks as viewed")
        waiting_since = _waiting_since(old, new, entry)
        self._require(new.waiting_since == waiting_since, new, f"a customer waits since {waiting_since}")
        if mail:
            self._watch_end(partition, old, new, mail)
        if old.mail_claim and new.mail_claim:
            self._require(old.mail_claim.id == new.mail_claim.id, new, "a claim is not taken from who holds it")
        elif new.mail_claim:
            self._watch_claim(old, new, new.mail_claim)
        self._watch_alarm(partition, new)

    def _watch_entry(self, old: Chat, new: Chat, entry: Entry) -> None:
        message = entry.message
        self._require(message.seq == new.last_seq, new, "a message takes the next seq")
        if old.last_message_at:
            self._require(message.created_at >= old.last_message_at, new, "time does not run backwards within a chat")
        if message.sender_type is Sender.USER:
            self._require(not new.archived, new, "a customer's message brings the chat back")
        else:
            self._require(new.archived == old.archived, new, "a reply leaves the archive mark alone")
            kept = old.mail_due_at is None or new.mail_due_at == old.mail_due_at
            self._require(kept, new, "a reply does not postpone the mail for those before it")

    def _watch_claim(self, old: Chat, new: Chat, claim: Mail) -> None:
        self._require(claim.from_seq > old.read_seq, new, "no claim for what was read")
        self._require(claim.from_seq > old.mail_settled_seq, new, "no claim for what is settled")
        self._require(not _why_not(old), new, f"no claim for a chat that is {_why_not(old)}")
        self.claims[claim.id] = Claimed(old, claim, self._kernel.task, self._kernel.now)

    def _watch_end(self, partition: Partition, old: Chat, new: Chat, mail: Mail) -> None:
        claim = self.claims.get(mail.id)
        if mail.reason == "sender died" and claim and claim.task:
            self._require(claim.task.thread.dead, new, "a sender that lives is not given up")
        if mail.state is MailState.SKIPPED:
            covered = [message for message in agents_messages(partition) if mail.covers(message.seq)]
            reasons = _why_not(old) if any(not message.unsent_at for message in covered) else {"unsent"}
            self._require(str(mail.reason) in reasons, new, f"skipped as {mail.reason}, rightly")

    def _watch_alarm(self, partition: Partition, new: Chat) -> None:
        """Whatever is unread and unsettled can be found by the sweep."""
        covered = max(new.read_seq, new.mail_settled_seq, new.mail_claim.through_seq if new.mail_claim else 0)
        if new.last_seq == covered or new.unread_count == 0:
            unsent = any(message.unsent_at and message.seq > covered for message in agents_messages(partition))
            quiet = new.unread_count > 0 or new.mail_due_at is None
            self._require(quiet or unsent, new, "nothing unread, nothing due, but to say that it was unsent")
            return
        if not new.mail_due_at:
            last = agents_messages(partition)[-20:]
            waiting = any(message.seq > covered and not message.unsent_at for message in last)
            self._require(not waiting, new, "an unread reply that is not settled is due at some time")
        else:
            late = new.mail_due_at > self._kernel.true_time + timedelta(minutes=6)
            self._require(not late, new, "the due time lies at most a delay ahead")

    def _require(self, holds: bool, chat: Chat, rule: str) -> None:
        if not holds:
            task = self._kernel.task.name if self._kernel.task else "a late write"
            self.violations.append(f"at {self._kernel.now:.3f}s, {task}, {chat.user_id}: {rule}")


def _waiting_since(old: Chat, new: Chat, entry: Entry | None) -> datetime | None:
    """When the first message came that no agent answered or put away."""
    if entry and entry.message.sender_type is Sender.USER:
        return old.waiting_since or entry.message.created_at
    return None if entry or (new.archived and not old.archived) else old.waiting_since


def _why_not(chat: Chat) -> set[str]:
    """All reasons why no mail may go to this chat's owner."""
    reasons = {
        "archived": chat.archived_at is not None,
        "unsubscribed": chat.unsubscribed_at is not None,
        "no_address": not chat.user_email,
        # The simulated deployment mails visitors where they say.
        "unverified": chat.email_verified is False and not chat.user_id.startswith("visitor:"),
    }
    block = chat.email_block
    if block and block.address.casefold() == chat.user_email.casefold():
        reasons[block.reason] = True
    return {reason for reason, holds in reasons.items() if holds}
