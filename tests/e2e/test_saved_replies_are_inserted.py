"""Saved replies in the composer: by a slash or the button, filled in for this customer, and never sent half filled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from local.stack import LocalStack
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.conftest import OpenDashboard
from tests.people import Person, eventually, new_customer

Keep = Callable[[str, str], str]


@pytest.fixture
def keep(ada: Person) -> Iterator[Keep]:
    """Saves a reply of a name that no other test has, for as long as this test runs; the name."""
    made: list[str] = []

    def put(name: str, content: str) -> str:
        reply_id = str(uuid4())
        unique = f"{name} {reply_id[:6]}"
        answer = ada.call("PUT", f"/admin/replies/{reply_id}", json={"name": unique, "content": content})
        assert answer.status_code == 200, answer.text
        made.append(reply_id)
        return unique

    yield put
    for reply_id in made:
        assert ada.call("DELETE", f"/admin/replies/{reply_id}", params={"version": 1}).status_code == 204


def composer_of(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Reply to")


def is_marked(composer: Locator, text: str) -> None:
    marked = "area => area.value.slice(area.selectionStart, area.selectionEnd)"
    eventually(lambda: composer.evaluate(marked), lambda seen: seen == text, what="what is to be filled in")


def options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Saved replies").get_by_role("option")


def test_a_slash_finds_fills_in_and_inserts_a_reply_by_keys_alone(
    stack: LocalStack, dashboard: OpenDashboard, keep: Keep
) -> None:
    refund = keep("Refund", "Hello {{first_name|there}},\nyour refund went to {{email}}.\n{{agent}}")
    keep("Address", "Where should it go?")
    customer = new_customer(stack, name="Alice Archer")
    customer.say("Where is my money?")
    agents = dashboard().connected().open(customer)
    page, keys, composer = agents.page, agents.page.keyboard, composer_of(agents.page)
    composer.focus()
    keys.type(f"/{refund[-6:]} ref")
    expect(options(page)).to_have_count(1)
    chosen = options(page).first
    expect(chosen).to_contain_text("Hello Alice, your refund went to", use_inner_text=True)
    expect(composer).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    expect(chosen).to_have_attribute("aria-selected", "true")
    keys.press("Enter")
    text = f"Hello Alice,\nyour refund went to {customer.email}.\n{stack.info['agent']['name']}"
    expect(composer).to_have_value(text)
    expect(composer).to_be_focused()
    expect(page.get_by_role("listbox")).to_have_count(0)
    keys.press("Control+z")
    expect(composer).to_have_value(f"/{refund[-6:]} ref")
    keys.press("Control+Shift+z")
    expect(composer).to_have_value(text)
    keys.press("Enter")
    expect(agents.messages).to_have_text(["Where is my money?", text])


def test_arrows_choose_tab_inserts_and_escape_keeps_what_was_typed(
    stack: LocalStack, dashboard: OpenDashboard, keep: Keep
) -> None:
    mark = uuid4().hex[:8]
    for number in (1, 2, 3):
        keep(f"{mark} {number}", f"Text {number}")
    customer = new_customer(stack)
    customer.say("Hello")
    agents = dashboard().connected().open(customer)
    page, keys, composer = agents.page, agents.page.keyboard, composer_of(agents.page)
    composer.focus()
    keys.type("First line")
    keys.press("Shift+Enter")
    keys.type(f"/{mark}")
    expect(options(page)).to_have_count(3)
    keys.press("ArrowUp")
    keys.press("ArrowUp")
    expect(options(page).nth(1)).to_have_attribute("aria-selected", "true")
    keys.press("Tab")
    expect(composer).to_have_value("First line\nText 2")
    expect(composer).to_be_focused()

    keys.press("Shift+Enter")
    keys.type(f"/{mark}")
    expect(options(page)).to_have_count(3)
    keys.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(composer).to_be_focused()
    keys.type(" more")
    expect(composer).to_have_value(f"First line\nText 2\n/{mark} more")
    expect(page.get_by_role("listbox")).to_have_count(0)


def test_what_begins_with_a_slash_and_is_no_reply_is_held_by_the_first_enter_and_sent_by_the_second(
    stack: LocalStack, dashboard: OpenDashboard, keep: Keep
) -> None:
    keep("Anything", "Text")
    customer = new_customer(stack)
    customer.say("Where is the file?")
    agents = dashboard().connected().open(customer)
    composer, keys = composer_of(agents.page), agents.page.keyboard
    composer.focus()
    keys.type("/etc/hosts and/or /tmp")
    expect(agents.page.get_by_text("No saved reply fits").last).to_be_visible()
    keys.press("Enter")
    expect(agents.page.get_by_text("No saved reply fits")).to_have_count(0)
    expect(composer).to_have_value("/etc/hosts and/or /tmp")
    expect(agents.messages).to_have_count(1)
    keys.press("Enter")
    expect(agents.messages).to_have_text(["Where is the file?", "/etc/hosts and/or /tmp"])


def test_what_cannot_be_filled_in_is_marked_and_held_once(
    stack: LocalStack, dashboard: OpenDashboard, keep: Keep
) -> None:
    name = keep("Order", "Hello {{first_name}}, {{order}} comes on {{day}}.")
    customer = new_customer(stack, name="Alice Archer")
    customer.say("Where is it?")
    agents = dashboard().connected().open(customer)
    composer, keys, held = composer_of(agents.page), agents.page.keyboard, agents.page.get_by_role("alert")
    composer.focus()
    keys.type(f"/{name}")
    expect(options(agents.page)).to_have_count(1)
    keys.press("Enter")
    expect(composer).to_have_value("Hello Alice, {{order}} comes on {{day}}.")
    is_marked(composer, "{{order}}")
    keys.type("Your tent")
    keys.press("Enter")
    expect(held).to_contain_text("{{day}} is still to be filled in")
    is_marked(composer, "{{day}}")
    expect(agents.messages).to_have_count(1)
    keys.type("Monday {{or}}")
    expect(held).to_have_count(0)
    keys.press("Enter")
    expect(held).to_contain_text("{{or}}")
    keys.press("Enter")
    expect(agents.messages).to_have_text(["Where is it?", "Hello Alice, Your tent comes on Monday {{or}}."])


def test_the_button_opens_the_list_where_the_caret_is(stack: LocalStack, dashboard: OpenDashboard, keep: Keep) -> None:
    name = keep("Hours", "We are open from 9 to 5.")
    customer = new_customer(stack)
    customer.say("When?")
    agents = dashboard().connected().open(customer)
    page, composer = agents.page, composer_of(agents.page)
    composer.fill("Hello. Bye.")
    composer.evaluate("area => area.setSelectionRange(7, 7)")
    button = page.get_by_role("button", name="Saved replies")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(composer).to_be_focused()
    page.keyboard.type(name)
    expect(options(page)).to_have_count(1)
    options(page).first.click()
    expect(composer).to_have_value("Hello. We are open from 9 to 5.Bye.")
    expect(composer).to_be_focused()
    button.click()
    expect(options(page).first).to_be_visible()
    page.get_by_role("log").click()
    expect(page.get_by_role("listbox")).to_have_count(0)


def one_is_found(page: Page) -> None:
    """On a busy machine an answer may be given up, and the list says so: it is asked for again, as an agent would."""
    again = page.locator(".picker").get_by_role("button", name="Try again")

    def look() -> int:
        if again.count():  # only while nothing is under way
            again.click()
        return options(page).count()

    eventually(look, lambda count: count == 1, what="the one reply")


class RepliesServer:
    """Saved replies of a browser that can be cut off. It stands between from the first page on: the first request after
    a route is laid over an open page may pass it by, for the browser learns of it a moment later."""

    def __init__(self, context: BrowserContext) -> None:
        self.reached = True
        context.route("**/admin/replies*", lambda route: route.continue_() if self.reached else route.abort())


def test_a_new_reply_of_a_colleague_is_there_at_the_next_slash_and_the_known_ones_when_the_server_is_not(
    stack: LocalStack, dashboard: OpenDashboard, keep: Keep, contexts: Callable[..., BrowserContext]
) -> None:
    first = keep("Known", "Known text")
    customer = new_customer(stack)
    customer.say("Hello")
    context = contexts()
    server = RepliesServer(context)
    agents = dashboard(context=context).connected().open(customer)
    page, keys, composer = agents.page, agents.page.keyboard, composer_of(agents.page)
    composer.focus()
    keys.type(f"/{first}")
    one_is_found(page)
    keys.press("Escape")
    composer.fill("")
    second = keep("Another", "Another text")
    keys.type(f"/{second}")
    one_is_found(page)
    keys.press("Escape")
    composer.fill("")
    server.reached = False
    keys.type(f"/{first}")
    expect(options(page)).to_have_count(1)
    expect(page.get_by_text("Could not be refreshed").last).to_be_visible()


def test_replies_that_could_not_be_loaded_are_asked_for_again_by_hand(
    stack: LocalStack, dashboard: OpenDashboard, keep: Keep, contexts: Callable[..., BrowserContext]
) -> None:
    name = keep("Known", "Known text")
    customer = new_customer(stack)
    customer.say("Hello")
    context = contexts()
    server = RepliesServer(context)
    server.reached = False
    agents = dashboard(context=context).connected().open(customer)
    page, composer = agents.page, composer_of(agents.page)
    composer.focus()
    page.keyboard.type("/")
    expect(page.get_by_text("could not be loaded").last).to_be_visible()
    server.reached = True
    page.get_by_role("button", name="Try again").click()
    expect(composer).to_be_focused()
    page.keyboard.type(name)
    one_is_found(page)


# Quicker than anything is drawn: all in one task.
ESCAPE_AND_ASK_AGAIN = """area => {
  area.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", bubbles: true, cancelable: true}));
  for (const text of ["", "/"]) {
    area.value = text;
    area.setSelectionRange(text.length, text.length);
    area.dispatchEvent(new InputEvent("input", {inputType: "insertText", bubbles: true}));
  }
}"""


def test_a_slash_right_after_an_escape_asks_the_server_anew(
    stack: LocalStack, dashboard: OpenDashboard, keep: Keep
) -> None:
    name = keep("Known", "Known text")
    customer = new_customer(stack)
    customer.say("Hello")
    agents = dashboard().connected().open(customer)
    composer = composer_of(agents.page)
    composer.focus()
    agents.page.keyboard.type(f"/{name}")
    one_is_found(agents.page)
    with agents.page.expect_request("**/admin/replies*"):
        composer.evaluate(ESCAPE_AND_ASK_AGAIN)
    expect(options(agents.page).first).to_be_visible()
