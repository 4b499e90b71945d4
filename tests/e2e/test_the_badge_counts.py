"""The badge counts unread replies, and clears when somebody can see them."""

from __future__ import annotations

from local.stack import LocalStack
from playwright.sync_api import expect

from tests.e2e.conftest import AT_ONCE, OpenShop
from tests.people import Person, eventually, new_customer


def replies(ada: Person, customer: Person, count: int) -> None:
    chat_id = customer.chat()["id"]
    for n in range(count):
        ada.reply(chat_id, f"reply {n + 1}").raise_for_status()


def test_unread_replies_are_counted_before_the_panel_was_ever_opened(
    stack: LocalStack, shop: OpenShop, ada: Person
) -> None:
    customer = new_customer(stack)
    replies(ada, customer, 3)
    widget = shop(customer)
    expect(widget.badge).to_have_text("3")
    replies(ada, customer, 1)
    expect(widget.badge).to_have_text("4", timeout=AT_ONCE)


def test_from_ten_on_the_badge_says_nine_plus(stack: LocalStack, shop: OpenShop, ada: Person) -> None:
    customer = new_customer(stack)
    replies(ada, customer, 9)
    widget = shop(customer)
    expect(widget.badge).to_have_text("9")
    replies(ada, customer, 1)
    expect(widget.badge).to_have_text("9+", timeout=AT_ONCE)
    assert customer.chat()["unread_count"] == 10


def test_opening_the_panel_clears_the_badge_and_marks_the_replies_read(
    stack: LocalStack, shop: OpenShop, ada: Person
) -> None:
    customer = new_customer(stack)
    replies(ada, customer, 2)
    widget = shop(customer)
    expect(widget.badge).to_have_text("2")
    widget.open()
    expect(widget.badge).to_have_text("")
    chat = eventually(customer.chat, lambda chat: chat["unread_count"] == 0, what="read")
    assert all(message["read_at"] for message in chat["messages"])


def test_a_closed_panel_counts_again(shop: OpenShop, ada: Person) -> None:
    widget = shop().open().connected()
    widget.say("Hello")
    widget.has_sent(1)
    widget.page.keyboard.press("Escape")
    expect(widget.button).to_be_focused()
    replies(ada, widget.customer, 1)
    expect(widget.badge).to_have_text("1", timeout=AT_ONCE)
    assert widget.customer.chat()["unread_count"] == 1


def test_an_open_panel_on_a_hidden_page_reads_nothing(shop: OpenShop, ada: Person) -> None:
    widget = shop().open().connected()
    widget.say("Hello")
    widget.has_sent(1)
    hide(widget.page, True)
    replies(ada, widget.customer, 1)
    expect(widget.badge).to_have_text("1", timeout=AT_ONCE)
    widget.shows("Hello", "reply 1")
    assert widget.customer.chat()["unread_count"] == 1
    hide(widget.page, False)
    expect(widget.badge).to_have_text("", timeout=AT_ONCE)
    eventually(lambda: widget.customer.chat()["unread_count"], lambda count: count == 0, what="read when seen")


def hide(page: object, hidden: bool) -> None:
    """Headless pages are always visible; say otherwise, as the browser would."""
    page.evaluate(  # type: ignore[attr-defined]
        """state => {
          Object.defineProperty(document, 'visibilityState', {configurable: true, get: () => state});
          Object.defineProperty(document, 'hidden', {configurable: true, get: () => state === 'hidden'});
          document.dispatchEvent(new Event('visibilitychange'));
        }""",
        "hidden" if hidden else "visible",
    )
