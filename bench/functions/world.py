"""What the functions find outside: AWS and Pusher over TLS on loopback, whose answers are always the same."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid5

import trustme

from support_chat import keys, rows
from support_chat.model import Chat, Entry, Sender, chat_id_of, new_chat
from support_chat.people import Customer

USER = "customer-1"
CHAT = chat_id_of(USER)
# Somebody who has read everything: a reply to them sets the alarm.
READER = "customer-2"
READERS_CHAT = chat_id_of(READER)
EMAIL = "customer@shop.example"
AGENT = "00000000-0000-4000-8000-000000000007"
IDENTITY_KEY = "an-identity-key-of-at-least-32-bytes"
SECRETS = {
    "identity": {"current": IDENTITY_KEY, "previous": ""},
    "visitor": {"current": "a-visitor-key-of-at-least-32-bytes!!", "previous": ""},
    "pusher": {"key": "key", "secret": "secret", "previous_key": "", "previous_secret": ""},
}
MESSAGES = 50
_SENT = datetime.now(UTC) - timedelta(hours=1)
# What a person types: 290 characters, and not only ASCII.
_TEXT = "Hello – I ordered the two-person tent a week ago, and it has not arrived. Could you have a look? " * 3


class World:
    """One port that answers for DynamoDB, Secrets Manager, Scheduler, SES and Pusher; used in a `with`.

    `hang_up` closes every connection, as AWS and Pusher do with idle ones."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        self.ca_file = folder / "ca.pem"
        authority.cert_pem.write_to_path(str(self.ca_file))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        # AWS's own certificates are RSA with 2,048 bits.
        authority.issue_cert("localhost", key_type=trustme.KeyType.RSA).configure_cert(context)
        answering = type("Answering", (_Answering,), {"connections": set(), "delay": 0.0})
        self._answering: type[_Answering] = answering
        self._server = _Server(("127.0.0.1", 0), answering)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> World:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer_after(self, seconds: float) -> None:
        """Let every answer take so long, as it does where services are elsewhere."""
        self._answering.delay = seconds

    def hang_up(self) -> None:
        """Close every connection that is open."""
        for connection in list(self._answering.connections):
            with contextlib.suppress(OSError):  # it went by itself
                connection.connection.shutdown(socket.SHUT_RDWR)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away, or is sent away, is no error here."""


class _Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # the body is a packet after the head, and would wait for its acknowledgement
    connections: ClassVar[set[_Answering]]
    delay: ClassVar[float]

    def handle(self) -> None:
        self.connections.add(self)
        try:
            super().handle()
        finally:
            self.connections.discard(self)

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        answer = _answer(self.headers.get("x-amz-target"), self.path, body)
        time.sleep(self.delay)
        sent = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-type", "application/x-amz-json-1.0")
        self.send_header("content-length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


def _answer(target: str | None, path: str, body: bytes) -> dict[str, Any]:
    if target is None:
        if path.startswith("/schedules/"):
            return {"ScheduleArn": "arn:aws:scheduler:eu-west-1:123456789012:schedule/chats/one"}
        if path.startswith("/v2/email/"):
            return {"MessageId": "message-1"}
        return {"batch": []}
    answer = _OF_TARGET.get(target.rpartition(".")[2])
    return answer(json.loads(body)) if answer else {}


def _item(request: dict[str, Any]) -> dict[str, Any]:
    heads = {keys.partition(CHAT): _HEAD, keys.partition(READERS_CHAT): _READERS_HEAD}
    head = heads.get(request["Key"]["PK"]["S"]) if request["Key"]["SK"]["S"] == keys.HEAD_SK else None
    return {"Item": head} if head else {}


def _query(request: dict[str, Any]) -> dict[str, Any]:
    values = {name: value["S"] for name, value in request["ExpressionAttributeValues"].items() if "S" in value}
    if request.get("IndexName"):
        # The first shard of a list holds ten rows; the others are empty.
        mine = next(iter(values.values())).endswith("0")
        items = [_HEAD] * 10 if mine else []
    elif values.get(":partition") == keys.partition(CHAT) and values.get(":first", "") <= keys.message_sk(1):
        items = [*_MESSAGES[::-1]]
        if values[":last"] >= keys.HEAD_SK:
            items = [_HEAD, *items]
        if request.get("ScanIndexForward", True):
            items = items[::-1]
    else:
        items = []
    items = items[: request.get("Limit", 100)]
    return {"Items": items, "Count": len(items), "ScannedCount": len(items)}


def _secret(request: dict[str, Any]) -> dict[str, Any]:
    return {"Name": request["SecretId"], "SecretString": json.dumps(SECRETS[request["SecretId"]])}


_OF_TARGET: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "GetItem": _item,
    "Query": _query,
    "GetSecretValue": _secret,
}


def _stored_chat() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A chat whose last message is an agent's, unread for long enough that its mail is due."""
    customer = Customer(user_id=USER, email=EMAIL, email_verified=True, name="Ada Customer")
    chat, messages = new_chat(customer, _SENT), []
    for seq in range(1, MESSAGES + 1):
        sender = Sender.USER if seq % 2 else Sender.ADMIN
        now = _SENT + timedelta(seconds=seq)
        chat, message = chat.said(sender, _TEXT, uuid5(CHAT, str(seq)), now=now, mail_delay=timedelta(minutes=5))
        author, name = (USER, None) if sender is Sender.USER else (AGENT, "Ana Agent")
        messages.append(rows.stored(rows.of_entry(CHAT, Entry(message, author, name))))
    return _stored_head(chat), messages


def _stored_head(chat: Chat) -> dict[str, Any]:
    return rows.stored({"PK": keys.partition(chat.id), "SK": keys.HEAD_SK, **rows.head(chat)})


_HEAD, _MESSAGES = _stored_chat()
_READERS_HEAD = _stored_head(new_chat(Customer(user_id=READER, email=EMAIL, email_verified=True), _SENT))
