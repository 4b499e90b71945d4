"""A host application: pages that embed the widget, and the endpoint that signs its customers' tokens."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import NamedTuple

Headers = Mapping[str, str]
NOT_KEPT: Headers = {"cache-control": "no-store"}


class Answer(NamedTuple):
    status: int
    content_type: str
    body: str
    headers: Headers = NOT_KEPT


class HostApp:
    """Serves what tests put on its paths; an answer is made anew for each request."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.paths: dict[str, Callable[[], Answer]] = {}
        self.asked: list[str] = []  # the paths that were asked for, oldest first
        self.posted: dict[str, list[str]] = {}  # what browsers sent, by path

    def page(self, path: str, html: str, headers: Headers = NOT_KEPT) -> str:
        """Put a page on a path; its address."""
        return self.file(path, "text/html; charset=utf-8", html, headers)

    def file(self, path: str, content_type: str, text: str, headers: Headers = NOT_KEPT) -> str:
        self.paths[path] = lambda: Answer(200, content_type, text, headers)
        return f"{self.url}{path}"

    def token(self, path: str, make: Callable[[], str]) -> None:
        """Put a token endpoint on a path."""
        self.paths[path] = lambda: Answer(200, "application/json", json.dumps({"token": make()}))

    def nobody(self, path: str) -> None:
        """The token endpoint's answer when nobody is signed in."""
        self.paths[path] = lambda: Answer(401, "application/json", "{}")


@contextmanager
def host_app(port: int) -> Iterator[HostApp]:
    """The application, running."""
    app = HostApp(port)
    missing = Answer(404, "text/plain", "not found")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            app.asked.append(path)
            answer = app.paths.get(path, lambda: missing)()
            self.send_response(answer.status)
            self.send_header("content-type", answer.content_type)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body.encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
            app.posted.setdefault(self.path.partition("?")[0], []).append(body)
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet: the tests say what went wrong."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield app
    server.shutdown()
    thread.join()
    server.server_close()
