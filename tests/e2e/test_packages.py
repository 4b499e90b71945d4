"""The npm package in pages of other people's making: views of their own, and our widget among their components."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from local.stack import LocalStack
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.conftest import AT_ONCE, Widget
from tests.e2e.host_app import HostApp
from tests.e2e.inventory import Inventory
from tests.e2e.watch import Watch
from tests.people import Person, customer_token, eventually, new_customer
from tests.template import ROOT

WIDGET = ROOT / "widget"
BIN = ROOT / "node_modules/.bin"
OWN_VIEWS = ("client.ts", "react.tsx", "vue.ts")
# A request that a page gave up can hold up the emulator's next answers until the client asks again, ten seconds later.
PATIENCE = 30
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Shop</title></head>
<body data-site-url="{site_url}" data-token-url="{token_url}"><h1>Shop</h1>
<script type="module" src="/packages/{entry}"></script></body></html>"""


@dataclass
class App:
    """One of the examples, open in a page."""

    page: Page
    watch: Watch
    inventory: Inventory
    customer: Person

    @property
    def status(self) -> Locator:
        return self.page.get_by_role("region", name="Chat").get_by_role("status")

    @property
    def items(self) -> Locator:
        return self.page.get_by_role("listitem")

    def connected(self) -> App:
        expect(self.status).to_have_text("connected", timeout=PATIENCE * 1_000)
        return self

    def say(self, text: str) -> None:
        self.page.get_by_role("textbox", name="Message").fill(text)
        self.page.get_by_role("button", name="Send").click()

    def shows(self, *texts: str) -> None:
        expect(self.items).to_have_text(list(texts), timeout=AT_ONCE)
        expect(self.page.locator("li[data-state]")).to_have_count(0)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()


OpenApp = Callable[..., App]


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All examples as a host application's own bundler makes them, in development mode: React is stricter there."""
    out = tmp_path_factory.mktemp("examples")
    sources = sorted(path for path in (WIDGET / "examples").iterdir() if path.suffix in {".ts", ".tsx"})
    flags = ["--bundle", "--format=esm", "--splitting", f"--outdir={out}", "--log-level=warning"]
    vue = ("OPTIONS_API__", "PROD_DEVTOOLS__", "PROD_HYDRATION_MISMATCH_DETAILS__")
    flags += [f"--define:__VUE_{name}=false" for name in vue]
    flags += ['--define:process.env.NODE_ENV="development"']
    made = subprocess.run([BIN / "esbuild", *sources, *flags], capture_output=True, text=True, check=False)
    assert (made.returncode, made.stderr) == (0, "")
    return out


@pytest.fixture
def open_app(
    stack: LocalStack, host: HostApp, bundled: Path, contexts: Callable[..., BrowserContext], ada: Person
) -> OpenApp:
    """Opens an example for a new customer, or (`signed_in=False`) for a visitor."""

    def open_example(example: str, *, signed_in: bool = True) -> App:
        for path in bundled.rglob("*.js"):
            host.file(f"/packages/{path.relative_to(bundled)}", "text/javascript", path.read_text())
        customer = new_customer(stack)
        token_url = f"/{customer.id}/token" if signed_in else ""
        if signed_in:
            host.token(token_url, lambda: customer_token(stack, customer.id, **customer.claims))
        site_url = stack.info["outputs"]["WidgetUrl"]
        entry = f"{Path(example).stem}.js"
        html = PAGE.format(site_url=site_url, token_url=token_url, entry=entry)
        page = contexts().new_page()
        app = App(page, Watch(page), Inventory(page), customer)
        page.goto(host.page(f"/{customer.id}/", html))
        return app

    return open_example


def read(seen: tuple[int, list[str]]) -> bool:
    return seen[0] == 0


def api_calls(app: App, stack: LocalStack) -> list[str]:
    return app.watch.asked(stack.info["api_url"])


@pytest.mark.parametrize("example", OWN_VIEWS)
def test_a_whole_conversation_in_a_view_of_ones_own(
    example: str, open_app: OpenApp, stack: LocalStack, host: HostApp, ada: Person
) -> None:
    app = open_app(example).connected()
    app.say("Do you ship?")
    app.shows("Do you ship?")
    chat_id = app.customer.chat()["id"]
    ada.get(f"/admin/chats/{chat_id}").raise_for_status()
    expect(app.items.first).to_have_attribute("data-seen", "true", timeout=AT_ONCE)
    ada.reply(chat_id, "We do").raise_for_status()
    app.shows("Do you ship?", "We do")
    app.say("Thank you")
    app.shows("Do you ship?", "We do", "Thank you")
    eventually(lambda: (app.customer.chat()["unread_count"], api_calls(app, stack)), read, within=PATIENCE, what="read")
    told = ada.get(f"/admin/chats/{chat_id}").json()["context"]
    assert told["page"] == app.page.url.partition("?")[0]
    assert told["title"] == "Shop"
    eventually(app.watch.live_sockets, lambda count: count == 1, what="one connection")
    # Whatever StrictMode does to the component, the chat was begun and opened once.
    assert host.asked.count(f"/{app.customer.id}/token") == 1
    assert api_calls(app, stack).count("GET /support_chat") == 1


