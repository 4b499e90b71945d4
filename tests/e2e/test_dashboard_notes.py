"""Internal notes: two agents see them live at their place in the thread, and no note ever goes out as a message."""

from __future__ import annotations

from threading import Event

from local.stack import LocalStack
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.conftest import AT_ONCE, RECOVERED, Dashboard, OpenDashboard, OpenShop
from tests.e2e.outbox import stored
from tests.people import eventually, new_customer

NOTES = "**/admin/chats/*/notes"


def note_field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Note about")


def note_down(agents: Dashboard, text: str) -> None:
    page = agents.page
    if note_field(page).count() == 0:
        page.get_by_role("group", name="Reply or note").get_by_role("button", name="Note").click()
    note_field(page).fill(text)
    note_field(page).press("Enter")


def notes(agents: Dashboard) -> Locator:
    return agents.page.get_by_role("log").locator(".note-text")


def column(agents: Dashboard) -> Locator:
    """Messages and notes as they stand below each other."""
    return agents.page.get_by_role("log").locator(".bubble-text, .note-text")


def test_two_agents_see_notes_live_at_their_place_and_the_customer_sees_none(
    shop: OpenShop, dashboard: OpenDashboard
) -> None:
    widget = shop().open().connected()
    widget.say("Where is my order?")
    widget.has_sent(1)
    customer = widget.customer
    ada, ben = dashboard("agent").connected().open(customer), dashboard("agent2").connected().open(customer)
    ada.page.keyboard.press("Escape")
    ada.page.keyboard.press("m")
    expect(note_field(ada.page)).to_be_focused()
    expect(ada.page.locator(".modes-note")).to_have_text("Only your team sees this")
    ada.page.keyboard.type("She rang, too")
    ada.page.keyboard.press("Enter")
    note = ben.page.get_by_role("note", name="Note by Ada Agent")
    expect(note).to_contain_text("She rang, too", timeout=AT_ONCE)
    expect(note).to_contain_text("Only your team sees this")
    expect(note.locator("time")).to_have_count(1)
    ben.say("It left this morning")
    widget.shows("Where is my order?", "It left this morning")  # it is stored: the note comes after it
    note_down(ben, "Told her")
    in_order = ["Where is my order?", "She rang, too", "It left this morning", "Told her"]
    for agents in (ada, ben):
        expect(column(agents)).to_have_text(in_order, timeout=AT_ONCE)
    expect(ada.row(customer)).to_contain_text("It left this morning")
    widget.shows("Where is my order?", "It left this morning")
    assert "She rang" not in widget.page.content()
    expect(column(dashboard("agent").open(customer))).to_have_text(in_order)


def test_a_note_is_no_reply_the_customer_still_waits(dashboard: OpenDashboard, stack: LocalStack) -> None:
    customer = new_customer(stack)
    customer.say("Anybody?")
    ada = dashboard().connected().open(customer)
    note_down(ada, "Not today")
    expect(notes(ada)).to_have_text(["Not today"])
    expect(ada.page.locator("[data-note-state=stored]")).to_have_count(1)
    expect(ada.row(customer).locator(".row-waits")).to_have_count(1)
    expect(ada.row(customer)).to_contain_text("Anybody?")
    assert stored(customer) == ["Anybody?"]


def test_drafts_are_kept_apart_and_a_note_under_way_never_becomes_a_message(
    dashboard: OpenDashboard, stack: LocalStack
) -> None:
    customer = new_customer(stack)
    customer.say("Hello")
    ada = dashboard().connected().open(customer)
    page, held, posted = ada.page, Event(), list[str]()
    page.on("request", lambda request: posted.append(f"{request.url} {request.post_data}"))
    routes: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST" and not held.is_set():
            routes.append(route)
        else:
            route.fallback()

    page.route(NOTES, hold)
    reply = page.get_by_role("textbox", name="Reply to")
    reply.fill("A reply that is not finished")
    note_down(ada, "SECRET under way")
    expect(page.locator("[data-note-state=sending]")).to_have_count(1)
    note_field(page).fill("SECRET draft")
    page.keyboard.press("Alt+m")
    expect(reply).to_have_value("A reply that is not finished")
    expect(reply).to_be_focused()
    page.keyboard.press("Enter")
    expect(ada.messages).to_have_text(["Hello", "A reply that is not finished"])
    page.keyboard.press("Alt+m")
    expect(note_field(page)).to_have_value("SECRET draft")
    page.keyboard.press("Alt+m")
    reply.fill("Another reply")
    page.keyboard.press("Enter")
    held.set()
    for route in routes:
        route.continue_()
    expect(page.locator("[data-note-state=stored]")).to_have_count(1)
    expect(notes(ada)).to_have_text(["SECRET under way"])
    said = ["Hello", "A reply that is not finished", "Another reply"]
    expect(ada.messages).to_have_text(said)
    eventually(lambda: stored(customer), lambda seen: seen == said, what="the replies, and nothing else")
    sent = [line for line in posted if "SECRET" in line]
    assert sent
    assert all("/notes " in line for line in sent)


def test_after_a_lost_connection_every_note_is_there_once(dashboard: OpenDashboard, stack: LocalStack) -> None:
    customer = new_customer(stack)
    customer.say("Hello")
    ada, ben = dashboard("agent").connected().open(customer), dashboard("agent2").connected().open(customer)
    note_down(ada, "note 1")
    expect(notes(ben)).to_have_text(["note 1"], timeout=AT_ONCE)
    ben.page.context.set_offline(True)
    expect(ben.page.locator(".status-dot[data-status=offline]").first).to_be_visible(timeout=RECOVERED)
    note_down(ada, "note 2")
    note_down(ben, "from a tunnel")
    expect(ben.page.locator("[data-note-state=queued], [data-note-state=sending]")).to_have_count(1)
    note_down(ada, "note 3")
    expect(notes(ada)).to_have_text(["note 1", "note 2", "note 3"])
    expect(ada.page.locator("[data-note-state=stored]")).to_have_count(3)
    ben.page.context.set_offline(False)
    expected = ["note 1", "note 2", "note 3", "from a tunnel"]
    expect(notes(ben)).to_have_text(expected, timeout=RECOVERED)
    expect(notes(ada)).to_have_text(expected, timeout=RECOVERED)


def test_a_refused_note_is_not_lost(dashboard: OpenDashboard, stack: LocalStack) -> None:
    customer = new_customer(stack)
    customer.say("Hello")
    ada = dashboard().connected().open(customer)
    refuse(ada.page)
    note_down(ada, "Important")
    unsent = ada.page.locator("[data-note-state=failed]")
    expect(unsent).to_contain_text("Not sent")
    ada.page.get_by_role("button", name="Reply", exact=True).click()
    unsent.get_by_role("button", name="Edit").click()
    expect(note_field(ada.page)).to_have_value("Important")
    expect(unsent).to_have_count(0)
    ada.page.unroute(NOTES)
    note_field(ada.page).press("Enter")
    expect(ada.page.locator("[data-note-state=stored]")).to_contain_text("Important")


def refuse(page: Page) -> None:
    def answer(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=422, json={"error": {"code": "invalid", "message": "no"}})
        else:
            route.fallback()

    page.route(NOTES, answer)
