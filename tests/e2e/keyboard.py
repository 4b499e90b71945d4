"""Hands on a keyboard and eyes on the focus: every key is followed by a look at where one is."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, TimeoutError, expect

from tests.e2e.conftest import AT_ONCE

# What has the focus, and whether that can be seen: an outline on it, on what it stands in, or drawn over it; or, in a
# field one writes in, the caret.
FOCUS = """() => {
  const {activeElement: focused} = document;
  if (!focused || focused === document.body) return {what: 'nothing', seen: false};
  const outlined = (element, part) => {
    const {outlineStyle, outlineWidth} = getComputedStyle(element, part);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
  };
  const around = [focused, focused.parentElement, focused.parentElement?.parentElement].filter(Boolean);
  const box = focused.getBoundingClientRect();
  const shown = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
  const name = focused.getAttribute('aria-label') ?? focused.textContent;
  const caret = focused.matches('input:not([type=checkbox]), textarea');
  const ring = focused.matches(':focus-visible') && (around.some(one => outlined(one)) || outlined(focused, '::after'));
  return {what: `${focused.localName}.${focused.className} ${name}`.slice(0, 90), seen: shown && (caret || ring)};
}"""
MOST_STOPS = 60


class Keyboard:
    """A page without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.look(f"after {key}")

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.look(f"after typing {text!r}")

    def look(self, when: str) -> None:
        """The focus is somewhere, and to be seen; a page that is just being drawn anew is given the time for it."""
        try:
            self.page.wait_for_function(f"() => ({FOCUS})().seen", timeout=AT_ONCE)
        except TimeoutError as error:
            raise AssertionError(f"{when} the focus is not to be seen: {self.page.evaluate(FOCUS)}") from error

    def to(self, place: Locator, key: str = "Tab") -> None:
        """Go there, stop by stop."""
        passed: list[str] = []
        for _ in range(MOST_STOPS):
            if place.count() and place.first.evaluate("element => element === document.activeElement"):
                return
            passed.append(str(self.page.evaluate(FOCUS)["what"]))
            self.press(key)
        raise AssertionError(f"{place} is not reached by {key}: {passed}")

    def summon(self, typed: str) -> None:
        """Run the first command that the palette finds for this."""
        self.press("Control+k")
        palette = self.page.get_by_role("dialog", name="Commands and chats")
        expect(palette).to_be_visible()
        self.page.keyboard.type(typed)
        expect(palette.get_by_role("option").first).to_be_visible()
        self.page.keyboard.press("Enter")
        expect(palette).to_have_count(0)
