"""Agents edit and withdraw their own messages for ten minutes, by hand and by keys, and colleagues see it live."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from local.stack import LocalStack
from playwright.sync_api import Locator, Route, expect

from support_chat.instant import stamp
from tests.conftest import MAIL_SECONDS
from tests.e2e.axe import violations
from tests.e2e.conftest import AT_ONCE, RECOVERED, OpenDashboard, OpenShop
from tests.e2e.screens import Dashboard
from tests.people import Person, new_customer

WITHDRAWN = "Message withdrawn"
CHANGE = re.compile("^(Edit|Withdraw) this message$")


@pytest.fixture
def customer(stack: LocalStack) -> Person:
    """Somebody with a question."""
    asking = new_customer(stack)
    asking.say("When did it leave?").raise_for_status()
    return asking


def editor(agents: Dashboard) -> Locator:
    return agents.page.get_by_role("textbox", name="Your message")


def composer(agents: Dashboard) -> Locator:
    return agents.page.get_by_role("textbox", name="Reply to")


def bubble(agents: Dashboard, text: str) -> Locator:
    return agents.page.get_by_role("log").locator(".bubble").filter(has_text=text)


def replied(agents: Dashboard, customer: Person, text: str) -> Dashboard:
    """With a reply that the server has taken."""
    agents.open(customer).say(text)
    expect(bubble(agents, text)).to_have_attribute("data-state", re.compile("^(sent|seen)$"), timeout=AT_ONCE)
    return agents


def test_an_edit_and_a_withdrawal_are_live_for_the_customer_and_for_colleagues(
    customer: Person, dashboard: OpenDashboard, shop: OpenShop
) -> None:
    ada = replied(dashboard("agent").connected(), customer, "It left on Monday")
    ben = dashboard("agent2").connected().open(customer)
    widget = shop(customer).open().connected()
    expect(bubble(ben, "It left on Monday")).to_be_visible()
    expect(ben.page.get_by_role("button", name="Edit this message")).to_have_count(0)

    bubble(ada, "It left on Monday").hover()
    ada.page.get_by_role("button", name="Edit this message").click()
    expect(ada.page.locator(".edit-state")).to_contain_text(re.compile(r"Editing your message\W*\d+ \w+ left"))
    expect(editor(ada)).to_have_value("It left on Monday")
    editor(ada).fill("It left on Tuesday")
    editor(ada).press("Enter")
    said = ["When did it leave?", "It left on Tuesday"]
    for agents in (ada, ben):
        expect(agents.messages).to_have_text(said, timeout=AT_ONCE)
    widget.shows(*said)
    expect(ben.row(customer)).to_contain_text("It left on Tuesday", timeout=AT_ONCE)

    ben.page.get_by_role("button", name="edited").click()
    history = ben.page.get_by_role("dialog", name="What this message said")
    expect(history.locator(".version-text")).to_have_text(["It left on Monday", "It left on Tuesday"])
    expect(history.locator(".version-by").first).to_contain_text("Ada Agent")
    assert violations(ben.page) == []
    ben.page.keyboard.press("Escape")

    bubble(ada, "It left on Tuesday").hover()
    ada.page.get_by_role("button", name="Withdraw this message").click()
    question = ada.page.get_by_role("dialog", name="Withdraw this message?")
    expect(question).to_contain_text("It left on Tuesday")
    assert violations(ada.page) == []
    question.get_by_role("button", name="Withdraw", exact=True).click()
    for agents in (ada, ben):
        expect(agents.messages).to_have_text(["When did it leave?", WITHDRAWN], timeout=AT_ONCE)
        expect(agents.row(customer)).to_contain_text(f"You: {WITHDRAWN}", timeout=AT_ONCE)
    widget.shows("When did it leave?", WITHDRAWN)
    ben.page.get_by_role("button", name="Withdrawn at").click()
    expect(history.locator(".version-text")).to_have_text(["It left on Monday", "It left on Tuesday", WITHDRAWN])


def test_the_last_message_is_edited_by_keys_alone_and_escape_leaves_it(
    customer: Person, dashboard: OpenDashboard
) -> None:
    ada = replied(dashboard().connected(), customer, "It left on Monday")
    keys = ada.page.keyboard
    composer(ada).focus()
    keys.type("half a draft")
    keys.press("ArrowUp")  # moves within the text
    expect(editor(ada)).to_have_count(0)
    composer(ada).fill("")
    keys.press("ArrowUp")
    expect(editor(ada)).to_be_focused()
    assert violations(ada.page) == []
    keys.press("End")
    keys.type(" or so")
    keys.press("Escape")
    expect(composer(ada)).to_be_focused()
    expect(ada.messages.last).to_have_text("It left on Monday")
    keys.press("ArrowUp")
    expect(editor(ada)).to_have_value("It left on Monday")
    keys.press("End")
    keys.type(", at noon")
    keys.press("Enter")
    expect(ada.messages.last).to_have_text("It left on Monday, at noon", timeout=AT_ONCE)
    expect(composer(ada)).to_be_focused()


def test_what_could_not_be_saved_says_so_and_is_not_lost(customer: Person, dashboard: OpenDashboard) -> None:
    ada = replied(dashboard().connected(), customer, "It left on Monday")
    changes = "**/admin/chats/*/messages/*"
    ada.page.route(changes, lambda route: route.abort("internetdisconnected"))
    composer(ada).press("ArrowUp")
    editor(ada).fill("It left on Tuesday")
    editor(ada).press("Enter")
    expect(ada.page.get_by_role("alert")).to_contain_text("This could not be saved. Your text is still here.")
    expect(editor(ada)).to_have_value("It left on Tuesday")
    ada.page.unroute(changes)

    def lose_answer(route: Route) -> None:
        route.fetch()
        route.abort("internetdisconnected")

    # The server changes it and nobody hears so: the second try finds it done.
    ada.page.route(changes, lose_answer, times=1)
    editor(ada).press("Enter")
    expect(ada.messages.last).to_have_text("It left on Tuesday", timeout=AT_ONCE)
    expect(ada.page.get_by_role("alert")).to_contain_text("could not be saved")
    editor(ada).press("Enter")
    expect(composer(ada)).to_be_visible()
    ada.page.get_by_role("button", name="edited").click()
    expect(ada.page.get_by_role("dialog").locator(".version-text")).to_have_count(2)


def test_after_ten_minutes_the_server_refuses_and_the_text_becomes_a_reply(
    stack: LocalStack, customer: Person, dashboard: OpenDashboard
) -> None:
    ada = replied(dashboard().connected(), customer, "It left on Monday")
    composer(ada).press("ArrowUp")
    editor(ada).fill("It left on Tuesday")
    _make_old(stack, customer.chat()["id"], 2)
    editor(ada).press("Enter")
    expect(ada.page.get_by_role("alert")).to_contain_text("The ten minutes are over")
    ada.page.get_by_role("button", name="Use it as a new reply").click()
    expect(composer(ada)).to_have_value("It left on Tuesday")
    expect(ada.messages.last).to_have_text("It left on Monday")


def test_after_ten_minutes_nothing_offers_a_change(
    stack: LocalStack, customer: Person, dashboard: OpenDashboard
) -> None:
    ada = replied(dashboard().connected(), customer, "It left on Monday")
    expect(ada.page.get_by_role("button", name=CHANGE)).to_have_count(2)
    _make_old(stack, customer.chat()["id"], 2)
    later = dashboard().connected().open(customer)
    expect(later.messages.last).to_have_text("It left on Monday")
    expect(later.page.get_by_role("button", name=CHANGE)).to_have_count(0)
    composer(later).press("ArrowUp")
    expect(editor(later)).to_have_count(0)


def test_a_colleague_who_was_offline_sees_what_was_changed(
    customer: Person, dashboard: OpenDashboard, ada: Person
) -> None:
    chat_id = customer.chat()["id"]
    for text in ("It left on Monday", "The code is 1234"):
        ada.reply(chat_id, text).raise_for_status()
    ben = dashboard("agent2").connected().open(customer)
    expect(ben.messages).to_have_text(["When did it leave?", "It left on Monday", "The code is 1234"])
    ben.page.context.set_offline(True)
    expect(ben.page.locator("[data-banner=offline]")).to_be_visible()
    ada.call("PATCH", f"/admin/chats/{chat_id}/messages/2", json={"content": "It left on Tuesday"}).raise_for_status()
    ada.call("DELETE", f"/admin/chats/{chat_id}/messages/3").raise_for_status()
    ben.page.context.set_offline(False)
    expect(ben.messages).to_have_text(["When did it leave?", "It left on Tuesday", WITHDRAWN], timeout=RECOVERED)


def test_a_reply_that_was_withdrawn_before_its_mail_says_why_there_was_none(
    customer: Person, dashboard: OpenDashboard, ada: Person
) -> None:
    chat_id = customer.chat()["id"]
    ada.reply(chat_id, "The code is 1234").raise_for_status()
    ada.call("DELETE", f"/admin/chats/{chat_id}/messages/2").raise_for_status()
    agents = dashboard().connected().open(customer)
    fate = bubble(agents, WITHDRAWN).locator(".fate")
    expect(fate).to_have_text("Not e-mailed (withdrawn)", timeout=MAIL_SECONDS * 1_000)


def _make_old(stack: LocalStack, chat_id: str, seq: int) -> None:
    """As if the message had been written eleven minutes ago."""
    table: dict[str, Any] = {"TableName": stack.info["outputs"]["TableName"]}
    stack.aws.client("dynamodb").update_item(
        **table,
        Key={"PK": {"S": f"CHAT#{chat_id}"}, "SK": {"S": f"MSG#{seq:012d}"}},
        UpdateExpression="SET created_at = :then",
        ExpressionAttributeValues={":then": {"S": stamp(datetime.now(UTC) - timedelta(minutes=11))}},
    )
