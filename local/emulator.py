"""Runs ministack, keeping every mail its SES accepts: ministack's own list drops the headers and ends with the process.

What SES would tell about the mail afterwards is told in its stead (`local/ses_events.py`).
It runs in the tools' environment, beside ministack: only the standard library and its neighbours here are at hand.
"""

import asyncio
import importlib
import json
import os
import time
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from local import first_agent, parent, ses_events
from local.faults import refusing

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Message, Receive, Send], Awaitable[None]]

# AWS starts a function for each of fifty requests at once; two cores would start them for a minute. Here they queue.
API_REQUESTS_AT_ONCE = 6

EVENTS_AFTER_SECONDS = 0.5
SEND_EMAIL = ("POST", "/v2/email/outbound-emails")


def keeping_mail(emulator: Asgi, outbox: Path) -> Asgi:
    async def app(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or (scope["method"], scope["path"].rstrip("/")) != SEND_EMAIL:
            await emulator(scope, receive, send)
            return
        asked, answered, status = bytearray(), bytearray(), 0

        async def overhear_request() -> Message:
            message = await receive()
            asked.extend(message.get("body", b""))
            return message

        async def overhear_answer(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            answered.extend(message.get("body", b""))
            await send(message)

        await emulator(scope, overhear_request, overhear_answer)
        if status == 200:
            mail = ses_events.Accepted(json.loads(asked), json.loads(answered)["MessageId"])
            keep(outbox, mail)
            # Later, as SES does: whoever sent it has its answer first.
            asyncio.get_running_loop().call_later(EVENTS_AFTER_SECONDS, ses_events.publish, mail)

    return app


def queueing(emulator: Asgi) -> Asgi:
    """The emulator with a bound on how many API requests, and so functions, run at once."""
    places = asyncio.Semaphore(API_REQUESTS_AT_ONCE)

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_api_request(scope):
            await emulator(scope, receive, send)
            return
        async with places:
            await emulator(scope, receive, send)

    return app


def is_api_request(scope: Message) -> bool:
    host = next((value for name, value in scope["headers"] if name == b"host"), b"")
    return scope["path"].startswith("/_aws/execute-api/") or b".execute-api." in host


def keep(outbox: Path, mail: ses_events.Accepted) -> None:
    kept = {"sent_at": time.time(), "message_id": mail.message_id, "request": mail.request}
    with outbox.open("a") as lines:
        lines.write(json.dumps(kept) + "\n")


def main() -> None:
    parent.follow()
    ministack: Any = importlib.import_module("ministack.app")
    first_agent.teach()
    ministack.app = queueing(refusing(keeping_mail(ministack.app, Path(os.environ["MAIL_OUTBOX"]))))
    ministack.main()


if __name__ == "__main__":
    main()
