"""By keyboard alone, by ear, in one's own colours, enlarged: the chat is for everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e import contrast
from tests.e2e.conftest import AT_ONCE, OpenShop, Widget, page_with
from tests.people import Person

BEFORE_IT = '<a href="#" id="before">A link</a>'
FOCUSED = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at?.getAttribute('aria-label') || at?.getAttribute('role') || at?.textContent.trim() || at?.localName || '';
}"""
OUTLINED = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  const own = (element) => {
    const {outlineStyle, outlineWidth, outlineColor, boxShadow} = getComputedStyle(element);
    const outlined = outlineStyle !== 'none' && parseFloat(outlineWidth) > 0 && !/, 0\\)$/.test(outlineColor);
    return outlined || boxShadow !== 'none';
  };
  return own(at) || own(at.parentElement);
}"""


def press_until(page: Page, key: str, there: Callable[[], bool], within: int = 12) -> None:
    for _ in range(within):
        page.keyboard.press(key)
        assert page.evaluate(OUTLINED), f"no sign of the focus on {page.evaluate(FOCUSED)}"
        if there():
            return
    raise AssertionError(f"{key} does not lead there; the focus is on {page.evaluate(FOCUSED)}")


def has_focus(page: Page, selector: str) -> bool:
    return page.locator(f"support-chat {selector}").evaluate(
        "element => element.getRootNode().activeElement === element"
    )


def test_a_whole_conversation_by_keyboard_alone(shop: OpenShop, ada: Person) -> None:
    widget = shop(html=page_with(body=BEFORE_IT))
    page = widget.page
    page.locator("#before").focus()
    press_until(page, "Tab", lambda: has_focus(page, "[part~=launcher]"))
    page.keyboard.press("Enter")
    expect(widget.input).to_be_focused()
    widget.connected()
    page.keyboard.type("Two")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("lines")
    page.keyboard.press("Enter")
    widget.has_sent(1)
    expect(widget.input).to_be_focused()
    ada.reply(widget.customer.chat()["id"], "\n".join(["Look at https://example.com/", *map(str, range(40))]))
    widget.shows("Two\nlines", "\n".join(["Look at https://example.com/", *map(str, range(40))]))
    press_until(page, "Shift+Tab", lambda: has_focus(page, "a[href]"))
    press_until(page, "Shift+Tab", lambda: has_focus(page, "[role=log]"))
    log = page.get_by_role("log")
    page.keyboard.press("Home")
    expect(log).to_have_js_property("scrollTop", 0)
    page.keyboard.press("End")
    page.keyboard.press("Escape")
    expect(widget.input).to_be_hidden()
    expect(widget.button).to_be_focused()
    page.keyboard.press("Space")
    expect(widget.input).to_be_focused()
    press_until(page, "Shift+Tab", lambda: has_focus(page, "header button[aria-label=Minimize]"))
    page.keyboard.press("Enter")
    expect(widget.input).to_be_hidden()
    expect(widget.button).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#before")).to_be_focused()


def test_the_keyboard_leaves_the_open_chat_and_comes_back(shop: OpenShop) -> None:
    """It is no modal dialog: Tab goes on to the page, and Escape there is the page's own."""
    widget = shop(html=page_with(body=BEFORE_IT)).open().connected()
    page = widget.page
    page.locator("#before").focus()
    page.keyboard.press("Escape")
    expect(widget.input).to_be_visible()
    press_until(page, "Tab", lambda: has_focus(page, "textarea"))


def test_a_failed_message_is_sent_again_by_keyboard(shop: OpenShop) -> None:
    widget = shop().open().connected()
    page = widget.page
    page.route("**/support_chat/messages", lambda route: route.fulfill(status=422, json={"error": {"code": "invalid"}}))
    widget.say("Once more")
    expect(page.locator("support-chat [data-state=failed]")).to_have_count(1)
    page.unroute("**/support_chat/messages")
    press_until(page, "Shift+Tab", lambda: has_focus(page, "[data-state=failed] button"))
    page.keyboard.press("Enter")
    widget.has_sent(1)
    assert page.evaluate(FOCUSED) != "body", "the focus was lost with the button"


