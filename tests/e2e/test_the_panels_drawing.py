"""The panel draws itself (widget/src/panel/jsx-runtime.ts); here in a real document, with real focus and typing."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.template import ROOT

HOSTILE = "<img src=x onerror='window.hit=1'>\"'><script>window.hit=1</script>"


@pytest.fixture(scope="module")
def drawing() -> str:
    """The module as a script, under the name `drawing`."""
    bundled = subprocess.run(
        [
            ROOT / "node_modules/.bin/esbuild",
            ROOT / "widget/src/panel/jsx-runtime.ts",
            "--bundle",
            "--format=iife",
            "--global-name=drawing",
        ],
        capture_output=True,
        check=True,
        text=True,
    )
    return bundled.stdout


@pytest.fixture
def page(browser: Browser, drawing: str) -> Iterator[Page]:
    """An empty page with a place to draw in, and `rows("a", "b")` for a list of inputs with names."""
    page = browser.new_page()
    page.set_content("<div id=place></div>")
    page.evaluate(
        drawing
        + """;
        Object.assign(window, drawing);
        window.place = document.getElementById("place");
        window.rows = (...names) => jsx("ul", {
          class: "rows",
          children: names.map((name) => jsx("li", { children: jsx("input", { id: name }) }, name)),
        });
        """
    )
    yield page
    page.close()


def test_focus_selection_and_what_was_typed_stay_while_neighbours_come_and_go(page: Page) -> None:
    page.evaluate("draw(place, rows('b', 'd'))")
    page.locator("#d").fill("half a sentence")
    page.evaluate("document.getElementById('d').setSelectionRange(2, 4)")
    page.evaluate("window.before = document.getElementById('d')")
    for names in (["a", "b", "d"], ["a", "b", "c", "d", "e"], ["c", "d"], ["d"], ["x", "d", "y"]):
        page.evaluate("names => draw(place, rows(...names))", names)
        assert page.locator("input").evaluate_all("inputs => inputs.map(({ id }) => id)") == names
        assert page.evaluate(
            """() => {
              const input = document.activeElement;
              return [input === before, input.value, input.selectionStart, input.selectionEnd];
            }"""
        ) == [True, "half a sentence", 2, 4]


def test_a_scrolled_list_stays_where_it_is_when_it_grows_below(page: Page) -> None:
    page.add_style_tag(content=".rows { height: 60px; overflow: auto; overflow-anchor: none } li { height: 40px }")
    page.evaluate("draw(place, rows('a', 'b', 'c', 'd'))")
    page.evaluate("document.querySelector('.rows').scrollTop = 50")
    page.evaluate("draw(place, rows('a', 'b', 'c', 'd', 'e'))")
    assert page.evaluate("document.querySelector('.rows').scrollTop") == 50


def test_rows_that_change_places_keep_their_nodes(page: Page) -> None:
    page.evaluate("draw(place, rows('a', 'b', 'c'))")
    page.evaluate("window.nodes = Object.fromEntries(['a', 'b', 'c'].map((id) => [id, document.getElementById(id)]))")
    page.evaluate("draw(place, rows('c', 'a', 'b'))")
    assert page.evaluate(
        "[...document.querySelectorAll('input')].map((input) => nodes[input.id] === input && input.id)"
    ) == [
        "c",
        "a",
        "b",
    ]


def test_attributes_and_listeners_are_set_changed_and_removed(page: Page) -> None:
    page.evaluate("window.heard = []")
    page.evaluate(
        """draw(place, jsx("button", {
          class: "one", disabled: false, title: "t", onclick: () => heard.push(1), children: "x",
        }))"""
    )
    page.locator("button").click()
    page.evaluate("draw(place, jsx('button', { class: 'two', onclick: () => heard.push(2), children: 'x' }))")
    page.locator("button").click()
    assert page.evaluate("place.innerHTML") == '<button class="two">x</button>'
    page.evaluate("draw(place, jsx('button', { disabled: true, children: 'x' }))")
    assert page.evaluate("[place.innerHTML, place.firstChild.onclick]") == ['<button disabled="">x</button>', None]
    assert page.evaluate("heard") == [1, 2]


def test_text_is_always_text(page: Page) -> None:
    page.evaluate(
        """text => draw(place, jsx("p", {
          title: text, "data-x": text, children: [text, jsx("b", { children: text }, text)],
        }))""",
        HOSTILE,
    )
    assert page.locator("img, script").count() == 0
    assert page.locator("p").get_attribute("title") == HOSTILE
    assert page.locator("p").text_content() == HOSTILE + HOSTILE
    assert page.evaluate("window.hit") is None


def test_drawings_in_vectors_are_vectors_and_what_is_beside_them_is_not(page: Page) -> None:
    page.evaluate(
        """draw(place, [
          jsx("svg", { viewBox: "0 0 8 8", width: 8, height: 8, children: jsx("path", { d: "M0 0h8v8z" }) }),
          jsx("b", {}),
        ])"""
    )
    assert page.evaluate("document.querySelector('path') instanceof SVGPathElement")
    assert page.evaluate("document.querySelector('svg').viewBox.baseVal.width") == 8
    assert page.evaluate("document.querySelector('b') instanceof HTMLElement")


def test_what_is_being_typed_is_overruled_only_by_other_words(page: Page) -> None:
    page.evaluate("draw(place, jsx('textarea', { value: 'a' }))")
    page.locator("textarea").press_sequentially("bc")
    typed = page.locator("textarea").input_value()
    page.evaluate("draw(place, jsx('textarea', { value: 'a', class: 'x' }))")
    assert page.locator("textarea").input_value() == typed != "a"
    page.evaluate("draw(place, jsx('textarea', { value: '' }))")
    assert page.locator("textarea").input_value() == ""


def test_refs_hold_a_node_as_long_as_it_is_there(page: Page) -> None:
    page.evaluate("window.ref = { current: null }; draw(place, jsx('p', { children: jsx('b', { ref }) }))")
    assert page.evaluate("ref.current === document.querySelector('b')")
    page.evaluate("draw(place, false)")
    assert page.evaluate("[ref.current, place.childNodes.length]") == [None, 0]
