"""Calls a function's handler as API Gateway's HTTP API does, with a payload of format 2.0. Every answer is held to
docs/openapi.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests import described


@dataclass
class LambdaContext:
    """What Lambda passes beside the event."""

    function_name: str = "support-chat"
    memory_limit_in_mb: int = 1024
    invoked_function_arn: str = "arn:aws:lambda:eu-west-1:123456789012:function:support-chat"
    aws_request_id: str = "00000000-0000-4000-8000-000000000000"

    def get_remaining_time_in_millis(self) -> int:
        return 10_000


@dataclass(frozen=True)
class Answer:
    """A function's answer."""

    status: int
    headers: dict[str, str]
    text: str

    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def code(self) -> str:
        """The error's code, checked for the one shape."""
        error = self.json()["error"]
        assert set(error) <= {"code", "message", "details"}, error
        assert error["message"], error
        return str(error["code"])


@dataclass(frozen=True)
class Caller:
    """Somebody with a bearer token, or with claims that the gateway verified, or with nothing."""

    handler: Any
    token: str | None = None
    claims: dict[str, Any] | None = None

    def __call__(
        self,
        route: str,
        body: Any = None,
        *,
        raw: str | None = None,
        content_type: str = "application/json",
        query: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        source_ip: str = "192.0.2.1",
    ) -> Answer:
        """The answer to e.g. `GET /support_chat`."""
        text = raw if raw is not None else None if body is None else json.dumps(body)
        sent = {**({"content-type": content_type} if text is not None else {}), **(headers or {})}
        if self.token is not None:
            sent["authorization"] = f"Bearer {self.token}"
        event = _event(route, urlencode(query or {}), sent, text, self.claims, source_ip)
        answer = self.handler(event, LambdaContext())
        given = Answer(answer["statusCode"], answer["headers"], answer["body"])
        described.check(route, body, given)
        return given

    def form(self, route: str, **fields: str) -> Answer:
        """The answer to a form, as pusher-js sends it."""
        return self(route, raw=urlencode(fields), content_type="application/x-www-form-urlencoded")


def _event(
    route: str,
    query: str,
    headers: dict[str, str],
    body: str | None,
    claims: dict[str, Any] | None,
    source_ip: str,
) -> dict[str, Any]:
    method, path = route.split(" ", 1)
    authorizer = {"authorizer": {"jwt": {"claims": claims, "scopes": None}}} if claims is not None else {}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "api",
            "domainName": "api.execute-api.eu-west-1.amazonaws.com",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": source_ip,
                "userAgent": "tests",
            },
            "requestId": "request-1",
            "routeKey": "$default",
            "stage": "$default",
            "time": "23/Nov/2026:12:00:00 +0000",
            "timeEpoch": 1795435200000,
            **authorizer,
        },
        "body": body,
        "isBase64Encoded": False,
    }
