"""A token that is refused or has run out: one question to the page, a calm word, nothing lost, no loop."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from local.stack import LocalStack
from playwright.sync_api import BrowserContext, expect

from tests.e2e.clock import as_time_goes_by
from tests.e2e.conftest import OpenShop, page_with
from tests.e2e.host_app import Answer, HostApp
from tests.e2e.screens import Widget
from tests.people import customer_token, eventually

HALF_AN_HOUR = "30:00"


def ran_out(stack: LocalStack, host: HostApp, widget: Widget) -> None:
    """The host goes on answering, with a token that is over."""
    then = int(time.time()) - 7200
    token = customer_token(stack, widget.customer.id, iat=then, exp=then + 600)
    host.token(f"/{widget.customer.id}/token", lambda: token)


def signed_out(host: HostApp, widget: Widget) -> None:
    host.nobody(f"/{widget.customer.id}/token")


def questions(host: HostApp, widget: Widget) -> int:
    return host.asked.count(f"/{widget.customer.id}/token")


def gone_by(widget: Widget) -> None:
    """What the turned clock has set off is under way: requests are made in order, and this one comes after them."""
    widget.page.evaluate("async () => { for (let n = 0; n < 5; n++) await fetch('/later'); }")


def refuse_everything(stack: LocalStack, context: BrowserContext) -> None:
    """As the API does when the token the widget holds has run out meanwhile."""
    refused = {"error": {"code": "unauthorized", "message": "expired"}}
    context.route(f"{stack.info['api_url']}/**", lambda route: route.fulfill(status=401, json=refused))


def test_a_session_that_ends_asks_once_stays_calm_and_goes_on_where_it_was(
    stack: LocalStack, host: HostApp, context: BrowserContext, shop: OpenShop
) -> None:
    widget = shop(context=context).open().connected()
    widget.say("Before")
    widget.has_sent(1)
    before = questions(host, widget)
    signed_out(host, widget)
    refuse_everything(stack, context)
    widget.say("Too late")
    notice = widget.page.locator("support-chat [part~=notice]")
    expect(notice).to_contain_text("Your session has ended")
    widget.input.fill("and half a dr")
    assert questions(host, widget) == before + 1
    context.clock.fast_forward(HALF_AN_HOUR)
    gone_by(widget)
    assert questions(host, widget) == before + 1, "it insists"
    expect(widget.input).to_have_value("and half a dr")
    widget.shows("Before", "Too late")
    context.unroute(f"{stack.info['api_url']}/**")
    host.token(f"/{widget.customer.id}/token", lambda: customer_token(stack, widget.customer.id))
    notice.get_by_role("button", name="Try again").click()
    widget.has_sent(2)
    expect(notice).to_have_count(0)
    widget.connected().shows("Before", "Too late")
    expect(widget.input).to_have_value("and half a dr")


@pytest.mark.parametrize("ends", [ran_out, signed_out], ids=["run-out", "nobody"])
def test_a_page_whose_token_is_no_good_from_the_start_says_so_and_does_not_loop(
    stack: LocalStack, host: HostApp, context: BrowserContext, shop: OpenShop, ends: Callable[..., None]
) -> None:
    widget = shop(context=context, html=page_with(token_url=None, visitors=False))
    if ends is ran_out:
        ran_out(stack, host, widget)
    else:
        signed_out(host, widget)
    before = questions(host, widget)
    widget.page.evaluate(
        "url => { SupportChat('update', {tokenUrl: url}); SupportChat('open'); }", f"/{widget.customer.id}/token"
    )
    expect(widget.page.get_by_text("Please sign in to chat with us.").first).to_be_visible()
    context.clock.fast_forward(HALF_AN_HOUR)
    gone_by(widget)
    assert 0 < questions(host, widget) - before <= 2
    assert widget.page.evaluate("Object.keys(localStorage)") == []


def test_a_page_that_cannot_answer_is_asked_again_later(
    stack: LocalStack, host: HostApp, context: BrowserContext, shop: OpenShop
) -> None:
    """A host that stumbles is no session that ended."""
    widget = shop(context=context, html=page_with(token_url=None))
    path = f"/{widget.customer.id}/token"
    host.paths[path] = lambda: Answer(503, "text/plain", "busy")
    widget.page.evaluate("url => { SupportChat('update', {tokenUrl: url}); SupportChat('open'); }", path)
    eventually(lambda: questions(host, widget), lambda count: count > 0, what="asked")
    host.token(path, lambda: customer_token(stack, widget.customer.id))
    connected = widget.page.locator("[data-status=connected]")
    as_time_goes_by(context, connected.count, bool, what="connected")
