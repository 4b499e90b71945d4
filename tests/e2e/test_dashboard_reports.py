"""Reports: what was really said is counted, shown as charts and tables, and downloads as CSV."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from local.stack import LocalStack
from playwright.sync_api import Page, Route, expect

from tests.e2e import axe
from tests.e2e.conftest import OpenDashboard
from tests.people import Person, agent, eventually, new_customer

PHONE = {"viewport": {"width": 390, "height": 844}}


def reports(page: Page) -> Page:
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Reports").click()
    expect(page.get_by_role("heading", name="Reports")).to_be_focused()
    return page


def counted(ada: Person) -> Counter[str]:
    """The team's numbers of all days so far: other tests count, too."""
    sums: Counter[str] = Counter()
    for day in ada.get("/admin/reports", **last_days()).raise_for_status().json()["days"]:
        team = day["team"]
        sums += Counter({name: team[name] for name in ("conversations", "customer_messages", "agent_messages")})
        sums += Counter({name: team[name]["count"] for name in ("first_replies", "resolutions")})
    return sums


def last_days() -> dict[str, str]:
    today = datetime.now(UTC).date()
    return {"from": str(today - timedelta(days=6)), "to": str(today)}


def a_conversation(stack: LocalStack, ada: Person) -> None:
    customer = new_customer(stack)
    customer.say("A question").raise_for_status()
    chat_id = customer.chat()["id"]
    ada.reply(chat_id, "An answer").raise_for_status()
    ada.post(f"/admin/chats/{chat_id}/archive").raise_for_status()


def test_a_conversation_is_in_the_numbers_the_charts_and_the_file(
    stack: LocalStack, dashboard: OpenDashboard, ada: Person, tmp_path: Path
) -> None:
    before = counted(ada)
    a_conversation(stack, ada)
    happened = {"conversations", "customer_messages", "agent_messages", "first_replies", "resolutions"}
    eventually(lambda: counted(ada) - before, lambda more: happened <= set(more), what="what happened is counted")
    page = reports(dashboard("agent2").connected().page)
    expect(page.get_by_role("button", name="28 days")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="7 days").click()
    expect(page.get_by_role("button", name="7 days")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".tile", has_text="Time to the first reply")).to_contain_text("Half within")
    expect(page.get_by_role("img", name="Messages")).to_be_visible()
    expect(page.get_by_role("row", name="Ada Agent")).to_contain_text("Half within")

    figure = page.locator("figure", has_text="Time to the end")
    figure.get_by_text("As a table").click()
    expect(figure.get_by_role("row")).to_have_count(9)

    with page.expect_download() as made:
        page.get_by_role("button", name="Download as CSV").click()
    file = tmp_path / made.value.suggested_filename
    made.value.save_as(file)
    raw = file.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in raw
    rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert len({row["date"] for row in rows}) == 7
    team = [row for row in rows if row["whose"] == "team"]
    assert sum(int(row["conversations"]) for row in team) >= 1
    sent = sum(int(row["agent_messages"]) for row in rows if row["agent"] == "Ada Agent")
    assert 1 <= sent <= sum(int(row["agent_messages"]) for row in team)
    assert axe.violations(page) == []


def test_other_days_are_checked_and_days_without_anything_explain_themselves(
    stack: LocalStack, dashboard: OpenDashboard
) -> None:
    page = reports(dashboard(**PHONE).page)
    page.get_by_role("button", name="Other days").click()
    page.get_by_label("First day").fill("2020-03-02")
    page.get_by_label("Last day").fill("2020-03-01")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("1 to 92 days")
    page.get_by_label("Last day").fill("2020-03-31")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("heading", name="Nothing happened in these days")).to_be_visible()
    assert axe.violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_report_that_cannot_be_loaded_says_so_and_comes_when_asked_again(
    stack: LocalStack, dashboard: OpenDashboard
) -> None:
    a_conversation(stack, agent(stack))
    page = dashboard().connected().page

    def refuse(route: Route) -> None:
        route.fulfill(status=503, json={"error": {"code": "busy", "message": "later"}})

    page.route("**/admin/reports?*", refuse)
    reports(page)
    expect(page.get_by_role("alert").filter(has_text="could not be loaded")).to_be_visible()
    assert axe.violations(page) == []
    page.unroute("**/admin/reports?*")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("img", name="New conversations")).to_be_visible()
