"""What a customer has written and not sent: where it is kept, what goes out, and what can be done to it on the way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from local.stack import LocalStack
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

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


def close(page: Page) -> None:
    """Left first, where a route still answers: what a tab has on its way when it is closed would be let out past it."""
    page.goto("about:blank")
    page.close()


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


class Posts:
    """The sends of a browser's pages from now on, and which of them the server answered."""

    def __init__(self, context: BrowserContext) -> None:
        self._context = context
        self._under_way: set[Request] = set()
        self._answered: list[tuple[str, str]] = []
        context.on("request", lambda request: self._under_way.add(request) if is_send(request) else None)
        context.on("response", lambda response: self._note(response.request) if is_send(response.request) else None)
        context.on("requestfailed", lambda request: self._under_way.discard(request))

    def answered(self) -> list[str]:
        """The texts, each as often as it was answered, under one id each. To be asked when the pages have nothing left
        to send; an answer may come after the page has learned from elsewhere that its message is stored."""
        eventually(self._hear, lambda _: not self._under_way, what="the end of every send")
        texts = [text for text, _ in self._answered]
        assert len({*self._answered}) == len({*texts}), f"one id each: {self._answered}"
        return texts

    def _hear(self) -> None:
        """Playwright hands events over only while something is asked, and each page's in their order."""
        for page in self._context.pages:
            page.evaluate("0")

    def _note(self, request: Request) -> None:
        self._under_way.discard(request)
        body = json.loads(request.post_data or "{}")
        self._answered.append((body["content"], body["client_message_id"]))


def is_send(request: Request) -> bool:
    return request.method == "POST" and request.url.endswith("/support_chat/messages")


def on_post(context: BrowserContext, answer: Callable[[Route], None]) -> None:
    context.route(SEND, lambda route: answer(route) if route.request.method == "POST" else route.continue_())


def handed_over(page: Page, held: list[Route]) -> Route:
    """The first that was held. Playwright hands requests over only while something is asked."""
    return eventually(lambda: (page.evaluate("0"), held)[1], bool, what="the request")[0]


def waiting(widget: Widget, count: int) -> None:
    expect(widget.page.locator("support-chat [data-sender=user]:not([data-state=sent])")).to_have_count(count)
