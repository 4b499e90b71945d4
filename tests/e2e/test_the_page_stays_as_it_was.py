"""Until somebody acts the page has a button and nothing else; whatever happens, the page's own things stay its own."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from local.stack import LocalStack
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.e2e.conftest import BROWSER_FLAGS, OpenShop, Widget, embed
from tests.e2e.host_app import HostApp
from tests.e2e.watch import Watch
from tests.people import Person, new_customer

# A page with everything a careless widget would touch.
PAGE = """<!doctype html>
<html lang="en" class="theme-1" data-page="x"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Shop</title>
<style>body {{ margin: 3px; overflow-y: scroll; }}</style></head>
<body class="home" style="color: #222"><h1>Shop</h1><p id="own">Own</p>
<script src="{widget_url}/support-chat.js" {options} async></script></body></html>"""
ANONYMOUS = PAGE.replace("{options}", "")
SIGNED_IN = PAGE.replace("{options}", 'data-token-url="{token_url}"')
ITS_OWN_NAME = ["window.SupportChat"]


@pytest.fixture
def watched(
    stack: LocalStack, host: HostApp, contexts: Callable[..., BrowserContext]
) -> Callable[..., tuple[Watch, Widget]]:
    """Opens a page that is watched from before its first byte."""

    def open_page(html: str, customer: Person | None = None) -> tuple[Watch, Widget]:
        person = customer or new_customer(stack)
        page = contexts().new_page()
        watch = Watch(page)
        page.goto(embed(stack, host, person, html))
        widget = Widget(page, person)
        expect(widget.button).to_be_visible()
        return watch, widget

    return open_page


def test_where_nobody_is_signed_in_the_loader_is_all_that_is_asked_for(
    stack: LocalStack, watched: Callable[..., tuple[Watch, Widget]]
) -> None:
    watch, _ = watched(ANONYMOUS)
    watch.settled(after=stack.info["widget_url"])
    assert watch.asked()[1:] == [f"GET {stack.info['widget_url']}/support-chat.js"]
    assert watch.stored() == []
    assert watch.sockets == []


def test_until_somebody_acts_the_chat_is_four_nodes_and_no_frame_font_picture_or_style_sheet(
    stack: LocalStack, watched: Callable[..., tuple[Watch, Widget]]
) -> None:
    watch, _ = watched(ANONYMOUS)
    watch.settled(after=stack.info["widget_url"])
    assert watch.nodes("support-chat") == ["#document-fragment", "::before", "button", "support-chat"]
    assert watch.page.frames == [watch.page.main_frame]
    assert {request.resource_type for request in watch.requests} == {"document", "script"}
    assert watch.page.evaluate("[document.fonts.size, document.styleSheets.length]") == [0, 1], "the page's own"
    assert watch.page.context.cookies() == []


def test_for_a_signed_in_person_one_small_look_tells_that_nothing_is_unread(
    stack: LocalStack, host: HostApp, watched: Callable[..., tuple[Watch, Widget]]
) -> None:
    customer = new_customer(stack)
    customer.say("Hello")
    watch, _ = watched(SIGNED_IN, customer)
    site, api = stack.info["widget_url"], stack.info["api_url"]
    watch.settled(after=api)
    assert watch.asked(host.url) == [f"GET /{customer.id}/", f"GET /{customer.id}/token"]
    assert watch.asked(api) == ["GET /support_chat"]
    assert not [path for path in watch.asked(site) if "panel" in path or "realtime" in path or "pusher" in path]
    assert len(watch.requests) <= 7, watch.asked()
    assert watch.stored() == []
    assert watch.sockets == []
    assert {request.header_value("cookie") for request in watch.requests} == {None}


def test_nothing_of_the_page_changes_while_loaded_open_used_closed_and_destroyed(
    watched: Callable[..., tuple[Watch, Widget]], ada: Person
) -> None:
    watch, widget = watched(SIGNED_IN)
    before = watch.outline()
    assert watch.changed() == ITS_OWN_NAME
    widget.open().connected()
    widget.say("Hello")
    widget.has_sent(1)
    ada.reply(widget.customer.chat()["id"], "An answer with https://example.com in it")
    expect(widget.messages.last).to_contain_text("An answer")
    assert watch.outline() == before
    widget.page.keyboard.press("Escape")
    expect(widget.input).to_be_hidden()
    assert watch.changed() == ITS_OWN_NAME
    widget.page.evaluate("SupportChat('destroy')")
    expect(widget.page.locator("support-chat")).to_have_count(0)
    assert watch.outline() == before
    assert watch.changed() == ITS_OWN_NAME
    assert watch.stored() == [], "what was sent is not kept"


def test_no_request_carries_a_cookie_and_no_answer_sets_one(
    stack: LocalStack, contexts: Callable[..., BrowserContext], shop: OpenShop
) -> None:
    context = contexts()
    for url in (stack.info["widget_url"], stack.info["api_url"]):
        context.add_cookies([{"name": "somebody", "value": "elses", "url": url}])
    known = context.cookies()
    asked: list[Request] = []
    context.on("request", lambda request: asked.append(request))
    widget = shop(context=context).open().connected()
    widget.say("Hello")
    widget.has_sent(1)
    to_us = [request for request in asked if request.url.startswith((stack.info["widget_url"], stack.info["api_url"]))]
    assert len(to_us) > 5
    assert [request.url for request in to_us if request.all_headers().get("cookie")] == []
    assert context.cookies() == known


@pytest.fixture
def blocking(browser: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser whose person blocks all cookies and site data: reading localStorage throws."""
    profile = tmp_path / "profile" / "Default" / "Preferences"
    profile.parent.mkdir(parents=True)
    settings = {"default_content_setting_values": {"cookies": 2}, "cookie_controls_mode": 1}
    profile.write_text(json.dumps({"profile": settings}))
    context = browser.browser_type.launch_persistent_context(
        str(profile.parent.parent), executable_path=os.environ.get("BROWSER_PATH"), args=BROWSER_FLAGS
    )
    yield context
    context.close()


def test_where_site_data_is_blocked_the_conversation_works(
    stack: LocalStack, host: HostApp, blocking: BrowserContext, ada: Person
) -> None:
    customer = new_customer(stack)
    page = blocking.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(embed(stack, host, customer))
    assert refused(page, "localStorage")
    assert refused(page, "sessionStorage")
    widget = Widget(page, customer).open().connected()
    widget.say("Hello")
    widget.has_sent(1)
    ada.reply(customer.chat()["id"], "An answer")
    widget.shows("Hello", "An answer")
    page.evaluate("SupportChat('logout')")
    page.evaluate("SupportChat('destroy')")
    assert faults == []


def refused(page: Page, name: str) -> bool:
    return bool(page.evaluate(f"() => {{ try {{ {name}; return false; }} catch {{ return true; }} }}"))
