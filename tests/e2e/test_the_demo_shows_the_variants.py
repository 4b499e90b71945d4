"""The demo shop's pages of variants: each is there, and its chat opens without a word on the console."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from local.stack import LocalStack
from local.variants import VARIANTS
from playwright.sync_api import BrowserContext, expect


def test_the_shop_leads_to_every_variant(stack: LocalStack, contexts: Callable[..., BrowserContext]) -> None:
    page = contexts().new_page()
    page.goto(stack.info["demo_url"])
    page.get_by_role("link", name="Variants").click()
    links = page.get_by_role("navigation", name="Variants").get_by_role("link")
    expect(links).to_have_text([variant.title for variant in VARIANTS.values()])
    page.get_by_role("link", name="On the left").click()
    expect(page.locator("support-chat [part~=launcher]")).to_be_in_viewport()
    box = page.locator("support-chat [part~=launcher]").bounding_box()
    assert box
    assert box["x"] < 100


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_opens(stack: LocalStack, contexts: Callable[..., BrowserContext], name: str) -> None:
    page = contexts().new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.goto(f"{stack.info['demo_url']}/variants/{name}")
    launcher = "button.ask-us" if VARIANTS[name].launcher else "support-chat [part~=launcher]"
    page.locator(launcher).click()
    expect(page.locator("support-chat textarea")).to_be_focused()
    panel = page.locator("support-chat [part~=panel]")
    expect(panel).to_have_attribute("dir", VARIANTS[name].direction)
    expect(page.locator("support-chat [role=status][data-status=connected]")).to_have_count(
        1 if VARIANTS[name].signed_in else 0
    )
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert said == []
