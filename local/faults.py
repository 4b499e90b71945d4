"""Makes a service of the emulator refuse, for tests: PUT /_local/refuse/<service> {"status", "code"}; DELETE ends it.

The service is the one a request is signed for: "ses", "scheduler", "dynamodb". It hears nothing of what is refused.
Like the emulator it listens on loopback only.
"""

import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Message, Receive, Send], Awaitable[None]]

SWITCH = "/_local/refuse/"
SIGNED_FOR = re.compile(rb"Credential=[^/]+/\d+/[^/]+/([^/]+)/aws4_request")


def refusing(emulator: Asgi) -> Asgi:
    """The emulator with a switch for each service."""
    refusals: dict[str, dict[str, Any]] = {}

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await emulator(scope, receive, send)
        elif scope["path"].startswith(SWITCH):
            await switch(refusals, scope, receive)
            await answer(send, 200, {})
        elif refusal := refusals.get(service_of(scope)):
            await body_of(receive)
            await answer(send, refusal["status"], {"__type": refusal["code"], "message": "refused by a test"})
        else:
            await emulator(scope, receive, send)

    return app


async def switch(refusals: dict[str, dict[str, Any]], scope: Message, receive: Receive) -> None:
    service = scope["path"].removeprefix(SWITCH)
    body = await body_of(receive)
    if scope["method"] == "PUT":
        refusals[service] = json.loads(body)
    else:
        refusals.pop(service, None)


def service_of(scope: Message) -> str:
    for name, value in scope["headers"]:
        if name == b"authorization" and (found := SIGNED_FOR.search(value)):
            return str(found[1], "ascii")
    return ""


async def body_of(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if not message.get("more_body"):
            return body


async def answer(send: Send, status: int, body: object) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})
