"""The chat in each of its languages: no word of English left, dates and numbers as its people write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import AT_ONCE, OpenShop, page_with
from tests.people import Person
from tests.template import ROOT

LANGUAGES = ("en", "de", "fr", "es", "pt", "ja", "ar")
CATALOGUES = ROOT / "widget/src/languages"
# Everything that is shown or read out, but for what people wrote and the page's own title.
WORDS = """() => {
  const said = [];
  for (const element of document.querySelector('support-chat').shadowRoot.querySelectorAll('*')) {
    if (element.closest('.text, style')) continue;
    for (const name of ['aria-label', 'placeholder', 'title', 'alt']) said.push(element.getAttribute(name));
    said.push(...[...element.childNodes].filter(({nodeType}) => nodeType === 3).map(({data}) => data));
  }
  return said.map((text) => (text ?? '').trim()).filter(Boolean);
}"""
DAYS_LATER = 3


def catalogue(language: str) -> dict[str, str]:
    """The texts as they are written in the source, plurals by their category."""
    source = (CATALOGUES / f"{language}.ts").read_text()
    return {f"{n} {name}": text for n, (name, text) in enumerate(re.findall(r'(\w+):\s*"([^"]*)"', source))}


def english_in(page: Page, language: str) -> list[str]:
    """Texts that only the English catalogue has."""
    ours = set(catalogue(language).values())
    english = {text for text in catalogue("en").values() if text not in ours}
    # A word may be the same in two languages; a sentence that is was forgotten.
    assert language == "en" or not [text for text in ours & set(catalogue("en").values()) if " " in text]
    said: list[str] = page.evaluate(WORDS)
    assert len(said) > 5
    return [text for text in said if text in english]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_panel_speaks_it(
    contexts: Callable[..., BrowserContext], shop: OpenShop, ada: Person, language: str
) -> None:
    context = contexts(locale="en-GB", timezone_id="Europe/Berlin")
    context.clock.install(time=datetime.now(UTC) + timedelta(days=DAYS_LATER))
    widget = shop(context=context, html=page_with(language=language)).open().connected()
    page, texts = widget.page, catalogue(language)
    assert english_in(page, language) == []
    assert widget.panel.get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert (widget.panel.get_attribute("lang") or "").startswith(language)
    widget.say("4711")
    widget.has_sent(1)
    chat_id = widget.customer.chat()["id"]
    ada.reply(chat_id, "0815")
    ada.get(f"/admin/chats/{chat_id}").raise_for_status()
    expect(page.locator("support-chat [part~=seen]")).to_be_visible(timeout=AT_ONCE)
    page.route("**/support_chat/messages", lambda route: route.fulfill(status=422, json={"error": {"code": "invalid"}}))
    widget.say("0042")
    expect(page.locator("support-chat [data-state=failed]")).to_be_visible()
    widget.input.fill("x" * 5_234)
    assert english_in(page, language) == []
    said = page.evaluate(WORDS)
    written = widget.customer.chat()["messages"][0]["created_at"]
    for text in (
        texts["6 placeholder"],
        in_this_language(page, language, DAY, written),
        in_this_language(page, language, COUNT),
    ):
        assert any(text in one for one in said), f"{text!r} is not among {said}"


# The day a message was written, with its year only where that is over, and how much is too much.
DAY = """new Intl.DateTimeFormat(tag, new Date(written).getFullYear() === new Date().getFullYear()
  ? {weekday: 'long', day: 'numeric', month: 'long'} : {dateStyle: 'long'}).format(new Date(written))"""
COUNT = "(1234).toLocaleString(tag)"


def in_this_language(page: Page, language: str, say: str, written: str = "") -> str:
    """How the browser says it, asked from outside."""
    tag = page.locator("support-chat [part~=panel]").get_attribute("lang")
    text: str = page.evaluate(f"([tag, written]) => {say}", [tag, written])
    assert language == "en" or (tag or "").startswith(language)
    return text


def test_the_pages_own_words_take_the_place_of_ours(shop: OpenShop) -> None:
    widget = shop(html=page_with(language="de"))
    widget.page.evaluate(
        "url => { SupportChat('destroy');"
        " SupportChat('boot', {tokenUrl: url, texts: {placeholder: 'Na, was gibt’s?'}}); }",
        f"/{widget.customer.id}/token",
    )
    widget.open()
    expect(widget.input).to_have_attribute("placeholder", "Na, was gibt’s?")
    assert english_in(widget.page, "de") == []


def test_a_language_that_cannot_be_loaded_is_english_and_works(
    contexts: Callable[..., BrowserContext], shop: OpenShop
) -> None:
    context = contexts()
    context.route("**/assets/fr.*", lambda route: route.abort())
    widget = shop(context=context, html=page_with(language="fr")).open().connected()
    widget.say("Bonjour")
    widget.has_sent(1)
    expect(widget.input).to_have_attribute("placeholder", catalogue("en")["6 placeholder"])
    assert (widget.panel.get_attribute("lang") or "").startswith("en")
