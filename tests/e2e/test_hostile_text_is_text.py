"""What a customer writes, or is called, shows as text in the widget, the dashboard and the mail."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from local.stack import LocalStack
from playwright.sync_api import BrowserContext, expect

from tests.conftest import MAIL_SECONDS
from tests.e2e.conftest import AT_ONCE, OpenDashboard, OpenShop
from tests.people import Person, eventually, mails_to, new_customer

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><iframe srcdoc="<script>alert(1)</script>">',
    "javascript:alert(1)",
    "{{constructor.constructor('alert(1)')()}}",
    "<a href='javascript:alert(1)'>click</a>",
    "</textarea><script>alert(1)</script>",
    "<b>bold</b>&amp;<!-- -->",
]
# Nothing may run, and nothing may be made of it: no element that we did not draw.
MADE = "() => document.querySelectorAll('script:not([src]), iframe, img[src=x], [onerror], [onload]').length"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_message_shows_as_text_in_widget_and_dashboard(
    payload: str, stack: LocalStack, shop: OpenShop, dashboard: OpenDashboard, ada: Person
) -> None:
    customer = new_customer(stack, name=payload)
    customer.say(payload)
    ada.reply(customer.chat()["id"], payload)
    widget = shop(customer).open()
    widget.shows(payload, payload)
    agents = dashboard().connected()
    row = agents.row(customer)
    expect(row).to_contain_text(payload, timeout=AT_ONCE)
    agents.open(customer)
    expect(agents.messages).to_have_text([payload, payload])
    for page in (widget.page, agents.page):
        assert page.evaluate(MADE) == 0


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
    assert page.evaluate(MADE) == 0
    shown = contexts().new_page()
    shown.goto(stack.info["mail_url"])
    expect(shown.locator("body")).to_contain_text(customer.email)
    assert shown.evaluate("() => document.querySelectorAll('script:not([src]), img[src=x], [onerror]').length") == 0