@pytest.mark.parametrize("example", OWN_VIEWS)
def test_a_view_that_goes_leaves_no_socket_timer_or_listener_and_finds_all_again(
    example: str, open_app: OpenApp
) -> None:
    app = open_app(example).connected()
    app.say("Hello")
    app.shows("Hello")
    app.press("Leave")
    app.watch.hung_up()
    # Vue's development build looks for its tools for three seconds.
    alone = eventually(app.inventory.shared, lambda now: now["timers"] == [], what="no timer")
    assert alone["locks"] == []
    assert {"online", "offline", "pageshow", "storage"}.isdisjoint(alone["window"])
    assert "visibilitychange" not in alone["document"]
    app.press("Enter")
    app.connected().shows("Hello")
    eventually(app.watch.live_sockets, lambda count: count == 1, what="one connection")
    app.press("Leave")
    app.watch.hung_up()
    eventually(app.inventory.shared, lambda now: now == alone, what="as after the first time")


@pytest.mark.parametrize("example", OWN_VIEWS)
def test_a_visitor_asks_for_nothing_before_the_first_message(
    example: str, open_app: OpenApp, stack: LocalStack, ada: Person
) -> None:
    app = open_app(example, signed_in=False)
    app.watch.settled()
    assert api_calls(app, stack) == []
    assert app.watch.stored() == []
    assert app.watch.sockets == []
    question = f"Anybody there, at {example}?"
    app.say(question)
    app.shows(question)
    app.connected()
    assert api_calls(app, stack)[:2] == ["POST /visitors", "GET /support_chat"]
    newest = ada.get("/admin/chats", archived="false").json()["chats"]
    row = next(row for row in newest if row["last_message_preview"] == question)
    ada.reply(row["id"], "Always").raise_for_status()
    app.shows(question, "Always")
    app.page.reload()
    app.connected().shows(question, "Always")


def test_signing_in_and_out_without_a_bundler(
    stack: LocalStack, host: HostApp, contexts: Callable[..., BrowserContext], ada: Person
) -> None:
    for path in (WIDGET / "npm/dist").rglob("*.js"):
        host.file(f"/npm/{path.relative_to(WIDGET / 'npm/dist')}", "text/javascript", path.read_text())
    customer = new_customer(stack)
    host.token("/signed-in", lambda: customer_token(stack, customer.id, **customer.claims))
    page = contexts().new_page()
    watch = Watch(page)
    page.goto(host.page("/alone/", "<!doctype html><title>Alone</title>"))
    page.evaluate(ALONE, stack.info["outputs"]["WidgetUrl"])
    page.set_default_timeout(PATIENCE * 1_000)
    wait = page.wait_for_function
    wait("chat.getState().phase === 'idle'")
    assert page.evaluate("chat.getState().identity") == "visitor"
    page.evaluate("chat.send('Before')")
    wait("chat.getState().messages.length === 1 && chat.getState().status === 'connected'")
    eventually(watch.live_sockets, lambda count: count == 1, what="one connection")
    visitor_chat = page.evaluate("chat.getState().chat.id")
    ada.reply(visitor_chat, "Who are you?").raise_for_status()
    wait("log.includes('message Who are you?') && log.includes('unread 1')")
    page.evaluate("chat.setEmail('me@home.example')")
    wait("chat.getState().contact.email === 'me@home.example'")
    page.evaluate("chat.identify({ tokenUrl: '/signed-in' })")
    wait("chat.getState().identity === 'person' && chat.getState().status === 'connected'")
    own_chat = page.evaluate("chat.getState().chat.id")
    assert page.evaluate("chat.getState().messages") == []
    linked = eventually(lambda: ada.get(f"/admin/chats/{own_chat}").json(), has_links, what="linked")
    assert linked["linked_chats"] == [visitor_chat]
    eventually(watch.stored, lambda kept: kept == [], what="nothing of the visitor")
    page.evaluate("chat.draft = 'half a sentence'")
    assert len(watch.stored()) == 1
    page.evaluate("chat.logout()")
    wait("chat.getState().phase === 'idle'")
    eventually(watch.stored, lambda kept: kept == [], what="nothing of the person")
    page.evaluate("[one(), one(), other()]")
    watch.hung_up()
    assert page.evaluate("chat.getState().messages") == []


ALONE = """async (siteUrl) => {
  const { createSupportChat } = await import('/npm/client.js');
  window.log = [];
  window.chat = createSupportChat({ siteUrl });
  for (const name of ['unread', 'status']) chat.on(name, (detail) => log.push(`${name} ${detail}`));
  chat.on('message', ({ content }) => log.push(`message ${content}`));
  window.one = chat.start();
  window.other = chat.start();
}"""


def has_links(chat: dict[str, Any]) -> bool:
    return bool(chat["linked_chats"])


def test_our_widget_from_the_package_talks_and_goes_with_its_component(open_app: OpenApp, ada: Person) -> None:
    app = open_app("element.tsx")
    widget = Widget(app.page, app.customer)
    app.press("Ask us")
    widget.connected()
    widget.say("Hello")
    widget.has_sent(1)
    ada.reply(app.customer.chat()["id"], "Hello to you").raise_for_status()
    widget.shows("Hello", "Hello to you")
    expect(app.page.locator("support-chat")).to_have_count(1)
    eventually(app.watch.live_sockets, lambda count: count == 1, what="one connection")
    app.press("Leave")
    expect(app.page.locator("support-chat")).to_have_count(0)
    app.watch.hung_up()
    left = eventually(app.inventory.shared, lambda now: now["timers"] == [], what="no timer")
    assert {"online", "offline", "pageshow", "storage"}.isdisjoint(left["window"])
    app.press("Enter")
    app.press("Ask us")
    expect(widget.status).to_have_attribute("data-status", "connected", timeout=PATIENCE * 1_000)
    widget.shows("Hello", "Hello to you")
    eventually(app.watch.live_sockets, lambda count: count == 1, what="one connection")
