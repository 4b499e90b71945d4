"""What became of each reply stands on it in the agent's dashboard, and changes there by itself."""

from __future__ import annotations

import re
from uuid import uuid4

from local.stack import LocalStack
from playwright.sync_api import Locator, expect

from tests.conftest import MAIL_SECONDS
from tests.e2e.conftest import AT_ONCE, Dashboard, OpenDashboard, OpenShop
from tests.people import Person, mails_to, new_customer

IN_TIME = MAIL_SECONDS * 1_000


def fate(agents: Dashboard, text: str) -> Locator:
    """What the dashboard says of the reply with this text."""
    return agents.page.get_by_role("log").locator("[data-state]").filter(has_text=text).locator(".fate")


def mail_fact(agents: Dashboard) -> Locator:
    return agents.page.locator("[data-email-state]")


def opened(stack: LocalStack, dashboard: OpenDashboard, **claims: str) -> tuple[Person, Dashboard]:
    """A customer who wrote once, and an agent who has the chat open."""
    customer = new_customer(stack, **claims)
    customer.say("Hello")
    agents = dashboard().connected()
    agents.open(customer if not claims else Person("", None, email=claims["email"]))
    return customer, agents


def test_a_reply_is_sent_then_e_mailed_then_seen(stack: LocalStack, dashboard: OpenDashboard, shop: OpenShop) -> None:
    customer, agents = opened(stack, dashboard)
    agents.say("A reply")
    expect(fate(agents, "A reply")).to_have_text("Sent", timeout=AT_ONCE)
    expect(mail_fact(agents)).to_have_attribute("data-email-state", "on")
    expect(fate(agents, "A reply")).to_have_text(re.compile(r"^E-mailed \d?\d:\d\d"), timeout=IN_TIME)
    assert len(mails_to(stack, customer.email)) == 1
    shop(customer).open()
    expect(fate(agents, "A reply")).to_have_text(re.compile(r"^Seen \d?\d:\d\d"), timeout=AT_ONCE)
    # It is what the server knows: another agent sees the same.
    others = dashboard("agent2").open(customer)
    expect(fate(others, "A reply")).to_have_text(re.compile(r"^Seen \d?\d:\d\d"))
    expect(fate(others, "A reply")).to_have_attribute("title", re.compile("E-mailed "))


def test_an_address_that_bounces_shows_and_the_next_reply_says_why_it_is_not_mailed(
    stack: LocalStack, dashboard: OpenDashboard
) -> None:
    address = f"bounce+{uuid4().hex[:8]}@simulator.amazonses.com"
    _, agents = opened(stack, dashboard, email=address)
    agents.say("A reply")
    expect(fate(agents, "A reply")).to_have_text("E-mail bounced", timeout=IN_TIME)
    expect(mail_fact(agents)).to_have_attribute("data-email-state", "bounced")
    agents.say("Another one")
    expect(fate(agents, "Another one")).to_have_text("Not e-mailed (the address bounced)", timeout=IN_TIME)
    assert len(mails_to(stack, address)) == 1


def test_who_opted_out_is_not_mailed_and_it_says_so(stack: LocalStack, dashboard: OpenDashboard) -> None:
    customer, agents = opened(stack, dashboard)
    agents.say("A reply")
    expect(fate(agents, "A reply")).to_have_text(re.compile("^E-mailed "), timeout=IN_TIME)
    (mail,) = mails_to(stack, customer.email)
    page = agents.page.context.new_page()
    page.goto(mail["headers"]["List-Unsubscribe"].strip("<>"))
    expect(page.get_by_role("heading")).to_have_text("Mail about replies is on")
    page.get_by_role("button", name="Send me no more mail").click()
    expect(page.get_by_role("heading")).to_have_text("You are unsubscribed")
    expect(page.get_by_role("button", name="Send me mail again")).to_be_visible()
    # The policy lets the page's style through.
    assert page.evaluate("getComputedStyle(document.querySelector('main')).borderRadius") != "0px"
    page.close()
    agents.say("Another one")
    expect(fate(agents, "Another one")).to_have_text("Opted out", timeout=IN_TIME)
    expect(mail_fact(agents)).to_have_text("Opted out")
