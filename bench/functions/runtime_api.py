"""The side of Lambda that a function's process talks to: hands it events, and takes its answers."""

from __future__ import annotations

import json
import queue
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from uuid import uuid4

# Under callgrind a naive cold start takes half a minute, and several may share the machine.
ANSWER_SECONDS = 300
# X-Ray keeps the first request of each second, and one in twenty of the others.
_TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047"


class InvocationError(Exception):
    """The function failed, or its process ended."""


class RuntimeApi:
    """Lambda's Runtime API of 2018-06-01 for one process; used in a `with`."""

    def __init__(self) -> None:
        self._handler: type[_Handler] = type(
            "Handler", (_Handler,), {"events": queue.Queue(), "answers": queue.Queue(), "first": threading.Event()}
        )
        self._handler.first.set()
        self._server = _Server(("127.0.0.1", 0), self._handler)
        self.address = f"127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> RuntimeApi:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._handler.events.put(None)
        self._server.shutdown()
        self._server.server_close()

    def invoke(self, event: dict[str, Any]) -> Any:
        """The function's answer. Raises `InvocationError`."""
        self._handler.events.put(event)
        try:
            kind, answer = self._handler.answers.get(timeout=ANSWER_SECONDS)
        except queue.Empty:
            raise InvocationError(f"no answer in {ANSWER_SECONDS} s") from None
        if kind != "response":
            raise InvocationError(str(answer)[:2000])
        return answer


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A process that is ended hangs up."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # the body is a packet after the head, and would wait for its acknowledgement
    events: ClassVar[queue.Queue[dict[str, Any] | None]]
    answers: ClassVar[queue.Queue[tuple[str, Any]]]
    first: ClassVar[threading.Event]

    def do_GET(self) -> None:
        event = self.events.get()
        if event is None:
            self.close_connection = True
            return
        body = json.dumps(event).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.send_header("lambda-runtime-aws-request-id", str(uuid4()))
        self.send_header("lambda-runtime-deadline-ms", str(int((time.time() + 300) * 1000)))
        self.send_header(
            "lambda-runtime-invoked-function-arn", "arn:aws:lambda:eu-west-1:123456789012:function:support-chat"
        )
        self.send_header("lambda-runtime-trace-id", f"{_TRACE};Sampled={int(self.first.is_set())}")
        self.first.clear()
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.send_response(202)
        self.send_header("content-length", "0")
        self.end_headers()
        # The last part of the path: response or error.
        self.answers.put((self.path.rpartition("/")[2], json.loads(body or b"null")))

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""
