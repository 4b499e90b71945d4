"""Two agents, one inbox: each sees where the other is, and neither answers over the other."""

from __future__ import annotations

from local.stack import LocalStack
from playwright.sync_api import expect

from tests.e2e.conftest import AT_ONCE, OpenDashboard
from tests.people import new_customer


def test_agents_see_each_other_view_and_write_per_chat(stack: LocalStack, dashboard: OpenDashboard) -> None:
    first, second = new_customer(stack), new_customer(stack)
    first.say("Hello")
    second.say("Hello")
    ada, ben = dashboard("agent").connected(), dashboard("agent2").connected()
    ben.open(first)
    others = ada.row(first).locator(".row-others")
    expect(others).to_have_text("Ben Agent is viewing", timeout=AT_ONCE)
    ada.open(first)
    expect(ada.page.locator(".thread-others")).to_have_text("Ben Agent is viewing")
    expect(ben.page.locator(".thread-others")).to_have_text("Ada Agent is viewing", timeout=AT_ONCE)
    ben.page.get_by_role("textbox", name="Reply to").press_sequentially("On my way")
    expect(ada.page.locator(".thread-others")).to_have_text("Ben Agent is writing a reply", timeout=AT_ONCE)
    ben.open(second)
    expect(ada.page.locator(".thread-others")).to_have_text("", timeout=AT_ONCE)
    expect(ada.row(second).locator(".row-others")).to_have_text("Ben Agent is viewing")
    ben.page.close()
    # Nobody says goodbye for a page that is closed: it is forgotten when it has been silent for long enough.
    expect(ada.row(second).locator(".row-others")).to_have_count(0, timeout=90_000)


def test_a_reply_begun_before_a_colleagues_is_held_once(stack: LocalStack, dashboard: OpenDashboard) -> None:
    customer = new_customer(stack)
    customer.say("Is it in stock?")
    ada, ben = dashboard("agent").connected().open(customer), dashboard("agent2").connected().open(customer)
    for agents in (ada, ben):
        expect(agents.messages).to_have_text(["Is it in stock?"])
    composer = ada.page.get_by_role("textbox", name="Reply to")
    composer.fill("Yes, three of them")
    note = ada.page.locator(".meanwhile")
    expect(note).to_have_count(0)
    customer.say("Anybody?")
    expect(note).to_contain_text("has written since you began to write", timeout=AT_ONCE)
    ben.say("Yes, there are three left")
    expect(note).to_have_text("Ben Agent has replied since you began to write.", timeout=AT_ONCE)
    composer.press("Enter")
    expect(note).to_contain_text("Your reply has not been sent")
    expect(composer).to_have_value("Yes, three of them")
    ada.page.get_by_role("button", name="Send anyway").click()
    expect(composer).to_have_value("")
    expect(note).to_have_count(0)
    said = ["Is it in stock?", "Anybody?", "Yes, there are three left", "Yes, three of them"]
    expect(ada.messages).to_have_text(said, timeout=AT_ONCE)
    expect(ben.messages).to_have_text(said, timeout=AT_ONCE)
    expect(ben.page.locator(".meanwhile")).to_have_count(0)
