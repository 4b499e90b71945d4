"""The requests that are measured, as API Gateway and Scheduler hand them to a function."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

import jwt

from bench.functions.world import AGENT, CHAT, EMAIL, IDENTITY_KEY, READERS_CHAT, USER
from support_chat.realtime import AGENTS_CHANNEL, chat_channel

TEXT = "Where is my order? I placed it a week ago and it has not arrived yet."


def http_event(
    method: str, path: str, *, query: str = "", body: str | None = None, form: bool = False, agent: bool = False
) -> dict[str, Any]:
    """An HTTP API event of format 2.0, by the customer, or by an agent whose token API Gateway has verified."""
    now = int(time.time())
    kind = "application/x-www-form-urlencoded" if form else "application/json"
    claims: dict[str, Any] = {
        "sub": AGENT,
        "email": "ana@shop.example",
        "name": "Ana Agent",
        "cognito:groups": ["agents"],
    }
    if not agent:
        claims = {"sub": USER, "email": EMAIL, "email_verified": True, "name": "Ada Customer", "aud": "support-chat"}
    token = jwt.encode({**claims, "iat": now, "exp": now + 3600}, IDENTITY_KEY, algorithm="HS256")
    flat = {name: str(value) for name, value in claims.items()} | {"cognito:groups": "[agents]"}
    authorizer = {"authorizer": {"jwt": {"claims": flat, "scopes": None}}} if agent else {}
    http = {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "Mozilla/5.0"}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        **({"queryStringParameters": dict(parse_qsl(query))} if query else {}),
        "headers": {
            "accept": "*/*",
            "accept-encoding": "gzip, deflate, br, zstd",
            "accept-language": "en-GB,en;q=0.9",
            "authorization": f"Bearer {token}",
            "host": "api.shop.example",
            "origin": "https://shop.example",
            "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0",
            **({"content-type": kind} if body is not None else {}),
        },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "api",
            "domainName": "api.shop.example",
            "http": http,
            "requestId": str(uuid4()),
            "routeKey": "$default",
            "stage": "$default",
            "time": "23/Nov/2026:12:00:00 +0000",
            "timeEpoch": now * 1000,
            **authorizer,
        },
        "body": body,
        "isBase64Encoded": False,
    }


def _message() -> str:
    return json.dumps({"content": TEXT, "client_message_id": str(uuid4())})


def send() -> dict[str, Any]:
    """A customer's message."""
    return http_event("POST", "/support_chat/messages", body=_message())


def history() -> dict[str, Any]:
    """A page of 50 messages."""
    return http_event("GET", "/support_chat/messages", query="before_seq=51&limit=50")


def empty_poll() -> dict[str, Any]:
    """Asking for news where there is none."""
    return http_event("GET", "/support_chat/messages", query="after_seq=50")


def sign() -> dict[str, Any]:
    """pusher-js asks to subscribe to the customer's channel."""
    fields = {"socket_id": "1234.5678", "channel_name": chat_channel(CHAT)}
    return http_event("POST", "/pusher/auth", body=urlencode(fields), form=True)


def reply() -> dict[str, Any]:
    """An agent's message."""
    return http_event("POST", f"/admin/chats/{CHAT}/messages", body=_message(), agent=True)


def first_reply() -> dict[str, Any]:
    """An agent's message to somebody who has read everything: an alarm is set beside publishing."""
    return http_event("POST", f"/admin/chats/{READERS_CHAT}/messages", body=_message(), agent=True)


def inbox() -> dict[str, Any]:
    """The first ten rows of the agents' list."""
    return http_event("GET", "/admin/chats", query="archived=false&limit=10", agent=True)


def sign_for_agent() -> dict[str, Any]:
    """pusher-js asks to subscribe to the agents' channel."""
    fields = {"socket_id": "1234.5678", "channel_name": AGENTS_CHANNEL}
    return http_event("POST", "/admin/pusher/auth", body=urlencode(fields), form=True, agent=True)


def health() -> dict[str, Any]:
    """Anybody asks whether all is well."""
    return http_event("GET", "/health")


def alarm() -> dict[str, Any]:
    """Scheduler's one-shot rings for the chat."""
    return {"chat_id": str(CHAT)}
