"""Every command and event of SupportChat(…), as a page uses them."""

from __future__ import annotations

from typing import Any

from local.stack import LocalStack
from playwright.sync_api import Page, expect

from tests.e2e.conftest import AT_ONCE, OpenShop, Widget, page_with
from tests.e2e.host_app import HostApp
from tests.e2e.outbox import forgotten
from tests.people import Person, customer_token, eventually, new_customer

# What a page has in its head to call before the script is there.
STUB = "<script>window.SupportChat ||= function () { (SupportChat.q ||= []).push(arguments); };"
NOTE = """
  window.told = [];
  for (const name of ['ready', 'open', 'close', 'message', 'unread', 'status', 'error'])
    SupportChat('on', name, (detail) => told.push([name, detail instanceof Error ? detail.message
      : detail?.content ?? detail ?? null]));
"""


def with_calls(calls: str, **options: Any) -> str:
    """A page whose inline script calls before the widget's script has come."""
    script = f"{STUB}{calls}</script>".replace("{", "{{").replace("}", "}}")
    return page_with(**options).replace("</head>", f"{script}</head>")


def command(widget: Widget, *args: Any) -> None:
    widget.page.evaluate("args => { SupportChat(...args); }", list(args))


def told(page: Page, name: str) -> list[Any]:
    return [detail for event, detail in page.evaluate("told") if event == name]


def hears(page: Page, name: str, *details: Any) -> None:
    eventually(lambda: told(page, name), lambda seen: seen == list(details), what=f"events {name!r}")


def test_calls_before_the_script_is_there_are_kept_and_come_in_order(shop: OpenShop) -> None:
    widget = shop(html=with_calls(NOTE + "SupportChat('prefill', 'Hello from the page'); SupportChat('open');"))
    expect(widget.input).to_have_value("Hello from the page")
    expect(widget.panel).to_be_visible()
    hears(widget.page, "ready", None)
    hears(widget.page, "open", None)
    hears(widget.page, "unread", 0)


def test_events_tell_what_happens(shop: OpenShop, ada: Person) -> None:
    widget = shop(html=with_calls(NOTE))
    page = widget.page
    hears(page, "unread", 0)
    widget.open().connected()
    hears(page, "open", None)
    eventually(lambda: told(page, "status")[-1:], lambda seen: seen == ["connected"], what="connected")
    widget.say("Hello")
    widget.has_sent(1)
    chat_id = widget.customer.chat()["id"]
    ada.reply(chat_id, "One")
    hears(page, "message", "One")
    command(widget, "close")
    expect(widget.panel).to_be_hidden()
    hears(page, "close", None)
    ada.reply(chat_id, "Two")
    hears(page, "message", "One", "Two")
    hears(page, "unread", 0, 1)
    command(widget, "toggle")
    expect(widget.panel).to_be_visible()
    hears(page, "unread", 0, 1, 0)
    command(widget, "toggle")
    expect(widget.panel).to_be_hidden()
    hears(page, "open", None, None)
    hears(page, "close", None, None)
    page.evaluate("SupportChat('nonsense'); SupportChat('update', {colour: 'red', theme: 'pink'})")
    wrong = 'the option "theme" has to be auto or light or dark, and is "pink"'
    hears(page, "error", 'there is no command "nonsense"', 'there is no option "colour"', wrong)


def test_a_listener_is_taken_off_by_what_on_returned_and_by_off(shop: OpenShop) -> None:
    widget = shop()
    page = widget.page
    page.evaluate(
        "() => { window.heard = []; window.one = () => heard.push('one');"
        " window.off = SupportChat('on', 'open', one); SupportChat('on', 'open', () => heard.push('two'));"
        " SupportChat('on', 'close', one); }"
    )
    command(widget, "open")
    expect(widget.panel).to_be_visible()
    page.evaluate("off(); SupportChat('off', 'close', one)")
    command(widget, "close")
    expect(widget.panel).to_be_hidden()
    command(widget, "open")
    expect(widget.panel).to_be_visible()
    eventually(lambda: page.evaluate("heard"), lambda heard: heard == ["one", "two", "two"], what="who hears")


