"""Whether a visitor's unread replies are mailed: as the deployment says, and with a reason that agents see."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support_chat.desk import Desk
from support_chat.mail import unsubscribe_token
from support_chat.mailroom import Mailroom
from support_chat.model import chat_id_of
from support_chat.people import Customer
from support_chat.store import Store
from tests.unit.people import Callers
from tests.unit.world import ANA, DELAY, Clock, Outside, new_id, patience

VISITOR = Customer(user_id="visitor:3f0c1c52-6f6f-4a43-9a53-0c6a1d9b7c11", email="")
CHAT = chat_id_of(VISITOR.user_id)


def mailroom_of(store: Store, outside: Outside, clock: Clock, *, mailed: bool) -> Mailroom:
    return Mailroom(
        store,
        outside.send_email,
        outside.schedule_check,
        clock,
        mail_delay=DELAY,
        mail_to_visitors=mailed,
        publish=outside.publish,
        patience=patience(),
    )


@pytest.mark.parametrize(
    ("address", "mailed", "state", "reason"),
    [
        (None, False, "skipped", "no_address"),
        (None, True, "skipped", "no_address"),
        ("visitor@example.com", False, "skipped", "unverified"),
        ("visitor@example.com", True, "sent", None),
    ],
)
def test_the_address_and_the_deployment_decide(
    desk: Desk,
    store: Store,
    outside: Outside,
    clock: Clock,
    callers: Callers,
    address: str | None,
    mailed: bool,
    state: str,
    reason: str | None,
) -> None:
    callers.mail_to_visitors(mailed)
    desk.say(VISITOR, "Hello", new_id())
    if address:
        desk.leave_address(VISITOR, address)
    desk.reply(ANA, CHAT, "Hi", new_id())
    clock.at += DELAY
    mailroom_of(store, outside, clock, mailed=mailed).check(CHAT)
    assert [mail[0].user_email for mail in outside.mails] == ([address] if state == "sent" else [])
    view = callers.agent()(f"GET /admin/chats/{CHAT}").json()
    mail = view["messages"][-1]["mail"]
    assert (mail["state"], mail["reason"]) == (state, reason)
    assert view["email_state"] == reason
    (event,) = [event for event in outside.events if event.name == "mail_updated"]
    assert event.data["email_state"] == reason


def test_an_address_left_before_the_mail_is_due_is_in_time(
    desk: Desk, store: Store, outside: Outside, clock: Clock
) -> None:
    desk.say(VISITOR, "Hello", new_id())
    desk.reply(ANA, CHAT, "Hi", new_id())
    clock.at += DELAY - timedelta(seconds=1)
    desk.leave_address(VISITOR, "visitor@example.com")
    clock.forward(seconds=1)
    assert mailroom_of(store, outside, clock, mailed=True).check(CHAT) == "sent"


def test_who_stopped_mail_gets_none_at_another_address_either(
    desk: Desk, store: Store, outside: Outside, clock: Clock
) -> None:
    desk.say(VISITOR, "Hello", new_id())
    chat = desk.leave_address(VISITOR, "victim@example.com")
    desk.opt_out(CHAT, chat.unsubscribe_secret)
    for address in ("another@example.com", "victim@example.com"):
        desk.leave_address(VISITOR, address)
        desk.reply(ANA, CHAT, "Hi", new_id())
        clock.at += DELAY
        assert mailroom_of(store, outside, clock, mailed=True).check(CHAT) == "skipped"
    assert outside.mails == []


def test_a_host_applications_unverified_address_is_not_mailed_whatever_visitors_get(
    desk: Desk, store: Store, outside: Outside, clock: Clock
) -> None:
    person = Customer(user_id="carol", email="carol@example.com", email_verified=False)
    desk.say(person, "Hello", new_id())
    desk.reply(ANA, chat_id_of("carol"), "Hi", new_id())
    clock.at += DELAY
    assert mailroom_of(store, outside, clock, mailed=True).check(chat_id_of("carol")) == "skipped"


@pytest.mark.parametrize("mailed", [True, False])
def test_the_unsubscribe_page_tells_a_visitor_the_truth(desk: Desk, callers: Callers, mailed: bool) -> None:
    callers.mail_to_visitors(mailed)
    token = unsubscribe_token(desk.leave_address(VISITOR, "visitor@example.com"))
    page = callers.anyone()("GET /unsubscribe", query={"token": token}).text
    assert "Mail about replies is on" in page
    assert ("has not been confirmed" in page) is not mailed
