"""What an agent edits or withdraws: the customer sees it, live and after an outage, quietly, and no mail quotes it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from local.stack import LocalStack
from playwright.sync_api import expect

from tests.conftest import MAIL_SECONDS
from tests.e2e.axe import violations
from tests.e2e.conftest import AT_ONCE, RECOVERED, OpenShop, page_with
from tests.e2e.screens import Widget
from tests.e2e.test_dashboard_never_missed import NOTICES, TONES
from tests.e2e.test_events_that_never_come import SLOW_POLL
from tests.people import Person, eventually, mails_to, new_customer
from tests.stack.faults import dropping

WITHDRAWN = "Message withdrawn"
HIDDEN = """
  Object.defineProperty(document, 'hidden', { get: () => true })
  Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' })
  document.dispatchEvent(new Event('visibilitychange'))
"""


@dataclass
class Replies:
    """Ada's messages to one customer, by the API."""

    ada: Person
    chat_id: str

    def say(self, text: str) -> int:
        return int(self.ada.reply(self.chat_id, text).raise_for_status().json()["seq"])

    def edit(self, seq: int, text: str) -> None:
        self.ada.call("PATCH", self._path(seq), json={"content": text}).raise_for_status()

    def withdraw(self, seq: int) -> None:
        self.ada.call("DELETE", self._path(seq)).raise_for_status()

    def _path(self, seq: int) -> str:
        return f"/admin/chats/{self.chat_id}/messages/{seq}"


@pytest.fixture
def customer(stack: LocalStack) -> Person:
    return new_customer(stack)


@pytest.fixture
def replies(ada: Person, customer: Person) -> Replies:
    return Replies(ada, customer.chat()["id"])


def marks(widget: Widget) -> list[str | None]:
    """How each message is marked as changed."""
    shown = widget.page.locator("support-chat .message[data-state]")
    return [shown.nth(n).get_attribute("data-change") for n in range(shown.count())]


def test_an_edit_and_a_withdrawal_show_at_once_and_are_told_politely(
    shop: OpenShop, customer: Person, replies: Replies
) -> None:
    widget = shop(customer).open().connected()
    news = widget.page.locator("support-chat .conversation > .unseen[role=status]")
    first, second = replies.say("It left on Monday"), replies.say("The code is 1234")
    widget.shows("It left on Monday", "The code is 1234")
    expect(news).to_have_text("")
    replies.edit(first, "It left on Tuesday")
    widget.shows("It left on Tuesday", "The code is 1234")
    expect(widget.page.locator("support-chat time").first).to_have_text(re.compile(r"^edited · \d"))
    expect(news).to_have_text("edited: It left on Tuesday")
    replies.withdraw(second)
    widget.shows("It left on Tuesday", WITHDRAWN)
    expect(news).to_have_text(WITHDRAWN)
    assert marks(widget) == ["edited", "withdrawn"]
    assert "1234" not in widget.panel.inner_text()
    assert violations(widget.page) == []
    widget.page.reload()
    widget.open().shows("It left on Tuesday", WITHDRAWN)


def test_changes_during_an_outage_are_seen_after_it_though_nothing_else_is_new(
    shop: OpenShop, customer: Person, replies: Replies
) -> None:
    widget = shop(customer).open().connected()
    first, second = replies.say("It left on Monday"), replies.say("The code is 1234")
    widget.shows("It left on Monday", "The code is 1234")
    # Read and marked so, that nothing but the changes is left to ask for.
    eventually(customer.chat, lambda chat: chat["unread_count"] == 0, what="read")
    widget.page.context.set_offline(True)
    expect(widget.status).to_have_attribute("data-status", "offline")
    replies.edit(first, "It left on Tuesday")
    replies.withdraw(second)
    widget.page.context.set_offline(False)
    expect(widget.messages).to_have_text(["It left on Tuesday", WITHDRAWN], timeout=RECOVERED)


def test_changes_that_no_event_tells_are_seen_within_half_a_minute(
    stack: LocalStack, shop: OpenShop, customer: Person, replies: Replies
) -> None:
    widget = shop(customer).open().connected()
    seq = replies.say("It left on Monday")
    widget.shows("It left on Monday")
    with dropping(stack):
        replies.edit(seq, "It left on Tuesday")
        expect(widget.messages).to_have_text(["It left on Tuesday"], timeout=SLOW_POLL)
        widget.connected()


def test_a_text_too_large_for_an_event_is_fetched(shop: OpenShop, customer: Person, replies: Replies) -> None:
    widget = shop(customer).open().connected()
    seq = replies.say("Short")
    widget.shows("Short")
    long = "Größe " * 660
    replies.edit(seq, long)
    expect(widget.messages).to_have_text([long.strip()], timeout=AT_ONCE)


def test_a_withdrawn_reply_counts_as_unread_no_more_and_makes_no_sound(
    shop: OpenShop, customer: Person, replies: Replies
) -> None:
    first, second = replies.say("The first"), replies.say("The second")
    widget = shop(customer)
    expect(widget.badge).to_have_text("2", timeout=AT_ONCE)
    widget.page.evaluate(TONES)
    replies.withdraw(first)
    expect(widget.badge).to_have_text("1", timeout=AT_ONCE)
    replies.edit(second, "The second, better")
    replies.withdraw(second)
    expect(widget.badge).to_have_text("", timeout=AT_ONCE)
    assert widget.page.evaluate("tones") == 0
    assert customer.chat()["unread_count"] == 0
    widget.open().shows(WITHDRAWN, WITHDRAWN)


def test_a_notification_of_a_withdrawn_message_goes_away(shop: OpenShop, customer: Person, replies: Replies) -> None:
    widget = shop(customer, html=page_with(notifications=True)).open().connected()
    replies.say("Hello")
    widget.shows("Hello")
    page = widget.page
    page.evaluate(NOTICES.replace("close() {}", "close() { window.notices.pop() }"))
    page.evaluate("Notification.permission = 'granted'")
    page.evaluate(HIDDEN)
    seq = replies.say("The code is 1234")
    page.wait_for_function("notices.length === 1", timeout=AT_ONCE)
    replies.say("Use it today")
    page.wait_for_function("notices.length === 2", timeout=AT_ONCE)
    replies.withdraw(seq + 1)
    page.wait_for_function("notices.length === 1", timeout=AT_ONCE)


def test_a_mail_never_quotes_what_was_withdrawn(stack: LocalStack, customer: Person, replies: Replies) -> None:
    replies.say("It left on Monday")
    replies.withdraw(replies.say("The code is 1234"))
    (mail,) = eventually(
        lambda: mails_to(stack, customer.email), lambda mails: len(mails) == 1, what="the mail", within=MAIL_SECONDS
    )
    assert "It left on Monday" in str(mail)
    assert "1234" not in str(mail)
