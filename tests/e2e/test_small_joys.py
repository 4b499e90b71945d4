"""Seen, typing, usual reply times, the number in the title, notifications, links; and what agents are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from local.stack import LocalStack
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.e2e.background import Tab
from tests.e2e.clock import as_time_goes_by
from tests.e2e.conftest import AT_ONCE, OpenDashboard, OpenShop, embed, page_with
from tests.e2e.host_app import HostApp
from tests.people import Person, eventually, new_customer

# Notes each notification that the page shows, and shows it.
NOTE = """(() => {
  const Real = window.Notification;
  window.notified = [];
  window.Notification = class extends Real {
    constructor(title, options) {
      super(title, options);
      notified.push({title, body: options?.body, tag: options?.tag});
      window.last = this;
    }
  };
})()"""


def test_seen_stands_under_the_last_message_that_an_agent_has_looked_at(shop: OpenShop, ada: Person) -> None:
    widget = shop().open().connected()
    seen = widget.page.locator("support-chat [part~=seen]")
    widget.say("One")
    widget.has_sent(1)
    expect(seen).to_have_count(0)
    chat_id = widget.customer.chat()["id"]
    ada.get(f"/admin/chats/{chat_id}").raise_for_status()
    expect(seen).to_have_text("Seen", timeout=AT_ONCE)
    widget.say("Two")
    widget.has_sent(2)
    assert under(seen) == ["One"]
    ada.get(f"/admin/chats/{chat_id}").raise_for_status()
    eventually(lambda: under(seen), lambda texts: texts == ["Two"], what="seen moves on")
    widget.page.reload()
    widget.open()
    expect(seen).to_have_text("Seen")


def under(seen: Locator) -> list[str]:
    """Looked at in one go: a mark that has just moved on may be no part of the page any more."""
    texts: list[str] = seen.evaluate_all(
        "marks => marks.map((seen) => [...seen.getRootNode().querySelectorAll('[data-sender=user] .text')]"
        ".filter((text) => text.compareDocumentPosition(seen) & 4).at(-1).textContent)"
    )
    return texts


def test_an_answer_ends_the_typing(shop: OpenShop, dashboard: OpenDashboard) -> None:
    widget = shop().open().connected()
    widget.say("Hello")
    widget.has_sent(1)
    agents = dashboard().connected().open(widget.customer)
    composer, typing = agents.page.get_by_role("textbox", name="Reply to"), widget.page.locator("[part~=typing]")
    # A hint is lost where the other side's channel is not joined yet: people go on typing, and so does this.
    eventually(lambda: (composer.press("x"), typing.count())[1], bool, what="the agent's typing")
    answer = composer.input_value()
    composer.press("Enter")
    widget.shows("Hello", answer)
    expect(typing).to_have_count(0)


def test_how_soon_somebody_answers_is_told_from_how_soon_they_did(
    stack: LocalStack, shop: OpenShop, ada: Person
) -> None:
    for _ in range(5):
        customer = new_customer(stack)
        customer.say("Quick?")
        ada.reply(customer.chat()["id"], "Quick.")
    widget = shop()

    def told() -> list[str]:
        """Asked anew: each function may hold for a while that it is not known yet."""
        widget.page.reload()
        widget.open().connected()
        return widget.page.get_by_text("Usually replies").all_inner_texts()

    eventually(told, lambda words: words == ["Usually replies within minutes"], what="a reply time")


def test_the_title_counts_what_is_unread_in_every_tab_and_is_as_it_was(
    context: BrowserContext, shop: OpenShop, ada: Person
) -> None:
    first = shop(context=context, html=page_with(title_count=True)).open().connected()
    first.say("Hello")
    first.has_sent(1)
    first.page.keyboard.press("Escape")
    second = shop(first.customer, context=context, html=page_with(title_count=True))
    ada.reply(first.customer.chat()["id"], "One")
    ada.reply(first.customer.chat()["id"], "Two")
    expect(first.page).to_have_title("(2) Shop", timeout=AT_ONCE)
    # A chat that was never opened looks twice a minute.
    as_time_goes_by(context, second.page.title, lambda title: title == "(2) Shop", what="the second tab's title")
    first.page.evaluate("document.title = 'Cart'")
    expect(first.page).to_have_title("(2) Cart")
    second.open()
    expect(second.page).to_have_title("Shop", timeout=AT_ONCE)
    expect(first.page).to_have_title("Cart", timeout=AT_ONCE)


def test_a_hidden_page_notifies_once_where_it_may(
    browser: Browser, stack: LocalStack, host: HostApp, ada: Person
) -> None:
    customer = new_customer(stack)
    customer.say("Hello")
    tab = Tab(browser, embed(stack, host, customer, page_with(notifications=True)), before=NOTE, may=["notifications"])
    tab.until("!!self.SupportChat", True)
    tab.evaluate("SupportChat('open')")
    tab.until(
        "document.querySelector('support-chat').shadowRoot.querySelector('[data-status]')?.dataset.status", "connected"
    )
    chat_id = customer.chat()["id"]
    ada.reply(chat_id, "In front of somebody")
    tab.until("document.querySelector('support-chat').shadowRoot.querySelectorAll('[data-sender=admin]').length", 1)
    tab.hide()
    ada.reply(chat_id, "While away")
    tab.until("notified.length", 1)
    assert tab.evaluate("notified[0].body") == "While away"
    assert chat_id in tab.evaluate("notified[0].tag")
    tab.show()
    tab.close()


def test_links_lead_where_they_say_and_nowhere_else(shop: OpenShop, ada: Person) -> None:
    widget = shop().open().connected()
    widget.say("Hello")
    widget.has_sent(1)
    text = (
        "https://example.com/a?b=c. (http://example.org/x) mailto:help@example.com javascript:alert(1) data:text/html,x"
    )
    ada.reply(widget.customer.chat()["id"], text)
    widget.shows("Hello", text)
    links = widget.page.locator("support-chat .text a")
    found = links.evaluate_all("links => links.map(({href, target, rel}) => [href, target, rel])")
    assert [href for href, _, _ in found] == [
        "https://example.com/a?b=c",
        "http://example.org/x",
        "mailto:help@example.com",
    ]
    assert all("noopener" in rel and "noreferrer" in rel for _, _, rel in found)
    with widget.page.context.expect_page() as opened:
        widget.page.context.route("https://example.com/**", lambda route: route.fulfill(body="there"))
        links.first.click()
    opened.value.wait_for_url("https://example.com/**")  # a page on its way there cannot be asked
    assert opened.value.evaluate("window.opener") is None


def told(ada: Person, person: Person) -> dict[str, Any] | None:
    context: dict[str, Any] | None = ada.get(f"/admin/chats/{person.chat()['id']}").json()["context"]
    return context


def test_agents_are_told_where_a_customer_writes_from_unless_the_page_says_no(
    contexts: Callable[..., BrowserContext], shop: OpenShop, ada: Person
) -> None:
    context = contexts(locale="pt-BR", timezone_id="America/Sao_Paulo")
    widget = shop(context=context, html=page_with(language="en")).open()
    widget.page.evaluate("history.pushState({}, '', '?secret=1#part')")
    widget.say("Hello")
    widget.has_sent(1)
    seen = told(ada, widget.customer)
    assert seen
    assert seen["page"] == widget.page.url.partition("?")[0]
    assert (seen["title"], seen["language"], seen["time_zone"]) == ("Shop", "pt-BR", "America/Sao_Paulo")
    assert "Chrome" in seen["browser"]
    silent = shop(html=page_with(context=False)).open()
    silent.say("Hello")
    silent.has_sent(1)
    assert told(ada, silent.customer) is None
