"""What a customer writes, and what is answered, shows as text in the widget, the dashboard and the mail."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from local.stack import LocalStack
from playwright.sync_api import BrowserContext, expect

from tests.conftest import MAIL_SECONDS
from tests.e2e.conftest import AT_ONCE, SHOP, Dashboard, OpenDashboard, Widget, embed
from tests.e2e.host_app import HostApp
from tests.e2e.test_a_strict_policy_has_nothing_to_report import EVERYTHING_ELSE, PAGE, REPORTS, documented_policy
from tests.e2e.test_changed_messages import Replies
from tests.e2e.untouched import Untouched, known_as
from tests.hostile_text import CALL, PAYLOADS
from tests.people import Person, eventually, mails_to, message, new_customer

PARTS = 4


def write_all(customer: Person, ada: Person, payloads: list[str]) -> list[str]:
    """Each payload as a message, as its page's address and title, and as a browser's name; and as a reply."""
    chat_id = customer.chat()["id"]
    for payload in payloads:
        context = {"page": f"https://shop.example/{quote(payload)}", "title": payload}
        agent = {"user-agent": payload} if payload.isascii() else {}
        body = {**message(payload), "context": context}
        customer.call("POST", "/support_chat/messages", json=body, headers=agent).raise_for_status()
        ada.reply(chat_id, payload).raise_for_status()
    return [payload for payload in payloads for _ in range(2)]


def walk_up(agents: Dashboard, texts: list[str], watch: Untouched) -> None:
    """The thread draws what is in sight: scroll up until every text was seen, each as it was written."""
    seen: set[str] = set()

    def look() -> set[str]:
        seen.update(agents.messages.all_text_contents())
        assert watch.made(agents.page) == []
        agents.page.get_by_role("log").hover()
        agents.page.mouse.wheel(0, -400)
        return set(texts) - seen

    eventually(look, lambda missing: not missing, what="texts of the thread")


def is_told_of_edits(widget: Widget, replies: Replies, payloads: list[str]) -> None:
    """The same message is changed to each of them: who cannot see it hears the new text (behind a word in Arabic)."""
    seq = replies.say("Hello")
    expect(widget.messages.last).to_have_text("Hello", timeout=AT_ONCE)
    for payload in payloads:
        replies.edit(seq, payload)
        expect(widget.messages.last).to_have_text(payload, timeout=AT_ONCE)
        expect(widget.page.locator("support-chat .conversation > .unseen")).to_contain_text(f": {payload}")


def shows_every_version(agents: Dashboard, payloads: list[str]) -> None:
    """What the message said before, as the agents look it up."""
    agents.page.get_by_role("log").get_by_role("button", name="edited").last.click()
    versions = agents.page.get_by_role("dialog").locator(".version-text")
    expect(versions).to_have_text(["Hello", *payloads])
    agents.page.keyboard.press("Escape")


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_is_said_shows_as_text_and_nothing_comes_of_it(
    part: int,
    stack: LocalStack,
    host: HostApp,
    contexts: Callable[..., BrowserContext],
    dashboard: OpenDashboard,
    ada: Person,
) -> None:
    """Messages, replies, their changes, pages, titles, browsers: in the widget, on a page with the documented policy
    and on one that has none; in the dashboard's list, thread, history and panel."""
    payloads = PAYLOADS[part::PARTS]
    customer = new_customer(stack, name=f"{payloads[0]} talker")
    texts = write_all(customer, ada, payloads)
    host.posted.pop(REPORTS, None)
    watch = Untouched(contexts(), stack, host)

    policy = f"{documented_policy(stack)}; {EVERYTHING_ELSE}"
    page = watch.new_page()
    page.goto(embed(stack, host, customer, PAGE, headers={"content-security-policy": policy}))
    widget = Widget(page, customer).open().connected()
    widget.shows(*texts)
    is_told_of_edits(widget, Replies(ada, customer.chat()["id"]), payloads)
    free = watch.new_page()
    free.goto(embed(stack, host, customer, SHOP, at="free/"))
    Widget(free, customer).open().shows(*texts, payloads[-1])

    agents = dashboard(context=watch.context).connected()
    expect(agents.row(customer)).to_contain_text(payloads[-1], timeout=AT_ONCE)
    agents.open(customer)
    expect(agents.messages.last).to_have_text(payloads[-1])
    shows_every_version(agents, payloads)
    walk_up(agents, texts, watch)
    expect(agents.page.locator("body")).to_contain_text(known_as(f"{payloads[0]} talker"))
    watch.nothing_happened()
    assert host.posted.get(REPORTS, []) == []


def test_names_and_messages_show_as_text_in_the_mail(
    stack: LocalStack, host: HostApp, contexts: Callable[..., BrowserContext], ada: Person
) -> None:
    hostile = f"<script>{CALL}</script><img src=x onerror={CALL}>"
    customer = new_customer(stack, name=hostile)
    customer.say("Hello")
    ada.reply(customer.chat()["id"], hostile)
    (mail,) = eventually(lambda: mails_to(stack, customer.email), bool, within=MAIL_SECONDS, what="the mail")
    watch = Untouched(contexts(), stack, host)
    page = watch.new_page()
    page.goto(host.page(f"/{customer.id}/mail", mail["html"]))  # a reader of mail without any policy
    expect(page.locator("body")).to_contain_text(f"Hello {hostile},")
    shown = contexts().new_page()
    shown.goto(stack.info["mail_url"])
    expect(shown.locator("body")).to_contain_text(customer.email)
    assert shown.evaluate("() => document.querySelectorAll('script:not([src]), img[src=x], [onerror]').length") == 0
    watch.nothing_happened()