def test_a_page_sends_and_prefills_for_its_customer(shop: OpenShop) -> None:
    widget = shop()
    command(widget, "send", "Please call me back")
    stored = eventually(lambda: widget.customer.chat()["messages"], lambda seen: len(seen) == 1, what="sent")
    assert stored[0]["content"] == "Please call me back"
    expect(widget.panel).to_be_hidden()
    command(widget, "open")
    widget.shows("Please call me back")
    command(widget, "prefill", "My order is 4711")
    expect(widget.input).to_have_value("My order is 4711")
    command(widget, "send", "And by mail")
    widget.shows("Please call me back", "And by mail")
    expect(widget.input).to_have_value("My order is 4711")


def test_the_button_goes_and_comes_back(shop: OpenShop) -> None:
    widget = shop().open()
    command(widget, "hide")
    expect(widget.panel).to_be_hidden()
    expect(widget.button).to_be_hidden()
    command(widget, "open")
    expect(widget.panel).to_be_visible()
    command(widget, "close")
    command(widget, "show")
    expect(widget.button).to_be_visible()


def test_identify_switches_people_and_logout_forgets_them(stack: LocalStack, host: HostApp, shop: OpenShop) -> None:
    alice, bob = new_customer(stack), new_customer(stack)
    alice.say("From Alice")
    bob.say("From Bob")
    for person in (alice, bob):
        host.token(f"/{person.id}/token", lambda person=person: customer_token(stack, person.id))  # type: ignore[misc]
    widget = shop(alice, html=page_with(token_url=None))
    page = widget.page
    identify = "url => SupportChat('identify', async () => (await (await fetch(url)).json()).token)"
    page.evaluate(identify, f"/{alice.id}/token")
    widget.open().connected().shows("From Alice")
    page.evaluate(identify, f"/{bob.id}/token")
    widget.connected().shows("From Bob")
    widget.input.fill("Bob's draft")
    command(widget, "logout")
    expect(widget.panel).to_be_hidden()
    forgotten(page)
    page.evaluate(identify, f"/{alice.id}/token")
    widget.open().connected().shows("From Alice")
    expect(widget.input).to_have_value("")


def test_identify_takes_what_a_token_address_answers(stack: LocalStack, host: HostApp, shop: OpenShop) -> None:
    alice = new_customer(stack)
    alice.say("From Alice")
    url = f"/{alice.id}/token"
    host.token(url, lambda: customer_token(stack, alice.id))
    widget = shop(alice, html=page_with(token_url=None))
    identify = "url => SupportChat('identify', async () => (await fetch(url)).text())"
    widget.page.evaluate(identify, url)
    widget.open().connected().shows("From Alice")
    host.nobody(url)
    widget.page.evaluate(identify, url)
    expect(widget.messages).to_have_count(0)
    widget.say("As a visitor")
    widget.has_sent(1)


def test_signing_out_in_one_tab_signs_out_the_others(stack: LocalStack, shop: OpenShop) -> None:
    widget = shop().open().connected()
    widget.say("Before")
    widget.has_sent(1)
    other = shop(widget.customer, widget.page.context).open().connected()
    other.shows("Before")
    other.input.fill("half a secret")
    command(widget, "logout")
    expect(other.panel).to_be_hidden()
    expect(other.page.locator("support-chat [data-state]")).to_have_count(0)
    forgotten(other.page)


def test_a_page_that_only_signs_out_signs_out_the_other_tabs(shop: OpenShop) -> None:
    """Nothing has been used on it, and nothing is kept: there was no other reason to begin."""
    other = shop().open().connected()
    page = shop(other.customer, other.page.context, page_with(token_url=None))
    command(page, "logout")
    expect(other.panel).to_be_hidden()


def test_what_cannot_be_sent_or_is_refused_is_told_to_the_page(stack: LocalStack, shop: OpenShop) -> None:
    nobody = shop(html=with_calls(NOTE, token_url=None, visitors=False))
    command(nobody, "send", "lost?")
    hears(nobody.page, "error", "a message could not be sent: nobody is signed in")
    wrong = customer_token(stack, "somebody", secret="not the secret of this stack, but as long")
    refused = shop(html=with_calls(NOTE, token_url=None, token=wrong))
    command(refused, "open")
    hears(refused.page, "error", "the API refused the token: 401")


