"""A shift without a mouse: every step by keys alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from local.stack import LocalStack
from playwright.sync_api import expect

from tests.e2e.conftest import AT_ONCE, OpenDashboard
from tests.e2e.keyboard import Keyboard
from tests.e2e.many_chats import forget_chats, seed_chats
from tests.people import new_customer


def test_find_answer_archive_and_go_on_by_keys_alone(stack: LocalStack, dashboard: OpenDashboard) -> None:
    first, second = new_customer(stack), new_customer(stack)
    first.say("The first question")
    second.say("The second question")
    agents = dashboard().connected()
    page, keys = agents.page, agents.page.keyboard
    expect(agents.row(second)).to_be_visible(timeout=AT_ONCE)
    keys.press("?")
    expect(page.get_by_role("dialog", name="Shortcuts")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

    keys.press("Control+k")
    palette = page.get_by_role("combobox", name="Go to a chat")
    expect(palette).to_be_focused()
    keys.type(first.email)
    expect(page.get_by_role("dialog").get_by_role("option").first).to_contain_text(first.email)
    keys.press("Enter")
    expect(agents.messages).to_have_text(["The first question"])

    composer = page.get_by_role("textbox", name="Reply to")
    expect(composer).to_be_focused()
    keys.type("An answer with ? and e in it")
    keys.press("Enter")
    expect(agents.messages).to_have_text(["The first question", "An answer with ? and e in it"])
    keys.press("Escape")
    expect(agents.row(first)).to_be_focused()
    keys.press("e")
    expect(agents.row(first)).to_have_count(0, timeout=AT_ONCE)

    keys.press("Control+k")
    expect(palette).to_be_focused()
    keys.type("theme dark")
    keys.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    keys.press("Escape")
    page.locator("body").evaluate("() => document.activeElement.blur()")
    keys.press("j")
    expect(page.locator("a[data-chat-id][aria-current=true]")).to_have_count(1)
    expect(composer).to_be_focused()
    keys.press("Escape")
    keys.press("3")
    expect(page.locator("[data-filter=waiting]")).to_have_attribute("aria-pressed", "true")


@pytest.fixture
def many(stack: LocalStack) -> Iterator[None]:
    """More chats than a page of the list has."""
    chats = seed_chats(stack, 60)
    yield
    forget_chats(stack, chats)


@pytest.mark.usefixtures("many")
def test_in_a_long_list_tab_goes_past_what_is_not_loaded(stack: LocalStack, dashboard: OpenDashboard) -> None:
    customer = new_customer(stack)
    customer.say("Is this settled?")
    agents = dashboard(viewport={"width": 1400, "height": 900}).connected()
    page, keys = agents.page, Keyboard(agents.page)
    expect(agents.row(customer)).to_be_visible(timeout=AT_ONCE)
    expect(page.locator(".rows-more")).to_have_count(1)
    keys.summon(customer.email)
    expect(agents.messages).to_have_text(["Is this settled?"])
    expect(page.get_by_role("textbox", name="Reply to")).to_be_focused()
    keys.press("Escape")
    expect(agents.row(customer)).to_be_focused()
    loaded = agents.rows_loaded()
    keys.to(page.locator(".thread-head").get_by_role("button", name="Archive"))
    assert agents.rows_loaded() == loaded
    expect(agents.row(customer)).to_be_in_viewport()


def test_single_letters_can_be_switched_off_for_those_who_speak_to_their_computer(dashboard: OpenDashboard) -> None:
    page = dashboard().connected().page
    page.keyboard.press("?")
    page.get_by_role("checkbox", name="Single letters are shortcuts").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("[data-filter=waiting]")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Commands and chats")).to_be_visible()


@pytest.mark.usefixtures("many")
def test_a_chat_that_goes_leaves_the_focus_where_it_is_seen(stack: LocalStack, dashboard: OpenDashboard) -> None:
    customer = new_customer(stack)
    customer.say("Hello")
    agents = dashboard(viewport={"width": 1280, "height": 800}).connected().open(customer)
    page, keys = agents.page, Keyboard(agents.page)
    expect(page.get_by_role("textbox", name="Reply to")).to_be_focused()
    keys.press("Escape")
    expect(agents.row(customer)).to_be_focused()
    agents.scroll_list(40)
    page.keyboard.press("e")
    expect(agents.row(customer)).to_have_count(0, timeout=AT_ONCE)
    expect(page.locator("a[data-chat-id]:focus")).to_be_in_viewport()
    keys.look("after the chat has gone")


def test_the_key_that_follows_an_escape_counts_at_once(dashboard: OpenDashboard) -> None:
    """A dialog says that it is closed in a task of its own; the keys are sent without waiting for it."""
    page = dashboard().connected().page
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Shortcuts")).to_be_visible()
    page.evaluate(
        """() => {
          document.querySelector("dialog").close();
          dispatchEvent(new KeyboardEvent("keydown", {key: "k", code: "KeyK", ctrlKey: true, cancelable: true}));
        }"""
    )
    expect(page.get_by_role("combobox", name="Go to a chat")).to_be_focused()
    expect(page.get_by_role("dialog")).to_have_count(1)


def test_who_archives_by_its_button_stays_on_it(stack: LocalStack, dashboard: OpenDashboard) -> None:
    customer = new_customer(stack)
    customer.say("Hello")
    agents = dashboard().connected().open(customer)
    keys, head = Keyboard(agents.page), agents.page.locator(".thread-head")
    expect(agents.page.get_by_role("textbox", name="Reply to")).to_be_focused()
    keys.press("Escape")
    keys.to(head.get_by_role("button", name="Archive"))
    keys.press("Enter")
    expect(head.get_by_role("button", name="Restore")).to_be_focused(timeout=AT_ONCE)
