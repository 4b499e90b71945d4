"""What can be clicked in a message, by customers and agents: the web and addresses of people, nothing else."""

from __future__ import annotations

from local.stack import LocalStack
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import AT_ONCE, OpenDashboard, OpenShop
from tests.people import Person, new_customer

HOSTILE = [
    "javascript:alert(1)",
    "JavaScript://shop.example/%0Aalert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "blob:https://shop.example/0b4f",
    "file:///etc/passwd",
    "//shop.example/path",
    "https://bank.example@elsewhere.example/",
    "https://user:secret@shop.example/",
    "<a href='https://shop.example/markup' onclick='alert(1)'>",
    "[https://shop.example/markdown](javascript:alert(1))",
    'https://shop.example/"onmouseover="alert(1)',
    "https://\u0430pple.example/",
    "https://shop.example/\u202egpj.exe",
    "https://shop.example/<img src=x onerror=alert(1)>",
]
# Of the whole corpus these are addresses, as far as they are; what follows them is text.
FOUND = [
    "https://shop.example/0b4f",
    "https://shop.example/markup",
    "https://shop.example/markdown](javascript:alert(1))",
    "https://shop.example/",
    "https://shop.example/",
    "https://shop.example/",
]
HARMLESS = {
    "https://shop.example/a?b=c#d": "https://shop.example/a?b=c#d",
    "http://shop.example/plain": "http://shop.example/plain",
    "help@shop.example": "mailto:help@shop.example",
}
MADE = "() => document.querySelectorAll('script:not([src]), iframe, img[src=x], [onclick], [onmouseover]').length"
OF_LINKS = """links => links.map(link => ({
    href: link.getAttribute('href'), text: link.textContent, target: link.target, rel: link.rel, scheme: link.protocol,
    attributes: link.getAttributeNames().filter(name => name.startsWith('on')).length,
}))"""


def test_links_lead_to_the_web_or_to_a_person_in_a_page_of_their_own_and_nowhere_else(
    stack: LocalStack, shop: OpenShop, dashboard: OpenDashboard, ada: Person
) -> None:
    customer = new_customer(stack)
    corpus, harmless = "\n".join(HOSTILE), " and ".join(HARMLESS)
    customer.say(corpus)
    customer.say(harmless)
    ada.reply(customer.chat()["id"], corpus)
    widget = shop(customer).open()
    agents = dashboard().connected()
    expect(agents.row(customer)).to_be_visible(timeout=AT_ONCE)
    agents.open(customer)
    for messages in (widget.messages, agents.messages):
        expect(messages).to_have_text([corpus, harmless, corpus])
        assert [found["text"] for found in links(messages.nth(0))] == FOUND
        assert [found["text"] for found in links(messages.nth(2))] == FOUND
        assert {found["text"]: found["href"] for found in links(messages.nth(1))} == HARMLESS
    for page in (widget.page, agents.page):
        assert page.evaluate(MADE) == 0


def links(message: Locator) -> list[dict[str, str]]:
    """The links of a message, each held to what every link must be."""
    found: list[dict[str, str]] = message.locator("a").evaluate_all(OF_LINKS)
    for link in found:
        assert link["scheme"] in {"http:", "https:", "mailto:"}
        assert (link["target"], link["rel"]) == ("_blank", "noopener noreferrer nofollow")
        assert link["attributes"] == 0
    return found


def test_a_link_opens_beside_the_dashboard_which_the_new_page_cannot_reach(
    stack: LocalStack, dashboard: OpenDashboard
) -> None:
    customer = new_customer(stack)
    customer.say(f"Look at {stack.info['demo_url']}")
    agents = dashboard().connected().open(customer)
    with agents.page.expect_popup() as opened:
        agents.messages.get_by_role("link").click()
    opened.value.wait_for_url(f"{stack.info['demo_url']}/**")  # a page on its way there cannot be asked
    assert opened.value.evaluate("() => [window.opener, document.referrer]") == [None, ""]
    expect(agents.messages).to_have_count(1)
