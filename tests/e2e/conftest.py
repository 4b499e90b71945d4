"""A real browser: a shop page with the widget for each customer, the dashboard for each agent."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from local.browser import FLAGS
from local.stack import LocalStack
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect, sync_playwright

from tests.e2e.host_app import NOT_KEPT, Headers, HostApp, host_app
from tests.e2e.screens import AT_ONCE as AT_ONCE
from tests.e2e.screens import RECOVERED as RECOVERED
from tests.e2e.screens import Dashboard, Widget
from tests.people import SOON_SECONDS, Person, agent, customer_token, new_customer

BROWSER_FLAGS = [*FLAGS, "--autoplay-policy=no-user-gesture-required"]
expect.set_options(timeout=SOON_SECONDS * 1_000)


def page_with(language: str = "en", body: str = "", **options: str | int | bool | None) -> str:
    """A shop's page in this language; options go to the script tag's data attributes."""
    given = {"token_url": "{token_url}", **options}
    data = [
        f'data-{name.replace("_", "-")}="{str(value).replace("True", "true").replace("False", "false")}"'
        for name, value in given.items()
        if value is not None
    ]
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>Shop</title></head><body><main><h1>Shop</h1>{body}</main>"
        f'<script src="{{widget_url}}/support-chat.js" {" ".join(data)} async></script></body></html>'
    )


SHOP = page_with()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=os.environ.get("BROWSER_PATH"),
            args=BROWSER_FLAGS,
            ignore_default_args=["--disable-back-forward-cache"],  # people's browsers have it
        )
        yield running
        running.close()


class Faults:
    """What went wrong in a page without anybody asking for it."""

    def __init__(self, page: Page) -> None:
        self.seen: list[str] = []
        page.on("pageerror", lambda error: self.seen.append(str(error)))
        page.on("dialog", self._dismiss)

    def _dismiss(self, dialog: Dialog) -> None:
        self.seen.append(f"dialog: {dialog.message}")
        dialog.dismiss()


Tell = Callable[[str], None]
FIGURES: list[str] = []


@pytest.fixture
def tell() -> Tell:
    """A figure that was measured, for the end of the run."""
    return FIGURES.append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for figure in FIGURES:
        terminalreporter.write_line(f"measured: {figure}")


OpenShop = Callable[..., Widget]
OpenDashboard = Callable[..., Dashboard]


@pytest.fixture
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts; a test fails if a page in one of them had an error of its own."""
    made: list[BrowserContext] = []
    faults: list[Faults] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(**options)
        context.on("page", lambda page: faults.append(Faults(page)))
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()
    assert [seen for fault in faults for seen in fault.seen] == []


@pytest.fixture
def context(contexts: Callable[..., BrowserContext]) -> BrowserContext:
    """A browser whose clock can be turned: nobody waits for what comes in ten minutes."""
    context = contexts()
    context.clock.install()
    return context


@pytest.fixture(scope="session")
def host(host_port: int) -> Iterator[HostApp]:
    with host_app(host_port) as app:
        yield app


@pytest.fixture
def shop(stack: LocalStack, host: HostApp, contexts: Callable[..., BrowserContext]) -> OpenShop:
    """Opens the shop as a customer (a new one unless given); `context` opens another tab of the same browser.
    Not `waits`: there is no button to wait for."""

    def open_shop(
        customer: Person | None = None,
        context: BrowserContext | None = None,
        html: str = SHOP,
        *,
        waits: bool = True,
        **options: Any,
    ) -> Widget:
        person = customer or new_customer(stack)
        page = (context or contexts(**options)).new_page()
        page.goto(embed(stack, host, person, html))
        widget = Widget(page, person)
        if waits:
            expect(widget.button).to_be_visible()
        return widget

    return open_shop


def embed(
    stack: LocalStack,
    host: HostApp,
    person: Person,
    html: str = SHOP,
    *,
    at: str = "",
    headers: Headers = NOT_KEPT,
) -> str:
    """A page of the host application with the widget for this customer; its address."""
    token_url = f"/{person.id}/token"
    host.token(token_url, lambda: customer_token(stack, person.id, **person.claims))
    page = html.format(widget_url=stack.info["outputs"]["WidgetUrl"], token_url=token_url)
    return host.page(f"/{person.id}/{at}", page, headers)


@pytest.fixture
def dashboard(stack: LocalStack, contexts: Callable[..., BrowserContext]) -> OpenDashboard:
    """Signs an agent in, through the user pool's own page; `script` runs in every page before any other."""

    def open_dashboard(
        who: str = "agent",
        inbox: str = "Active",
        context: BrowserContext | None = None,
        script: str = "",
        **options: Any,
    ) -> Dashboard:
        index = {"agent": 0, "agent2": 1}[who]
        account = stack.info["agents"][index]
        page = (context or contexts(**options)).new_page()
        page.add_init_script(script)
        page.goto(stack.info["admin_url"])
        page.locator("input[name=username]").fill(account["email"])
        page.locator("input[name=password]").fill(account["password"])
        page.locator("[type=submit]").first.click()
        opened = Dashboard(page)
        expect(opened.tab(inbox)).to_be_visible()
        return opened

    return open_dashboard


@pytest.fixture(scope="session")
def ada(stack: LocalStack) -> Person:
    """The agent, by the API."""
    return agent(stack)
