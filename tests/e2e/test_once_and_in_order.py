"""No message stands twice and none out of order, whatever happens between the keyboard and the table."""

from __future__ import annotations

import json
from threading import Event
from uuid import uuid4

from local.stack import LocalStack
from playwright.sync_api import Route, expect

from tests.e2e.conftest import OpenShop, page_with
from tests.e2e.host_app import HostApp
from tests.e2e.outbox import SEND, handed_over, stored
from tests.people import SOON_SECONDS, Person, customer_token


def test_a_reload_shows_the_same_messages(shop: OpenShop) -> None:
    widget = shop().open().connected()
    for text in ("one", "two", "three"):
        widget.say(text)
    widget.has_sent(3)
    widget.page.reload()
    widget.open()
    widget.shows("one", "two", "three")


def test_two_tabs_show_the_same_conversation(shop: OpenShop, ada: Person) -> None:
    first = shop().open().connected()
    second = shop(first.customer, first.page.context).open().connected()
    first.say("from the first tab")
    second.shows("from the first tab")
    second.say("from the second")
    first.has_sent(2)  # it is stored: whoever writes now comes after it
    ada.reply(first.customer.chat()["id"], "from an agent")
    for tab in (first, second):
        tab.has_sent(3)
        tab.shows("from the first tab", "from the second", "from an agent")
    assert stored(first.customer) == ["from the first tab", "from the second", "from an agent"]


def test_a_lost_response_is_sent_again_and_stored_once(shop: OpenShop) -> None:
    widget = shop().open().connected()
    lost: list[str] = []

    def lose_first_response(route: Route) -> None:
        if route.request.method != "POST" or lost:
            route.continue_()
            return
        lost.append(json.loads(route.request.post_data or "{}")["client_message_id"])
        route.fetch()  # the server stores it …
        route.abort("connectionreset")  # … and its answer never comes

    sent: list[str] = []
    widget.page.on(
        "request",
        lambda request: (
            sent.append(json.loads(request.post_data)["client_message_id"])
            if request.method == "POST" and request.url.endswith("/support_chat/messages") and request.post_data
            else None
        ),
    )
    widget.page.route(SEND, lose_first_response)
    widget.say("only once")
    widget.has_sent(1)
    widget.say("and another")
    widget.has_sent(2)
    widget.shows("only once", "and another")
    assert stored(widget.customer) == ["only once", "and another"]
    assert lost
    assert set(sent) >= set(lost)


def test_an_echo_before_the_answer_shows_the_message_once(shop: OpenShop) -> None:
    widget = shop().open().connected()
    held: list[Route] = []

    def hold_answer(route: Route) -> None:
        if route.request.method == "POST":
            held.append(route)
        else:
            route.continue_()

    widget.page.route(SEND, hold_answer)
    widget.say("echoed first")
    request = handed_over(widget.page, held)
    answer = request.fetch()  # the server stores and publishes; the echo arrives while the answer waits
    widget.has_sent(1)
    widget.shows("echoed first")
    request.fulfill(response=answer)
    widget.page.unroute(SEND)
    widget.say("next")
    widget.shows("echoed first", "next")


def test_what_is_sent_before_it_is_known_who_writes_goes_out_as_soon_as_it_is(
    stack: LocalStack, host: HostApp, shop: OpenShop
) -> None:
    widget = shop(html=page_with(token_url=None))
    url, known = f"/{widget.customer.id}/slow", Event()
    host.token(url, lambda: customer_token(stack, widget.customer.id) if known.wait(SOON_SECONDS) else "")
    widget.page.evaluate("url => SupportChat('update', {tokenUrl: url})", url)
    widget.open().say("first of all")
    expect(widget.input).to_have_value("first of all")
    known.set()
    widget.has_sent(1)
    widget.shows("first of all")
    expect(widget.input).to_have_value("")
    assert stored(widget.customer) == ["first of all"]


def test_a_message_that_failed_is_shown_as_not_sent_and_goes_out_on_retry(shop: OpenShop) -> None:
    widget = shop().open().connected()
    refuse = {"on": True}

    def answer(route: Route) -> None:
        if route.request.method == "POST" and refuse["on"]:
            route.fulfill(status=422, json={"error": {"code": "invalid", "message": "no"}})
        else:
            route.continue_()

    widget.page.route(SEND, answer)
    widget.say("keep me")
    expect(widget.page.locator("support-chat [data-state=failed]")).to_contain_text("Not sent")
    refuse["on"] = False
    widget.page.get_by_role("button", name="Retry").click()
    widget.has_sent(1)
    widget.shows("keep me")
    assert stored(widget.customer) == ["keep me"]


def test_the_same_message_from_elsewhere_and_many_at_once_stay_in_order(shop: OpenShop, ada: Person) -> None:
    widget = shop().open().connected()
    chat_id = widget.customer.chat()["id"]
    cmid = str(uuid4())
    for _ in range(2):
        ada.reply(chat_id, "reply 1", cmid)
    for n in range(2, 13):
        ada.reply(chat_id, f"reply {n}")
    widget.shows(*[f"reply {n}" for n in range(1, 13)])
