"""Messages from one Chromium to another: from the sender's Enter to the other page's paint, point by point."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from local import browser
from local.stack import PUSHER, LocalStack
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pusher.http import Request
from pusher.pusher_client import PusherClient
from tests.e2e.conftest import BROWSER_FLAGS, SHOP, embed
from tests.e2e.host_app import HostApp
from tests.e2e.screens import Dashboard, Widget
from tests.people import Person, agent, new_customer

WATCH = (Path(__file__).parent / "watch.js").read_text()
# Nobody's chat has a thousand messages; each customer writes and is answered this often.
PER_CUSTOMER = 200
REACHED = "([point, name]) => window.benchReached(point, name)"
WAIT_MS = 60_000
POLLED_FOR_SECONDS = 15
ECHO = """
async (requests) => {
  const sent = [];
  for (const { url, body } of requests) {
    sent.push(performance.timeOrigin + performance.now());
    await fetch(url, { method: "POST", body, mode: "no-cors", headers: { "content-type": "text/plain" } });
  }
  return sent;
}
"""
LISTEN = """
([url, channel]) => new Promise((resolve) => {
  const heard = (window.heard = []);
  const socket = new WebSocket(url);
  socket.onopen = () => socket.send(JSON.stringify({ event: "pusher:subscribe", data: { channel } }));
  socket.onmessage = ({ data }) => {
    if (data.includes("subscription_succeeded")) resolve();
    else if (data.includes("bench-echo")) heard.push(performance.timeOrigin + performance.now());
  };
})
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser with the flags of the tests."""
    path = os.environ.get("BROWSER_PATH") or browser.find()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=BROWSER_FLAGS)
        yield running
        running.close()


class Scene:
    """An agent's dashboard, and customers one after another, each in a browser context of their own."""

    def __init__(self, stack: LocalStack, host: HostApp, running: Browser) -> None:
        self._stack, self._host, self._browser = stack, host, running
        self.ada = agent(stack)
        self.dashboard = self._sign_in()
        self.widgets: list[Widget] = []

    def _watched(self) -> BrowserContext:
        context = self._browser.new_context()
        context.add_init_script(WATCH)
        return context

    def _sign_in(self) -> Dashboard:
        account = self._stack.info["agents"][0]
        page = self._watched().new_page()
        page.goto(self._stack.info["admin_url"])
        page.locator("input[name=username]").fill(account["email"])
        page.locator("input[name=password]").fill(account["password"])
        page.locator("[type=submit]").first.click()
        return Dashboard(page).connected()

    def customer(self) -> Widget:
        """A new customer whose chat is open on both sides."""
        person: Person = new_customer(self._stack)
        page = self._watched().new_page()
        page.goto(embed(self._stack, self._host, person, SHOP))
        widget = Widget(page, person).open().connected()
        widget.say("Hello")
        widget.has_sent(1)
        self.dashboard.row(person).wait_for()
        self.dashboard.open(person)
        self.dashboard.messages.first.wait_for()
        self.dashboard.connected()
        self.widgets.append(widget)
        return widget


def spans(sender: Mapping[str, Any], receiver: Mapping[str, Any], names: list[str]) -> list[dict[str, Any]]:
    """What lies between the points of each message, in milliseconds."""
    found = []
    for name in names:
        enter, fetch = sender["enter"][name], sender["fetch"][name]
        event, paint = receiver["event"].get(name), receiver["paint"][name]
        found.append(
            {
                "enter": enter,
                "request_id": sender["request"].get(name),
                "fetch": fetch,
                "event": event,
                "paint": paint,
                "total_ms": paint - enter,
                # No event: the message came by asking. It counts in the total, and in no span after it.
                "front_ms": fetch - enter,
                "receiver_ms": None if event is None or event > paint else paint - event,
            }
        )
    return found


