"""Where a customer writes from: told to agents only, bounded, without what a page's address may hold in secret."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from support_chat.model import chat_id_of
from support_chat.store import Store
from support_chat.table import Table
from tests.http_events import Answer
from tests.unit.people import Callers
from tests.unit.world import Outside, all_items

CHAT = chat_id_of("alice")
TENT = {
    "page": "https://shop.example/tents/halla",
    "title": "Halla tent – Fernweh",
    "language": "de-AT",
    "time_zone": "Europe/Vienna",
}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def write(callers: Callers, context: Any = None, browser: str | None = FIREFOX, **more: Any) -> Answer:
    body = {"content": "Hello", "client_message_id": str(uuid4()), **({"context": context} if context else {}), **more}
    headers = {"user-agent": browser} if browser is not None else {}
    return callers.customer()("POST /support_chat/messages", body, headers=headers)


def shown(callers: Callers) -> Any:
    return callers.agent()(f"GET /admin/chats/{CHAT}").json()["context"]


def test_agents_see_the_page_the_language_the_time_zone_and_the_browser(callers: Callers) -> None:
    assert write(callers, TENT).status == 201
    assert shown(callers) == {**TENT, "browser": FIREFOX, "at": "2026-11-23T12:00:00.000Z"}


def test_without_a_context_nothing_is_kept_not_even_the_browser(callers: Callers, store: Store) -> None:
    write(callers)
    assert shown(callers) is None
    items = all_items(store)
    assert "Firefox" not in str(items)


def test_the_newest_context_stays_and_a_message_without_one_leaves_it(callers: Callers) -> None:
    write(callers, TENT)
    callers.clock.forward(minutes=1)
    write(callers, {**TENT, "page": "https://shop.example/cart"})
    callers.clock.forward(minutes=1)
    write(callers)
    assert shown(callers)["page"] == "https://shop.example/cart"
    assert shown(callers)["at"] == "2026-11-23T12:01:00.000Z"


def test_a_message_with_a_context_is_one_write_and_no_request_more(
    callers: Callers, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(callers)
    written: list[Any] = []
    real = table.write
    monkeypatch.setattr(table, "write", lambda actions: (written.append(actions), real(actions)))
    write(callers, TENT)
    message, counted = written
    assert len(message) == 3  # the head, the message, the taken id
    assert len(counted) == 1  # the day's numbers, beside the publishing


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://shop.example/a?token=secret", "https://shop.example/a"),
        ("https://shop.example/a#secret", "https://shop.example/a"),
        ("http://user:secret@shop.example:8080/a;b?c#d", "http://shop.example:8080/a;b"),
        ("https://shop.example", "https://shop.example"),
        ("HTTPS://shop.example/ä", "https://shop.example/ä"),
    ],
)
def test_of_a_page_only_the_place_is_kept(callers: Callers, store: Store, given: str, kept: str) -> None:
    assert write(callers, {"page": given}).status == 201
    assert shown(callers)["page"] == kept
    assert "secret@" not in str(all_items(store))


BAD: dict[str, Any] = {
    "a script": {"page": "javascript:alert(1)"},
    "a file": {"page": "file:///etc/passwd"},
    "no host": {"page": "https:///a"},
    "a relative page": {"page": "/a"},
    "an empty page": {"page": ""},
    "a page with a space": {"page": "https://shop.example/a b"},
    "a page with a line break": {"page": "https://shop.example/a\nb"},
    "a broken host": {"page": "https://[::1/a"},
    "a long page": {"page": "https://shop.example/" + "a" * 1980},
    "a long title": {"title": "a" * 201},
    "a title that is a number": {"title": 1},
    "a sentence as language": {"language": "I speak German"},
    "a long language": {"language": "de-" + "-".join(["abcdefgh"] * 4)},
    "a path as time zone": {"time_zone": "../../etc"},
    "a long time zone": {"time_zone": "a" * 65},
    "a browser of one's own": {"browser": "Lynx"},
    "a time of one's own": {"at": "2026-11-23T12:00:00.000Z"},
    "text": "https://shop.example",
    "a list": ["https://shop.example"],
}


def test_a_context_that_is_none_is_refused_and_nothing_stored(callers: Callers) -> None:
    for name, context in BAD.items():
        answer = write(callers, context)
        assert (answer.status, answer.code) == (422, "invalid"), name
    assert callers.customer()("GET /support_chat").json()["messages"] == []


def test_the_limits_themselves_pass(callers: Callers) -> None:
    longest = {
        "page": "https://shop.example/" + "a" * 1979,
        "title": "ä" * 200,
        "language": "de-abcdefgh-abcdefgh-abcdefgh-abcde",
        "time_zone": "America/Argentina/ComodRivadavia_" + "a" * 31,
    }
    assert write(callers, longest, browser="b" * 400).status == 201
    assert shown(callers) == {**longest, "browser": "b" * 300, "at": "2026-11-23T12:00:00.000Z"}


def test_a_title_cut_in_the_middle_of_an_emoji_costs_nobody_a_message(callers: Callers) -> None:
    assert write(callers, {"title": "  Sale \ud83d\n now\x00"}).status == 201
    assert shown(callers)["title"] == "Sale now"


def test_what_says_nothing_is_nothing(callers: Callers) -> None:
    assert write(callers, {"title": " ", "page": None}, browser=None).status == 201
    assert set(shown(callers).values()) == {None, "2026-11-23T12:00:00.000Z"}


def test_agents_replies_take_no_context(callers: Callers) -> None:
    write(callers)
    body = {"content": "Hi", "client_message_id": str(uuid4()), "context": TENT}
    assert callers.agent()(f"POST /admin/chats/{CHAT}/messages", body).status == 422


def test_customers_and_their_channel_are_told_nothing_of_it(callers: Callers, outside: Outside) -> None:
    write(callers, TENT)
    assert "halla" not in callers.customer()("GET /support_chat").text
    assert "halla" not in str(outside.events)
