"""`make pictures`: takes the pictures of the readme from the running stack, with a conversation made for them."""

import json
import re
import time
import uuid
from typing import Any

import httpx
from playwright.sync_api import Page, sync_playwright

from local import browser, people
from local.aws import ROOT

PICTURES = ROOT / "docs" / "pictures"
SETTLED_MS = 800
TALK = (
    ("bob", "Does the Atlas pack fit as hand luggage?"),
    ("alice", "Hello! Where is my order 4711?"),
    ("agent", "Hi Alice, it left our warehouse this morning and should be with you tomorrow."),
    ("alice", "That is quick, thank you! Can I still change the address?"),
)


def say(stack: dict[str, Any], who: str, text: str, chat_id: str) -> None:
    path = f"/admin/chats/{chat_id}/messages" if who == "agent" else "/support_chat/messages"
    message = {"content": text, "client_message_id": str(uuid.uuid4())}
    call(stack, who, "POST", path, message)


def call(stack: dict[str, Any], who: str, method: str, path: str, body: Any = None) -> Any:
    headers = {"authorization": f"Bearer {people.token(who, stack)}"}
    answer = httpx.request(method, stack["api_url"] + path, json=body, headers=headers, timeout=30, trust_env=False)
    return answer.raise_for_status().json()


def sign_in(page: Page, stack: dict[str, Any]) -> None:
    page.goto(stack["admin_url"])
    page.locator("input[name=username]").fill(stack["agent"]["email"])
    page.locator("input[name=password]").fill(stack["agent"]["password"])
    page.locator("[type=submit]").first.click()
    page.get_by_role("tab", name="Active").wait_for()


def take(page: Page, name: str) -> None:
    page.wait_for_timeout(SETTLED_MS)  # a picture, not a test: let fonts and transitions end
    page.screenshot(path=PICTURES / f"{name}.png")


def main() -> None:
    stack = json.loads((ROOT / ".local" / "stack.json").read_text())
    chat_id = call(stack, "alice", "GET", "/support_chat")["id"]
    for who, text in TALK:
        say(stack, who, text, chat_id)
        time.sleep(0.01)  # the inbox orders by the millisecond
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find(), args=list(browser.FLAGS))
        shop = chromium.new_page(viewport={"width": 1280, "height": 800})
        shop.goto(f"{stack['demo_url']}/?as=alice#support-chat")
        shop.locator("support-chat [role=status][data-status=connected]").wait_for()
        take(shop, "widget")
        desk = chromium.new_page(viewport={"width": 1280, "height": 800})
        sign_in(desk, stack)
        desk.locator(f"a[data-chat-id='{chat_id}']").click()
        desk.get_by_role("log").get_by_text(re.compile("change the address")).wait_for()
        desk.locator(".status-dot[data-status=connected]").wait_for()
        take(desk, "dashboard")
        chromium.close()


if __name__ == "__main__":
    main()
