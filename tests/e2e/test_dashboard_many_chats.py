"""More than a screen of chats, and five thousand messages: a few are drawn, all are reached, nothing jumps."""

from __future__ import annotations

from local.stack import LocalStack
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenDashboard
from tests.e2e.many_chats import seed_chats, seed_messages
from tests.people import eventually

MESSAGES = 5_000
BUBBLES_DRAWN = 200


SCROLL = """(view, to) => new Promise((done) => {
  view.scrollTop = to;
  requestAnimationFrame(() => requestAnimationFrame(() =>
    done(view.scrollHeight - view.scrollTop - view.clientHeight)));
})"""


def scroll_back(page: Page, to: int) -> None:
    """Away from the end. Who follows is taken back there by a drawing in the same frame, and scrolls once more."""
    eventually(
        lambda: page.locator(".log").evaluate(SCROLL, to), lambda left: left > to, within=60, what="away from the end"
    )


def test_arrow_keys_reach_rows_that_are_not_drawn_yet(stack: LocalStack, dashboard: OpenDashboard) -> None:
    seed_chats(stack, 60)
    page = dashboard(viewport={"width": 1280, "height": 800}).connected().page
    page.locator("a[data-chat-id]").first.focus()
    for _ in range(40):
        page.keyboard.press("ArrowDown")
    focused = page.locator("a[data-chat-id]:focus")
    expect(focused).to_be_in_viewport()
    expect(page.locator("li", has=focused)).to_have_attribute("aria-posinset", "41")
    page.keyboard.press("Home")
    expect(page.locator("li", has=focused)).to_have_attribute("aria-posinset", "1")
    expect(focused).to_be_in_viewport()


def test_a_long_conversation_is_read_back_without_a_jump(stack: LocalStack, dashboard: OpenDashboard) -> None:
    chat = seed_messages(stack, MESSAGES)
    agents = dashboard(viewport={"width": 1280, "height": 800}).connected()
    page = agents.page
    page.evaluate("id => { location.hash = `#/chats/${id}` }", str(chat.id))
    expect(agents.messages.last).to_contain_text(f"Message {MESSAGES} ")
    expect(agents.messages.last).to_be_in_viewport()
    bubbles = page.locator("[data-entry]")
    for earlier in (50, 100, 150):
        oldest = f"Message {MESSAGES - earlier} "
        scroll_back(page, 150)
        eventually(
            lambda text=oldest: page.locator("[data-entry]", has_text=text).count(),
            lambda n: n == 1,
            within=60,
            what=f"{oldest}, just above what was read",
        )
        # What was at the top edge before the earlier page came is still there.
        expect(page.locator("[data-entry]", has_text=f"Message {MESSAGES - earlier + 3} ")).to_be_in_viewport()
        assert bubbles.count() <= BUBBLES_DRAWN
    page.get_by_role("button", name="Latest").click()
    expect(agents.messages.last).to_contain_text(f"Message {MESSAGES} ")
    expect(agents.messages.last).to_be_in_viewport()
