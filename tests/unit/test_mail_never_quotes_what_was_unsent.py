"""The mail shows what stands at its claim: never what was unsent, and not what an edit has replaced."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support_chat.changes import Changes
from support_chat.desk import Desk
from support_chat.errors import MailPostponed
from support_chat.ledger import Mail, MailState
from support_chat.mail_view import mail_of, undecided
from support_chat.mailroom import RETRY_MAIL_AFTER, Mailroom
from support_chat.model import Chat, chat_id_of
from support_chat.store import Store
from tests.unit.world import ALICE, ANA, DELAY, Clock, Outside, new_id

CHAT = chat_id_of("alice")


@pytest.fixture(autouse=True)
def replies(desk: Desk, clock: Clock) -> None:
    """Two unread replies, twenty seconds apart."""
    desk.open(ALICE)
    desk.reply(ANA, CHAT, "The code is 1234", new_id())
    clock.forward(seconds=20)
    desk.reply(ANA, CHAT, "Use it today", new_id())


def test_a_mail_shows_the_newest_reply_that_stands(
    mailroom: Mailroom, changes: Changes, clock: Clock, outside: Outside
) -> None:
    changes.unsend(ANA, CHAT, 2)
    clock.at += DELAY
    assert mailroom.check(CHAT) is MailState.SENT
    ((chat, mail, newest),) = outside.mails
    assert (chat.unread_count, mail.from_seq, mail.through_seq, newest.content) == (1, 1, 2, "The code is 1234")


def test_a_mail_shows_a_reply_as_it_was_edited(
    mailroom: Mailroom, changes: Changes, clock: Clock, outside: Outside
) -> None:
    changes.edit(ANA, CHAT, 2, "Use it tomorrow")
    clock.at += DELAY
    mailroom.check(CHAT)
    assert outside.mails[0][2].content == "Use it tomorrow"


def test_a_mail_waits_for_the_oldest_reply_that_stands(
    mailroom: Mailroom, changes: Changes, clock: Clock, outside: Outside
) -> None:
    changes.unsend(ANA, CHAT, 1)
    clock.at += DELAY - timedelta(seconds=20)  # since the unsent one, the delay is over
    assert mailroom.check(CHAT) is None
    assert outside.alarms[-1] == (CHAT, clock() + timedelta(seconds=20))
    clock.forward(seconds=20)
    mailroom.check(CHAT)
    assert (outside.mails[0][1].from_seq, outside.mails[0][2].content) == (2, "Use it today")


def test_a_streak_wholly_unsent_is_skipped_and_says_why(
    store: Store, mailroom: Mailroom, changes: Changes, clock: Clock, outside: Outside
) -> None:
    for seq in (1, 2):
        changes.unsend(ANA, CHAT, seq)
    clock.at += DELAY
    outside.events.clear()
    assert mailroom.check(CHAT) is MailState.SKIPPED
    (mail,) = store.mails(CHAT, 1, 10)
    assert (mail.from_seq, mail.through_seq, mail.reason, outside.mails) == (1, 2, "unsent", [])
    assert outside.events[0].data["mail"]["reason"] == "unsent"
    chat = store.chat(CHAT)
    assert chat
    assert (chat.mail_due_at, chat.mail_settled_seq, chat.unread_count) == (None, 2, 0)


def test_a_reply_after_an_unsent_streak_is_mailed(
    desk: Desk, mailroom: Mailroom, changes: Changes, clock: Clock, outside: Outside
) -> None:
    for seq in (1, 2):
        changes.unsend(ANA, CHAT, seq)
    desk.reply(ANA, CHAT, "Here is a new code", new_id())
    clock.at += DELAY
    assert mailroom.check(CHAT) is MailState.SENT
    assert [newest.content for _, _, newest in outside.mails] == ["Here is a new code"]


def test_what_is_unsent_between_the_decision_and_the_claim_is_decided_anew(
    store: Store,
    mailroom: Mailroom,
    changes: Changes,
    clock: Clock,
    outside: Outside,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock.at += DELAY
    save, first = store.save, [True]

    def late(old: Chat, new: Chat, *, mail: Mail | None = None) -> None:
        if first:
            first.clear()
            changes.unsend(ANA, CHAT, 2)
        save(old, new, mail=mail)

    monkeypatch.setattr(store, "save", late)
    mailroom.check(CHAT)
    assert outside.mails[0][2].content == "The code is 1234"


def test_what_is_unsent_while_a_postponed_mail_waits_is_not_in_it(
    mailroom: Mailroom, changes: Changes, clock: Clock, outside: Outside
) -> None:
    clock.at += DELAY
    outside.mail_error = MailPostponed("throttled")
    mailroom.check(CHAT)
    outside.mail_error = None
    changes.unsend(ANA, CHAT, 2)
    clock.at += RETRY_MAIL_AFTER
    mailroom.check(CHAT)
    assert outside.mails[0][2].content == "The code is 1234"


def test_the_newest_of_very_many_unread_replies_is_read_as_it_stands(
    desk: Desk, mailroom: Mailroom, changes: Changes, clock: Clock, outside: Outside
) -> None:
    for n in range(101):
        desk.reply(ANA, CHAT, f"part {n}", new_id())
    for seq in range(1, 103):
        changes.unsend(ANA, CHAT, seq)
    clock.at += DELAY
    assert mailroom.check(CHAT) is MailState.SENT
    assert outside.mails[0][2].content == "part 100"


def test_agents_see_that_a_reply_was_mailed_though_it_was_unsent_afterwards(
    desk: Desk, store: Store, mailroom: Mailroom, changes: Changes, clock: Clock
) -> None:
    clock.at += DELAY
    mailroom.check(CHAT)
    chat, entry = changes.unsend(ANA, CHAT, 2)
    view = mail_of(entry.message, chat, store.mails(CHAT, 1, 10))
    assert view
    assert view.state is MailState.SENT


def test_no_mail_is_due_about_an_unsent_reply_and_nothing_is_asked_for_it(store: Store, changes: Changes) -> None:
    chat, entry = changes.unsend(ANA, CHAT, 1)
    assert mail_of(entry.message, chat, []) is None
    assert not undecided([entry], [])
