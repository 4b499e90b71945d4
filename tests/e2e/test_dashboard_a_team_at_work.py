"""Two agents and three customers at once: what each does the others see, live, and everything that is told is true."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.conftest import MAIL_SECONDS
from tests.e2e.conftest import OpenDashboard, OpenShop
from tests.e2e.screens import AT_ONCE, Dashboard, Widget
from tests.people import Person

IN_TIME = MAIL_SECONDS * 1_000
WIDE = {"viewport": {"width": 1400, "height": 900}}
NOTE = "Rang the warehouse: it is on the lorry"
REASON = "Third complaint about nothing this week"


def facts(agents: Dashboard, customer: Person) -> tuple[Locator, Locator, Locator]:
    """Of a row: the dot of what nobody has seen, the words of who waits, the mark that somebody made."""
    row = agents.row(customer)
    return row.locator(".unread-dot"), row.locator(".row-waits"), row.locator(".row-mark")


def stands(agents: Dashboard, customer: Person, *, unseen: bool, waits: bool, marked: bool) -> None:
    for fact, there in zip(facts(agents, customer), (unseen, waits, marked), strict=True):
        expect(fact).to_have_count(int(there), timeout=AT_ONCE)


def fate(agents: Dashboard, text: str) -> Locator:
    return agents.page.get_by_role("log").locator("[data-state]").filter(has_text=text).locator(".fate")


def heading(page: Page) -> Locator:
    return page.locator(".thread-person h2")


def test_two_agents_and_three_customers_at_once(shop: OpenShop, dashboard: OpenDashboard) -> None:
    ada, ben = (dashboard(who, **WIDE).connected() for who in ("agent", "agent2"))
    widgets = [shop().open().connected() for _ in range(3)]
    for widget in widgets:
        widget.say(f"A question of {widget.customer.id}")
        widget.has_sent(1)
    the_three_facts(ada, ben, [widget.customer for widget in widgets])
    two_in_one_chat(ada, ben, widgets[0])
    whose_chat_it_is(ada, ben, widgets[1].customer)
    what_became_of_each_reply(ada, ben, widgets)
    who_is_there(ada, ben, widgets[2])
    third = shop(widgets[2].customer).open().connected()
    third.shows(f"A question of {third.customer.id}", "Are you still there?")
    for widget in (*widgets[:2], third):
        read = widget.panel.inner_text()
        assert f"A question of {widget.customer.id}" in read
        assert NOTE not in read
        assert REASON not in read
    widgets[0].shows(f"A question of {widgets[0].customer.id}", "It left this morning", "And comes tomorrow")


def the_three_facts(ada: Dashboard, ben: Dashboard, customers: list[Person]) -> None:
    first, second, third = customers
    for agents in (ada, ben):
        for customer in customers:
            stands(agents, customer, unseen=True, waits=True, marked=False)
    ada.open(first)
    stands(ben, first, unseen=False, waits=True, marked=False)
    ada.open(second)
    heading(ada.page).click()
    ada.page.keyboard.press("u")
    stands(ben, second, unseen=False, waits=True, marked=True)
    ben.open(second).say("We look into it")
    stands(ada, second, unseen=False, waits=False, marked=True)
    stands(ada, third, unseen=True, waits=True, marked=False)


def two_in_one_chat(ada: Dashboard, ben: Dashboard, widget: Widget) -> None:
    ada.open(widget.customer)
    ben.open(widget.customer)
    expect(ada.page.locator(".thread-others")).to_have_text("Ben Agent is viewing", timeout=AT_ONCE)
    mine = ada.page.get_by_role("textbox", name="Reply to")
    mine.press_sequentially("And comes tomorrow")
    expect(ben.page.locator(".thread-others")).to_have_text("Ada Agent is writing a reply", timeout=AT_ONCE)
    ben.say("It left this morning")
    expect(ada.page.locator(".meanwhile")).to_contain_text("Ben Agent has replied", timeout=AT_ONCE)
    mine.press("Enter")
    expect(ada.page.locator(".meanwhile")).to_contain_text("Your reply has not been sent")
    ada.page.get_by_role("button", name="Send anyway").click()
    widget.shows(f"A question of {widget.customer.id}", "It left this morning", "And comes tomorrow")
    ben.page.get_by_role("group", name="Reply or note").get_by_role("button", name="Note").click()
    ben.page.get_by_role("textbox", name="Note about").fill(NOTE)
    ben.page.keyboard.press("Enter")
    expect(ada.page.get_by_role("note", name="Note by Ben Agent")).to_contain_text(NOTE, timeout=AT_ONCE)


def whose_chat_it_is(ada: Dashboard, ben: Dashboard, customer: Person) -> None:
    ben.open(customer)
    heading(ben.page).click()
    ben.page.keyboard.press("a")
    expect(ada.row(customer).locator(".row-assignee")).to_contain_text("Ben Agent", timeout=AT_ONCE)
    ben.page.locator(".filters").get_by_role("button", name=re.compile("^Mine")).click()
    expect(ben.row(customer)).to_be_visible()
    ada.page.locator(".filters").get_by_role("button", name=re.compile("^Mine")).click()
    expect(ada.row(customer)).to_have_count(0)
    for agents in (ada, ben):
        agents.page.locator(".filters").get_by_role("button", name=re.compile("^All")).click()


def what_became_of_each_reply(ada: Dashboard, ben: Dashboard, widgets: list[Widget]) -> None:
    first, _, third = widgets
    for agents in (ada, ben):
        agents.open(first.customer)
        expect(fate(agents, "It left this morning")).to_have_text(re.compile(r"^Seen \d?\d:\d\d"), timeout=AT_ONCE)
    third.page.close()
    ada.open(third.customer).say("Are you still there?")
    expect(fate(ada, "Are you still there?")).to_have_text("Sent", timeout=AT_ONCE)
    ben.open(third.customer)
    for agents in (ada, ben):
        mailed = fate(agents, "Are you still there?")
        expect(mailed).to_have_text(re.compile(r"^E-mailed \d?\d:\d\d"), timeout=IN_TIME)


def who_is_there(ada: Dashboard, ben: Dashboard, widget: Widget) -> None:
    panel = ada.page.locator("aside.panel")
    for told in (widget.customer.email, "Verified", widget.customer.id, "Chrome"):
        expect(panel).to_contain_text(told)
    ada.page.get_by_role("button", name="Block the customer…").click()
    ada.page.keyboard.type(REASON)
    ada.page.get_by_role("dialog").get_by_role("button", name="Block", exact=True).click()
    expect(ben.page.locator("aside.panel")).to_contain_text(REASON, timeout=AT_ONCE)
    refused = widget.customer.say("One more thing")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "blocked")
    assert REASON not in refused.text + widget.customer.get("/support_chat").text
