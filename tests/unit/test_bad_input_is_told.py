"""Bad input gets a clear 4xx in the one error shape, and loses nothing."""

from __future__ import annotations

import base64
import json
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ReadTimeoutError

from support_chat.errors import Busy, Unclear
from support_chat.model import chat_id_of
from tests.unit.people import Callers

CHAT = chat_id_of("alice")
ID = "00000000-0000-4000-8000-000000000001"

BAD_MESSAGES: dict[str, Any] = {
    "nothing": {},
    "no content": {"client_message_id": ID},
    "no id": {"content": "Hello"},
    "empty": {"content": "", "client_message_id": ID},
    "blank": {"content": " \n\t\u2003", "client_message_id": ID},
    "too long": {"content": "x" * 4001, "client_message_id": ID},
    "too many emoji": {"content": "😀" * 4001, "client_message_id": ID},
    "content is a number": {"content": 1, "client_message_id": ID},
    "content is null": {"content": None, "client_message_id": ID},
    "content is a list": {"content": ["Hello"], "client_message_id": ID},
    "half a surrogate pair": {"content": "\ud800", "client_message_id": ID},
    "id is no uuid": {"content": "Hello", "client_message_id": "1"},
    "id is a number": {"content": "Hello", "client_message_id": 1},
    "unknown field": {"content": "Hello", "client_message_id": ID, "sender_type": "admin"},
    "seq of one's own": {"content": "Hello", "client_message_id": ID, "seq": 7},
    "a list": [],
    "text": "Hello",
}


@pytest.mark.parametrize("name", BAD_MESSAGES)
def test_a_bad_message_is_refused_by_both_audiences(name: str, callers: Callers) -> None:
    alice, ana = callers.customer(), callers.agent()
    alice("GET /support_chat")
    for answer in (
        alice("POST /support_chat/messages", BAD_MESSAGES[name]),
        ana(f"POST /admin/chats/{CHAT}/messages", BAD_MESSAGES[name]),
    ):
        assert (answer.status, answer.code) == (422, "invalid")
        assert answer.json()["error"]["details"]
    assert alice("GET /support_chat").json()["messages"] == []


@pytest.mark.parametrize("content", ["x" * 4000, "😀" * 4000, " a ", "\u202eright to left", "nul \u0000 byte"])
def test_odd_but_acceptable_text_comes_back_as_it_was(content: str, callers: Callers) -> None:
    alice = callers.customer()
    sent = alice("POST /support_chat/messages", {"content": content, "client_message_id": ID})
    assert sent.status == 201
    assert alice("GET /support_chat").json()["messages"][0]["content"] == content


@pytest.mark.parametrize("raw", ["", "{", "nonsense", '{"content": "Hello",}', "[1, 2"])
def test_broken_json_is_told(raw: str, callers: Callers) -> None:
    answer = callers.customer()("POST /support_chat/messages", raw=raw)
    assert answer.status in {400, 422}
    assert answer.code in {"invalid_json", "invalid"}


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_body_that_a_foreign_page_could_send_is_refused(content_type: str, callers: Callers) -> None:
    alice = callers.customer()
    body = json.dumps({"content": "Hello", "client_message_id": ID})
    assert 400 <= alice("POST /support_chat/messages", raw=body, content_type=content_type).status < 500
    assert alice("GET /support_chat").json()["messages"] == []


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"after_seq": 0, "before_seq": 5},
        {"after_seq": -1},
        {"after_seq": "x"},
        {"after_seq": 1.5},
        {"after_seq": 10**30},
        {"before_seq": ""},
        {"after_seq": 0, "limit": 0},
        {"after_seq": 0, "limit": 101},
        {"after_seq": 0, "limit": "many"},
    ],
)
def test_a_bad_page_is_told(query: dict[str, Any], callers: Callers) -> None:
    for answer in (
        callers.customer()("GET /support_chat/messages", query=query),
        callers.agent()(f"GET /admin/chats/{CHAT}/messages", query=query),
    ):
        assert (answer.status, answer.code) == (422, "invalid")


def encoded(position: str) -> str:
    return base64.urlsafe_b64encode(position.encode()).decode()


