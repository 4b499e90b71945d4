"""Drives the realtime stand-in from outside: its process, the real library, and plain WebSocket clients."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pusher
from local.processes import Server, free_port, wait_until
from local.realtime.protocol import App
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.people import SOON_SECONDS

ROOT = Path(__file__).parents[3]


class Client:
    def __init__(self, socket: ClientConnection, app: App) -> None:
        self.socket = socket
        self.app = app
        self.established: dict[str, Any] = {}

    @property
    def socket_id(self) -> str:
        return str(self.established["socket_id"])

    def send(self, event: str, data: object) -> None:
        self.socket.send(json.dumps({"event": event, "data": data}))

    def subscribe(self, channel: str) -> None:
        self.send("pusher:subscribe", {"channel": channel, "auth": self.app.auth(f"{self.socket_id}:{channel}")})
        self.event("pusher_internal:subscription_succeeded")

    def event(self, name: str) -> dict[str, Any]:
        """The next message, which must be this event."""
        message = json.loads(self.socket.recv(timeout=SOON_SECONDS))
        assert message["event"] == name, message
        data = message["data"]
        return dict(json.loads(data) if isinstance(data, str) else data)

    def waiting(self) -> list[dict[str, Any]]:
        """What comes before the answer to a ping sent now: messages keep their order on one socket."""
        self.send("pusher:ping", {})
        messages = []
        while (message := json.loads(self.socket.recv(timeout=SOON_SECONDS)))["event"] != "pusher:pong":
            messages.append(message)
        return messages

    def is_silent(self) -> bool:
        return self.waiting() == []

    def close_code(self) -> int | None:
        try:
            self.socket.recv(timeout=SOON_SECONDS)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None
        return None


class Realtime:
    def __init__(self, log: Path, *extra: str) -> None:
        self.app = App(id="1", key="key", secret="secret")
        self.port = free_port()
        self._opened: list[pusher.Pusher] = []
        self.url = f"http://127.0.0.1:{self.port}"
        command = [
            sys.executable,
            "-m",
            "local.realtime",
            "--port",
            str(self.port),
            "--app-id",
            "1",
            "--key",
            "key",
            "--secret",
            "secret",
            *extra,
        ]
        self.process = Server("realtime", command, port=self.port, health="/health", log=log, env=os.environ, cwd=ROOT)

    def library(self, secret: str = "secret") -> pusher.Pusher:
        library = pusher.Pusher(
            app_id="1", key="key", secret=secret, host="127.0.0.1", port=self.port, ssl=False, timeout=SOON_SECONDS
        )
        self._opened.append(library)
        return library

    def drop(self, dropping: bool) -> None:
        """Events are accepted from now on, and go nowhere."""
        httpx.request(
            "PUT" if dropping else "DELETE", f"{self.url}/faults/drop", timeout=SOON_SECONDS
        ).raise_for_status()

    def stop(self) -> None:
        self.process.stop()
        for library in self._opened:
            library._pusher_client.http.session.close()  # it keeps its connections open for good

    @contextmanager
    def connect(
        self, path: str = "/app/key?protocol=7&client=js&version=8.6.0", *, established: bool = True
    ) -> Iterator[Client]:
        with connect(f"ws://127.0.0.1:{self.port}{path}", open_timeout=SOON_SECONDS) as socket:
            client = Client(socket, self.app)
            if established:
                client.established = client.event("pusher:connection_established")
            yield client

    def until(self, condition: Callable[[], bool]) -> None:
        assert wait_until(condition, SOON_SECONDS)
