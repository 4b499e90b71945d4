"""One structured line a request, and in no line a text, an address, a name or a token."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any, cast
from uuid import uuid4

import pytest

from support_chat.errors import InvocationFailed
from support_chat.lambdas import observed
from support_chat.mailroom import SWEEP_GRACE, Mailroom
from support_chat.model import chat_id_of
from support_chat.people import Customer
from support_chat.telemetry import logger
from tests.http_events import LambdaContext
from tests.unit.people import AGENT_CLAIMS, Callers
from tests.unit.world import DELAY, Clock, Outside

CANARY = "canary7f3a"
SOURCE_IP = "198.51.100.77"
CUSTOMER = Customer(user_id="customer-1", email=f"{CANARY}@example.com", email_verified=True, name=f"{CANARY} Name")
AGENT = {**AGENT_CLAIMS, "email": f"{CANARY}.agent@example.com", "name": f"{CANARY} Agent"}


class Log:
    """What the functions wrote while a test ran: the log's stream, and the metrics on standard output."""

    def __init__(self, stream: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
        self._stream = stream
        self._capsys = capsys

    def lines(self, message: str) -> list[dict[str, Any]]:
        """The lines with this message; fails if any line says more than it may."""
        out, err = self._capsys.readouterr()
        everything = self._stream.getvalue() + out + err
        assert CANARY not in everything
        assert "eyJ" not in everything, "a token"
        assert SOURCE_IP not in everything
        found = [json.loads(line) for line in self._stream.getvalue().splitlines()]
        return [line for line in found if line["message"] == message]


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str]) -> Iterator[Log]:
    stream = io.StringIO()
    handler = cast("logging.StreamHandler[Any]", logger.registered_handler)
    before = handler.setStream(stream)
    yield Log(stream, capsys)
    handler.setStream(before)


def message(text: str = f"{CANARY} text") -> dict[str, str]:
    return {"content": text, "client_message_id": str(uuid4())}


def test_a_whole_conversation_leaves_one_line_a_request_and_no_word_of_it(callers: Callers, log: Log) -> None:
    chat_id = chat_id_of(CUSTOMER.user_id)
    customer, ada = callers.customer(CUSTOMER), callers.agent(AGENT)
    customer("GET /support_chat")
    customer("POST /support_chat/messages", message())
    customer("POST /support_chat/messages", {**message(), "extra": CANARY})
    customer("POST /support_chat/messages", raw="{" + CANARY)
    customer("GET /support_chat/messages", query={"after_seq": CANARY})
    customer.form("POST /pusher/auth", socket_id="1.1", channel_name=f"private-{CANARY}")
    ada("GET /admin/chats", query={"cursor": CANARY})
    ada(f"POST /admin/chats/{chat_id}/messages", message())
    callers.anyone()("GET /unsubscribe", query={"token": CANARY})
    callers.bearer(f"eyJ{CANARY}.x.y")("GET /support_chat")
    seen = log.lines("request")
    assert [(line["method"], line["route"], line["status"]) for line in seen] == [
        ("GET", "/support_chat", 200),
        ("POST", "/support_chat/messages", 201),
        ("POST", "/support_chat/messages", 422),
        ("POST", "/support_chat/messages", 400),
        ("GET", "/support_chat/messages", 422),
        ("POST", "/pusher/auth", 403),
        ("GET", "/admin/chats", 422),
        ("POST", "/admin/chats/{chat_id}/messages", 201),
        ("GET", "/unsubscribe", 404),
        ("GET", "/support_chat", 401),
    ]
    assert all(line["request_id"] == "request-1" and line["duration_ms"] >= 0 for line in seen)
    assert {line.get("chat_id") for line in seen} >= {str(chat_id)}
    # An invocation's ids are its own: the function's next lines do not have them.
    assert [line.get("chat_id") for line in seen[-2:]] == [None, None]
    assert [n for n, line in enumerate(seen) if "correlation_id" in line] == [1, 7]
    assert [line.get("seq") for line in seen] == [None, 1, *[None] * 5, 2, None, None]


