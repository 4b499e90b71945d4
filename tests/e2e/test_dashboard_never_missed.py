"""A new message makes itself known; a lost connection is told in words, and nothing is missing afterwards."""

from __future__ import annotations

import re

from local.stack import LocalStack
from playwright.sync_api import expect

from tests.e2e import axe
from tests.e2e.conftest import AT_ONCE, RECOVERED, OpenDashboard
from tests.people import new_customer

TONES = """
  window.tones = 0
  const play = OscillatorNode.prototype.start
  OscillatorNode.prototype.start = function (at) { window.tones += 1; return play.call(this, at) }
  null
"""
NOTICES = """
  window.notices = []
  window.Notification = class extends EventTarget {
    static permission = "default"
    static requestPermission() { Notification.permission = "granted"; return Promise.resolve("granted") }
    constructor(title, options) { super(); window.notices.push({ title, ...options }) }
    close() {}
  }
  null
"""


def test_the_title_the_icon_and_a_tone_tell_of_a_new_message(stack: LocalStack, dashboard: OpenDashboard) -> None:
    agents = dashboard().connected()
    page = agents.page
    page.evaluate(TONES)
    icon = page.locator("link[rel=icon]")
    page.get_by_role("button", name="Sound is on").click()
    sound = page.get_by_role("button", name="Sound is off")
    expect(sound).to_be_visible()
    customer = new_customer(stack)
    customer.say("Quietly")
    expect(agents.row(customer)).to_be_visible(timeout=AT_ONCE)
    expect(page).to_have_title(re.compile(r"^\(\d+\) Support Chat$"))
    expect(icon).to_have_attribute("href", re.compile("^data:image/svg"))
    assert page.evaluate("tones") == 0
    sound.click()
    customer.say("Aloud")
    page.wait_for_function("tones > 0", timeout=AT_ONCE)


def test_notifications_are_asked_for_by_a_click_and_say_who_wrote(stack: LocalStack, dashboard: OpenDashboard) -> None:
    agents = dashboard().connected()
    page = agents.page
    # A headless browser has no desktop to show anything on: what would be shown is written down.
    page.evaluate(NOTICES)
    page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true }); document.hasFocus = () => false")
    page.get_by_role("button", name="Show desktop notifications").click()
    expect(page.get_by_role("button", name="Desktop notifications are on")).to_be_visible()
    customer = new_customer(stack)
    customer.say("Is anybody there?")
    page.wait_for_function("notices.length > 0", timeout=AT_ONCE)
    notice = page.evaluate("notices[0]")
    assert notice["body"] == "Is anybody there?"
    assert notice["tag"] == f"support-chat {customer.chat()['id']}"
    page.get_by_role("button", name="Desktop notifications are on").click()
    expect(page.get_by_role("button", name="Desktop notifications are off")).to_be_visible()


def test_a_lost_connection_is_told_in_words_and_afterwards_nothing_is_missing(
    stack: LocalStack, dashboard: OpenDashboard
) -> None:
    customer = new_customer(stack)
    customer.say("Before")
    agents = dashboard().connected().open(customer)
    page = agents.page
    page.context.set_offline(True)
    banner = page.locator("[data-banner]")
    expect(banner).to_contain_text("The server cannot be reached", timeout=AT_ONCE)
    expect(banner.get_by_role("button", name="Try now")).to_be_visible()
    for text in ("while", "you", "were away"):
        customer.say(text)
    agents.say("Written offline")
    newcomer = new_customer(stack)
    newcomer.say("Somebody new")
    page.context.set_offline(False)
    expect(banner).to_contain_text("What came in meanwhile is here", timeout=RECOVERED)
    assert axe.violations(page) == []
    expect(agents.messages).to_have_text(["Before", "while", "you", "were away", "Written offline"], timeout=RECOVERED)
    expect(agents.row(newcomer)).to_be_visible()
    expect(banner).to_have_count(0)
