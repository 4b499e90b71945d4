"""Nothing that axe finds, in any state: languages, directions, colours, phones, dialogs, faults."""

from __future__ import annotations

from typing import Any

import pytest
from local.stack import LocalStack
from playwright.sync_api import Page, expect

from tests.e2e.axe import violations as faults
from tests.e2e.conftest import AT_ONCE, Dashboard, OpenDashboard
from tests.people import Person, give_back, message, new_customer

PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1400, "height": 900}}


@pytest.fixture
def customer(stack: LocalStack, ada: Person) -> Person:
    """Somebody who has asked, was answered, and asks again, from a page."""
    asking = new_customer(stack)
    context = {"page": "https://shop.example/tents", "language": "de-AT", "time_zone": "Europe/Vienna"}
    asking.post("/support_chat/messages", {**message("Where is it?"), "context": context})
    ada.reply(asking.chat()["id"], "On its way")
    asking.say("Thank you. When?")
    return asking


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_list_and_a_chat(scheme: str, size: dict[str, Any], customer: Person, dashboard: OpenDashboard) -> None:
    agents = dashboard(**size, color_scheme=scheme).connected()
    page = agents.page
    expect(page.locator("html")).to_have_attribute("data-theme", scheme)
    expect(agents.row(customer)).to_be_visible(timeout=AT_ONCE)
    assert faults(page) == []
    agents.open(customer)
    expect(agents.messages.last).to_have_text("Thank you. When?")
    assert faults(page) == []
    panel = page.locator("#customer")
    if not panel.count():
        page.get_by_role("button", name="Customer details").click()
    expect(panel).to_contain_text("shop.example/tents")
    assert faults(page) == []
    # Nothing reaches over the edge of the screen.
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_dialogs_the_filters_that_find_nothing_and_the_banner(dashboard: OpenDashboard, ada: Person) -> None:
    give_back(ada)
    agents = dashboard(**DESKTOP).connected()
    page = agents.page
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    summon_palette(page)
    page.keyboard.type("theme")
    expect(page.get_by_role("dialog").get_by_role("option")).to_have_count(3)
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.locator("[data-filter=mine]").click()
    expect(page.get_by_role("heading", name="No chat is assigned to you")).to_be_visible()
    assert faults(page) == []
    page.context.set_offline(True)
    expect(page.locator("[data-banner=offline]")).to_be_visible()
    assert faults(page) == []


def test_arabic_reads_from_right_to_left_and_a_choice_of_language_takes_effect_at_once(
    customer: Person, dashboard: OpenDashboard
) -> None:
    agents = dashboard(**DESKTOP).connected().open(customer)
    page = agents.page
    composer = page.locator(".composer textarea")
    composer.fill("Half a reply")
    choose(page, "العربية")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("tab", name="النشطة")).to_be_visible()
    # It is the same desk: what was open and half written still is.
    expect(composer).to_have_value("Half a reply")
    assert faults(page) == []
    inbox, thread = page.locator(".inbox").bounding_box(), page.locator(".thread").bounding_box()
    assert inbox
    assert thread
    assert inbox["x"] > thread["x"]
    choose(page, "Deutsch")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    expect(page.get_by_role("button", name="Archivieren")).to_be_visible()
    assert faults(page) == []


def choose(page: Page, language: str) -> None:
    summon_palette(page)
    page.keyboard.type(language)
    page.keyboard.press("Enter")


def summon_palette(page: Page) -> None:
    page.keyboard.press("Control+k")
    expect(page.locator(".palette input")).to_be_focused()


def test_the_browsers_language_is_spoken_without_being_asked(dashboard: OpenDashboard) -> None:
    agents: Dashboard = dashboard(locale="de-AT", inbox="Aktiv")
    expect(agents.page.locator("html")).to_have_attribute("lang", "de-AT")
    expect(agents.page.get_by_role("button", name="Abmelden")).to_be_visible()
