"""What people see: the widget on a shop's page, and the agents' dashboard."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.people import SOON_SECONDS, Person, eventually

# ms. A client that hears nothing asks by itself after half a minute, or a little less: what is there sooner than that
# came by realtime.
AT_ONCE = 20_000
# The connection was lost: whoever tries again has waited for up to half a minute, and may need another try.
RECOVERED = 75_000


@dataclass
class Widget:
    """The widget on a shop's page, as its customer sees it."""

    page: Page
    customer: Person

    @property
    def button(self) -> Locator:
        return self.page.locator("support-chat [part~=launcher]")

    @property
    def badge(self) -> Locator:
        return self.page.locator("[part=badge]")

    @property
    def status(self) -> Locator:
        return self.page.locator("[role=status][data-status]")

    @property
    def messages(self) -> Locator:
        return self.page.locator("support-chat [data-state] .text")

    @property
    def panel(self) -> Locator:
        return self.page.locator("support-chat [part~=panel]")

    @property
    def input(self) -> Locator:
        return self.page.locator("support-chat textarea")

    def open(self) -> Widget:
        self.button.click()
        expect(self.input).to_be_focused()
        return self

    def connected(self) -> Widget:
        expect(self.status).to_have_attribute("data-status", "connected")
        return self

    def say(self, text: str) -> None:
        self.input.fill(text)
        self.input.press("Enter")

    def has_sent(self, count: int) -> None:
        """The server has taken so many; what is on its way does not count."""
        expect(self.page.locator("support-chat [data-state=sent]")).to_have_count(count)

    def shows(self, *texts: str) -> None:
        """Exactly these messages, in this order."""
        expect(self.messages).to_have_text(list(texts), timeout=AT_ONCE)


@dataclass
class Dashboard:
    """The dashboard, as an agent sees it."""

    page: Page

    @property
    def messages(self) -> Locator:
        return self.page.get_by_role("log").locator("[data-state] .bubble-text")

    def row(self, customer: Person) -> Locator:
        return self.page.locator("a[data-chat-id]").filter(has_text=customer.email)

    def tab(self, name: str) -> Locator:
        return self.page.get_by_role("tab", name=name)

    def rows_loaded(self) -> int:
        """How many chats the list is tall enough for."""
        height: float = self.page.locator(".rows").evaluate(
            "list => list.offsetHeight / list.querySelector('li').offsetHeight"
        )
        return round(height)

    def scroll_list(self, to_row: int) -> None:
        """Brings a row of the list to the top, and before that whatever pages it needs."""
        body = self.page.locator(".inbox-body")
        while (loaded := self.rows_loaded()) <= to_row:
            body.evaluate("view => { view.scrollTop = view.scrollHeight }")
            eventually(self.rows_loaded, loaded.__lt__, within=SOON_SECONDS, what="another page")
        body.evaluate("(view, to) => { view.scrollTop = to * view.querySelector('li').offsetHeight }", to_row)

    def open(self, customer: Person) -> Dashboard:
        self.row(customer).click()
        # What is shown until then, the composer as well, is of the chat that was open before.
        expect(self.row(customer)).to_have_attribute("aria-current", "true")
        expect(self.page.get_by_role("log")).to_be_visible()
        return self

    def connected(self, within: float = SOON_SECONDS * 1_000) -> Dashboard:
        dot = self.page.locator(".status-dot[data-status]").first
        expect(dot).to_have_attribute("data-status", "connected", timeout=within)
        return self

    def say(self, text: str) -> None:
        composer = self.page.get_by_role("textbox", name="Reply to")
        composer.fill(text)
        composer.press("Enter")
