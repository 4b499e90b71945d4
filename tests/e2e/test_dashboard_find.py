"""Finding a text in the open chat: old pages, notes, marks, and the way from one match to the next."""

from __future__ import annotations

import re
from uuid import uuid4

from local.stack import LocalStack
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import OpenDashboard
from tests.e2e.many_chats import seed_messages
from tests.people import Person, new_customer

MANY = 400
LOOKED_THROUGH = 60_000
MARKED = "name => CSS.highlights.has(name) ? [...CSS.highlights.get(name)].map(range => range.toString()) : []"


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Find in this chat")


def count(page: Page) -> Locator:
    return page.locator(".find-count")


def marked(page: Page, name: str) -> list[str]:
    texts: list[str] = page.evaluate(MARKED, name)
    return texts


def test_an_old_message_is_found_by_loading_what_is_older_and_brought_into_view(
    dashboard: OpenDashboard, stack: LocalStack
) -> None:
    chat = seed_messages(stack, MANY)
    agents = dashboard(viewport={"width": 1280, "height": 800}).connected()
    page, keys = agents.page, agents.page.keyboard
    page.evaluate("id => { location.hash = `#/chats/${id}` }", str(chat.id))
    expect(agents.messages.last).to_contain_text(f"Message {MANY} ")
    keys.press("Escape")
    keys.press("f")
    expect(field(page)).to_be_focused()
    keys.type("message 3 ")
    expect(page.locator(".find-note")).to_contain_text("Looking further back")
    expect(count(page)).to_have_text("1 of 1", timeout=LOOKED_THROUGH)
    old = page.locator("[data-found-now]")
    expect(old).to_contain_text("Message 3 ")
    expect(old).to_be_in_viewport()
    assert marked(page, "found-now") == ["Message 3 "]
    expect(page.locator(".find-note")).to_have_count(0)
    assert page.locator("[data-entry]").count() <= 200
    field(page).fill("MESSAGE 10")
    # 10 and 100 to 109.
    expect(count(page)).to_have_text("1 of 11")
    expect(page.locator("[data-found-now]")).to_contain_text("Message 109 ")
    keys.press("Enter")
    expect(count(page)).to_have_text("2 of 11")
    expect(page.locator("[data-found-now]")).to_contain_text("Message 108 ")
    expect(page.locator("[data-found-now]")).to_be_in_viewport()
    keys.press("Shift+Enter")
    keys.press("Shift+Enter")
    expect(count(page)).to_have_text("11 of 11")
    expect(page.locator("[data-found-now]")).to_contain_text("Message 10 ")
    expect(page.locator("[data-found-now]")).to_be_in_viewport()
    field(page).fill("nothing like it")
    expect(count(page)).to_have_text("No match")
    keys.press("Escape")
    expect(field(page)).to_have_count(0)
    assert marked(page, "found") == marked(page, "found-now") == []
    expect(page.get_by_role("button", name="Find in this chat")).to_be_focused()


def test_notes_and_links_are_searched_and_marked_in_their_middle(
    dashboard: OpenDashboard, stack: LocalStack, ada: Person
) -> None:
    customer = new_customer(stack)
    customer.say("See https://example.com/Tent-Halla and the tent, please")
    chat_id = customer.chat()["id"]
    note = {"content": "She means the tent of last year", "client_message_id": str(uuid4())}
    ada.post(f"/admin/chats/{chat_id}/notes", note).raise_for_status()
    agents = dashboard().connected().open(customer)
    page = agents.page
    page.get_by_role("button", name="Find in this chat").click()
    field(page).fill("tent")
    expect(count(page)).to_have_text("1 of 3")
    expect(page.locator("[data-found-now]")).to_contain_text("last year")
    assert marked(page, "found") == ["Tent", "tent", "tent"]
    page.get_by_role("button", name="Previous match").click()
    expect(count(page)).to_have_text("2 of 3")
    expect(page.locator("[data-found-now]")).to_have_text(re.compile("See https"))
    customer.say("The TENT, I said")
    expect(count(page)).to_have_text("3 of 4")
