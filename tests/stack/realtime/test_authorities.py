"""Pusher is asked with a few authorities first, and with all that the system trusts where these do not know it."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
import trustme

from support_chat import realtime
from support_chat.realtime import Event, Publisher, PusherApp

EVENT = Event("private-support-chat-1", "new_message", {"type": "new_message"})


class Pusher(BaseHTTPRequestHandler):
    """Takes every event."""

    taken: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.taken.append(self.path)
        self.send_response(200)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing."""


@contextmanager
def certified_by(authority: trustme.CA) -> Iterator[PusherApp]:
    """A server of Pusher's kind, certified by this authority."""
    Pusher.taken.clear()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    server = HTTPServer(("127.0.0.1", 0), Pusher)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield PusherApp("1", "key", "secret", "", "localhost", server.server_address[1], tls=True)
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


@pytest.fixture
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """The authority that is asked first."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "few.pem"))
    monkeypatch.setattr(realtime, "_FEW_AUTHORITIES", tmp_path / "few.pem")
    return authority


@pytest.fixture
def systems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """One that the system trusts."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "system.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "system.pem"))
    return authority


def test_a_server_that_one_of_the_few_has_certified_gets_the_event(few: trustme.CA, systems: trustme.CA) -> None:
    with certified_by(few) as app:
        assert Publisher(app)([EVENT])
        assert len(Pusher.taken) == 1


def test_so_does_one_that_only_the_system_trusts_and_once(few: trustme.CA, systems: trustme.CA) -> None:
    with certified_by(systems) as app:
        publish = Publisher(app)
        assert publish([EVENT])
        assert publish([EVENT])
        assert len(Pusher.taken) == 2


def test_one_that_nobody_trusts_gets_nothing(few: trustme.CA, systems: trustme.CA) -> None:
    with certified_by(trustme.CA()) as app:
        assert not Publisher(app)([EVENT])
        assert Pusher.taken == []
