"""A customer and an agent, side by side in two browsers, without a reload."""

from __future__ import annotations

from local.stack import LocalStack
from playwright.sync_api import Page, expect

from tests.e2e.conftest import AT_ONCE, OpenDashboard, OpenShop, embed
from tests.e2e.host_app import HostApp
from tests.people import Person, eventually, new_customer


def test_a_question_reaches_the_open_dashboard_and_the_answer_the_open_widget(
    shop: OpenShop, dashboard: OpenDashboard
) -> None:
    agents = dashboard().connected()
    widget = shop().open().connected()
    loads = page_loads(agents.page)
    widget.say("Where is my order?")
    row = agents.row(widget.customer)
    expect(row).to_be_visible(timeout=AT_ONCE)
    expect(row).to_have_attribute("data-unread", "true")
    expect(row).to_contain_text("Where is my order?")
    agents.open(widget.customer)
    expect(row).to_have_attribute("data-unread", "false", timeout=AT_ONCE)
    agents.say("On its way")
    widget.shows("Where is my order?", "On its way")
    expect(row).to_contain_text("You: On its way")
    widget.say("Thank you")
    expect(agents.messages).to_have_text(["Where is my order?", "On its way", "Thank you"], timeout=AT_ONCE)
    assert loads == [], "the dashboard was reloaded"


def page_loads(page: Page) -> list[str]:
    loads: list[str] = []
    page.on("load", lambda loaded: loads.append(loaded.url))
    return loads


def test_the_newest_chat_moves_to_the_top_and_a_reply_is_seen(shop: OpenShop, dashboard: OpenDashboard) -> None:
    first, second = shop().open().connected(), shop().open().connected()
    agents = dashboard().connected()
    first.say("one")
    first.has_sent(1)
    second.say("two")
    top = agents.page.locator("a[data-chat-id]").first
    expect(top).to_contain_text(second.customer.email, timeout=AT_ONCE)
    first.say("three")
    expect(top).to_contain_text(first.customer.email, timeout=AT_ONCE)
    agents.open(first.customer)
    agents.say("an answer")
    first.shows("one", "three", "an answer")
    expect(agents.page.get_by_role("log").get_by_text("Seen")).to_be_visible(timeout=AT_ONCE)


def test_archiving_and_restoring_move_a_chat_between_the_tabs_of_every_agent(
    shop: OpenShop, dashboard: OpenDashboard
) -> None:
    widget = shop().open().connected()
    widget.say("Hello")
    ada, ben = dashboard("agent").connected(), dashboard("agent2").connected()
    ada.open(widget.customer)
    expect(ben.row(widget.customer)).to_be_visible(timeout=AT_ONCE)
    ada.page.get_by_role("button", name="Archive").click()
    expect(ben.row(widget.customer)).to_have_count(0, timeout=AT_ONCE)
    ben.tab("Archived").click()
    expect(ben.row(widget.customer)).to_be_visible(timeout=AT_ONCE)
    ada.page.get_by_role("button", name="Restore").click()
    expect(ben.row(widget.customer)).to_have_count(0, timeout=AT_ONCE)
    ben.tab("Active").click()
    expect(ben.row(widget.customer)).to_be_visible(timeout=AT_ONCE)


def test_a_customers_message_brings_an_archived_chat_back(
    shop: OpenShop, dashboard: OpenDashboard, ada: Person
) -> None:
    widget = shop().open().connected()
    widget.say("Hello")
    widget.has_sent(1)
    ada.post(f"/admin/chats/{widget.customer.chat()['id']}/archive")
    agents = dashboard().connected()
    agents.tab("Archived").click()
    expect(agents.row(widget.customer)).to_be_visible()
    widget.say("One more question")
    expect(agents.row(widget.customer)).to_have_count(0, timeout=AT_ONCE)
    agents.tab("Active").click()
    expect(agents.row(widget.customer)).to_be_visible(timeout=AT_ONCE)


def test_enter_sends_and_shift_enter_breaks_the_line(shop: OpenShop) -> None:
    widget = shop().open().connected()
    widget.input.press_sequentially("line one")
    widget.input.press("Shift+Enter")
    widget.input.press_sequentially("line two")
    widget.input.press("Enter")
    widget.shows("line one\nline two")
    expect(widget.input).to_have_value("")


def test_history_reads_back_to_the_first_message_without_moving_the_reader(
    stack: LocalStack, shop: OpenShop, ada: Person
) -> None:
    customer = new_customer(stack)
    chat_id = customer.chat()["id"]
    for n in range(65):
        ada.reply(chat_id, f"reply {n + 1}")
    widget = shop(customer).open()
    expect(widget.messages).to_have_count(50)
    expect(widget.messages.last).to_be_in_viewport()
    eventually(
        lambda: (widget.messages.first.scroll_into_view_if_needed(), widget.messages.count())[1],
        lambda count: count == 65,
        what="all messages",
    )
    expect(widget.messages).to_have_text([f"reply {n + 1}" for n in range(65)])
    # Somebody reading history is not pulled down by what arrives.
    widget.messages.first.scroll_into_view_if_needed()
    ada.reply(chat_id, "a new one")
    expect(widget.messages).to_have_count(66, timeout=AT_ONCE)
    expect(widget.messages.first).to_be_in_viewport()
    widget.page.get_by_role("button", name="New messages").click()
    expect(widget.messages.last).to_be_in_viewport()


def test_the_address_in_a_mail_opens_the_chat(stack: LocalStack, host: HostApp, shop: OpenShop) -> None:
    customer = new_customer(stack)
    customer.say("Hello")
    widget = shop(customer)
    expect(widget.input).to_be_hidden()
    widget.page.goto("about:blank")
    widget.page.goto(f"{embed(stack, host, customer)}#support-chat")
    widget.shows("Hello")
    expect(widget.input).to_be_focused()
