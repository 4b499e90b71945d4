"""People who are not signed in: an identity with the first message and not before, kept here, and theirs alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from local.stack import LocalStack
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.e2e.clock import as_time_goes_by
from tests.e2e.conftest import AT_ONCE, OpenDashboard, OpenShop, page_with
from tests.e2e.host_app import HostApp
from tests.e2e.outbox import forgotten, kept, stored
from tests.e2e.screens import Widget
from tests.e2e.watch import Watch
from tests.people import Person, bearer, customer_token, eventually, new_customer

NOBODY = page_with(token_url=None)


def made(context: BrowserContext) -> list[Request]:
    """The requests for a new identity, from now on; one that shows a token only makes that last longer."""
    seen: list[Request] = []

    def note(request: Request) -> None:
        if request.url.endswith("/visitors") and "authorization" not in request.headers:
            seen.append(request)

    context.on("request", note)
    return seen


def visitor(stack: LocalStack, page: Page) -> Person:
    """Whom this browser's storage makes them."""
    token = page.evaluate("Object.entries(localStorage).find(([key]) => / visitor$/.test(key))?.[1] ?? ''")
    token = json.loads(token)["token"] if token.startswith("{") else token
    assert token
    return bearer(stack, token)


def test_the_first_message_makes_the_identity_and_not_before(
    stack: LocalStack, context: BrowserContext, shop: OpenShop, ada: Person
) -> None:
    asked = made(context)
    widget = shop(context=context, html=NOBODY)
    sockets: list[object] = []
    widget.page.on("websocket", lambda socket: sockets.append(socket))
    widget.open()
    widget.input.press_sequentially("Do you ship ")
    assert asked == []
    assert sockets == []
    assert [key for key in kept(widget.page) if key.endswith(" visitor")] == []
    widget.input.press_sequentially("to Norway?")
    widget.input.press("Enter")
    widget.has_sent(1)
    widget.connected()
    assert len(asked) == 1
    person = visitor(stack, widget.page)
    assert stored(person) == ["Do you ship to Norway?"]
    ada.reply(person.chat()["id"], "We do")
    widget.shows("Do you ship to Norway?", "We do")


def test_a_reload_and_a_second_tab_find_the_same_visitor(
    stack: LocalStack, context: BrowserContext, shop: OpenShop, ada: Person
) -> None:
    asked = made(context)
    widget = shop(context=context, html=NOBODY).open()
    widget.say("Hello")
    widget.has_sent(1)
    widget.page.reload()
    widget.open().connected().shows("Hello")
    second = shop(context=context, html=NOBODY).open().connected()
    second.shows("Hello")
    second.say("From the second tab")
    widget.shows("Hello", "From the second tab")
    second.page.close()
    widget.page.reload()
    ada.reply(visitor(stack, widget.page).chat()["id"], "An answer")
    # A chat that was never opened looks for answers twice a minute.
    as_time_goes_by(context, widget.badge.inner_text, lambda text: text == "1", what="an unread answer")
    assert len(asked) == 1


def test_two_tabs_that_write_at_once_are_one_visitor(
    stack: LocalStack, context: BrowserContext, shop: OpenShop
) -> None:
    asked = made(context)
    tabs = [shop(context=context, html=NOBODY).open() for _ in range(2)]
    for n, tab in enumerate(tabs):
        tab.input.fill(f"From tab {n}")
    for tab in tabs:
        tab.input.dispatch_event("keydown", {"key": "Enter"})
    for tab in tabs:
        expect(tab.messages).to_have_count(2)
        tab.has_sent(2)
    assert sorted(stored(visitor(stack, tabs[0].page))) == ["From tab 0", "From tab 1"]
    assert len(asked) == 1


