"""The way between the chats and the team's pages: by click, by command, by address; and the audit list, for admins."""

from __future__ import annotations

import re

from local.stack import LocalStack
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e import axe
from tests.e2e.conftest import AT_ONCE, OpenDashboard
from tests.people import Person, agent, new_customer

PHONE = {"viewport": {"width": 390, "height": 844}}


def navigation(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Pages")


def lines_about(page: Page, chat_id: str) -> Locator:
    return page.locator(".audit-lines li").filter(has=page.locator(f"a[href='#/chats/{chat_id}']"))


def test_an_admin_reads_who_archived_and_an_agent_does_not(stack: LocalStack, dashboard: OpenDashboard) -> None:
    customer = new_customer(stack)
    customer.say("A question")
    chat_id = customer.chat()["id"]
    ben = dashboard("agent2").connected().open(customer)
    ben.page.get_by_role("button", name="Archive").click()
    expect(ben.page.get_by_role("button", name="Restore")).to_be_visible(timeout=AT_ONCE)
    expect(navigation(ben.page).get_by_role("link", name="Audit")).to_have_count(0)
    ben.page.goto(f"{stack.info['admin_url']}#audit")
    expect(ben.page.get_by_role("heading", name="For admins only")).to_be_visible()
    assert agent(stack, "agent2").get("/admin/audit").status_code == 403

    ada = dashboard("agent").connected()
    navigation(ada.page).get_by_role("link", name="Audit").click()
    expect(ada.page.get_by_role("heading", name="Audit list")).to_be_focused()
    lines = lines_about(ada.page, chat_id)
    expect(lines).to_have_count(1)
    expect(lines).to_contain_text("Ben Agent archived a chat")
    lines.get_by_role("link").click()
    expect(ada.messages).to_have_text(["A question"])
    expect(navigation(ada.page).get_by_role("link", name="Chats")).to_have_attribute("aria-current", "page")
    ada.page.go_back()
    expect(lines).to_have_count(1)


def test_pages_are_reached_by_keys_alone_and_shortcuts_of_the_list_rest_there(dashboard: OpenDashboard) -> None:
    page = dashboard().connected().page
    keys = page.keyboard
    keys.press("Control+k")
    expect(page.get_by_role("combobox", name="Go to a chat")).to_be_focused()
    keys.type("audit")
    expect(page.get_by_role("dialog").get_by_role("option").first).to_have_text("Go to: Audit list")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Audit list")).to_be_focused()
    expect(page).to_have_title(re.compile("Audit list – Support Chat$"))
    keys.press("j")
    expect(page.get_by_role("heading", name="Audit list")).to_be_visible()
    keys.press("?")
    expect(page.get_by_role("dialog", name="Shortcuts")).to_be_visible()
    keys.press("Escape")
    # As long as it is open, nothing behind it takes the focus.
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("link", name="Chats", exact=True).focus()
    keys.press("Enter")
    expect(page.get_by_role("tab", name="Active")).to_be_visible()


def test_the_list_goes_back_by_months_and_on_by_pages(stack: LocalStack, dashboard: OpenDashboard, ada: Person) -> None:
    customer = new_customer(stack)
    customer.say("Hello")
    chat_id = customer.chat()["id"]
    for _ in range(26):
        for verb in ("archive", "unarchive"):
            ada.post(f"/admin/chats/{chat_id}/{verb}").raise_for_status()
    page = dashboard().connected().page
    navigation(page).get_by_role("link", name="Audit").click()
    lines = page.locator(".audit-lines li")
    expect(lines).to_have_count(50)
    page.get_by_role("button", name="Load more").click()
    expect(lines_about(page, chat_id)).to_have_count(52)
    month = page.locator(".audit-month h3")
    this = month.inner_text()
    page.get_by_role("button", name="Month before").click()
    expect(page.get_by_role("heading", name="Nothing in this month")).to_be_visible()
    expect(month).not_to_have_text(this)
    page.get_by_role("button", name="Month after").click()
    expect(month).to_have_text(this)
    expect(lines).to_have_count(50)
    expect(page.get_by_role("button", name="Month after")).to_have_attribute("aria-disabled", "true")


def test_a_list_that_cannot_be_had_says_so_and_is_asked_for_again(dashboard: OpenDashboard) -> None:
    page = dashboard().connected().page

    def fail(route: Route) -> None:
        route.fulfill(status=503, json={"error": {"code": "busy", "message": "no"}})

    page.route("**/admin/audit**", fail)
    navigation(page).get_by_role("link", name="Audit").click()
    expect(page.get_by_role("alert")).to_contain_text("The audit list could not be loaded", timeout=30_000)
    page.unroute("**/admin/audit**", fail)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_axe_finds_nothing_on_the_audit_page(stack: LocalStack, dashboard: OpenDashboard, ada: Person) -> None:
    customer = new_customer(stack)
    customer.say("Hello")
    ada.post(f"/admin/chats/{customer.chat()['id']}/archive").raise_for_status()
    dark = {"color_scheme": "dark", "locale": "ar"}
    for inbox, look in (("النشطة", dark), ("Active", PHONE)):
        page = dashboard(inbox=inbox, **look).page
        page.evaluate("location.hash = '#audit'")
        expect(page.locator(".audit-lines li").first).to_be_visible()
        assert axe.violations(page) == []
        page.locator(".audit-month button").first.click()
        expect(page.locator(".audit .empty")).to_be_visible()
        assert axe.violations(page) == []
