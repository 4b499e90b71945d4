"""A phone: full screen, touch, a keyboard that takes half of it, and a page behind that stays where it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.conftest import AT_ONCE, OpenShop, Widget, page_with
from tests.people import Person, eventually

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 3}
WHOLE = {"x": 0, "y": 0, "width": 390, "height": 844}
KEYBOARD = 336
LONG_PAGE = "<p>Something to scroll.</p>" * 100


@pytest.fixture
def phone(contexts: Callable[..., BrowserContext], shop: OpenShop) -> Widget:
    widget = shop(context=contexts(**PHONE), html=page_with(body=LONG_PAGE))
    widget.page.evaluate("scrollTo(0, 500)")
    widget.button.tap()
    expect(widget.panel).to_be_visible()
    eventually(lambda: box(widget, "[part~=panel]"), lambda panel: panel == WHOLE, what="the whole screen")
    return widget


def type_with_keyboard(widget: Widget) -> None:
    """The keyboard shrinks what is seen and not the page, as on iOS and on Android by default. Without a screen
    Chromium has none: the visual viewport says what it would say."""
    widget.input.tap()
    expect(widget.input).to_be_focused()
    widget.page.evaluate(
        """height => {
          Object.defineProperty(visualViewport, 'height', {configurable: true, get: () => height});
          Object.defineProperty(visualViewport, 'offsetTop', {configurable: true, get: () => 0});
          visualViewport.dispatchEvent(new Event('resize'));
        }""",
        PHONE["viewport"]["height"] - KEYBOARD,  # type: ignore[index]
    )


def box(widget: Widget, selector: str) -> dict[str, float]:
    found = widget.page.locator(f"support-chat {selector}").bounding_box()
    assert found
    return dict(found)


def below(widget: Widget, selector: str) -> float:
    """Where it ends."""
    found = box(widget, selector)
    return found["y"] + found["height"]


def test_the_panel_fills_the_screen_and_the_keyboard_covers_nothing(phone: Widget, ada: Person) -> None:
    assert not phone.input.evaluate("input => input.getRootNode().activeElement === input"), "the keyboard jumped up"
    type_with_keyboard(phone)
    seen = 844 - KEYBOARD
    expect(phone.input).to_be_in_viewport(ratio=1)
    phone.page.wait_for_function(
        "seen => document.querySelector('support-chat').shadowRoot.querySelector('textarea')"
        ".getBoundingClientRect().bottom <= seen",
        arg=seen,
    )
    header = box(phone, "[part~=header]")
    assert header["y"] >= 0, "the head stays in sight"
    phone.page.keyboard.type("Hello")
    phone.page.keyboard.press("Enter")
    phone.has_sent(1)
    ada.reply(phone.customer.chat()["id"], "Hi")
    expect(phone.messages).to_have_text(["Hello", "Hi"], timeout=AT_ONCE)
    eventually(lambda: below(phone, "[data-sender=admin]"), lambda y: y <= box(phone, "textarea")["y"], what="in sight")


def test_text_is_large_enough_that_no_phone_zooms_and_everything_can_be_touched(phone: Widget) -> None:
    assert phone.input.evaluate("input => parseFloat(getComputedStyle(input).fontSize)") >= 16
    phone.input.fill("x")
    for button in phone.panel.get_by_role("button").all():
        size = button.bounding_box()
        assert size
        assert min(size["width"], size["height"]) >= 24, button.get_attribute("aria-label")
    assert phone.page.evaluate("visualViewport.scale") == 1


def test_the_page_behind_does_not_scroll_and_is_where_it_was_afterwards(phone: Widget) -> None:
    page = phone.page
    browser = page.context.new_cdp_session(page)
    for place in ("[part~=header]", "textarea", "[part~=panel]"):
        middle = box(phone, place)
        x, y = middle["x"] + middle["width"] / 2, middle["y"] + min(middle["height"] / 2, 300)
        for distance in (-400, 400):
            browser.send("Input.synthesizeScrollGesture", {"x": x, "y": y, "yDistance": distance, "speed": 4000})
    assert page.evaluate("scrollY") == 500
    phone.panel.get_by_role("button", name="Minimize").tap()
    expect(phone.panel).to_be_hidden()
    assert page.evaluate("scrollY") == 500
    browser.send("Input.synthesizeScrollGesture", {"x": 100, "y": 400, "yDistance": -200, "speed": 4000})
    page.wait_for_function("scrollY > 500")  # closed, the page scrolls again


@pytest.mark.parametrize(("width", "height"), [(844, 390), (390, 844 - KEYBOARD), (844, 180)])
def test_where_the_keyboard_or_the_side_makes_the_page_itself_smaller_the_input_is_there(
    phone: Widget, width: int, height: int
) -> None:
    phone.page.set_viewport_size({"width": width, "height": height})
    expect(phone.input).to_be_in_viewport(ratio=1)
    expect(phone.panel.get_by_role("button", name="Minimize")).to_be_in_viewport(ratio=1)