def test_what_is_said_is_announced_once(shop: OpenShop, ada: Person) -> None:
    """A screen reader speaks what is added to the log: each message once, though it changes from sending to sent."""
    widget = shop().open().connected()
    page = widget.page
    widget.say("First")
    widget.has_sent(1)
    page.get_by_role("log").evaluate(
        "log => { window.heard = []; new MutationObserver((changes) => changes.forEach(({addedNodes}) => "
        "addedNodes.forEach((node) => heard.push(node.textContent)))).observe(log, {childList: true, subtree: true}); }"
    )
    widget.say("Second question")
    widget.has_sent(2)
    ada.reply(widget.customer.chat()["id"], "The answer")
    widget.shows("First", "Second question", "The answer")
    heard = page.evaluate("heard")
    assert sum("Second question" in text for text in heard) == 1, heard
    assert sum("The answer" in text for text in heard) == 1, heard
    assert not any("First" in text for text in heard), heard


def test_in_forced_colours_everything_has_an_edge(contexts: Callable[..., BrowserContext], shop: OpenShop) -> None:
    widget = shop(context=contexts(forced_colors="active")).open().connected()
    widget.say("Hello")
    widget.has_sent(1)
    for part in ("panel", "composer", "message"):
        edge = widget.page.locator(f"support-chat [part~={part}]").first
        assert edge.evaluate(EDGED), f"{part} cannot be told from what is around it"
    assert contrast.too_low(widget.page) == []
    widget.page.keyboard.press("Escape")
    assert widget.button.evaluate(EDGED)


EDGED = """(part) => [part, ...part.querySelectorAll('*')].some((element) => {
  const {borderTopStyle, borderTopWidth, outlineStyle, outlineWidth} = getComputedStyle(element);
  return (borderTopStyle !== 'none' && parseFloat(borderTopWidth) > 0)
    || (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0);
})"""


def test_with_reduced_motion_nothing_moves(
    contexts: Callable[..., BrowserContext], shop: OpenShop, ada: Person
) -> None:
    widget = shop(context=contexts(reduced_motion="reduce"))
    page = widget.page
    page.locator("support-chat").evaluate(
        "host => { window.moved = []; for (const kind of ['animationstart', 'transitionrun'])"
        " host.shadowRoot.addEventListener(kind, ({animationName, propertyName, elapsedTime, target}) =>"
        " moved.push(`${animationName ?? propertyName} of ${target.className}`)); }"
    )
    widget.open().connected()
    widget.say("Hello")
    widget.has_sent(1)
    ada.reply(widget.customer.chat()["id"], "Hi")
    widget.shows("Hello", "Hi")
    page.keyboard.press("Escape")
    expect(widget.input).to_be_hidden()
    moved = [name for name in page.evaluate("moved") if "color" not in name and not name.startswith("opacity")]
    assert moved == []


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("width", "height"), [(640, 360), (320, 640), (320, 256)], ids=["200 %", "320 wide", "400 %"])
def test_enlarged_nothing_is_cut_off_and_nothing_scrolls_sideways(
    contexts: Callable[..., BrowserContext], shop: OpenShop, ada: Person, width: int, height: int, language: str
) -> None:
    """1280 x 720 at 200 % is 640 x 360 to a page; at 400 %, what WCAG asks for, 320 x 256 are left."""
    context = contexts(viewport={"width": width, "height": height}, device_scale_factor=2)
    widget = shop(context=context, html=page_with(language=language)).open().connected()
    widget.say("A word-as-long-as-nobody-should-ever-write-but-somebody-will-write-it-one-day-in-a-chat")
    widget.has_sent(1)
    ada.reply(widget.customer.chat()["id"], "https://example.com/" + "a-long-way/" * 20)
    expect(widget.messages).to_have_count(2, timeout=AT_ONCE)
    page = widget.page
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    expect(widget.input).to_be_in_viewport(ratio=1)
    assert sideways(widget) == []
    assert outside(widget) == []


def sideways(widget: Widget) -> list[str]:
    """What has more in it than it is wide, and would have to be scrolled."""
    found: list[str] = widget.panel.evaluate(
        "panel => [panel, ...panel.querySelectorAll('*')].filter((element) => element.clientWidth > 2 && "
        "element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline')"
        ".map((element) => `${element.localName}.${element.className}`)"
    )
    return found


def outside(widget: Widget) -> list[str]:
    """What a person should press or read and that is not within the window."""
    found: list[str] = widget.panel.evaluate(
        "panel => [...panel.querySelectorAll('button, textarea, .bubble, #title')].filter((element) => {"
        " const {left, right, width} = element.getBoundingClientRect();"
        " return width && (left < 0 || right > innerWidth); }).map((element) => element.outerHTML.slice(0, 80))"
    )
    return found
