"""Realtime says that all is well and delivers nothing: messages are shown all the same, without a reload."""

from __future__ import annotations

from local.stack import LocalStack
from playwright.sync_api import expect

from tests.e2e.conftest import AT_ONCE, OpenShop
from tests.people import Person
from tests.stack.faults import dropping

SLOW_POLL = 45_000  # ms; what is promised is half a minute, and the answer takes a moment


def test_the_next_event_shows_that_one_is_missing(stack: LocalStack, shop: OpenShop, ada: Person) -> None:
    widget = shop().open().connected()
    widget.say("Hello")
    widget.has_sent(1)
    chat_id = widget.customer.chat()["id"]
    with dropping(stack):
        ada.reply(chat_id, "never announced").raise_for_status()
    ada.reply(chat_id, "announced").raise_for_status()
    expect(widget.messages).to_have_text(["Hello", "never announced", "announced"], timeout=AT_ONCE)


def test_without_any_event_a_message_is_there_within_half_a_minute(
    stack: LocalStack, shop: OpenShop, ada: Person
) -> None:
    widget = shop().open().connected()
    widget.say("Hello")
    widget.has_sent(1)
    with dropping(stack):
        ada.reply(widget.customer.chat()["id"], "never announced").raise_for_status()
        expect(widget.messages.last).to_have_text("never announced", timeout=SLOW_POLL)
        widget.connected()
