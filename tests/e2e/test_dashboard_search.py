"""Search over all chats: far beyond what is loaded, by beginnings of words, by keys alone."""

from __future__ import annotations

import re
from uuid import uuid4

from local.stack import LocalStack
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.conftest import OpenDashboard
from tests.e2e.many_chats import make_findable, seed_chats
from tests.people import Person, new_customer

SEARCH = "**/admin/search**"


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Search all chats")


def results(page: Page) -> Locator:
    return page.locator(".search-results a[data-chat-id]")


def named(stack: LocalStack, surname: str, given: str = "Grace") -> Person:
    customer = new_customer(stack, name=f"{given} {surname}")
    customer.say(f"A question of {given}")
    return customer


def test_a_chat_far_beyond_the_first_page_is_found_by_keys_alone(dashboard: OpenDashboard, stack: LocalStack) -> None:
    wanted = seed_chats(stack, 200)[-1]
    make_findable(stack, [wanted])
    agents = dashboard().connected(within=90_000)
    page, keys = agents.page, agents.page.keyboard
    expect(page.locator(f"a[data-chat-id='{wanted.id}']")).to_have_count(0)
    keys.press("/")
    expect(field(page)).to_be_focused()
    expect(page.get_by_text("Text of messages is not searched")).to_be_visible()
    keys.type(wanted.user_email[:-6])
    expect(results(page)).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="1 chat found")).to_be_visible()
    keys.press("Enter")
    expect(agents.messages).to_have_text([re.compile("Message 1")])
    field(page).focus()
    keys.press("ArrowDown")
    expect(results(page).first).to_be_focused()
    keys.press("Escape")
    expect(field(page)).to_be_focused()
    keys.press("Escape")
    expect(field(page)).to_have_value("")
    expect(page.get_by_role("tab", name="Active")).to_be_visible()
    expect(page.locator(".inbox-body a[data-chat-id]:focus")).to_have_count(1)


def test_archived_chats_are_found_marked_and_what_is_not_searched_is_said(
    dashboard: OpenDashboard, stack: LocalStack, ada: Person
) -> None:
    surname = f"Zo\u00eb{uuid4().hex[:8]}"
    first, second = named(stack, surname), named(stack, surname, "Alan")
    ada.post(f"/admin/chats/{second.chat()['id']}/archive").raise_for_status()
    page = dashboard().connected().page
    field(page).fill(f"zoe{surname[3:]}")
    expect(results(page)).to_have_count(2)
    expect(results(page).filter(has_text=first.email)).not_to_contain_text("Archived")
    expect(results(page).filter(has_text=second.email)).to_contain_text("Archived")
    field(page).fill(f"alan zoe{surname[3:]}")
    expect(results(page)).to_have_count(1)
    field(page).fill("A question of nobody at all")
    expect(page.get_by_role("heading", name="No chat found")).to_be_visible()
    expect(page.get_by_text("Not searched: the text of messages, and the middle of words.")).to_be_visible()
    field(page).fill("z")
    expect(page.get_by_text("Type at least two letters.")).to_be_visible()


def test_a_failed_search_says_so_and_works_again_by_itself(dashboard: OpenDashboard, stack: LocalStack) -> None:
    surname = f"Hopper{uuid4().hex[:8]}"
    customer = named(stack, surname)
    page = dashboard().connected().page

    def fail(route: Route) -> None:
        route.fulfill(status=503, json={"error": {"code": "busy", "message": "later"}})

    page.route(SEARCH, fail)
    field(page).fill(surname)
    alert = page.get_by_role("alert").filter(has_text="The search did not work")
    expect(alert).to_be_visible(timeout=30_000)
    page.unroute(SEARCH, fail)
    expect(results(page)).to_contain_text([customer.email], timeout=30_000)
    # A click takes the focus from the field, and must still find its row where it was.
    expect(field(page)).to_be_focused()
    results(page).first.click()
    expect(page.get_by_role("log")).to_contain_text("A question of Grace")


def test_answers_in_the_wrong_order_show_what_was_typed_last(dashboard: OpenDashboard, stack: LocalStack) -> None:
    surname = f"Lovelace{uuid4().hex[:8]}"
    first, second = named(stack, surname, "Ada"), named(stack, surname, "Byron")
    page = dashboard().connected().page
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        if held:
            route.fallback()
        else:
            held.append(route)

    page.route(SEARCH, hold_first)
    with page.expect_request(SEARCH):
        field(page).fill(f"ada {surname}")
    field(page).fill(f"byron {surname}")
    expect(results(page)).to_contain_text([second.email])
    for route in held:
        route.continue_()
    expect(results(page)).to_have_count(1)
    expect(results(page)).not_to_contain_text(first.email)


def test_the_palette_finds_chats_that_are_not_loaded(dashboard: OpenDashboard, stack: LocalStack) -> None:
    wanted = seed_chats(stack, 120)[-1]
    make_findable(stack, [wanted])
    agents = dashboard().connected(within=90_000)
    page, keys = agents.page, agents.page.keyboard
    keys.press("Control+k")
    keys.type(wanted.user_email)
    option = page.get_by_role("dialog").get_by_role("option")
    expect(option).to_have_count(1)
    expect(option).to_contain_text(wanted.user_email)
    keys.press("Enter")
    expect(agents.messages).to_have_text([re.compile("Message 1")])
    # It has no row to go to; letters are shortcuts all the same.
    composer = page.get_by_role("textbox", name="Reply to")
    expect(composer).to_be_focused()
    keys.press("Escape")
    expect(page.get_by_role("log")).to_be_focused()
    keys.press("r")
    expect(composer).to_be_focused()
    expect(composer).to_have_value("")
