"""What a customer has written and not sent: where it is kept, what goes out, and what can be done to it on the way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from local.stack import LocalStack
from playwright.sync_api import BrowserContext, Page, Response, Route, expect

from tests.e2e.screens import Widget
from tests.people import Person, eventually

SEND = "**/support_chat/messages"


@contextmanager
def unreachable(stack: LocalStack, context: BrowserContext) -> Iterator[None]:
    """The page loads and its host signs tokens, but the API is out of reach."""
    place = f"{stack.info['api_url']}/**"
    context.route(place, lambda route: route.abort("internetdisconnected"))
    yield
    context.unroute(place)


def stored(person: Person) -> list[str]:
    """What the server has, in its order."""
    return [message["content"] for message in person.chat()["messages"]]


def kept(page: Page) -> list[str]:
    """The keys of this site's storage."""
    keys: list[str] = page.evaluate("Object.keys(localStorage)")
    return keys


def forgotten(page: Page) -> None:
    """Nothing stays in this site's storage."""
    eventually(lambda: kept(page), lambda keys: keys == [], what="an empty storage")


def posts(context: BrowserContext) -> list[str]:
    """The texts that the server answers from now on, each as often as it does, under one id each."""
    seen: list[str] = []
    ids: dict[str, str] = {}

    def note(response: Response) -> None:
        request = response.request
        if request.method == "POST" and request.url.endswith("/support_chat/messages"):
            body = json.loads(request.post_data or "{}")
            seen.append(body["content"])
            assert ids.setdefault(body["content"], body["client_message_id"]) == body["client_message_id"]

    context.on("response", note)
    return seen


def on_post(context: BrowserContext, answer: Callable[[Route], None]) -> None:
    context.route(SEND, lambda route: answer(route) if route.request.method == "POST" else route.continue_())


def handed_over(page: Page, held: list[Route]) -> Route:
    """The first that was held. Playwright hands requests over only while something is asked."""
    return eventually(lambda: (page.evaluate("0"), held)[1], bool, what="the request")[0]


def waiting(widget: Widget, count: int) -> None:
    expect(widget.page.locator("support-chat [data-sender=user]:not([data-state=sent])")).to_have_count(count)
