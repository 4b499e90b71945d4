"""The mail's rules: every agent message ends once, in a true state, mailed at most once, never too early."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from support_chat.ledger import Mail, MailState
from tests.sim.partition import Partition, agents_messages
from tests.sim.server import MAIL_DELAY
from tests.sim.services import Accepted

if TYPE_CHECKING:
    from tests.sim.world import Conversation, World

ENDS = set(MailState) - {MailState.SENDING}
WENT_OUT = {MailState.SENT, MailState.UNCERTAIN, MailState.BOUNCED, MailState.COMPLAINED}


def of_mail(world: World, chat: Conversation) -> list[str]:
    """Everything about one chat's mail."""
    partition = world.table.partitions.get(chat.chat_id)
    if partition is None:
        return []
    accepted = [mail for mail in world.ses.accepted if mail.chat.id == chat.chat_id]
    lines = list(partition.mails.values())
    wrongs = of_alarm(world, chat) + _of_messages(partition, lines, accepted)
    for mail in accepted:
        wrongs += _of_accepted(world, partition, mail)
    for line in lines:
        wrongs += _of_line(world, line, {mail.mail.id for mail in accepted})
    return [f"{chat.customer.user_id}: {wrong}" for wrong in wrongs]


def of_alarm(world: World, chat: Conversation) -> list[str]:
    """Nobody has to look at this chat's mail any more."""
    partition = world.table.partitions.get(chat.chat_id)
    if partition is None or (partition.head.mail_due_at is None and partition.head.mail_claim is None):
        return []
    return [f"somebody must still look at the mail: due {partition.head.mail_due_at}, {partition.head.mail_claim}"]


def _of_messages(partition: Partition, lines: list[Mail], accepted: list[Accepted]) -> list[str]:
    wrongs = []
    read_seq = partition.head.read_seq
    for message in agents_messages(partition):
        ends = Counter(line.state for line in lines if line.from_seq <= message.seq <= line.through_seq)
        mails = sum(mail.mail.from_seq <= message.seq <= mail.mail.through_seq for mail in accepted)
        if mails > 1:
            wrongs.append(f"message {message.seq} was mailed {mails} times")
        if set(ends) - ENDS:
            wrongs.append(f"the ledger says of message {message.seq} for ever: {dict(ends)}")
        # Of an unsent message a line tells only where the mail was about it, or where nothing else was left.
        if ends.total() > 1 or (ends.total() == 0 and message.seq > read_seq and not message.unsent_at):
            wrongs.append(f"message {message.seq} ends {ends.total()} times: {dict(ends)}, read up to {read_seq}")
    return wrongs


def _of_accepted(world: World, partition: Partition, accepted: Accepted) -> list[str]:
    mail = accepted.mail
    claim = world.watch.claims.get(mail.id)
    if claim is None:
        return [f"a mail for {mail.from_seq}..{mail.through_seq} went out without a claim"]
    covered = [m for m in agents_messages(partition) if mail.from_seq <= m.seq <= mail.through_seq]
    line = partition.mails.get(mail.through_seq)
    told = line is not None and line.id == mail.id and line.state in WENT_OUT
    shown = accepted.newest
    changes = sum(seq == shown.seq and at < claim.at for at, seq, _ in partition.changed)
    blocked_at = world.server.blocked.get(partition.head.id)
    rules = {
        "goes to an address that bounced or complained": blocked_at is None or claim.at <= blocked_at,
        "covers no agent message": bool(covered),
        f"the ledger says of a mail that went out: {line}": told,
        "does not show its newest message": not any(m.seq > shown.seq and not m.unsent_at for m in covered),
        "shows what was changed before its claim": shown.revision >= changes and not shown.unsent_at,
        "went out before it was due": bool(covered) and accepted.mailer_time >= covered[0].created_at + MAIL_DELAY,
        "goes to another address": accepted.chat.user_email == partition.head.user_email,
    }
    return [f"mail {mail.from_seq}..{mail.through_seq}: {rule}" for rule, holds in rules.items() if not holds]


def _of_line(world: World, line: Mail, accepted: set[object]) -> list[str]:
    """A line of the ledger tells the truth."""
    claim = world.watch.claims.get(line.id)
    died = claim is not None and (claim.task is None or claim.task in world.server.failed)
    told = world.server.receipts[line.id]
    true = {
        MailState.SENT: line.id in accepted and line.ses_message_id is not None and told <= {MailState.SENT},
        MailState.FAILED: line.id in world.ses.refused,
        MailState.UNCERTAIN: (line.id in world.ses.silent or died) and not told,
        MailState.SKIPPED: line.id not in accepted and claim is None,
        MailState.BOUNCED: "Bounce" in world.ses.events.get(line.id, set()),
        MailState.COMPLAINED: "Complaint" in world.ses.events.get(line.id, set()),
        MailState.SENDING: True,  # judged with the messages it covers
    }
    return [] if true[line.state] else [f"the ledger says {line.state} of {line.from_seq}..{line.through_seq}"]
