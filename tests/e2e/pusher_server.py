"""A Pusher server that does what a test tells it, for what the local stand-in never does to anybody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue
from threading import Thread
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from tests.people import SOON_SECONDS


class PusherServer:
    """Takes every connection and says hello; everything else is up to the test."""

    def __init__(self) -> None:
        self.connections: Queue[Connection] = Queue()
        self.activity_timeout = 120
        self.greeting: tuple[int, str] | None = None  # close code and reason in place of a hello
        self.server: Server
        self.port = 0

    def accept(self, websocket: ServerConnection) -> None:
        connection = Connection(websocket)
        greeting = self.greeting  # a test that has the connection may change it for the next one
        self.connections.put(connection)
        if greeting:
            websocket.close(*greeting)
            return
        hello = {"socket_id": f"{id(connection)}.1", "activity_timeout": self.activity_timeout}
        connection.say("pusher:connection_established", json.dumps(hello))
        connection.listen()

    def next(self, within: float = SOON_SECONDS) -> Connection:
        """The next connection, which has to come."""
        return self.connections.get(timeout=within)


class Connection:
    def __init__(self, websocket: ServerConnection) -> None:
        self.websocket = websocket
        self.heard: Queue[dict[str, Any]] = Queue()

    def listen(self) -> None:
        try:
            for text in self.websocket:
                self.heard.put(json.loads(text))
        except ConnectionClosed:
            pass
        self.heard.put({"event": "closed"})

    def say(self, event: str, data: object = "{}", channel: str | None = None) -> None:
        message = {"event": event, "data": data} | ({"channel": channel} if channel else {})
        self.websocket.send(json.dumps(message))

    def hears(self, event: str) -> dict[str, Any]:
        """The next thing the client says, which has to be this."""
        message = self.heard.get(timeout=SOON_SECONDS)
        assert message["event"] == event, message
        return message

    def close(self, code: int, reason: str = "") -> None:
        self.websocket.close(code, reason)


@contextmanager
def pusher_server() -> Iterator[PusherServer]:
    pusher = PusherServer()
    with serve(pusher.accept, "127.0.0.1", 0) as server:
        pusher.server = server
        pusher.port = server.socket.getsockname()[1]
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield pusher
        server.shutdown()
        thread.join()
