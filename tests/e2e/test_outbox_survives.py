"""What a customer wrote survives reloads, closed tabs and dead networks, and goes out once, in order, as theirs."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from local.stack import LocalStack
from playwright.sync_api import BrowserContext, Route, expect

from tests.e2e.clock import as_time_goes_by
from tests.e2e.conftest import OpenShop, page_with
from tests.e2e.host_app import HostApp
from tests.e2e.outbox import Posts, close, forgotten, handed_over, kept, on_post, stored, unreachable, waiting
from tests.e2e.screens import Widget
from tests.people import Person, customer_token, eventually, new_customer

LONGEST_WAIT = "00:31"  # between two tries
MINUTES_A_DAY = 1440


def test_twenty_messages_survive_ten_minutes_without_the_api_and_a_reload(
    stack: LocalStack, context: BrowserContext, shop: OpenShop
) -> None:
    widget = shop(context=context).open()
    texts = [f"message {n + 1}" for n in range(20)]
    with unreachable(stack, context):
        for text in texts:
            widget.say(text)
        widget.shows(*texts)
        context.clock.fast_forward("10:00")
        widget.page.reload()
        widget.open()
        widget.shows(*texts)
        waiting(widget, 20)
        context.clock.fast_forward("10:00")
        sent = Posts(context)
    soon_sent(context, widget, 20)
    widget.shows(*texts)
    assert stored(widget.customer) == texts
    forgotten(widget.page)
    assert sent.answered() == texts, "each went out once"


def soon_sent(context: BrowserContext, widget: Widget, count: int) -> None:
    """Now that the API can be reached again."""
    sent = widget.page.locator("support-chat [data-state=sent]")
    as_time_goes_by(context, sent.count, lambda seen: seen == count, what="all sent")


def test_two_tabs_send_what_both_have_queued_once_and_in_the_order_of_writing(
    stack: LocalStack, context: BrowserContext, shop: OpenShop
) -> None:
    first = shop(context=context).open()
    second = shop(first.customer, context).open()
    texts = [f"{n} from the {place} tab" for n, place in enumerate(["first", "second"] * 3)]
    with unreachable(stack, context):
        for n, text in enumerate(texts):
            (second if n % 2 else first).say(text)
            for tab in (first, second):
                tab.shows(*texts[: n + 1])
        sent = Posts(context)
    for tab in (first, second):
        soon_sent(context, tab, len(texts))
        tab.shows(*texts)
    assert stored(first.customer) == texts
    # What one tab takes out of the storage the other sees a moment later, and may send again under the same id.
    assert list(dict.fromkeys(sent.answered())) == texts


def test_the_next_visit_sends_what_a_closed_tab_left_without_the_chat_being_opened(
    stack: LocalStack, context: BrowserContext, shop: OpenShop
) -> None:
    widget = shop(context=context).open()
    with unreachable(stack, context):
        widget.say("one")
        widget.say("two")
        waiting(widget, 2)
        close(widget.page)
    back = shop(widget.customer, context)
    eventually(lambda: stored(widget.customer), lambda texts: texts == ["one", "two"], what="sent")
    forgotten(back.page)
    expect(back.input).to_be_hidden()


def test_a_response_lost_by_a_reload_is_no_second_message(context: BrowserContext, shop: OpenShop) -> None:
    widget = shop(context=context).open()
    held: list[Route] = []
    on_post(context, lambda route: route.continue_() if held else held.append(route))
    widget.say("only once")
    handed_over(widget.page, held).fetch()  # the server stores it, and the page that asked is gone
    sent = Posts(context)
    widget.page.reload()
    widget.open().has_sent(1)
    widget.shows("only once")
    context.clock.fast_forward(LONGEST_WAIT)
    widget.say("next")
    widget.has_sent(2)
    assert stored(widget.customer) == ["only once", "next"]
    assert sent.answered() == ["next"], "the history told that it had arrived"


def test_a_500_in_between_delays_and_neither_loses_nor_reorders(context: BrowserContext, shop: OpenShop) -> None:
    widget = shop(context=context).open()
    asked: list[str] = []

    def fail_second(route: Route) -> None:
        asked.append(json.loads(route.request.post_data or "{}")["content"])
        if len(asked) == 2:
            route.fulfill(status=500, json={"error": {"code": "internal", "message": "no"}})
        else:
            route.continue_()

    on_post(context, fail_second)
    for text in ("one", "two", "three"):
        widget.say(text)
    widget.has_sent(3)
    widget.shows("one", "two", "three")
    assert asked == ["one", "two", "two", "three"]
    assert stored(widget.customer) == ["one", "two", "three"]


def test_a_draft_comes_back_and_leaves_nothing_when_it_is_sent(context: BrowserContext, shop: OpenShop) -> None:
    widget = shop(context=context).open()
    assert kept(widget.page) == [], "nothing is kept before the person writes"
    widget.input.press_sequentially("Half a sen")
    eventually(lambda: kept(widget.page), bool, what="a draft")
    widget.page.reload()
    widget.open()
    expect(widget.input).to_have_value("Half a sen")
    widget.input.press("Enter")
    widget.has_sent(1)
    assert stored(widget.customer) == ["Half a sen"]
    forgotten(widget.page)


def test_another_customer_in_the_same_browser_neither_sees_nor_sends_it(
    stack: LocalStack, context: BrowserContext, shop: OpenShop
) -> None:
    alice = shop(context=context).open()
    with unreachable(stack, context):
        alice.say("from Alice")
        alice.input.fill("Alice's draft")
        waiting(alice, 1)
        close(alice.page)
    bob = shop(new_customer(stack), context).open().connected()
    bob.shows()
    expect(bob.input).to_have_value("")
    bob.say("from Bob")
    bob.has_sent(1)
    bob.shows("from Bob")
    assert stored(bob.customer) == ["from Bob"]
    assert stored(alice.customer) == []
    again = shop(alice.customer, context).open()
    again.has_sent(1)
    again.shows("from Alice")
    expect(again.input).to_have_value("Alice's draft")
    assert stored(alice.customer) == ["from Alice"]


def test_when_the_host_signs_in_somebody_else_the_chat_becomes_theirs(
    stack: LocalStack, context: BrowserContext, shop: OpenShop, host: HostApp
) -> None:
    """The page stays; the token it gets when the old one has expired is another person's."""
    alice, bob = shop(context=context).open(), new_customer(stack)
    with unreachable(stack, context):
        alice.say("from Alice")
        alice.input.fill("Alice's draft")
        waiting(alice, 1)
    bobs = customer_token(stack, bob.id)
    host.token(f"/{alice.customer.id}/token", lambda: bobs)

    def expired(route: Route) -> None:
        if route.request.headers.get("authorization", bobs).removeprefix("Bearer ") != bobs:
            route.fulfill(status=401, json={"error": {"code": "unauthorized", "message": "expired"}})
        else:
            route.continue_()

    context.route(f"{stack.info['api_url']}/**", expired)
    as_time_goes_by(context, alice.messages.count, lambda count: count == 0, what="Alice's chat is gone")
    expect(alice.input).to_have_value("")
    alice.say("from Bob")
    alice.has_sent(1)
    assert stored(bob) == ["from Bob"]
    assert stored(alice.customer) == []


