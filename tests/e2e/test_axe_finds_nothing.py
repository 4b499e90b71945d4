"""axe in every state the widget can be in: light and dark, left-to-right and right-to-left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from local.stack import LocalStack
from playwright.sync_api import BrowserContext, Route, expect

from tests.e2e import axe, contrast
from tests.e2e.conftest import AT_ONCE, RECOVERED, OpenShop, Widget, page_with
from tests.e2e.host_app import HostApp
from tests.people import Person

SEND = "**/support_chat/messages"
TOO_LONG = "x" * 5_001
Scheme = Literal["light", "dark"]


class States:
    """What axe said in each state, and where the contrast was too low."""

    def __init__(self, widget: Widget, direction: str) -> None:
        self.widget = widget
        self.direction = direction
        self.seen: dict[str, list[str]] = {}

    def look(self, state: str) -> None:
        self.seen[state] = axe.violations(self.widget.page) + contrast.too_low(self.widget.page)

    def check(self) -> None:
        said = [f"{state}: {found}" for state, findings in self.seen.items() for found in findings]
        assert not said, "\n".join(said)


def refuse(status: int, code: str) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=status, json={"error": {"code": code, "message": "no"}})
        else:
            route.fallback()

    return answer


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_customers_chat_in_every_state(
    host: HostApp, contexts: Callable[..., BrowserContext], shop: OpenShop, ada: Person, scheme: Scheme, language: str
) -> None:
    widget = shop(context=contexts(color_scheme=scheme), html=page_with(language=language, notifications=True))
    states = States(widget, "rtl" if language == "ar" else "ltr")
    states.look("closed")
    widget.open().connected()
    expect(widget.panel).to_have_css("direction", states.direction)
    states.look("open and empty")
    in_conversation(states, ada)
    with_unsent_messages(states)
    when_refused(states, host)
    states.check()


def in_conversation(states: States, ada: Person) -> None:
    widget = states.widget
    widget.say("Hello")
    widget.has_sent(1)
    chat_id = widget.customer.chat()["id"]
    ada.reply(chat_id, "Look at https://example.com, please.\nOr at another.")
    expect(widget.messages).to_have_count(2, timeout=AT_ONCE)
    ada.get(f"/admin/chats/{chat_id}").raise_for_status()
    expect(widget.page.locator("support-chat [part~=seen]")).to_be_visible(timeout=AT_ONCE)
    assert len(contrast.measured(widget.page)) >= 8, "nothing is measured, and nothing proved"
    states.look("conversation")
    widget.input.fill(TOO_LONG)
    states.look("too long")
    widget.input.fill("")
    widget.page.keyboard.press("Escape")
    ada.reply(chat_id, "Unread")
    expect(widget.badge).not_to_be_empty(timeout=AT_ONCE)
    states.look("closed with an unread message")
    widget.open()


def with_unsent_messages(states: States) -> None:
    widget = states.widget
    widget.page.route(SEND, lambda route: None if route.request.method == "POST" else route.fallback())
    widget.say("On its way")
    expect(widget.page.locator("support-chat [data-state=sending]")).to_have_count(1)
    states.look("on its way")
    widget.page.unroute(SEND)
    widget.has_sent(4)
    answer = refuse(422, "invalid")
    widget.page.route(SEND, answer)
    widget.say("Not accepted")
    expect(widget.page.locator("support-chat [data-state=failed]")).to_have_count(1)
    states.look("not accepted")
    widget.page.unroute(SEND, answer)
    widget.page.context.set_offline(True)
    expect(widget.status).to_have_attribute("data-status", "offline")
    widget.say("From a tunnel")
    expect(widget.page.locator("support-chat [data-state=waiting]")).to_have_count(1)
    states.look("offline, with a waiting message")
    widget.page.context.set_offline(False)
    expect(widget.status).to_have_attribute("data-status", "connected", timeout=RECOVERED)


def when_refused(states: States, host: HostApp) -> None:
    widget = states.widget
    host.nobody(f"/{widget.customer.id}/token")
    widget.page.route("**/support_chat**", refuse(401, "unauthorized"))
    widget.say("Too late")
    expect(widget.page.locator("support-chat [part~=notice]")).to_be_visible()
    states.look("refused")
    widget.page.unroute("**/support_chat**")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_visitors_chat_that_asks_for_an_address(
    contexts: Callable[..., BrowserContext], shop: OpenShop, scheme: Scheme, language: str, stack: LocalStack
) -> None:
    html = page_with(language=language, token_url=None)
    widget = shop(context=contexts(color_scheme=scheme), html=html)
    states = States(widget, "rtl" if language == "ar" else "ltr")
    widget.open()
    states.look("nobody has written")
    widget.say("Hello")
    widget.has_sent(1)
    address = widget.page.locator("support-chat input[type=email]")
    expect(address).to_be_visible()
    states.look("asked for an address")
    address.fill("no address")
    address.press("Enter")
    states.look("an address that is none")
    states.check()
