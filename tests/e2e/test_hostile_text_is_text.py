"""What a customer writes, or is called, shows as text in the widget, the dashboard and the mail."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from local.stack import LocalStack
from playwright.sync_api import BrowserContext, expect

from tests.conftest import MAIL_SECONDS
from tests.e2e.conftest import AT_ONCE, Dashboard, OpenDashboard, Widget, embed
from tests.e2e.host_app import HostApp
from tests.e2e.test_a_strict_policy_has_nothing_to_report import EVERYTHING_ELSE, PAGE, documented_policy
from tests.hostile_text import PAYLOADS
from tests.people import Person, eventually, mails_to, message, new_customer

PARTS = 4
# Nothing may run, and nothing may be made of it: no element that we did not draw, no attribute that runs.
MADE = """() => {
  const made = "script:not([src]), iframe, object, embed, base, marquee, img[src=x], meta[http-equiv=refresh]";
  const links = ["href", "src", "action", "formaction", "srcdoc"];
  const everything = (root) => [...root.querySelectorAll("*")].flatMap((element) =>
    [element, ...(element.shadowRoot ? everything(element.shadowRoot) : [])]);
  const runs = ({ name, value }) =>
    name.startsWith("on") || (links.includes(name) && !/^(https?:|blob:|mailto:|[./#?]|$)/i.test(value));
  return everything(document)
    .filter((element) => !element.matches("link[rel=icon]"))  // our own, drawn as data
    .filter((element) => element.matches(made) || [...element.attributes].some(runs))
    .map((element) => element.outerHTML);
}"""


def known_as(text: str) -> str:
    """How a name is kept: printable, on one line."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


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


def walk_up(agents: Dashboard, texts: list[str]) -> None:
    """The thread draws what is in sight: scroll up until every text was seen, each as it was written."""
    seen: set[str] = set()

    def look() -> set[str]:
        seen.update(agents.messages.all_text_contents())
        made: list[str] = agents.page.evaluate(MADE)
        assert made == []
        agents.page.get_by_role("log").hover()
        agents.page.mouse.wheel(0, -400)
        return set(texts) - seen

    eventually(look, lambda missing: not missing, what="texts of the thread")


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_a_customer_says_or_is_called_shows_as_text(
    part: int,
    stack: LocalStack,
    host: HostApp,
    contexts: Callable[..., BrowserContext],
    dashboard: OpenDashboard,
    ada: Person,
) -> None:
    """Messages, replies, pages, titles, browsers, and a name: in the widget, the list, the thread and the panel, under
    the strict policies of both."""
    payloads = PAYLOADS[part::PARTS]
    customer = new_customer(stack, name=f"{payloads[0]} talker")
    texts = write_all(customer, ada, payloads)

    page = contexts().new_page()
    policy = f"{documented_policy(stack)}; {EVERYTHING_ELSE}"
    page.goto(embed(stack, host, customer, PAGE, headers={"content-security-policy": policy}))
    Widget(page, customer).open().shows(*texts)

    agents = dashboard().connected()
    expect(agents.row(customer)).to_contain_text(payloads[-1], timeout=AT_ONCE)
    agents.open(customer)
    expect(agents.messages.last).to_have_text(texts[-1])
    walk_up(agents, texts)
    expect(agents.page.locator("body")).to_contain_text(known_as(f"{payloads[0]} talker"))
    for shown in (page, agents.page):
        assert shown.evaluate(MADE) == []


def test_names_and_messages_show_as_text_in_the_mail(
    stack: LocalStack, contexts: Callable[..., BrowserContext], ada: Person
) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    customer = new_customer(stack, name=hostile)
    customer.say("Hello")
    ada.reply(customer.chat()["id"], hostile)
    (mail,) = eventually(lambda: mails_to(stack, customer.email), bool, within=MAIL_SECONDS, what="the mail")
    page = contexts().new_page()
    page.set_content(mail["html"])
    expect(page.locator("body")).to_contain_text(hostile)
    assert page.evaluate(MADE) == []
    shown = contexts().new_page()
    shown.goto(stack.info["mail_url"])
    expect(shown.locator("body")).to_contain_text(customer.email)
    assert shown.evaluate("() => document.querySelectorAll('script:not([src]), img[src=x], [onerror]').length") == 0
