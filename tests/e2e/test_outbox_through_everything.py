"""Everything that can go wrong with what was written, at once: each message goes out once, in the order of writing."""

from __future__ import annotations

import json
from collections import Counter

from local.stack import LocalStack
from playwright.sync_api import BrowserContext, Route

from tests.e2e.clock import as_time_goes_by
from tests.e2e.conftest import OpenShop
from tests.e2e.outbox import close, forgotten, on_post, stored, unreachable, waiting


class Stumbling:
    """A server that fails at each second request, and once after it has stored the message."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def answer(self, route: Route) -> None:
        body = json.loads(route.request.post_data or "{}")
        self.asked.append((body["content"], body["client_message_id"]))
        if len(self.asked) == 3:
            route.fetch()  # stored, and nobody hears of it
        if len(self.asked) % 2:
            route.fulfill(status=500, json={"error": {"code": "internal", "message": "no"}})
        else:
            route.continue_()


def test_two_tabs_ten_minutes_offline_a_reload_a_closed_tab_and_a_server_that_stumbles(
    stack: LocalStack, context: BrowserContext, shop: OpenShop
) -> None:
    first = shop(context=context).open()
    second = shop(first.customer, context).open()
    texts = [f"{n} from the {place} tab" for n, place in enumerate(["first", "second"] * 3)]
    with unreachable(stack, context):
        for n, text in enumerate(texts):
            (second if n % 2 else first).say(text)
            first.shows(*texts[: n + 1])
        context.clock.fast_forward("10:00")
        close(second.page)
        first.page.reload()
        first.open().shows(*texts)
        first.say("after the reload")
        texts.append("after the reload")
        waiting(first, len(texts))
        server = Stumbling()
        on_post(context, server.answer)
    as_time_goes_by(context, lambda: stored(first.customer), lambda seen: seen == texts, what="all, in order")
    first.has_sent(len(texts))
    first.shows(*texts)
    assert max(Counter(text for text, _ in server.asked).values()) > 1, "nothing went wrong, and nothing is proved"
    # The first may be on its way when its page goes: then the browser lets it out, and nothing can stumble over it.
    asked = {text for text, _ in server.asked}
    assert asked >= {*texts[1:]}
    assert len({*server.asked}) == len(asked), "one id each, however often it was tried"
    forgotten(first.page)