@pytest.mark.parametrize(
    "query",
    [
        {"cursor": ""},
        {"cursor": "x"},
        {"cursor": "é"},
        {"cursor": encoded("~")},
        {"cursor": encoded("all newest False 2026-11-23T12:00:00.000Z")},
        {"cursor": encoded(f"all newest False 2026-11-23T12:00:00.000Z#{CHAT}\n")},
        {"cursor": encoded(f"all newest False ACTIVE#0#2026-11-23T12:00:00.000Z#{CHAT}")},
        {"cursor": "x" * 10_000},
        {"archived": "perhaps"},
        {"limit": 0},
        {"limit": 101},
    ],
)
def test_a_bad_cursor_or_filter_is_told(query: dict[str, Any], callers: Callers) -> None:
    answer = callers.agent()("GET /admin/chats", query=query)
    assert (answer.status, answer.code) == (422, "invalid")


@pytest.mark.parametrize("chat_id", ["x", "1", "..", f"{CHAT}x", "%00"])
def test_a_chat_id_that_is_none_is_told(chat_id: str, callers: Callers) -> None:
    assert callers.agent()(f"GET /admin/chats/{chat_id}").status in {404, 422}


def test_a_chat_that_is_not_there_is_not_found_on_every_route(callers: Callers) -> None:
    ana, ghost = callers.agent(), uuid4()
    message = {"content": "Hello", "client_message_id": ID}
    for answer in (
        ana(f"GET /admin/chats/{ghost}"),
        ana(f"POST /admin/chats/{ghost}/messages", message),
        ana(f"POST /admin/chats/{ghost}/archive"),
        ana(f"POST /admin/chats/{ghost}/unarchive"),
    ):
        assert (answer.status, answer.code) == (404, "not_found")


@pytest.mark.parametrize("body", [{"up_to_seq": -1}, {"up_to_seq": "1"}, {"up_to_seq": 1.5}, {"up_to": 1}, [], "x"])
def test_a_bad_read_mark_is_told(body: Any, callers: Callers) -> None:
    alice = callers.customer()
    alice("GET /support_chat")
    assert alice("PATCH /support_chat/mark_read", body).code == "invalid"


def test_unknown_routes_and_methods_answer_in_the_one_shape(callers: Callers) -> None:
    alice = callers.customer()
    assert alice("GET /nothing").code == "not_found"
    assert alice("DELETE /support_chat").code == "method_not_allowed"
    assert alice("GET /docs").code == "not_found"
    assert alice("GET /openapi.json").code == "not_found"


def test_a_body_over_64_kilobytes_is_refused(callers: Callers) -> None:
    answer = callers.customer()("POST /support_chat/messages", raw=json.dumps({"content": "x" * 70_000}))
    assert (answer.status, answer.code) == (413, "too_large")


@pytest.mark.parametrize(
    "error", [Busy("too many people"), Unclear("no answer"), ReadTimeoutError(endpoint_url="https://dynamodb.example")]
)
def test_a_store_that_does_not_answer_is_503_with_retry_after(
    error: Exception, callers: Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(callers.desk, "say", fail)
    answer = callers.customer()("POST /support_chat/messages", {"content": "Hello", "client_message_id": ID})
    assert answer.status == 503
    assert int(answer.headers["retry-after"]) > 0
    assert "dynamodb" not in answer.text


def test_a_bug_is_500_in_the_one_shape_and_tells_nothing(callers: Callers, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("alice@example.com")

    monkeypatch.setattr(callers.desk, "open", fail)
    answer = callers.customer()("GET /support_chat")
    assert (answer.status, answer.code) == (500, "internal")
    assert "alice" not in answer.text


@pytest.mark.parametrize("said", ["abc", "-1", "9" * 5000, "1.5", ""])
def test_what_a_header_says_of_the_bodys_length_counts_for_nothing(said: str, callers: Callers) -> None:
    body = {"content": "Hello", "client_message_id": ID}
    answer = callers.customer()("POST /support_chat/messages", body, headers={"content-length": said})
    assert answer.status == 201


@pytest.mark.parametrize("route", ["GET /support_chat/", "GET /admin/chats/", "DELETE /admin/replies/", "GET /health/"])
def test_a_slash_too_many_is_not_found_and_leads_nowhere(route: str, callers: Callers) -> None:
    caller = callers.agent() if "/admin/" in route else callers.anyone() if "health" in route else callers.customer()
    answer = caller(route, headers={"host": "evil.example", "x-forwarded-host": "evil.example"})
    assert (answer.status, answer.code) == (404, "not_found")
    assert "location" not in answer.headers
