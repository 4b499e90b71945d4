"""Unseen, waiting, marked unread: two agents see each begin and end, live, in the rows, the lists and the counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from local.stack import LocalStack
from playwright.sync_api import Locator, expect

from support_chat.model import Chat
from tests.e2e.conftest import OpenDashboard
from tests.e2e.many_chats import forget_chats, seed_chats
from tests.e2e.screens import AT_ONCE, Dashboard
from tests.people import Person, eventually, give_back, new_customer

MORE_THAN_A_PAGE = 70
TOP = "element => element.getBoundingClientRect().top"


def chip(agents: Dashboard, name: str) -> Locator:
    return agents.page.locator(".filters").get_by_role("button", name=re.compile(f"^{name}"))


def only(agents: Dashboard, name: str) -> Dashboard:
    """The list of a fact, with what this test made on top, however much others left."""
    chip(agents, name).click()
    agents.page.get_by_role("combobox", name="Order").select_option("Newest first")
    return agents


def counted(agents: Dashboard, name: str) -> int:
    count = chip(agents, name).locator(".chip-count")
    return int(count.inner_text().replace(",", "")) if count.count() else 0


def comes_to(agents: Dashboard, name: str, number: int) -> None:
    within = AT_ONCE / 1_000
    eventually(lambda: counted(agents, name), lambda n: n == number, within=within, what=f"{number} {name}")


def flag(agents: Dashboard, customer: Person) -> Locator:
    return agents.row(customer).locator(".row-mark")


def test_each_fact_begins_and_ends_before_the_eyes_of_two_agents(stack: LocalStack, dashboard: OpenDashboard) -> None:
    ada, ben = dashboard("agent").connected(), dashboard("agent2").connected()
    customer = new_customer(stack)
    customer.say("Where is my order?")
    for agents in (ada, ben):
        expect(agents.row(customer)).to_have_attribute("data-unread", "true", timeout=AT_ONCE)
        expect(agents.row(customer).locator(".row-waits")).to_be_visible()
    only(ben, "Unseen")
    expect(ben.row(customer)).to_be_visible()
    ada.open(customer)
    # Seen, by anybody: it leaves the other's list. Nothing else is settled by it.
    expect(ben.row(customer)).to_have_count(0, timeout=AT_ONCE)
    only(ben, "Waiting")
    expect(ben.row(customer).locator(".row-waits")).to_be_visible()
    ada.page.get_by_role("button", name="Marked unread").click()
    for agents in (ada, ben):
        expect(flag(agents, customer)).to_be_visible(timeout=AT_ONCE)
    only(ben, "Marked")
    expect(ben.row(customer)).to_be_visible()
    ben.open(customer)
    expect(flag(ben, customer)).to_be_visible()
    ben.say("It left us this morning")
    for agents in (ada, ben):
        expect(agents.row(customer).locator(".row-waits")).to_have_count(0, timeout=AT_ONCE)
        expect(flag(agents, customer)).to_be_visible()
    ada.page.locator(".thread-person h2").click()
    ada.page.keyboard.press("u")
    expect(flag(ben, customer)).to_have_count(0, timeout=AT_ONCE)
    # The open chat stays in the list that it has left.
    expect(ben.row(customer)).to_be_visible()
    ben.page.evaluate("location.hash = '#/'")
    expect(ben.row(customer)).to_have_count(0)


def test_a_mark_outlives_looking_and_reloading_and_ends_with_archiving(
    stack: LocalStack, dashboard: OpenDashboard
) -> None:
    customer = new_customer(stack)
    customer.say("A question for tomorrow")
    agents = dashboard().connected().open(customer)
    agents.page.locator(".thread-person h2").click()
    agents.page.keyboard.press("u")
    expect(flag(agents, customer)).to_be_visible()
    marked = agents.page.get_by_role("button", name="Marked unread")
    expect(marked).to_have_attribute("aria-pressed", "true")
    for _ in range(2):
        agents.page.evaluate("location.hash = '#/'")
        expect(marked).to_have_count(0)
        agents.open(customer)
        expect(marked).to_have_attribute("aria-pressed", "true")
    expect(flag(agents, customer)).to_be_visible()
    agents.page.get_by_role("button", name="Archive", exact=True).click()
    agents.tab("Archived").click()
    expect(agents.row(customer)).to_be_visible(timeout=AT_ONCE)
    expect(flag(agents, customer)).to_have_count(0)
    customer.say("And another one")
    agents.tab("Active").click()
    expect(agents.row(customer)).to_be_visible(timeout=AT_ONCE)
    expect(agents.row(customer).locator(".row-waits")).to_be_visible()
    expect(flag(agents, customer)).to_have_count(0)


@pytest.fixture
def unseen_crowd(stack: LocalStack) -> Iterator[list[Chat]]:
    chats = seed_chats(stack, MORE_THAN_A_PAGE, unseen=True)
    yield chats
    forget_chats(stack, chats)


def test_counts_go_over_all_chats_and_follow_what_happens(
    stack: LocalStack, dashboard: OpenDashboard, unseen_crowd: list[Chat]
) -> None:
    ada, ben = dashboard("agent").connected(), dashboard("agent2").connected()
    expect(chip(ada, "Unseen").locator(".chip-count")).to_be_visible()
    unseen, marked = counted(ada, "Unseen"), counted(ada, "Marked")
    assert unseen >= MORE_THAN_A_PAGE
    expect(ada.page).to_have_title(re.compile(rf"^\({unseen}\) "))
    customers = [new_customer(stack) for _ in range(2)]
    for customer in customers:
        customer.say("Hello?")
    for agents in (ada, ben):
        comes_to(agents, "Unseen", unseen + 2)
    expect(ada.page).to_have_title(re.compile(rf"^\({unseen + 2}\) "))
    ben.open(customers[0])
    for agents in (ada, ben):
        comes_to(agents, "Unseen", unseen + 1)
    ben.page.locator(".thread-person h2").click()
    ben.page.keyboard.press("u")
    for agents in (ada, ben):
        comes_to(agents, "Marked", marked + 1)


def test_a_list_goes_on_over_its_pages_and_moves_nothing_under_the_reader(
    stack: LocalStack, dashboard: OpenDashboard, unseen_crowd: list[Chat]
) -> None:
    agents = only(dashboard(viewport={"width": 1280, "height": 800}).connected(), "Unseen")
    expect(agents.page.locator("a[data-chat-id]").first).to_be_visible()
    # Past the first page, whatever is above the crowd.
    agents.scroll_list(55)
    reading = agents.page.locator("li[aria-posinset='58'] a")
    expect(reading).to_be_in_viewport()
    read_now = agents.page.locator(f"a[data-chat-id='{reading.get_attribute('data-chat-id')}']")
    stood, count = read_now.evaluate(TOP), agents.rows_loaded()
    customer = new_customer(stack)
    customer.say("New on top")
    eventually(agents.rows_loaded, lambda n: n > count, within=AT_ONCE / 1_000, what="one more row")
    assert abs(read_now.evaluate(TOP) - stood) <= 1
    agents.scroll_list(0)
    expect(agents.row(customer)).to_be_in_viewport()


def test_keys_show_the_lists_and_an_empty_one_says_how_it_fills(ada: Person, dashboard: OpenDashboard) -> None:
    give_back(ada)
    agents = dashboard().connected()
    for key, name in (("2", "Unseen"), ("3", "Waiting"), ("4", "Marked"), ("5", "Mine"), ("1", "All")):
        agents.page.keyboard.press(key)
        expect(chip(agents, name)).to_have_attribute("aria-pressed", "true")
    agents.page.keyboard.press("5")
    expect(agents.page.get_by_role("heading", name="No chat is assigned to you")).to_be_visible()
    agents.page.get_by_role("button", name="Show all").click()
    expect(chip(agents, "All")).to_have_attribute("aria-pressed", "true")
