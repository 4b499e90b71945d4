"""Twenty times in and out: every listener, timer, socket, lock and node goes with the widget."""

from __future__ import annotations

from collections.abc import Callable

from local.stack import LocalStack
from playwright.sync_api import BrowserContext, expect

from tests.e2e.conftest import Widget, embed
from tests.e2e.host_app import HostApp
from tests.e2e.inventory import Inventory
from tests.e2e.watch import Watch
from tests.people import Person, eventually, new_customer

TIMES = 20
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Shop</title>
<script src="{widget_url}/support-chat.js"></script></head>
<body><h1>Shop</h1></body></html>"""


def in_and_out(watch: Watch, widget: Widget, token_url: str) -> None:
    """A whole life: booted, opened, connected, something written, destroyed."""
    page = widget.page
    page.evaluate("url => { SupportChat('boot', {tokenUrl: url}); SupportChat('open'); }", token_url)
    widget.connected()
    eventually(watch.live_sockets, lambda count: count == 1, what="one connection")
    widget.input.fill("half a")
    widget.input.fill("")
    page.evaluate("SupportChat('destroy')")
    expect(page.locator("support-chat")).to_have_count(0)
    watch.hung_up()


def test_twenty_lives_leave_nothing_and_the_next_works(
    stack: LocalStack, host: HostApp, contexts: Callable[..., BrowserContext], ada: Person
) -> None:
    customer = new_customer(stack)
    page = contexts().new_page()
    watch, inventory, widget = Watch(page), Inventory(page), Widget(page, customer)
    page.goto(embed(stack, host, customer, PAGE))
    customer.say("Hello")
    ada.reply(customer.chat()["id"], "Hello to you")
    page.evaluate("SupportChat('destroy')")
    watch.settled()
    before = inventory.shared()
    in_and_out(watch, widget, f"/{customer.id}/token")
    once = inventory.counts()
    for _ in range(TIMES - 1):
        in_and_out(watch, widget, f"/{customer.id}/token")
    assert len(watch.sockets) == TIMES
    eventually(inventory.shared, lambda now: now == before, what="listeners, timers and locks as before")
    eventually(inventory.counts, lambda now: not grown(once, now), what=f"no more than {once}")
    page.evaluate("url => { SupportChat('boot', {tokenUrl: url}); SupportChat('open'); }", f"/{customer.id}/token")
    widget.connected().shows("Hello", "Hello to you")
    eventually(watch.live_sockets, lambda count: count == 1, what="one connection")


def grown(before: dict[str, int], now: dict[str, int]) -> dict[str, int]:
    return {name: count - before[name] for name, count in now.items() if count > before[name]}
