"""Every sample event in events/ runs through its function's real entry, on moto's services."""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import boto3
import jwt
import pytest

from support_chat.settings import Settings
from tests.http_events import Caller, LambdaContext
from tests.template import ROOT
from tests.unit.people import SECRET, VISITOR_SECRET

EVENTS = sorted((ROOT / "events").glob("*.json"))
# What each function answers to its samples: an HTTP status, or the whole answer.
ANSWERS: dict[str, Any] = {
    "user_api.get_chat": 200,
    "user_api.get_messages": 200,
    "user_api.mark_read": 404,  # nobody opened a chat yet
    "user_api.post_visitor": 201,
    "admin_api.get_inbox": 200,
    "public_api.health": 200,
    "public_api.unsubscribe_page": 404,
    "email_check.one_shot": {"mail": None},
    "email_sweep.rate": {"mails": [], "erasures": 0, "expired": 0},
    "mail_events.bounce": {"mail": None},  # of a chat that is gone
}


def secret(content: dict[str, str]) -> str:
    client = boto3.client("secretsmanager")
    name = f"secret-{time.monotonic_ns()}"
    return str(client.create_secret(Name=name, SecretString=json.dumps(content))["ARN"])


@pytest.fixture
def deployed(table_name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The environment of a deployed function."""
    known = {
        "TABLE_NAME": table_name,
        "IDENTITY_SECRET_ID": secret({"current": SECRET, "previous": ""}),
        "PUSHER_SECRET_ID": secret({"secret": "pusher-secret"}),
        "VISITOR_SECRET_ID": secret({"current": VISITOR_SECRET, "previous": ""}),
        "ALLOW_VISITORS": "true",
        "VISITORS_PER_ADDRESS_PER_HOUR": "20",
        "VISITORS_PER_HOUR": "1000",
        "CHATS_PER_ADDRESS_PER_HOUR": "100",
        "MESSAGES_PER_MINUTE": "60",
        "IDENTITY_AUDIENCE": "support-chat",
        "IDENTITY_ISSUER": "",
        "AGENTS_GROUP": "agents",
        "ADMINS_GROUP": "admins",
        "GROUPS_CLAIM": "cognito:groups",
        "PUSHER_APP_ID": "1",
        "PUSHER_PORT": "443",
        "EMAIL_DELAY_SECONDS": "300",
        "RETENTION_DAYS": "0",
    }
    for field in fields(Settings):
        monkeypatch.setenv(field.name.upper(), known.get(field.name.upper(), "unused"))
    monkeypatch.syspath_prepend(str(ROOT / "functions"))
    yield
    for path in EVENTS:
        sys.modules.pop(path.stem.partition(".")[0], None)


def token() -> str:
    now = int(time.time())
    claims = {"sub": "alice", "email": "alice@example.com", "aud": "support-chat", "iat": now, "exp": now + 600}
    return jwt.encode(claims, SECRET, "HS256")


@pytest.mark.parametrize("path", EVENTS, ids=lambda path: path.stem)
def test_a_sample_event_runs(path: Any, deployed: None) -> None:
    event = json.loads(path.read_text().replace("<token>", token()))
    function = importlib.import_module(path.stem.partition(".")[0])
    answer = function.handler(event, LambdaContext())
    expected = ANSWERS[path.stem]
    assert (answer["statusCode"] if isinstance(expected, int) else answer) == expected


def test_every_function_has_a_sample() -> None:
    functions = {path.stem for path in (ROOT / "functions").glob("*.py")} - {"site_publisher"}
    assert functions == {path.stem.partition(".")[0] for path in EVENTS}


def call(monkeypatch: pytest.MonkeyPatch, missing: str, route: str, body: Any = None) -> int:
    """The status of a customer's request to a function that cannot read one of its secrets."""
    monkeypatch.setenv(missing, "no-such-secret")
    sys.modules.pop("user_api", None)
    return Caller(importlib.import_module("user_api").handler, token())(route, body).status


def test_without_the_pusher_secret_a_message_is_stored_all_the_same(
    deployed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"content": "Hello", "client_message_id": "00000000-0000-4000-8000-000000000001"}
    assert call(monkeypatch, "PUSHER_SECRET_ID", "POST /support_chat/messages", body) == 201


def test_without_the_identity_secret_nobody_gets_in_and_may_try_again(
    deployed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call(monkeypatch, "IDENTITY_SECRET_ID", "GET /support_chat") == 503


def test_without_the_visitors_secret_people_chat_and_no_visitor_is_made(
    deployed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call(monkeypatch, "VISITOR_SECRET_ID", "GET /support_chat") == 200
    assert Caller(importlib.import_module("user_api").handler)("POST /visitors").status == 503