def test_a_part_of_the_page_s_style_reaches_the_message_itself(shop: OpenShop) -> None:
    style = "<style>support-chat::part(message own) {{ border-radius: 4px }}</style>"
    widget = shop(html=page_with().replace("</head>", f"{style}</head>")).open().connected()
    widget.say("Hello")
    expect(widget.page.locator("support-chat .bubble")).to_have_css("border-radius", "4px")


def test_boot_and_update_set_the_options_and_take_them_back(shop: OpenShop) -> None:
    widget = shop(html=page_with(title="From the tag", accent="#0b6e4f"))
    page = widget.page
    host = page.locator("support-chat")
    expect(widget.button).to_have_css("background-color", "rgb(11, 110, 79)")
    widget.open()
    expect(page.get_by_role("dialog", name="From the tag")).to_be_visible()
    changes = {"title": "Help", "accent": "#7a1fa2", "onAccent": "#ffff00", "position": "left", "theme": "dark"}
    command(widget, "update", {**changes, "offsetX": 40, "offsetY": 60, "zIndex": 77, "greeting": "What is it?"})
    expect(page.get_by_role("dialog", name="Help")).to_be_visible()
    expect(page.get_by_text("What is it?")).to_be_visible()
    expect(widget.button).to_have_css("background-color", "rgb(122, 31, 162)")
    expect(widget.button).to_have_css("color", "rgb(255, 255, 0)")
    expect(host).to_have_css("z-index", "77")
    eventually(lambda: luminance(widget), lambda light: light < 0.2, what="dark")
    eventually(lambda: corner(widget), lambda offsets: offsets == (40, 60), what="40 from the left, 60 from below")
    command(widget, "update", {"position": None, "theme": "light", "accent": None})
    eventually(lambda: luminance(widget), lambda light: light > 0.8, what="light")
    eventually(lambda: corner(widget, right=True), lambda offsets: offsets == (40, 60), what="40 from the right")
    command(widget, "destroy")
    expect(host).to_have_count(0)
    command(widget, "boot", {"title": "Again", "tokenUrl": f"/{widget.customer.id}/token"})
    widget.open().connected()
    expect(page.get_by_role("dialog", name="Again")).to_be_visible()


def corner(widget: Widget, *, right: bool = False) -> tuple[float, float]:
    """How far the button stands from the side and from below."""
    box, size = widget.button.bounding_box(), widget.page.viewport_size
    assert box
    assert size
    aside = size["width"] - box["x"] - box["width"] if right else box["x"]
    return aside, size["height"] - box["y"] - box["height"]


def luminance(widget: Widget) -> float:
    rgb = widget.panel.evaluate("panel => getComputedStyle(panel).backgroundColor.match(/[0-9.]+/g).map(Number)")
    return sum(rgb[:3]) / 3 / 255


def test_a_launcher_of_ones_own_opens_closes_and_gets_the_focus_back(shop: OpenShop) -> None:
    own = '<button class="help">Help</button><div id="later"></div>'
    widget = shop(html=page_with(body=own, launcher=".help"), waits=False)
    page = widget.page
    first = page.locator("button.help")
    expect(page.locator("support-chat")).to_have_count(1)
    expect(widget.button).to_be_hidden()
    first.click()
    expect(widget.input).to_be_focused()
    page.keyboard.press("Escape")
    expect(widget.panel).to_be_hidden()
    expect(first).to_be_focused()
    page.evaluate("document.querySelector('#later').innerHTML = '<a class=\"help\" href=\"/elsewhere\">Contact</a>'")
    page.locator("a.help").click()
    expect(widget.input).to_be_focused()
    page.locator("a.help").click()
    expect(widget.panel).to_be_hidden()
    command(widget, "update", {"launcher": "none"})
    first.click()
    expect(widget.panel).to_be_hidden()
    command(widget, "update", {"launcher": "default"})
    expect(widget.button).to_be_visible(timeout=AT_ONCE)
