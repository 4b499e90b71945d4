"""Unseen and waiting are two facts: looking settles the first, only an answer the second."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from local.stack import LocalStack
from playwright.sync_api import expect

from support_chat.model import Chat
from tests.e2e.conftest import OpenDashboard
from tests.e2e.many_chats import LONGER_THAN_ALL, forget_chats, seed_chats
from tests.e2e.screens import AT_ONCE, Dashboard
from tests.people import new_customer

WAITS = re.compile(r"Waiting 4,?000 days")


def newest_first(agents: Dashboard) -> None:
    """What this test wrote is on top, however much others left."""
    agents.page.get_by_role("combobox", name="Order").select_option("Newest first")


def test_looking_settles_unseen_and_only_an_answer_settles_waiting(stack: LocalStack, dashboard: OpenDashboard) -> None:
    agents = dashboard().connected()
    customer = new_customer(stack)
    customer.say("Is anybody there?")
    row = agents.row(customer)
    expect(row).to_have_attribute("data-unread", "true", timeout=AT_ONCE)
    expect(row.locator(".row-waits")).to_have_text("Waiting")
    agents.page.get_by_role("button", name=re.compile("^Unseen")).click()
    newest_first(agents)
    agents.open(customer)
    expect(row).to_have_attribute("data-unread", "false", timeout=AT_ONCE)
    expect(row.locator(".row-waits")).to_be_visible()
    # It was seen, so it is not among the unseen; while it is open it stays in sight.
    expect(row).to_be_visible()
    agents.page.get_by_role("button", name=re.compile("^Waiting")).click()
    expect(row).to_be_visible()
    agents.say("Yes")
    expect(row.locator(".row-waits")).to_have_count(0, timeout=AT_ONCE)
    agents.page.evaluate("location.hash = '#/'")
    expect(row).to_have_count(0)
    agents.page.get_by_role("button", name="All", exact=True).click()
    expect(row).to_be_visible()


@pytest.fixture
def long_ago(stack: LocalStack) -> Iterator[list[Chat]]:
    """More than a page of customers who have been waiting for longer than anybody else's."""
    chats = seed_chats(stack, 60, waiting_days=LONGER_THAN_ALL)
    yield chats
    forget_chats(stack, chats)


def test_who_waits_longest_comes_first_of_all_chats_and_the_wait_is_told(
    stack: LocalStack, long_ago: list[Chat], dashboard: OpenDashboard
) -> None:
    newest = new_customer(stack)
    newest.say("And who helps me?")
    agents = dashboard().connected()
    rows = agents.page.locator("a[data-chat-id]")
    agents.page.get_by_role("button", name=re.compile("^Waiting")).click()
    expect(rows.first).to_contain_text(WAITS)
    longest_first = [str(chat.id) for chat in reversed(long_ago)]
    for n in range(5):
        expect(rows.nth(n)).to_have_attribute("data-chat-id", longest_first[n])
    # The sixtieth is on the second page.
    agents.scroll_list(58)
    expect(agents.page.locator(f"a[data-chat-id='{longest_first[59]}']")).to_be_visible()
    agents.page.keyboard.press("n")
    expect(agents.page).to_have_url(re.compile(longest_first[0]))
    agents.page.get_by_role("combobox", name="Order").select_option("Newest first")
    expect(rows.first).to_contain_text(newest.email)
    expect(rows.first).not_to_contain_text(WAITS)
    # It is how this agent likes it: the next page of this browser begins with it.
    kept = agents.page.evaluate("localStorage.getItem('support-chat.preferences')")
    assert '"order":"newest"' in kept
