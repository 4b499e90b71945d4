"""Agents see on each of their messages what became of its mail; customers never do."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest

from support_chat.desk import Desk
from support_chat.errors import MailRefused, MailUncertain
from support_chat.instant import stamp
from support_chat.mailroom import Mailroom
from support_chat.model import chat_id_of
from support_chat.realtime import AGENTS_CHANNEL
from support_chat.settings import Settings
from support_chat.store import Store
from support_chat.wiring import Wiring
from tests.unit.people import Callers
from tests.unit.world import ALICE, ANA, DELAY, Clock, Outside, new_id

CHAT = chat_id_of("alice")


def reply(desk: Desk, text: str = "Hi") -> None:
    desk.open(ALICE)
    desk.reply(ANA, CHAT, text, new_id())


def shown(callers: Callers) -> list[Any]:
    """State and reason of each message's mail, the same from the chat and from a page of it."""
    view = callers.agent()
    chat = view(f"GET /admin/chats/{CHAT}").json()["messages"]
    page = view(f"GET /admin/chats/{CHAT}/messages", query={"after_seq": 0}).json()["messages"]
    assert [message["mail"] for message in page] == [message["mail"] for message in chat]
    return [message["mail"] and (message["mail"]["state"], message["mail"]["reason"]) for message in chat]


def test_due_until_the_delay_is_over_then_sent_with_its_time(
    desk: Desk, mailroom: Mailroom, callers: Callers, clock: Clock
) -> None:
    reply(desk)
    due_at = clock() + DELAY
    (message,) = callers.agent()(f"GET /admin/chats/{CHAT}").json()["messages"]
    assert message["mail"] == {"state": "due", "reason": None, "at": stamp(due_at)}
    clock.at += DELAY
    mailroom.check(CHAT)
    (message,) = callers.agent()(f"GET /admin/chats/{CHAT}").json()["messages"]
    assert message["mail"] == {"state": "sent", "reason": None, "at": stamp(due_at)}


def test_one_mail_is_shown_on_every_message_it_covers_and_on_no_customers(
    desk: Desk, mailroom: Mailroom, callers: Callers, clock: Clock
) -> None:
    desk.say(ALICE, "Hello", new_id())
    reply(desk, "one")
    desk.say(ALICE, "?", new_id())
    reply(desk, "two")
    clock.at += DELAY
    mailroom.check(CHAT)
    reply(desk, "three")
    assert shown(callers) == [None, ("sent", None), None, ("sent", None), ("due", None)]


def test_a_message_that_was_read_in_time_has_no_mail_and_a_mailed_one_keeps_it(
    desk: Desk, mailroom: Mailroom, callers: Callers, clock: Clock
) -> None:
    reply(desk, "read in time")
    desk.mark_read(ALICE, None)
    reply(desk, "mailed")
    clock.at += DELAY
    mailroom.check(CHAT)
    desk.mark_read(ALICE, None)
    assert shown(callers) == [None, ("sent", None)]


@pytest.mark.parametrize(
    ("error", "state"), [(MailRefused("MessageRejected"), "failed"), (MailUncertain("ReadTimeoutError"), "uncertain")]
)
def test_a_mail_that_failed_says_why(
    desk: Desk,
    mailroom: Mailroom,
    callers: Callers,
    clock: Clock,
    outside: Outside,
    error: Exception,
    state: str,
) -> None:
    reply(desk)
    clock.at += DELAY
    outside.mail_error = error
    mailroom.check(CHAT)
    assert shown(callers) == [(state, str(error))]


def test_a_mail_that_is_being_sent_is_shown_so(
    desk: Desk, mailroom: Mailroom, callers: Callers, clock: Clock, outside: Outside
) -> None:
    reply(desk)
    clock.at += DELAY
    outside.mail_error = SystemExit()
    with pytest.raises(SystemExit):
        mailroom.check(CHAT)
    assert shown(callers) == [("sending", None)]


