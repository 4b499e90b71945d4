"""A page under exactly the documented policy, with everything else forbidden: a whole conversation, and no report."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from local.stack import LocalStack
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import AT_ONCE, Widget, embed
from tests.e2e.host_app import HostApp
from tests.people import Person, eventually, new_customer
from tests.template import ROOT

REPORTS = "/reports"
EVERYTHING_ELSE = f"default-src 'none'; base-uri 'none'; form-action 'none'; report-uri {REPORTS}"
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Strict</title></head>
<body><h1>Strict</h1>
<script src="{widget_url}/support-chat.js" data-token-url="{token_url}" data-title-count="true"
  data-notifications="true" data-sound="true" data-theme="dark" data-accent="#0b6e4f" data-language="ar" async></script>
</body></html>"""
COLLECT = """
self.violations = [];
addEventListener('securitypolicyviolation', ({violatedDirective, blockedURI, sample}) =>
  violations.push(`${violatedDirective}: ${blockedURI} ${sample}`));
"""


def documented_policy(stack: LocalStack) -> str:
    """What docs/widget.md tells hosts to send, with this stack's addresses in it."""
    blocks = re.findall(r"```\w*\nContent-Security-Policy:(.*?)```", (ROOT / "docs/widget.md").read_text(), re.DOTALL)
    assert len(blocks) == 1
    places = {
        "<WidgetUrl>": stack.info["widget_url"],
        "<ApiUrl>": f"{stack.info['api_url']}/",  # the emulator's has a path, which a policy takes literally
        "<RealtimeUrl>": f"ws://{stack.info['pusher']['host']}:{stack.info['pusher']['port']}",
    }
    policy = " ".join(blocks[0].split())
    for place, address in places.items():
        policy = policy.replace(place, address)
    assert "<" not in policy
    return policy


@pytest.fixture
def strict(stack: LocalStack, host: HostApp, contexts: Callable[..., BrowserContext]) -> Widget:
    """The widget with every option that loads or draws something more, on a page that allows nothing else."""
    host.posted.pop(REPORTS, None)
    customer = new_customer(stack)
    context = contexts()
    context.grant_permissions(["notifications"], origin=host.url)
    page = context.new_page()
    page.add_init_script(COLLECT)
    policy = f"{documented_policy(stack)}; {EVERYTHING_ELSE}"
    page.goto(embed(stack, host, customer, PAGE, headers={"content-security-policy": policy}))
    widget = Widget(page, customer)
    expect(widget.button).to_be_visible()
    return widget


def violations(page: Page) -> list[str]:
    seen: list[str] = page.evaluate("violations")
    return seen


def test_a_whole_conversation_reports_nothing_and_a_planted_style_is_reported(
    strict: Widget, host: HostApp, ada: Person
) -> None:
    page = strict.page
    strict.button.click()
    strict.connected()
    strict.say("Hello")
    strict.has_sent(1)
    chat_id = strict.customer.chat()["id"]
    ada.reply(chat_id, "Look at https://example.com or write to mailto:help@example.com")
    expect(strict.messages.last.get_by_role("link")).to_have_count(2, timeout=AT_ONCE)
    page.keyboard.press("Escape")
    expect(strict.input).to_be_hidden()
    ada.reply(chat_id, "And one more")
    expect(strict.badge).to_have_text("1", timeout=AT_ONCE)
    for command in ("'update', {theme: 'light', accent: '#7a1fa2'}", "'hide'", "'show'", "'destroy'", "'boot'"):
        page.evaluate(f"SupportChat({command})")
    expect(strict.button).to_be_visible()
    assert violations(page) == []
    assert host.posted.get(REPORTS, []) == []
    # The same page does tell of what it forbids.
    page.evaluate("document.head.append(Object.assign(document.createElement('style'), {textContent: 'b {}'}))")
    eventually(lambda: violations(page), lambda seen: len(seen) == 1, what="a violation")
    eventually(lambda: host.posted.get(REPORTS, []), lambda sent: len(sent) == 1, what="a report")
