"""Pages load the widget oddly, move on without a reload, sleep and come back: one widget, one connection, every message
once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from local.stack import LocalStack
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.background import Tab
from tests.e2e.conftest import RECOVERED, Widget, embed
from tests.e2e.host_app import HostApp
from tests.e2e.watch import Watch
from tests.people import Person, eventually, new_customer
from tests.template import ROOT

TURBO = ROOT / "node_modules/@hotwired/turbo/dist/turbo.es2017-umd.js"
SCRIPT = '<script src="{widget_url}/support-chat.js" data-token-url="{token_url}"{how}></script>'
ASYNC = SCRIPT.replace("{how}", " async")

IN_CHAT = "document.querySelector('support-chat').shadowRoot"
STATUS = f"{IN_CHAT}.querySelector('[data-status]')?.dataset.status"
SHOWN = f"[...{IN_CHAT}.querySelectorAll('[data-state] .text')].map((text) => text.textContent)"


def page_of(head: str = "", body: str = "") -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>'
        f'{head}</head><body><h1>Shop</h1><a id="on" href="next">On</a>{body}</body></html>'
    )


class Visit:
    """A customer on a page of the host application, watched; the agent answers by the API."""

    def __init__(self, widget: Widget, watch: Watch, ada: Person) -> None:
        self.widget, self.watch, self.page = widget, watch, widget.page
        self.said: list[str] = []
        self._ada = ada

    def hears(self, text: str) -> None:
        self._ada.reply(self.widget.customer.chat()["id"], text).raise_for_status()
        self.said.append(text)

    def says(self, text: str) -> None:
        self.widget.say(text)
        self.said.append(text)
        self.widget.has_sent(len(self.said))  # it is stored: what follows comes after it

    def is_whole(self) -> None:
        """One widget, one connection, and all that was said, once."""
        expect(self.page.locator("support-chat")).to_have_count(1)
        self.widget.connected().shows(*self.said)
        eventually(self.watch.live_sockets, lambda count: count == 1, what="one connection")


OpenVisit = Callable[..., Visit]


@pytest.fixture
def visit(stack: LocalStack, host: HostApp, contexts: Callable[..., BrowserContext], ada: Person) -> OpenVisit:
    """Opens the first page (and puts the second beside it, under `next`), with the chat open and a message sent."""

    def open_visit(html: str, following: str = "") -> Visit:
        customer = new_customer(stack)
        page = contexts().new_page()
        watch = Watch(page)
        # Without `no-store`, or the browser would keep no page to come back to.
        embed(stack, host, customer, following or html, at="next", headers={})
        page.goto(embed(stack, host, customer, html, headers={}))
        opened = Visit(Widget(page, customer).open().connected(), watch, ada)
        opened.says("Hello")
        return opened

    return open_visit


@pytest.mark.parametrize(
    "html",
    [
        page_of(body=ASYNC + ASYNC),
        page_of(head=ASYNC, body=ASYNC),
        page_of(head=SCRIPT.replace("{how}", "")),
        page_of(head=SCRIPT.replace("{how}", ' type="module"')),
        page_of(head=SCRIPT.replace("{how}", " defer")),
    ],
    ids=["twice", "head-and-body", "in-the-head", "as-a-module", "deferred"],
)
def test_however_the_script_is_loaded_there_is_one_widget(visit: OpenVisit, html: str) -> None:
    visited = visit(html)
    visited.hears("An answer")
    visited.is_whole()


def test_a_script_put_in_again_later_changes_nothing(stack: LocalStack, visit: OpenVisit) -> None:
    visited = visit(page_of(body=ASYNC))
    visited.page.add_script_tag(url=f"{stack.info['outputs']['WidgetUrl']}/support-chat.js")
    visited.hears("An answer")
    visited.is_whole()


def test_the_history_api_moves_the_address_and_not_the_chat(visit: OpenVisit) -> None:
    visited = visit(page_of(body=ASYNC))
    visited.widget.input.fill("half a")
    for step in ("history.pushState({}, '', 'elsewhere')", "history.replaceState({}, '', '?x=1#y')", "history.back()"):
        visited.page.evaluate(step)
    visited.page.wait_for_url("**/")
    expect(visited.widget.input).to_have_value("half a")
    visited.hears("An answer")
    visited.is_whole()


@pytest.mark.parametrize("place", ["head", "body"])
def test_turbo_replaces_the_body_and_the_chat_stays_open(host: HostApp, visit: OpenVisit, place: str) -> None:
    host.file("/turbo.js", "text/javascript", TURBO.read_text())
    turbo = '<script src="/turbo.js"></script>'
    html = page_of(head=turbo + ASYNC) if place == "head" else page_of(head=turbo, body=ASYNC)
    visited = visit(html, html.replace("<h1>Shop", "<h1>Next"))
    visited.page.evaluate("self.loadedOnce = true")
    visited.widget.input.fill("half a")
    for heading in ("Next", "Shop", "Next"):
        visited.page.locator("#on").click() if heading == "Next" else visited.page.go_back()
        expect(visited.page.get_by_role("heading", name=heading)).to_be_visible()
        expect(visited.widget.input).to_have_value("half a")
        visited.hears(f"On {heading}, {len(visited.said)}")
        visited.is_whole()
    assert visited.page.evaluate("self.loadedOnce"), "it was a reload, and proves nothing"


def test_a_view_transition_leaves_the_chat_alone(visit: OpenVisit) -> None:
    visited = visit(page_of(body=ASYNC))
    visited.widget.input.fill("half a")
    visited.page.evaluate(
        "() => document.startViewTransition(() => { document.body.innerHTML = '<h1>Next</h1>'; }).finished"
    )
    expect(visited.page.get_by_role("heading", name="Next")).to_be_visible()
    expect(visited.widget.input).to_have_value("half a")
    visited.widget.input.fill("")
    visited.says("Still here")
    visited.hears("An answer")
    visited.is_whole()


def test_a_page_from_the_back_forward_cache_goes_on_where_it_was(visit: OpenVisit) -> None:
    visited = visit(page_of(body=ASYNC), page_of())
    visited.page.evaluate("addEventListener('pageshow', ({persisted}) => { self.cameBack = persisted; })")
    visited.widget.input.fill("half a")
    visited.page.locator("#on").click()
    visited.page.wait_for_url("**/next")
    visited.hears("While away")
    visited.hears("And more")
    visited.page.go_back(wait_until="commit")  # what comes from that cache is not loaded
    eventually(lambda: came_back(visited.page), lambda seen: seen is True, what="from that cache")
    expect(visited.widget.input).to_have_value("half a")
    visited.is_whole()


def came_back(page: Page) -> Any:
    """Whether the cache had it; else why not."""
    why_not = "JSON.stringify(performance.getEntriesByType('navigation')[0]?.notRestoredReasons)"
    return page.evaluate(f"self.cameBack || {why_not}")


def test_a_frozen_tab_catches_up_when_it_thaws(browser: Browser, stack: LocalStack, host: HostApp, ada: Person) -> None:
    customer = new_customer(stack)
    customer.say("Hello")
    tab = Tab(browser, embed(stack, host, customer, page_of(body=ASYNC)))
    tab.evaluate("self.froze = 0; document.addEventListener('freeze', () => self.froze++)")
    tab.until("!!self.SupportChat", True)
    tab.evaluate("SupportChat('open')")
    tab.until(STATUS, "connected")
    tab.hide()
    tab.freeze()
    for n in range(3):
        ada.reply(customer.chat()["id"], f"While asleep {n}")
    tab.thaw()
    tab.show()
    tab.until(SHOWN, ["Hello", "While asleep 0", "While asleep 1", "While asleep 2"])
    assert tab.evaluate("self.froze") == 1, "it was never asleep, and proves nothing"
    tab.until(STATUS, "connected")
    tab.close()


def test_back_from_offline_nothing_is_missing_and_nothing_is_twice(visit: OpenVisit) -> None:
    visited = visit(page_of(body=ASYNC))
    visited.page.context.set_offline(True)
    expect(visited.widget.status).to_have_attribute("data-status", "offline")
    visited.hears("While offline")
    visited.page.context.set_offline(False)
    visited.widget.shows(*visited.said)
    visited.says("Back")
    expect(visited.widget.status).to_have_attribute("data-status", "connected", timeout=RECOVERED)
    visited.is_whole()
