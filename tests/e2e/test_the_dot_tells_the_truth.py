"""The realtime server dies and comes back: the dot says so, messages still arrive, and all recovers by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from local.stack import LocalStack
from playwright.sync_api import expect

from tests.e2e.conftest import AT_ONCE, RECOVERED, OpenDashboard, OpenShop
from tests.people import Person

POLLED = AT_ONCE  # well before the half minute of those who think that they are connected


@pytest.fixture
def realtime(stack: LocalStack) -> Iterator[LocalStack]:
    """Whatever a test does to the realtime server, the next finds it running."""
    yield stack
    stack.realtime.stop()
    stack.realtime.start()


def test_killed_polling_and_back(realtime: LocalStack, shop: OpenShop, dashboard: OpenDashboard, ada: Person) -> None:
    widget = shop().open().connected()
    agents = dashboard().connected()
    widget.say("Hello")
    widget.has_sent(1)
    chat_id = widget.customer.chat()["id"]
    agents.open(widget.customer)

    realtime.realtime.stop()
    expect(widget.status).to_have_attribute("data-status", "polling")
    ada.reply(chat_id, "by polling")
    expect(widget.messages.last).to_have_text("by polling", timeout=POLLED)
    widget.say("and back")
    expect(agents.messages.last).to_have_text("and back", timeout=POLLED)

    realtime.realtime.start()
    expect(widget.status).to_have_attribute("data-status", "connected", timeout=RECOVERED)
    agents.connected(within=RECOVERED)
    ada.reply(chat_id, "live again")
    expect(widget.messages.last).to_have_text("live again")
    widget.shows("Hello", "by polling", "and back", "live again")


def test_without_a_network_the_dot_says_offline_and_what_was_written_is_sent_afterwards(
    shop: OpenShop, ada: Person
) -> None:
    widget = shop().open().connected()
    widget.page.context.set_offline(True)
    expect(widget.status).to_have_attribute("data-status", "offline")
    widget.say("written in a tunnel")
    expect(widget.page.locator("support-chat [data-state=sending], support-chat [data-state=waiting]")).to_have_count(1)
    assert widget.customer.chat()["messages"] == []
    widget.page.context.set_offline(False)
    expect(widget.status).to_have_attribute("data-status", "connected", timeout=RECOVERED)
    expect(widget.page.locator("support-chat [data-state=sent]")).to_have_count(1)
    widget.shows("written in a tunnel")
    assert [message["content"] for message in widget.customer.chat()["messages"]] == ["written in a tunnel"]
