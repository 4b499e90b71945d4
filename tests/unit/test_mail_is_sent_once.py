"""Every unread streak ends once: mailed, read, skipped or failed, and nothing is mailed twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support_chat.desk import Desk
from support_chat.errors import MailPostponed, MailRefused, MailUncertain, Unclear
from support_chat.ledger import Mail, MailState
from support_chat.mail_head import CLAIM_LEASE
from support_chat.mailroom import RETRY_MAIL_AFTER, SWEEP_GRACE, Mailroom
from support_chat.model import Chat, chat_id_of
from support_chat.store import Store
from tests.unit.world import ALICE, ANA, DELAY, Clock, Outside, new_id

CHAT = chat_id_of("alice")


def reply(desk: Desk, text: str = "Hi") -> None:
    desk.open(ALICE)
    desk.reply(ANA, CHAT, text, new_id())


def test_an_unread_reply_is_mailed_once_when_the_delay_is_over(
    desk: Desk, mailroom: Mailroom, clock: Clock, outside: Outside
) -> None:
    reply(desk)
    assert outside.alarms == [(CHAT, clock() + DELAY)]
    clock.at += DELAY
    assert mailroom.check(CHAT) is MailState.SENT
    assert mailroom.check(CHAT) is None
    ((chat, _, newest),) = outside.mails
    assert (chat.user_email, newest.content) == ("alice@example.com", "Hi")


def test_nothing_is_mailed_before_the_delay_is_over(
    desk: Desk, mailroom: Mailroom, clock: Clock, outside: Outside
) -> None:
    reply(desk)
    clock.at += DELAY - timedelta(seconds=1)
    assert mailroom.check(CHAT) is None
    assert outside.mails == []
    # The alarm rang early: it is set again.
    assert outside.alarms[-1] == (CHAT, clock() + timedelta(seconds=1))


def test_a_burst_gets_one_alarm_and_one_mail_that_shows_the_newest(
    desk: Desk, mailroom: Mailroom, clock: Clock, outside: Outside
) -> None:
    for n in range(5):
        reply(desk, f"part {n}")
        clock.forward(seconds=50)
    assert len(outside.alarms) == 1
    clock.forward(seconds=50)
    assert mailroom.check(CHAT) is MailState.SENT
    ((chat, mail, newest),) = outside.mails
    assert (chat.unread_count, mail.from_seq, mail.through_seq, newest.content) == (5, 1, 5, "part 4")


def test_replies_after_the_mail_are_mailed_after_a_delay_of_their_own(
    desk: Desk, mailroom: Mailroom, clock: Clock, outside: Outside
) -> None:
    reply(desk, "one")
    clock.at += DELAY
    mailroom.check(CHAT)
    clock.forward(minutes=1)
    reply(desk, "two")
    assert mailroom.check(CHAT) is None
    clock.at += DELAY
    assert mailroom.check(CHAT) is MailState.SENT
    assert [mail.from_seq for _, mail, _ in outside.mails] == [1, 2]


def test_a_read_reply_is_not_mailed(desk: Desk, mailroom: Mailroom, clock: Clock, outside: Outside) -> None:
    reply(desk)
    desk.mark_read(ALICE, None)
    clock.at += DELAY
    assert mailroom.check(CHAT) is None
    assert outside.mails == []


def test_what_was_read_does_not_make_what_came_later_due_early(
    desk: Desk, mailroom: Mailroom, clock: Clock, outside: Outside
) -> None:
    reply(desk, "one")
    clock.forward(minutes=4)
    reply(desk, "two")
    desk.mark_read(ALICE, 1)
    clock.forward(minutes=1)
    assert mailroom.check(CHAT) is None
    clock.forward(minutes=4)
    assert mailroom.check(CHAT) is MailState.SENT
    assert [mail.from_seq for _, mail, _ in outside.mails] == [2]


@pytest.mark.parametrize("reason", ["archived", "unsubscribed", "unverified"])
def test_a_skipped_mail_says_why_and_is_not_due_again(
    desk: Desk, mailroom: Mailroom, store: Store, clock: Clock, outside: Outside, reason: str
) -> None:
    reply(desk)
    if reason == "archived":
        desk.archive(ANA, CHAT)
    elif reason == "unsubscribed":
        desk.opt_out(CHAT, desk.open(ALICE)[0].unsubscribe_secret)
    else:
        desk.open(ALICE.model_copy(update={"email_verified": False}))
    clock.at += DELAY
    assert mailroom.check(CHAT) is MailState.SKIPPED
    assert mailroom.check(CHAT) is None
    assert outside.mails == []
    clock.forward(hours=1)
    assert store.mail_to_look_at(clock(), 10) == []


def test_opting_in_again_brings_mail_for_what_comes_then(
    desk: Desk, mailroom: Mailroom, clock: Clock, outside: Outside
) -> None:
    desk.open(ALICE)
    secret = desk.open(ALICE)[0].unsubscribe_secret
    desk.opt_out(CHAT, secret)
    desk.opt_in(CHAT, secret)
    reply(desk)
    clock.at += DELAY
    assert mailroom.check(CHAT) is MailState.SENT


def test_a_throttled_mail_is_sent_later_by_the_sweep(
    desk: Desk, mailroom: Mailroom, clock: Clock, outside: Outside
) -> None:
    reply(desk)
    clock.at += DELAY
    outside.mail_error = MailPostponed("TooManyRequestsException")
    mailroom.check(CHAT)
    outside.mail_error = None
    assert mailroom.check(CHAT) is None
    clock.at += RETRY_MAIL_AFTER + SWEEP_GRACE
    assert mailroom.sweep() == [MailState.SENT]
    assert len(outside.mails) == 1


@pytest.mark.parametrize(
    ("error", "state"),
    [(MailRefused("MessageRejected"), MailState.FAILED), (MailUncertain("ReadTimeoutError"), MailState.UNCERTAIN)],
)
def test_a_mail_that_failed_or_may_have_gone_out_is_never_tried_again(
    desk: Desk, mailroom: Mailroom, clock: Clock, outside: Outside, error: Exception, state: MailState
) -> None:
    reply(desk)
    clock.at += DELAY
    outside.mail_error = error
    assert mailroom.check(CHAT) is state
    outside.mail_error = None
    clock.forward(hours=2)
    assert mailroom.check(CHAT) is None
    assert mailroom.sweep() == []
    assert outside.mails == []


def test_a_mailer_that_died_after_its_claim_leaves_uncertain_and_no_second_mail(
    desk: Desk, mailroom: Mailroom, clock: Clock, outside: Outside
) -> None:
    reply(desk)
    clock.at += DELAY
    outside.mail_error = SystemExit()
    with pytest.raises(SystemExit):
        mailroom.check(CHAT)
    outside.mail_error = None
    assert mailroom.check(CHAT) is None
    clock.at += CLAIM_LEASE + SWEEP_GRACE
    assert mailroom.sweep() == [MailState.UNCERTAIN]
    assert mailroom.sweep() == []
    assert outside.mails == []


def test_a_reply_during_the_sending_is_mailed_after_a_delay_of_its_own(
    desk: Desk, mailroom: Mailroom, clock: Clock, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply(desk, "one")
    clock.at += DELAY
    real = outside.send_email

    def send_email(*args: object) -> str:
        reply(desk, "two")
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(mailroom, "_send_email", send_email)
    assert mailroom.check(CHAT) is MailState.SENT
    monkeypatch.setattr(mailroom, "_send_email", real)
    assert mailroom.check(CHAT) is None
    clock.at += DELAY
    assert mailroom.check(CHAT) is MailState.SENT
    assert [(mail.from_seq, mail.through_seq) for _, mail, _ in outside.mails] == [(1, 1), (2, 2)]


def test_a_claim_that_was_not_answered_still_sends_its_one_mail(
    desk: Desk, mailroom: Mailroom, store: Store, clock: Clock, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply(desk)
    clock.at += DELAY
    real, silent = store.save, []

    def save(old: Chat, new: Chat, *, mail: Mail | None = None) -> None:
        real(old, new, mail=mail)
        if not silent:
            silent.append(True)
            raise Unclear("the table did not answer")

    monkeypatch.setattr(store, "save", save)
    assert mailroom.check(CHAT) is MailState.SENT
    assert len(outside.mails) == 1


def test_a_lost_alarm_is_repaired_by_the_sweep(desk: Desk, mailroom: Mailroom, clock: Clock, outside: Outside) -> None:
    reply(desk)
    clock.at += DELAY
    assert mailroom.sweep() == []  # the alarm has the first word
    clock.at += SWEEP_GRACE
    assert mailroom.sweep() == [MailState.SENT]
    assert mailroom.sweep() == []


def test_a_customers_own_message_is_never_mailed(
    desk: Desk, mailroom: Mailroom, clock: Clock, outside: Outside
) -> None:
    desk.say(ALICE, "Hello", new_id())
    assert outside.alarms == []
    clock.forward(hours=1)
    assert mailroom.check(CHAT) is None
    assert mailroom.sweep() == []


def test_an_alarm_for_a_chat_that_is_gone_is_no_error(mailroom: Mailroom) -> None:
    assert mailroom.check(new_id()) is None
