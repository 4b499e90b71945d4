"""However a customer is called, whatever their address and id: rows, search, palette, thread, panel, export, notice."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from local.stack import LocalStack
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from tests.e2e.background import Tab
from tests.e2e.conftest import AT_ONCE, OpenDashboard
from tests.e2e.host_app import HostApp
from tests.e2e.test_small_joys import NOTE
from tests.e2e.untouched import Untouched, known_as
from tests.hostile_text import ADDRESSES, PAYLOADS, USER_IDS
from tests.people import Person, customer_token

PARTS = 4
# Room for every row of a part, and for the panel beside the conversation.
TALL = ViewportSize(width=1400, height=2400)
LOW = ViewportSize(width=1400, height=600)
TITLE = re.compile(r"^(\(\d[\d,]*\) )?Support Chat$")
SIGN_IN = """([name, password]) => {
  document.querySelector("input[name=username]").value = name;
  document.querySelector("input[name=password]").value = password;
  document.querySelector("[type=submit]").click();
}"""


@dataclass(frozen=True)
class Called:
    """A customer of a hostile name, address and id."""

    person: Person
    name: str
    said: str


def customers(stack: LocalStack, payloads: list[str], domain: str) -> list[Called]:
    """One for each payload; all of them have addresses of the same domain, by which they are found."""
    made: list[Called] = []
    for n, payload in enumerate(payloads):
        user_id = f"{USER_IDS[n % len(USER_IDS)]}-{uuid4().hex[:12]}"
        email = f"{ADDRESSES[n % len(ADDRESSES)]}.{n:02d}@{domain}"
        token = customer_token(stack, user_id, email=email, name=payload)
        made.append(Called(Person(stack.info["api_url"], token, user_id, email), known_as(payload), payload))
    return made


def drawn(page: Page) -> Locator:
    return page.locator(".search-results a[data-chat-id]")


def found_by_their_domain(page: Page, called: list[Called], domain: str) -> None:
    """All of them are found; a row is drawn where it is in view, and counted wherever it is."""
    page.get_by_role("textbox", name="Search all chats").fill(domain)
    expect(drawn(page)).to_have_count(len(called))
    expect(page.locator(".search-count")).to_have_text(f"{len(called)} chats found")
    shown = {tuple(row.locator("bdi").all_text_contents()) for row in drawn(page).all()}
    assert shown == {(each.name, each.person.email) for each in called}
    previews = drawn(page).locator(".row-preview").all_text_contents()
    assert {text.strip() for text in previews} == {each.said.strip() for each in called}
    page.set_viewport_size(LOW)
    expect(drawn(page)).not_to_have_count(len(called))
    assert drawn(page).count() >= 1
    expect(page.locator(".search-results li").first).to_have_attribute("aria-setsize", str(len(called)))
    page.set_viewport_size(TALL)


def search_for_what_they_are_called(page: Page, called: list[Called]) -> None:
    """Any of it may be typed: it is looked for, or too short, and finds whoever is called so."""
    field = page.get_by_role("textbox", name="Search all chats")
    for each in called:
        field.fill(each.person.email)
        expect(drawn(page)).to_have_count(1)
        expect(drawn(page)).to_contain_text(each.name)
        field.fill(each.said)
        expect(page.locator(".search-count")).to_have_text(re.compile(r"found|Type at least two letters"))
        expect(drawn(page).filter(has_text=each.person.email)).to_have_count(1)


def open_by_the_palette(page: Page, each: Called) -> None:
    page.keyboard.press("Control+k")
    field = page.locator(".palette input")
    field.fill(each.person.email)
    option = page.get_by_role("dialog").get_by_role("option")
    expect(option).to_have_count(1)
    assert option.locator("bdi").all_text_contents() == [each.name, each.person.email]
    field.press("Enter")
    expect(page.locator(".thread-person h2")).to_have_text(each.name)


def labelled(page: Page, each: Called) -> None:
    """What is read out is the name as it is, and so is what the panel says."""
    expect(page.locator("section.thread")).to_have_attribute("aria-label", f"Chat with {each.name}")
    expect(page.get_by_role("log")).to_have_attribute("aria-label", f"Conversation with {each.name}")
    expect(page.locator(".composer textarea")).to_have_attribute("aria-label", f"Reply to {each.name}")
    expect(page.locator(".panel-name")).to_have_text(each.name)
    expect(page.locator(".fact-id code")).to_have_text(each.person.id)


def asked_about(page: Page, each: Called) -> None:
    """The questions that name the customer."""
    page.get_by_role("button", name="Block the customer…").click()
    expect(page.get_by_role("dialog")).to_have_attribute("aria-label", re.compile(re.escape(each.name)))
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Erase everything…").click()
    expect(page.get_by_role("dialog")).to_contain_text(each.person.id)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def exported(page: Page, folder: Path) -> dict[str, Any]:
    """The chat's head in the file."""
    with page.expect_download() as made:
        page.get_by_role("button", name="Export everything").click()
    assert re.fullmatch(r"support-chat-export_[0-9a-f-]{36}\.json", made.value.suggested_filename)
    file = folder / made.value.suggested_filename
    made.value.save_as(file)
    (head,) = [item for item in json.loads(file.read_text(encoding="utf-8"))["items"] if item["kind"] == "chat"]
    return dict(head)


@pytest.mark.parametrize("part", range(PARTS))
def test_whoever_a_customer_is_their_name_is_text_wherever_it_stands(
    part: int,
    stack: LocalStack,
    host: HostApp,
    contexts: Callable[..., BrowserContext],
    dashboard: OpenDashboard,
    tmp_path: Path,
) -> None:
    domain = f"p{uuid4().hex[:12]}.example"
    called = customers(stack, PAYLOADS[part::PARTS], domain)
    for each in called:
        each.person.say(each.said).raise_for_status()
    watch = Untouched(contexts(viewport=TALL), stack, host)
    page = dashboard(context=watch.context).connected().page
    found_by_their_domain(page, called, domain)
    search_for_what_they_are_called(page, called)
    page.keyboard.press("Escape")
    for each in called:
        open_by_the_palette(page, each)
        labelled(page, each)
        asked_about(page, each)
        head = exported(page, tmp_path)
        assert (head["user_name"], head["user_email"], head["user_id"]) == (
            each.name,
            each.person.email,
            each.person.id,
        )
        expect(page).to_have_title(TITLE)
        assert watch.made(page) == []
    watch.nothing_happened()


def test_a_notification_says_who_and_what_as_it_was_written(stack: LocalStack, browser: Browser) -> None:
    """The system's own, for every payload as a name and as a message; the title of the page has numbers only."""
    called = customers(stack, PAYLOADS, f"n{uuid4().hex[:12]}.example")
    account = stack.info["agents"][0]
    tab = Tab(browser, "about:blank", before=NOTE, may=["notifications"])
    tab.go(stack.info["admin_url"], until="!!document.querySelector('[type=submit]')")
    tab.evaluate(f"({SIGN_IN})({json.dumps([account['email'], account['password']])})")
    tab.until("document.querySelector('.status-dot[data-status]')?.dataset.status", "connected")
    tab.hide()
    for n, each in enumerate(called):
        each.person.say(each.said).raise_for_status()
        tab.until("notified.length", n + 1, within=AT_ONCE / 1_000)
    shown = tab.evaluate("notified")
    assert [(each["title"], each["body"]) for each in shown] == [(each.name, each.said) for each in called]
    assert TITLE.match(tab.evaluate("document.title"))
    assert tab.evaluate("self.hostile") is None
    tab.close()