def test_the_chat_says_why_no_mail_goes_to_its_owner(desk: Desk, callers: Callers) -> None:
    def states() -> tuple[Any, Any]:
        chat = callers.agent()(f"GET /admin/chats/{CHAT}").json()
        return chat["email_state"], chat["unsubscribed"]

    reply(desk)
    assert states() == (None, False)
    desk.open(ALICE.model_copy(update={"email_verified": False}))
    assert states() == ("unverified", False)
    desk.opt_out(CHAT, desk.open(ALICE)[0].unsubscribe_secret)
    assert states() == ("unsubscribed", True)


def test_the_agents_and_nobody_else_hear_how_a_mail_ended(
    desk: Desk, mailroom: Mailroom, clock: Clock, outside: Outside
) -> None:
    reply(desk, "one")
    reply(desk, "two")
    clock.at += DELAY
    mailroom.check(CHAT)
    (event,) = [event for event in outside.events if event.name == "mail_updated"]
    assert event.channel == AGENTS_CHANNEL
    assert event.data == {
        "type": "mail_updated",
        "chat_id": str(CHAT),
        "from_seq": 1,
        "through_seq": 2,
        "mail": {"state": "sent", "reason": None, "at": stamp(clock())},
        "email_state": None,
    }


def test_a_skipped_mail_is_told_too(desk: Desk, mailroom: Mailroom, clock: Clock, outside: Outside) -> None:
    reply(desk)
    desk.archive(ANA, CHAT)
    clock.at += DELAY
    mailroom.check(CHAT)
    (event,) = [event for event in outside.events if event.name == "mail_updated"]
    assert event.data["mail"]["state"] == "skipped"
    assert event.data["mail"]["reason"] == "archived"


def test_the_outcome_of_a_mail_does_not_depend_on_telling_anybody(
    desk: Desk, store: Store, clock: Clock, outside: Outside, callers: Callers
) -> None:
    def silent(_events: object) -> bool:
        return False

    mailroom = Mailroom(store, outside.send_email, outside.schedule_check, clock, mail_delay=DELAY, publish=silent)
    reply(desk)
    clock.at += DELAY
    assert mailroom.check(CHAT) == "sent"
    assert shown(callers) == [("sent", None)]


def test_customers_see_nothing_of_their_mail(
    desk: Desk, mailroom: Mailroom, callers: Callers, clock: Clock, outside: Outside
) -> None:
    reply(desk)
    clock.at += DELAY
    mailroom.check(CHAT)
    customer = callers.customer()
    seen = [
        customer("GET /support_chat").text,
        customer("GET /support_chat/messages", query={"after_seq": 0}).text,
        customer("PATCH /support_chat/mark_read").text,
        customer("POST /support_chat/messages", {"content": "Hello", "client_message_id": str(new_id())}).text,
        *(str(event.data) for event in outside.events if event.channel != AGENTS_CHANNEL),
    ]
    for text in seen:
        # Whether a visitor's address is wanted is no news of any mail.
        assert "mail" not in text.replace('"email":null,"email_wanted":false', "")
        assert "unsubscribe" not in text


def test_a_page_without_agents_messages_asks_for_no_ledger(
    desk: Desk, store: Store, callers: Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.say(ALICE, "Hello", new_id())
    monkeypatch.setattr(store, "mails", lambda *_: pytest.fail("nobody wrote anything that could be mailed"))
    assert shown(callers) == [None]


def test_a_long_history_finds_each_messages_own_mail(
    desk: Desk, mailroom: Mailroom, callers: Callers, clock: Clock
) -> None:
    for _ in range(7):
        reply(desk)
        clock.at += DELAY
        mailroom.check(CHAT)
        clock.at += timedelta(hours=1)
    view = callers.agent()
    for query in ({"after_seq": 2, "limit": 3}, {"before_seq": 6, "limit": 3}):
        page = view(f"GET /admin/chats/{CHAT}/messages", query=query).json()["messages"]
        times = [(message["created_at"], message["mail"]["at"]) for message in page]
        assert len(set(times)) == 3
        assert all(created < mailed for created, mailed in times)


def test_a_pusher_secret_that_cannot_be_had_is_no_error_for_mail() -> None:
    settings = Settings(**{field.name: "1" for field in fields(Settings)})
    assert Wiring(settings)._publish([]) is False
