"""The sweep gets through any backlog, past chats that cannot be checked and through SES's throttling."""

from __future__ import annotations

from typing import Any

import pytest

from support_chat import keys
from support_chat.desk import Desk
from support_chat.errors import MailPostponed
from support_chat.ledger import MailState
from support_chat.mailroom import RETRY_MAIL_AFTER, SWEEP_BUDGET, SWEEP_GRACE, Mailroom
from support_chat.model import Chat, chat_id_of
from support_chat.people import Customer
from support_chat.store import Store
from tests.unit.world import ANA, DELAY, Clock, Outside, new_id

BATCH = 1


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that few chats are many batches."""
    monkeypatch.setattr("support_chat.mailroom.SWEEP_BATCH", BATCH)


def waiting(desk: Desk, count: int, name: str = "customer") -> list[Chat]:
    """So many chats with an unread reply each."""
    chats = []
    for n in range(count):
        customer = Customer(user_id=f"{name}-{n}", email=f"{name}-{n}@example.com")
        chat, _, _ = desk.open(customer)
        desk.reply(ANA, chat.id, "Hi", new_id())
        chats.append(chat)
    return chats


def spoil(dynamodb: Any, table: str, chats: list[Chat]) -> None:
    """Heads that cannot be read as chats."""
    for chat in chats:
        key = {"PK": {"S": keys.partition(chat.id)}, "SK": {"S": keys.HEAD_SK}}
        dynamodb.update_item(
            TableName=table, Key=key, UpdateExpression="SET last_seq = :x", ExpressionAttributeValues={":x": {"S": "?"}}
        )


def test_a_backlog_of_many_batches_is_one_sweeps_work(
    desk: Desk, mailroom: Mailroom, clock: Clock, outside: Outside
) -> None:
    chats = waiting(desk, 5 * keys.SHARDS * BATCH)
    clock.at += DELAY + SWEEP_GRACE
    assert mailroom.sweep() == [MailState.SENT] * len(chats)
    assert mailroom.sweep() == []
    assert sorted(chat.user_email for chat, _, _ in outside.mails) == sorted(chat.user_email for chat in chats)


def test_a_sweep_ends_in_time_and_the_next_goes_on(
    desk: Desk, mailroom: Mailroom, clock: Clock, outside: Outside
) -> None:
    waiting(desk, 12)
    clock.at += DELAY + SWEEP_GRACE
    real = outside.send_email

    def slow(*args: Any) -> str:
        clock.at += SWEEP_BUDGET / 4
        return real(*args)

    mailroom._send_email = slow
    sweeps = [len(mailroom.sweep()) for _ in range(3)]
    assert sweeps == [5, 5, 2]
    assert len(outside.mails) == 12


def test_chats_that_cannot_be_checked_do_not_keep_the_others_waiting(
    desk: Desk, mailroom: Mailroom, clock: Clock, outside: Outside, dynamodb: Any, table_name: str
) -> None:
    # Older than all others, and more of them than several batches hold.
    spoiled = waiting(desk, 4 * keys.SHARDS * BATCH)
    spoil(dynamodb, table_name, spoiled)
    clock.forward(seconds=1)
    sound = waiting(desk, 10, "sound")
    clock.at += DELAY + SWEEP_GRACE
    assert mailroom.sweep() == [MailState.SENT] * len(sound)
    # Set aside for a while, then looked at again, behind whatever is due by then.
    assert mailroom.sweep() == []
    late = waiting(desk, 2, "late")
    clock.at += DELAY + SWEEP_GRACE
    assert mailroom.sweep() == [MailState.SENT] * len(late)
    assert len(outside.mails) == len(sound) + len(late)


def test_a_chat_that_was_set_aside_is_mailed_when_it_can_be_read_again(
    desk: Desk, mailroom: Mailroom, store: Store, clock: Clock, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    (chat,) = waiting(desk, 1)
    clock.at += DELAY + SWEEP_GRACE
    with monkeypatch.context() as patch:
        patch.setattr(store, "chat", lambda _id: 1 / 0)
        assert mailroom.sweep() == []
    clock.at += SWEEP_GRACE
    assert mailroom.sweep() == [MailState.SENT]
    assert outside.mails[0][0].id == chat.id
    clock.forward(hours=1)
    assert store.mail_to_look_at(clock(), 10) == []


def test_throttling_delays_and_never_loses(desk: Desk, mailroom: Mailroom, clock: Clock, outside: Outside) -> None:
    waiting(desk, 16)
    clock.at += DELAY + SWEEP_GRACE
    real, taken = outside.send_email, []

    def throttled(*args: Any) -> str:
        taken.append(args)
        if len(taken) % 4:
            raise MailPostponed("TooManyRequestsException")
        return real(*args)

    mailroom._send_email = throttled
    for _ in range(20):
        mailroom.sweep()
        clock.at += RETRY_MAIL_AFTER + SWEEP_GRACE
    assert len(outside.mails) == len({chat.id for chat, _, _ in outside.mails}) == 16


def test_a_postponed_mail_leaves_no_line_behind_that_claims_to_be_sending(
    desk: Desk, mailroom: Mailroom, store: Store, clock: Clock, outside: Outside
) -> None:
    waiting(desk, 1)
    chat_id = chat_id_of("customer-0")
    clock.at += DELAY
    outside.mail_error = MailPostponed("TooManyRequestsException")
    assert mailroom.check(chat_id) is MailState.SENDING
    assert store.mails(chat_id, 0, 10) == []
    outside.mail_error = None
    desk.reply(ANA, chat_id, "and this", new_id())
    clock.at += RETRY_MAIL_AFTER
    assert mailroom.check(chat_id) is MailState.SENT
    assert [(mail.from_seq, mail.through_seq, mail.state) for mail in store.mails(chat_id, 0, 10)] == [(1, 2, "sent")]