def test_logout_leaves_nothing_in_the_browser(stack: LocalStack, context: BrowserContext, shop: OpenShop) -> None:
    widget = shop(context=context).open()
    with unreachable(stack, context):
        widget.say("a secret")
        widget.input.fill("another")
        waiting(widget, 1)
        eventually(lambda: kept(widget.page), lambda keys: len(keys) == 2, what="a message and a draft")
        widget.page.evaluate("localStorage.setItem('support-chatty', 'the page’s own')")
        widget.page.evaluate("SupportChat('logout')")
        eventually(lambda: kept(widget.page), lambda keys: keys == ["support-chatty"], what="the page's own alone")
    widget.page.reload()
    widget.open().connected()
    widget.shows()
    expect(widget.input).to_have_value("")
    assert stored(widget.customer) == []


def test_without_storage_the_chat_works_until_the_page_is_left(
    stack: LocalStack, context: BrowserContext, shop: OpenShop
) -> None:
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('denied', 'SecurityError'); }})"
    )
    widget = shop(context=context).open()
    with unreachable(stack, context):
        widget.say("one")
        widget.say("two")
        waiting(widget, 2)
    soon_sent(context, widget, 2)
    assert stored(widget.customer) == ["one", "two"]
    widget.page.evaluate("SupportChat('logout')")


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_device_whose_clock_is_wrong_sees_the_right_order_and_nothing_from_the_future(
    contexts: Callable[..., BrowserContext], shop: OpenShop, ada: Person, minutes: int
) -> None:
    context = contexts(timezone_id="Europe/Berlin", locale="de-DE")
    context.clock.install(time=datetime.now(UTC) + timedelta(minutes=minutes))
    widget = shop(context=context, html=page_with(language="de")).open().connected()  # 24 hours
    widget.say("one")
    widget.has_sent(1)
    ada.reply(widget.customer.chat()["id"], "two")
    widget.shows("one", "two")
    widget.say("three")
    widget.shows("one", "two", "three")
    widget.has_sent(3)
    shown = widget.page.locator("support-chat [data-state] time").all_inner_texts()
    now = minutes_of(
        widget.page.evaluate("new Intl.DateTimeFormat('de', {hour: 'numeric', minute: '2-digit'}).format()")
    )
    ages = [(now - minutes_of(text)) % MINUTES_A_DAY for text in shown]
    assert ages == sorted(ages, reverse=True)
    assert max(ages) <= max(minutes, 0) + 2, "as old as the server says, and never from the future"
    widget.page.reload()
    widget.open().shows("one", "two", "three")


def minutes_of(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)