def exchanged(scene: Scene, count: int) -> list[dict[str, Any]]:
    """So many messages, in turn from the customer and from the agent, each sent when the one before is painted."""
    rows: list[dict[str, Any]] = []
    number = 0
    while number < count:
        widget = scene.customer()
        pages = {"customer": widget.page, "agent": scene.dashboard.page}
        fields = {
            "customer": widget.input,
            "agent": scene.dashboard.page.get_by_role("textbox", name="Reply to"),
        }
        names: dict[str, list[str]] = {"customer": [], "agent": []}
        for _ in range(min(PER_CUSTOMER, count - number)):
            who, other = ("customer", "agent") if number % 2 == 0 else ("agent", "customer")
            name = f"bench-{who}-{number}"
            fields[who].fill(name)
            fields[who].press("Enter")
            pages[other].evaluate(REACHED, ["paint", name])
            pages[who].evaluate(REACHED, ["request", name])
            names[who].append(name)
            number += 1
        seen = {who: page.evaluate("window.benchSeen") for who, page in pages.items()}
        for who, other in (("customer", "agent"), ("agent", "customer")):
            rows += [{"from": who, **row} for row in spans(seen[who], seen[other], names[who])]
    return rows


def log_lines(stack: LocalStack) -> dict[str, dict[str, Any]]:
    """The functions' line of each request for a message, by request id."""
    logs = stack.aws.client("logs")
    group = stack.info["outputs"]["FunctionLogsName"]
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group, filterPattern='"duration_ms"')
    lines = [line for page in pages for event in page["events"] for line in event["message"].splitlines()]
    read = [json.loads(line) for line in lines if line.startswith("{") and '"duration_ms"' in line]
    return {line["request_id"]: line for line in read if line.get("request_id")}


def echoed(stack: LocalStack, running: Browser, count: int) -> list[float]:
    """A publish straight to the realtime server's HTTP API until another page's socket has it."""
    port = stack.ports.realtime
    client = PusherClient(PUSHER["app_id"], PUSHER["key"], PUSHER["secret"], host="127.0.0.1", port=port, ssl=False)
    channel = "bench-echo"
    data = {"name": "echo", "channels": [channel], "data": json.dumps({"text": "bench-echo " + "x" * 400})}
    requests = [Request(client, "POST", f"/apps/{PUSHER['app_id']}/events", {**data, "n": n}) for n in range(count)]
    made = [{"url": f"{request.url}", "body": request.body} for request in requests]
    listener, sender = _blank(running, stack), _blank(running, stack)
    listener.evaluate(LISTEN, [f"ws://127.0.0.1:{port}/app/{PUSHER['key']}?protocol=7", channel])
    sent: list[float] = sender.evaluate(ECHO, made)
    listener.wait_for_function("n => window.heard.length >= n", arg=count)
    heard: list[float] = listener.evaluate("window.heard")
    for page in (listener, sender):
        page.context.close()
    return [after - before for before, after in zip(sent, heard, strict=True)]


def _blank(running: Browser, stack: LocalStack) -> Page:
    page = running.new_context().new_page()
    # A page of the realtime server's own origin: its answers may be waited for.
    page.goto(f"http://127.0.0.1:{stack.ports.realtime}/")
    return page


def polled(stack: LocalStack, scene: Scene, count: int) -> list[float]:
    """The realtime server is dead: from an agent's request until the customer's page shows the reply."""
    widgets = scene.widgets[-5:]
    chats = [widget.customer.chat()["id"] for widget in widgets]
    stack.realtime.stop()
    sent: dict[str, tuple[Widget, float]] = {}
    try:
        for widget in widgets:
            widget.page.wait_for_function(
                "() => document.querySelector('support-chat').shadowRoot.querySelector('[data-status=polling]')",
                timeout=WAIT_MS,
            )
        rng = random.Random("when people answer")
        ends = time.monotonic()
        for number, pause in enumerate(sorted(rng.uniform(0, POLLED_FOR_SECONDS) for _ in range(count))):
            time.sleep(max(0.0, ends + pause - time.monotonic()))
            at = number % len(widgets)
            name = f"bench-polled-{number}"
            sent[name] = (widgets[at], time.time() * 1_000)
            scene.ada.reply(chats[at], name, str(uuid4())).raise_for_status()
        return [_shown(widget.page, name) - at_ms for name, (widget, at_ms) in sent.items()]
    finally:
        stack.realtime.start()


def _shown(page: Page, name: str) -> float:
    page.evaluate(REACHED, ["paint", name])
    painted: float = page.evaluate("name => window.benchSeen.paint[name]", name)
    return painted
