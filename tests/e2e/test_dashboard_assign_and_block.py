"""Whose chat it is, live for two agents; and a customer who is blocked: reads, cannot write, and is told no reason."""

from __future__ import annotations

from local.stack import LocalStack
from playwright.sync_api import Locator, Page, Request, expect

from tests.e2e import axe
from tests.e2e.conftest import AT_ONCE, Dashboard, OpenDashboard, OpenShop
from tests.people import agent, new_customer

DESKTOP = {"viewport": {"width": 1400, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}}
REASON = "Calls us names since Tuesday"


def assignee(agents: Dashboard) -> Locator:
    return agents.page.get_by_role("combobox", name="Assigned to")


def both_are_in_the_team(stack: LocalStack) -> None:
    for who in ("agent", "agent2"):
        agent(stack, who).get("/admin/me").raise_for_status()


def test_a_chat_is_given_to_a_colleague_and_taken_live_for_both(stack: LocalStack, dashboard: OpenDashboard) -> None:
    both_are_in_the_team(stack)
    customer = new_customer(stack)
    customer.say("Who helps me?")
    first, second = dashboard("agent").connected(), dashboard("agent2").connected()
    first.open(customer)
    assignee(first).focus()
    expect(assignee(first).get_by_role("option", name="Ben Agent")).to_have_count(1)
    assignee(first).select_option(label="Ben Agent")
    expect(second.row(customer).locator(".row-assignee")).to_contain_text("Ben Agent", timeout=AT_ONCE)
    expect(first.row(customer).locator(".row-assignee")).to_contain_text("Ben Agent")

    second.open(customer)
    expect(assignee(second).locator("option:checked")).to_have_text("Me (Ben Agent)")
    second.page.locator("body").evaluate("() => document.activeElement.blur()")
    first.page.locator("body").evaluate("() => document.activeElement.blur()")
    first.page.keyboard.press("a")
    expect(second.row(customer).locator(".row-assignee")).to_contain_text("Ada Agent", timeout=AT_ONCE)
    second.page.keyboard.press("Control+k")
    expect(second.page.locator(".palette input")).to_be_focused()
    second.page.keyboard.type("assign nobody")
    second.page.keyboard.press("Enter")
    expect(first.row(customer).locator(".row-assignee")).to_have_count(0, timeout=AT_ONCE)
    expect(assignee(first)).to_have_value("")


def test_an_assignment_that_fails_is_told_and_changes_nothing(stack: LocalStack, dashboard: OpenDashboard) -> None:
    customer = new_customer(stack)
    customer.say("Hello")
    agents = dashboard().connected().open(customer)
    refused = {"error": {"code": "not_found", "message": "no such agent"}}
    agents.page.route("**/assignee", lambda route: route.fulfill(status=404, json=refused))
    assignee(agents).select_option(index=1)
    expect(agents.page.get_by_role("alert").filter(has_text="Could not be assigned")).to_be_visible(timeout=AT_ONCE)
    expect(assignee(agents)).to_have_value("")
    expect(agents.row(customer).locator(".row-assignee")).to_have_count(0)


def block(agents: Dashboard, reason: str) -> None:
    page = agents.page
    page.get_by_role("button", name="Block the customer…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox", name="Reason")).to_be_focused()
    expect(dialog.get_by_role("button", name="Block", exact=True)).to_be_disabled()
    page.keyboard.type(reason)
    dialog.get_by_role("button", name="Block", exact=True).click()
    expect(dialog).to_have_count(0)


def heard_by(page: Page) -> list[str]:
    """Everything a page is told: answers and events."""
    told: list[str] = []

    def answered(request: Request) -> None:
        response = request.response()
        if response and "/support_chat" in request.url:
            told.append(response.text())

    page.on("requestfinished", answered)
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: told.append(str(frame))))
    return told


def test_a_blocked_customer_reads_cannot_write_and_hears_no_reason(
    stack: LocalStack, dashboard: OpenDashboard, shop: OpenShop
) -> None:
    customer = new_customer(stack)
    customer.say("You are all idiots")
    widget = shop(customer)
    told = heard_by(widget.page)
    widget.page.reload()
    widget.open().connected()
    first, second = dashboard("agent", **DESKTOP).connected(), dashboard("agent2", **DESKTOP).connected()
    first.open(customer)
    second.open(customer)
    block(first, REASON)
    for agents in (first, second):
        panel = agents.page.get_by_role("region", name="Blocked")
        expect(panel).to_contain_text(REASON, timeout=AT_ONCE)
        expect(panel).to_contain_text("Ada Agent")
        expect(agents.row(customer).locator(".row-blocked")).to_be_visible()

    widget.say("And you know it")
    failed = widget.page.locator("support-chat [data-state=failed]")
    expect(failed).to_have_count(1)
    expect(widget.page.locator("support-chat")).to_contain_text("The message was not accepted.")
    expect(first.messages).to_have_text(["You are all idiots"])
    second.say("Please be kind")
    expect(widget.messages.filter(has_text="Please be kind")).to_be_visible(timeout=AT_ONCE)

    second.page.get_by_role("button", name="Unblock the customer").click()
    expect(first.page.get_by_role("button", name="Block the customer…")).to_be_visible(timeout=AT_ONCE)
    widget.page.get_by_role("button", name="Retry").click()
    expect(first.messages.filter(has_text="And you know it")).to_be_visible(timeout=AT_ONCE)
    assert any("Please be kind" in text for text in told)
    assert [text for text in told if REASON in text or "Ada Agent" in text or "Ben Agent" in text] == []


def test_axe_finds_nothing_in_the_choice_the_question_and_the_panel(
    stack: LocalStack, dashboard: OpenDashboard
) -> None:
    customer = new_customer(stack)
    customer.say("Hello")
    for look in (DESKTOP, {**PHONE, "color_scheme": "dark"}):
        agents = dashboard(**look).connected().open(customer)
        page = agents.page
        if not page.locator("#customer").count():
            page.get_by_role("button", name="Customer details").click()
        page.get_by_role("button", name="Block the customer…").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert axe.violations(page) == []
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        block(agents, REASON)
        expect(page.get_by_role("region", name="Blocked")).to_contain_text(REASON, timeout=AT_ONCE)
        assert axe.violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.get_by_role("button", name="Unblock the customer").click()
        expect(page.get_by_role("button", name="Block the customer…")).to_be_visible(timeout=AT_ONCE)
