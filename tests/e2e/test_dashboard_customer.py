"""Who the customer is and where they write from stands beside the open chat; whether they type, below it."""

from __future__ import annotations

import re
from uuid import uuid4

from local.stack import LocalStack
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import AT_ONCE, Dashboard, OpenDashboard, OpenShop
from tests.people import Person, bearer, eventually, message, new_customer

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
DESKTOP = {"viewport": {"width": 1400, "height": 900}}


def say_from(customer: Person, **context: str) -> None:
    body = {**message("Hello"), "context": context}
    sent = customer.call("POST", "/support_chat/messages", json=body, headers={"user-agent": FIREFOX})
    assert sent.status_code == 201, sent.text


def fact(agents: Dashboard, name: str) -> Locator:
    return agents.page.locator("#customer dt", has_text=re.compile(f"^{name}$")).locator("+ dd")


def test_an_agent_sees_the_page_the_browser_the_language_and_the_local_time(
    stack: LocalStack, dashboard: OpenDashboard
) -> None:
    customer = new_customer(stack)
    say_from(
        customer,
        page="https://shop.example/tents/atlas?utm=1#top",
        title="Atlas <b>tent</b>",
        language="de-AT",
        time_zone="Asia/Tokyo",
    )
    agents = dashboard(**DESKTOP).connected().open(customer)
    link = fact(agents, "Page").get_by_role("link")
    expect(link).to_have_text("Atlas <b>tent</b>")
    expect(link).to_have_attribute("href", "https://shop.example/tents/atlas")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(fact(agents, "Page")).to_contain_text("shop.example/tents/atlas")
    expect(fact(agents, "Browser")).to_have_text("Firefox 140 on Windows")
    expect(fact(agents, "Language")).to_have_text("Austrian German")
    expect(fact(agents, "Local time")).to_contain_text("GMT+9")
    expect(agents.page.locator("[data-visitor]")).to_have_count(0)


def a_visitor(stack: LocalStack) -> Person:
    made = Person(stack.info["api_url"], None).post("/visitors")
    assert made.status_code == 201, made.text
    return bearer(stack, made.json()["token"])


def test_a_visitor_is_marked_and_told_apart_by_a_short_id(stack: LocalStack, dashboard: OpenDashboard) -> None:
    visitor = a_visitor(stack)
    say_from(visitor)
    chat_id = visitor.chat()["id"]
    agents = dashboard(**DESKTOP).connected()
    row = agents.page.locator(f"a[data-chat-id='{chat_id}']")
    expect(row).to_contain_text(f"Visitor {chat_id[:6]}")
    row.click()
    expect(agents.page.locator("[data-visitor]")).to_have_text("Not signed in; address not verified")
    expect(fact(agents, "E-mail")).to_have_text("None left")
    expect(agents.page.locator("[data-email-state]")).to_have_attribute("data-email-state", "no_address")
    left = visitor.call("PUT", "/support_chat/email", json={"email": f"{uuid4().hex[:8]}@example.com"})
    assert left.status_code == 200, left.text
    say_from(visitor)
    expect(fact(agents, "E-mail")).to_contain_text(left.json()["email"], timeout=AT_ONCE)
    expect(fact(agents, "E-mail")).not_to_contain_text("Verified")


def test_the_chats_of_one_person_lead_to_each_other(stack: LocalStack, dashboard: OpenDashboard) -> None:
    visitor, customer = a_visitor(stack), new_customer(stack)
    say_from(visitor)
    say_from(customer)
    linked = customer.post("/support_chat/link", {"visitor_token": visitor.token})
    assert linked.status_code == 200, linked.text
    agents = dashboard(**DESKTOP).connected().open(customer)
    before = visitor.chat()["id"]
    link = agents.page.locator(f"[data-linked-chat='{before}']")
    expect(link).to_have_text(f"Visitor {before[:6]}")
    link.click()
    expect(agents.page.get_by_role("heading", name=f"Visitor {before[:6]}")).to_be_visible()
    expect(agents.page.locator(f"[data-linked-chat='{customer.chat()['id']}']")).to_be_visible()


def test_each_side_sees_the_other_type_and_not_itself(shop: OpenShop, dashboard: OpenDashboard) -> None:
    widget = shop().open().connected()
    widget.say("Hello")
    widget.has_sent(1)
    agents = dashboard(**DESKTOP).connected().open(widget.customer)
    theirs, ours = agents.page.locator(".typing"), widget.page.locator("[part~=typing]")
    expect(agents.messages).to_have_text(["Hello"])
    # A hint is lost where the other side's channel is not joined yet: people go on typing, and so does this.
    eventually(
        lambda: (widget.input.press("x"), theirs.inner_text())[1],
        lambda text: "is typing…" in text,
        what="the customer's typing at the agent's",
    )
    expect(ours).to_have_count(0)
    composer = agents.page.get_by_role("textbox", name="Reply to")
    eventually(lambda: (composer.press("y"), ours.count())[1], bool, what="the agent's at the customer's")
    # It is a hint, and over by itself when nothing follows.
    expect(theirs).to_have_text("")
