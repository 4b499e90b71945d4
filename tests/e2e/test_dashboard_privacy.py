"""One customer's data: an admin exports all of it, and erases it for everybody at once; an agent has neither."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from local.stack import LocalStack
from playwright.sync_api import Locator, Page, expect

from tests.e2e import axe
from tests.e2e.conftest import AT_ONCE, Dashboard, OpenDashboard, OpenShop
from tests.people import Person, agent, message, new_customer

DESKTOP = {"viewport": {"width": 1400, "height": 900}}


def data_of(agents: Dashboard) -> Locator:
    return agents.page.get_by_role("region", name="This customer's data")


def saved(page: Page, button: str, folder: Path) -> Any:
    with page.expect_download() as made:
        page.get_by_role("button", name=button).click()
    file = folder / made.value.suggested_filename
    made.value.save_as(file)
    return json.loads(file.read_text(encoding="utf-8"))


def test_an_export_holds_what_was_written_and_stands_in_the_audit_list(
    stack: LocalStack, dashboard: OpenDashboard, ada: Person, tmp_path: Path
) -> None:
    customer = new_customer(stack)
    customer.say("My own words").raise_for_status()
    chat_id = customer.chat()["id"]
    ada.reply(chat_id, "Our answer").raise_for_status()
    ada.post(f"/admin/chats/{chat_id}/notes", message("A note on them")).raise_for_status()
    agents = dashboard("agent", **DESKTOP).connected().open(customer)
    expect(data_of(agents)).to_be_visible()
    told = saved(agents.page, "Export everything", tmp_path)
    expect(data_of(agents)).to_contain_text("Exported")
    assert (told["format"], told["version"], told["chat_id"]) == ("support-chat-export", 1, chat_id)
    texts = {item["content"] for item in told["items"] if "content" in item}
    assert texts == {"My own words", "Our answer", "A note on them"}
    (head,) = [item for item in told["items"] if item["kind"] == "chat"]
    assert head["user_email"] == customer.email
    lines = ada.get("/admin/audit").raise_for_status().json()["entries"]
    assert [line["action"] for line in lines if line["chat_id"] == chat_id] == ["exported"]


def test_an_erasure_takes_the_chat_from_everybody_at_once_and_leaves_a_receipt(
    stack: LocalStack, dashboard: OpenDashboard, shop: OpenShop, ada: Person, tmp_path: Path
) -> None:
    customer = new_customer(stack)
    widget = shop(customer)
    widget.open().connected().say("Everything about me")
    widget.has_sent(1)
    chat_id = customer.chat()["id"]
    ada.reply(chat_id, "Something about you").raise_for_status()
    expect(widget.messages).to_have_text(["Everything about me", "Something about you"])
    second = dashboard("agent2", **DESKTOP).connected().open(customer)
    expect(data_of(second)).to_have_count(0)

    admin = dashboard("agent", **DESKTOP).connected().open(customer)
    page = admin.page
    data_of(admin).get_by_role("button", name="Erase everything…").click()
    dialog = page.get_by_role("dialog")
    sure = dialog.get_by_role("button", name="Erase for good")
    expect(sure).to_be_disabled()
    dialog.get_by_role("textbox").fill("somebody-else")
    expect(sure).to_be_disabled()
    assert axe.violations(page) == []
    dialog.get_by_role("textbox").fill(customer.id)
    dialog.get_by_role("textbox").press("Enter")
    expect(dialog.get_by_role("heading", name="Everything is erased")).to_be_visible()
    assert axe.violations(page) == []
    receipt = saved(page, "Download the receipt", tmp_path)
    assert receipt["chat_id"] == chat_id
    assert customer.id not in json.dumps(receipt)

    expect(second.row(customer)).to_have_count(0, timeout=AT_ONCE)
    expect(second.page.get_by_text("Everything about me")).to_have_count(0, timeout=AT_ONCE)
    expect(admin.row(customer)).to_have_count(0)
    assert ada.get(f"/admin/chats/{chat_id}").status_code == 404

    # The customer's open page is empty, too, and a new chat begins with what they write.
    expect(widget.messages).to_have_count(0, timeout=AT_ONCE)
    widget.say("Hello again")
    expect(widget.messages).to_have_text(["Hello again"])
    expect(second.row(customer)).to_be_visible()
    ada.reply(chat_id, "Welcome").raise_for_status()
    expect(widget.messages).to_have_text(["Hello again", "Welcome"])


def test_who_is_no_admin_is_refused_whatever_the_page_shows(stack: LocalStack) -> None:
    customer = new_customer(stack)
    customer.say("Mine").raise_for_status()
    chat_id = customer.chat()["id"]
    ben = agent(stack, "agent2")
    assert ben.get(f"/admin/chats/{chat_id}/export").status_code == 403
    assert ben.post(f"/admin/chats/{chat_id}/erase", {"confirm": customer.id}).status_code == 403
    assert customer.chat()["last_seq"] == 1
