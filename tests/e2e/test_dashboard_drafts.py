"""What an agent has typed and not sent stays with its chat: over other chats, pages and a reload; not a sign-out."""

from __future__ import annotations

from local.stack import LocalStack
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Dashboard, OpenDashboard
from tests.people import new_customer


def sign_in_again(stack: LocalStack, page: Page) -> None:
    """The emulator's sign-in page remembers nobody."""
    page.locator("input[name=username]").fill(stack.info["agent"]["email"])
    page.locator("input[name=password]").fill(stack.info["agent"]["password"])
    page.locator("[type=submit]").first.click()


def test_a_draft_stays_with_its_chat_over_other_chats_pages_and_a_reload_and_ends_with_the_session(
    stack: LocalStack, dashboard: OpenDashboard
) -> None:
    first, second = new_customer(stack), new_customer(stack)
    first.say("One")
    second.say("Two")
    agents = dashboard().connected().open(first)
    page: Page = agents.page
    composer = page.get_by_role("textbox", name="Reply to")
    composer.fill("For the first:\nhalf a sen")
    agents.open(second)
    expect(agents.messages).to_have_text(["Two"])
    expect(composer).to_have_value("")
    composer.fill("For the second")
    page.evaluate("location.hash = '#replies'")
    expect(page.get_by_role("heading", name="Saved replies", exact=True)).to_be_visible()
    page.evaluate("location.hash = '#/'")
    agents.open(first)
    expect(composer).to_have_value("For the first:\nhalf a sen")

    page.reload()
    sign_in_again(stack, page)
    Dashboard(page).connected()
    expect(agents.messages).to_have_text(["One"])
    expect(composer).to_have_value("For the first:\nhalf a sen")
    agents.open(second)
    expect(composer).to_have_value("For the second")
    composer.press("Enter")
    expect(agents.messages).to_have_text(["Two", "For the second"])
    agents.open(first)
    agents.open(second)
    expect(agents.messages).to_have_text(["Two", "For the second"])
    expect(composer).to_have_value("")

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible(timeout=20_000)
    assert "half a sen" not in page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")
