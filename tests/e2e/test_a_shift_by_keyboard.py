"""A whole shift without touching the mouse: from the sign-in to the sign-out, and the focus is always to be seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from local.stack import LocalStack
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import AT_ONCE, Dashboard
from tests.e2e.keyboard import Keyboard
from tests.e2e.many_chats import LONGER_THAN_ALL, seed_chats, seed_messages
from tests.people import Person, eventually, new_customer

DESKTOP = {"viewport": {"width": 1400, "height": 900}}
REPLY = "Hello {{first_name|there}}, {{order}} is on its way."


@pytest.fixture
def saved(ada: Person) -> Iterator[str]:
    """The name of a saved reply."""
    reply_id, name = str(uuid4()), f"Shift {uuid4().hex[:6]}"
    ada.call("PUT", f"/admin/replies/{reply_id}", json={"name": name, "content": REPLY}).raise_for_status()
    yield name
    ada.call("DELETE", f"/admin/replies/{reply_id}", params={"version": 1}).raise_for_status()


def signed_in(stack: LocalStack, page: Page) -> Dashboard:
    """By keys, on the user pool's own page."""
    page.goto(stack.info["admin_url"])
    account = stack.info["agents"][0]
    for name in ("username", "password"):
        field = page.locator(f"input[name={name}]").first
        while not field.evaluate("field => field === document.activeElement"):
            page.keyboard.press("Tab")
        page.keyboard.type(account["email" if name == "username" else "password"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name="Active")).to_be_visible()
    return Dashboard(page).connected()


def test_a_whole_shift_by_keyboard_alone(
    stack: LocalStack, contexts: Callable[..., BrowserContext], saved: str
) -> None:
    (oldest,) = seed_chats(stack, 1, waiting_days=LONGER_THAN_ALL)
    long = seed_messages(stack, 130)
    asking = new_customer(stack, name="Nora Next")
    asking.say("And my question?")
    desk = signed_in(stack, contexts(**DESKTOP).new_page())
    page, keys = desk.page, Keyboard(desk.page)
    expect(desk.row(asking)).to_be_visible(timeout=AT_ONCE)

    page.keyboard.press("n")
    answer_with_a_saved_reply(desk, keys, str(oldest.user_name), saved)
    keys.press("Escape", "e")
    expect(page.locator(f"a[data-chat-id='{oldest.id}']")).to_have_count(0, timeout=AT_ONCE)
    keys.press("j")
    expect(page.get_by_role("textbox", name="Reply to")).to_be_focused()

    keys.summon(long.user_email)
    read_up_to_the_beginning(desk, keys)
    keys.summon(asking.email)
    answer_edit_and_note(desk, keys)
    decide_about_the_chat(desk, keys, stack.info["agent"]["name"])
    look_around(page, keys)
    keys.summon("Sign out")
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible(timeout=20_000)


def answer_with_a_saved_reply(desk: Dashboard, keys: Keyboard, name: str, saved: str) -> None:
    page = desk.page
    expect(page.get_by_role("heading", name=name)).to_be_visible(timeout=AT_ONCE)
    expect(page.get_by_role("textbox", name="Reply to")).to_be_focused()
    keys.type(f"/{saved}")
    expect(page.get_by_role("listbox", name="Saved replies").get_by_role("option")).to_have_count(1)
    keys.press("Enter")
    keys.type("your tent")
    keys.press("Enter")
    expect(desk.messages.last).to_have_text(f"Hello {name.split()[0]}, your tent is on its way.")


def read_up_to_the_beginning(desk: Dashboard, keys: Keyboard) -> None:
    expect(desk.messages.last).to_contain_text("Message 130")
    expect(desk.page.get_by_role("textbox", name="Reply to")).to_be_focused()
    keys.to(desk.page.get_by_role("log"), "Shift+Tab")
    first = desk.messages.filter(has_text=re.compile(r"^Message 1\b"))

    def one_page_back() -> int:
        keys.press("Home")
        return first.count()

    eventually(one_page_back, lambda found: found == 1, what="the first message")
    expect(first).to_be_visible()
    keys.press("End")
    expect(desk.messages.last).to_be_in_viewport()


def answer_edit_and_note(desk: Dashboard, keys: Keyboard) -> None:
    page = desk.page
    expect(desk.messages).to_have_text(["And my question?"])
    keys.press("Escape", "r")
    keys.type("It is answerd.")
    keys.press("Enter")
    expect(page.locator("[data-state=sent]").last).to_contain_text("It is answerd.")
    keys.press("ArrowUp")
    field = page.get_by_role("textbox", name="Your message")
    expect(field).to_be_focused()
    keys.press("End", "Backspace", "Backspace", "Backspace")
    keys.type("red.")
    keys.press("Enter")
    expect(desk.messages.last).to_have_text("It is answered.")
    expect(page.get_by_role("textbox", name="Reply to")).to_be_focused()

    keys.press("Alt+m")
    expect(page.get_by_role("textbox", name="Note about Nora Next")).to_be_focused()
    keys.type("Has called before")
    keys.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Has called before")
    keys.press("Alt+m")
    expect(page.get_by_role("textbox", name="Reply to")).to_be_focused()


def decide_about_the_chat(desk: Dashboard, keys: Keyboard, agent: str) -> None:
    page = desk.page
    keys.press("Escape", "a")
    expect(page.locator(".thread-head")).to_contain_text(agent, timeout=AT_ONCE)
    keys.press("u", "u", "c", "c")
    keys.to(page.locator(".thread-head").get_by_role("button", name="Archive"))
    keys.press("Enter")
    restore = page.locator(".thread-head").get_by_role("button", name="Restore")
    expect(restore).to_be_visible(timeout=AT_ONCE)
    keys.to(restore)
    keys.press("Enter")
    expect(page.locator(".thread-head").get_by_role("button", name="Archive")).to_be_visible(timeout=AT_ONCE)


def look_around(page: Page, keys: Keyboard) -> None:
    keys.look("before the sheet")
    keys.to(page.locator("a[data-chat-id][tabindex='0']"), "Shift+Tab")
    keys.press("5", "4", "3", "2", "1")
    keys.press("?")
    expect(page.get_by_role("dialog", name="Shortcuts")).to_be_visible()
    keys.press("Tab", "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    keys.summon("theme dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    sound = page.locator("[data-sound]")
    before = sound.get_attribute("data-sound")
    keys.to(sound, "Shift+Tab")
    keys.press("Enter")
    expect(sound).not_to_have_attribute("data-sound", str(before))
    keys.summon("Go to: Saved replies")
    expect(page.get_by_role("heading", name="Saved replies", exact=True)).to_be_focused()
    keys.press("Tab", "Tab")
    keys.summon("Go to: Chats")
    expect(page.get_by_role("tab", name="Active")).to_be_visible()