def test_an_address_that_is_left_is_shown_to_agents_as_unverified(
    stack: LocalStack, context: BrowserContext, shop: OpenShop, dashboard: OpenDashboard
) -> None:
    widget = shop(context=context, html=NOBODY).open()
    address = widget.page.locator("support-chat input[type=email]")
    expect(address).to_have_count(0)
    widget.say("Where is my parcel?")
    address.fill("no address")
    address.press("Enter")
    expect(widget.page.get_by_text("Please check the e-mail address.")).to_be_visible()
    email = f"{new_customer(stack).id}@example.com"
    address.fill(email)
    address.press("Enter")
    expect(widget.page.get_by_text("we write to").and_(widget.page.get_by_text(email))).to_be_visible()
    person = visitor(stack, widget.page)
    assert person.chat()["email"] == email
    agents = dashboard().connected()
    agents.page.locator(f"a[data-chat-id='{person.chat()['id']}']").click()
    expect(agents.page.get_by_text(email).first).to_be_visible(timeout=AT_ONCE)
    widget.page.reload()
    widget.open().connected()
    expect(address).to_have_count(0)


def test_who_signs_in_gets_their_own_chat_and_agents_learn_of_the_link(
    stack: LocalStack, host: HostApp, context: BrowserContext, shop: OpenShop, ada: Person
) -> None:
    customer = new_customer(stack)
    customer.say("Signed in, last week")
    widget = shop(customer, context=context, html=NOBODY).open()
    widget.say("Not signed in yet")
    widget.has_sent(1)
    before = visitor(stack, widget.page)
    widget.page.evaluate(
        "url => SupportChat('identify', async () => (await (await fetch(url)).json()).token)", f"/{customer.id}/token"
    )
    widget.connected().shows("Signed in, last week")
    assert stored(customer) == ["Signed in, last week"], "nothing is merged"

    def links(person: Person) -> Any:
        return ada.get(f"/admin/chats/{person.chat()['id']}").json()["linked_chats"]

    # The two chats learn of each other one after the other.
    both = [[before.chat()["id"]], [customer.chat()["id"]]]
    eventually(lambda: [links(customer), links(before)], lambda seen: seen == both, what="a link")
    forgotten(widget.page)


def test_what_a_visitor_has_not_sent_goes_out_as_theirs_before_they_become_somebody(
    stack: LocalStack, host: HostApp, context: BrowserContext, shop: OpenShop
) -> None:
    customer = new_customer(stack)
    host.token(f"/{customer.id}/token", lambda: customer_token(stack, customer.id))
    widget = shop(customer, context=context, html=NOBODY).open()
    widget.say("First")
    widget.has_sent(1)
    before = visitor(stack, widget.page)
    context.route("**/support_chat/messages", lambda route: route.abort())
    widget.say("Still unsent")
    expect(widget.messages).to_have_count(2)
    context.unroute("**/support_chat/messages")
    widget.page.evaluate(
        "url => SupportChat('identify', async () => (await (await fetch(url)).json()).token)", f"/{customer.id}/token"
    )
    widget.connected().shows()
    eventually(lambda: stored(before), lambda seen: seen == ["First", "Still unsent"], what="sent as theirs")
    assert stored(customer) == []


@pytest.mark.parametrize(
    ("status", "code", "headers"),
    [
        (429, "too_many", {"retry-after": "3600", "access-control-expose-headers": "retry-after"}),
        (403, "visitors_not_allowed", {}),
    ],
)
def test_where_no_identity_is_to_be_had_the_message_waits_calmly(
    context: BrowserContext, shop: OpenShop, status: int, code: str, headers: dict[str, str]
) -> None:
    asked = made(context)
    context.route(
        "**/visitors",
        lambda route: route.fulfill(status=status, headers=headers, json={"error": {"code": code, "message": "no"}}),
    )
    widget = shop(context=context, html=NOBODY).open()
    widget.say("Is anybody there?")
    expect(widget.messages).to_have_text(["Is anybody there?"])
    unsent = widget.page.locator("support-chat :is([data-state=waiting], [data-state=failed])")
    expect(unsent).to_have_count(1)
    context.clock.fast_forward("04:00")
    Watch(widget.page).settled()
    assert len([request for request in asked if request.method == "POST"]) <= 2, "it does not insist"
    expect(widget.panel).to_be_visible()


def test_a_page_can_do_without_visitors(context: BrowserContext, shop: OpenShop) -> None:
    widget: Widget = shop(context=context, html=page_with(token_url=None, visitors=False))
    widget.button.click()
    expect(widget.page.get_by_text("Please sign in to chat with us.")).to_be_visible()
    expect(widget.input).to_have_count(0)