def test_a_visitor_leaves_no_word_no_address_and_no_token_in_the_log(callers: Callers, log: Log) -> None:
    callers.receive(per_address=1)
    nobody, ana = callers.bearer(None), callers.agent(AGENT)
    token = nobody("POST /visitors", source_ip=SOURCE_IP).json()["token"]
    nobody("POST /visitors", source_ip=SOURCE_IP)
    visitor = callers.bearer(token)
    visitor("POST /visitors", source_ip=SOURCE_IP)
    context = {"page": f"https://shop.example/{CANARY}?{CANARY}", "title": CANARY}
    visitor("POST /support_chat/messages", {**message(), "context": context}, headers={"user-agent": CANARY})
    visitor("POST /support_chat/messages", {**message(), "context": {"page": CANARY}})
    visitor("PUT /support_chat/email", {"email": f"{CANARY}@example.com"})
    visitor("PUT /support_chat/email", {"email": f"{CANARY}@"})
    callers.customer(CUSTOMER)("POST /support_chat/link", {"visitor_token": token})
    callers.customer(CUSTOMER)("POST /support_chat/link", {"visitor_token": CANARY})
    callers.bearer(f"eyJ{CANARY}")("POST /visitors")
    (row,) = ana("GET /admin/chats").json()["chats"]
    ana(f"GET /admin/chats/{row['id']}")
    seen = log.lines("request")
    assert [(line["route"], line["status"]) for line in seen] == [
        ("/visitors", 201),
        ("/visitors", 429),
        ("/visitors", 200),
        ("/support_chat/messages", 201),
        ("/support_chat/messages", 422),
        ("/support_chat/email", 200),
        ("/support_chat/email", 422),
        ("/support_chat/link", 200),
        ("/support_chat/link", 422),
        ("/visitors", 401),
        ("/admin/chats", 200),
        ("/admin/chats/{chat_id}", 200),
    ]
    assert row["id"] == seen[0]["chat_id"]


def test_a_bug_is_logged_with_its_place_and_not_with_its_values(
    callers: Callers, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError(f"could not store {CANARY}")

    monkeypatch.setattr(callers.desk, "open", fail)
    assert callers.customer(CUSTOMER)("GET /support_chat").status == 500
    (failed,) = log.lines("request_failed")
    assert failed["error"] == "RuntimeError"
    assert failed["where"][-1].endswith(" fail")


def test_events_carry_ids_to_the_alarm_clock_and_no_address(callers: Callers, outside: Outside, clock: Clock) -> None:
    callers.customer(CUSTOMER)("POST /support_chat/messages", message())
    callers.agent(AGENT)(f"POST /admin/chats/{chat_id_of(CUSTOMER.user_id)}/messages", message())
    assert CANARY not in str(outside.alarms)


def test_each_line_of_a_sweep_names_its_own_chat(callers: Callers, mailroom: Mailroom, clock: Clock, log: Log) -> None:
    wanted = {}
    for n in range(3):
        customer = CUSTOMER.model_copy(update={"user_id": f"customer-{n}"})
        callers.customer(customer)("POST /support_chat/messages", message())
        replies = [message(), message()]
        for reply in replies:
            callers.agent(AGENT)(f"POST /admin/chats/{chat_id_of(customer.user_id)}/messages", reply)
        wanted[str(chat_id_of(customer.user_id))] = [reply["client_message_id"] for reply in replies]
    clock.at += DELAY + SWEEP_GRACE
    assert len(mailroom.sweep()) == 3
    logger.info("after")
    mails = log.lines("mail")
    assert {line["chat_id"]: line["covers"] for line in mails} == wanted
    assert all(line["correlation_id"] == line["covers"][-1] for line in mails)
    (after,) = log.lines("after")
    assert not {"chat_id", "covers", "mail_id"} & set(after)


def test_a_function_ends_with_the_name_of_an_error_and_not_with_its_text(log: Log) -> None:
    @observed
    def failing(event: object, context: object) -> None:
        raise ValueError(f"{CANARY} cannot be read")

    with pytest.raises(InvocationFailed, match=r"^ValueError$") as failed:
        failing({}, LambdaContext())
    assert failed.value.__suppress_context__
    (line,) = log.lines("invocation_failed")
    assert (line["error"], line["where"][-1].endswith(" failing")) == ("ValueError", True)
