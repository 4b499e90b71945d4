"""The page of the benchmark, the files it loads and the backends behind it, served from this machine."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from bench.widget.widgets import ANSWERS

PARAGRAPH = "<p>" + "Gear for the long way round, made to be mended. " * 12 + "</p>\n"
PAGE = (Path(__file__).parent / "page.html").read_text().replace("{text}", PARAGRAPH * 12)
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".html": "text/html"}


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The site's address. Files are in memory and compressed already: a request costs nothing that differs."""
    files = {
        f"/{path.relative_to(folder)}": (TYPES[path.suffix], path.read_bytes(), brotli(path))
        for path in folder.rglob("*")
        if path.suffix in TYPES
    }
    files["/"] = ("text/html", PAGE.encode(), None)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            if path in files:
                self._answer(*files[path])
            elif path in ANSWERS or path.startswith("/backend/"):
                self._answer("application/json", json.dumps(ANSWERS.get(path, {})).encode(), None)
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            self.do_GET()

        do_PUT = do_PATCH = do_POST

        def _answer(self, content_type: str, plain: bytes, compressed: bytes | None) -> None:
            body = compressed or plain
            self.send_response(200)
            self.send_header("content-type", f"{content_type}; charset=utf-8")
            self.send_header("content-length", str(len(body)))
            if compressed:
                self.send_header("content-encoding", "br")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: what counts is what the browser says."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def brotli(path: Path) -> bytes | None:
    compressed = path.with_name(f"{path.name}.br")
    return compressed.read_bytes() if compressed.exists() else None
