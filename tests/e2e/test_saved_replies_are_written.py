"""The page of saved replies: written, changed, taken out, by two agents at once, in every look and by keys."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from local.stack import LocalStack
from playwright.sync_api import Locator, Page, expect

from tests.e2e.axe import violations as faults
from tests.e2e.conftest import AT_ONCE, Dashboard, OpenDashboard
from tests.people import Person

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1400, "height": 900}}


def replies_page(agents: Dashboard) -> Page:
    agents.page.evaluate("location.hash = '#replies'")
    expect(agents.page.get_by_role("heading", name="Saved replies", exact=True)).to_be_visible()
    return agents.page


def new(page: Page, name: str, text: str) -> None:
    page.get_by_role("button", name="New saved reply").click()
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Text", exact=True).fill(text)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(row(page, name)).to_be_visible()


def row(page: Page, name: str) -> Locator:
    return page.locator("[data-reply]").filter(has_text=name)


def edit(page: Page, name: str) -> Locator:
    page.get_by_role("button", name=name, exact=True).click()
    return page.get_by_label("Text", exact=True)


def delete(page: Page, name: str) -> None:
    page.get_by_role("button", name=f"Delete: {name}").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()


def test_a_reply_is_written_found_changed_and_taken_out(dashboard: OpenDashboard, stack: LocalStack) -> None:
    name = f"Greeting {uuid4().hex[:6]}"
    page = replies_page(dashboard().connected())
    new(page, name, "Hello {{first_name|there}}!")
    expect(page.get_by_role("button", name=name, exact=True)).to_be_focused()
    expect(row(page, name)).to_contain_text(f"Changed now by {stack.info['agent']['name']}")
    page.get_by_label("Search saved replies").fill("zebra zebra")
    expect(page.get_by_text("Nothing found")).to_be_visible()
    page.get_by_label("Search saved replies").fill(name[-6:])
    expect(page.locator("[data-reply]")).to_have_count(1)
    text = edit(page, name)
    expect(text).to_have_value("Hello {{first_name|there}}!")
    text.press("End")
    page.get_by_role("button", name="{{agent}}").click()
    expect(text).to_have_value("Hello {{first_name|there}}!{{agent}}")
    expect(text).to_be_focused()
    text.fill("Hello {{name}}, {{order}}")
    preview = page.get_by_role("region", name="Preview")
    expect(preview).to_contain_text("Hello Alice Archer, {{order}}")
    expect(preview).to_contain_text("Hello {{name}}, {{order}}")
    expect(preview).to_contain_text("To be filled in by hand: {{order}}")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(row(page, name)).to_contain_text("Hello {{name}}, {{order}}")
    page.get_by_role("button", name=f"Delete: {name}").click()
    asked = page.get_by_role("dialog", name=f"Delete “{name}” for the whole team?")
    asked.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("button", name=f"Delete: {name}")).to_be_focused()
    delete(page, name)
    expect(row(page, name)).to_have_count(0)
    expect(page.get_by_role("button", name="New saved reply")).to_be_focused()


def test_of_two_agents_who_change_the_same_reply_the_later_is_told_and_loses_nothing(
    dashboard: OpenDashboard, stack: LocalStack
) -> None:
    name = f"Hours {uuid4().hex[:6]}"
    first, second = replies_page(dashboard().connected()), replies_page(dashboard("agent2").connected())
    new(first, name, "From 9 to 5")
    second.evaluate("location.hash = '#/'")
    replies_page(Dashboard(second))
    slow = edit(second, name)
    edit(first, name).fill("From 8 to 5")
    first.get_by_role("button", name="Save", exact=True).click()
    expect(row(first, name)).to_contain_text("From 8 to 5")

    slow.fill("From 9 to 6")
    second.get_by_role("button", name="Save", exact=True).click()
    told = second.get_by_role("alert")
    expect(told).to_contain_text(f"{stack.info['agents'][0]['name']} has changed this reply meanwhile")
    expect(told).to_contain_text("From 8 to 5")
    expect(slow).to_have_value("From 9 to 6")
    told.get_by_role("button", name="Replace it by mine").click()
    expect(row(second, name)).to_contain_text("From 9 to 6")

    edit(second, name).fill("From 9 to 7")
    delete(first, name)
    expect(first.get_by_role("alert")).to_contain_text("has changed it meanwhile, so it was not deleted")
    expect(first.get_by_role("dialog")).to_contain_text("From 9 to 6")
    first.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(row(first, name)).to_have_count(0)
    second.get_by_role("button", name="Save", exact=True).click()
    expect(told).to_contain_text("Somebody has deleted this reply meanwhile")
    told.get_by_role("button", name="Save it as a new one").click()
    expect(row(second, name)).to_contain_text("From 9 to 7")
    delete(second, name)
    expect(row(second, name)).to_have_count(0)


def test_what_is_half_written_outlives_a_look_at_a_chat_and_is_dropped_only_when_asked(
    dashboard: OpenDashboard,
) -> None:
    page = replies_page(dashboard().connected())
    page.get_by_role("button", name="New saved reply").click()
    page.get_by_label("Name", exact=True).fill("Half")
    page.get_by_label("Text", exact=True).fill("Half a sen")
    page.evaluate("location.hash = '#/'")
    expect(page.get_by_role("tab", name="Active")).to_be_visible()
    page.evaluate("location.hash = '#replies'")
    expect(page.get_by_label("Text", exact=True)).to_have_value("Half a sen")
    page.keyboard.press("Escape")
    asked = page.get_by_role("dialog", name="Drop your changes?")
    asked.get_by_role("button", name="Go on writing").click()
    expect(page.get_by_label("Text", exact=True)).to_have_value("Half a sen")
    page.get_by_role("button", name="Cancel").click()
    asked.get_by_role("button", name="Drop them").click()
    expect(page.get_by_role("button", name="New saved reply")).to_be_focused()


def test_a_server_that_does_not_answer_costs_nothing_that_was_written(dashboard: OpenDashboard) -> None:
    name = f"Later {uuid4().hex[:6]}"
    agents = dashboard().connected()
    agents.page.route("**/admin/replies*", lambda route: route.abort())
    page = replies_page(agents)
    expect(page.get_by_role("alert")).to_contain_text("could not be loaded")
    assert faults(page) == []
    agents.page.unroute("**/admin/replies*")
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("button", name="New saved reply").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Text", exact=True).fill("Text")
    page.route("**/admin/replies/*", lambda route: route.abort())
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Not saved")
    expect(page.get_by_label("Text", exact=True)).to_have_value("Text")
    page.unroute("**/admin/replies/*")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(row(page, name)).to_be_visible(timeout=AT_ONCE)
    delete(page, name)
    expect(row(page, name)).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_in_the_list_the_form_and_the_question(
    scheme: str, size: dict[str, Any], dashboard: OpenDashboard, ada: Person
) -> None:
    reply_id, name = str(uuid4()), f"Refund {uuid4().hex[:6]}"
    body = {"name": name, "content": "Hello {{name}},\nsee https://shop.example/refunds {{order}}"}
    ada.call("PUT", f"/admin/replies/{reply_id}", json=body).raise_for_status()
    page = replies_page(dashboard(**size, color_scheme=scheme).connected())
    expect(row(page, name)).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name=f"Delete: {name}").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(edit(page, name)).to_be_visible()
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    ada.call("DELETE", f"/admin/replies/{reply_id}", params={"version": 1}).raise_for_status()
