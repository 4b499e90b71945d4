"""`make lighthouse`: what Lighthouse says of a page with and without the widget, from the running stack.

Not part of `make test`: Lighthouse is a download of 185 MB, and its score wants a quiet machine.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from local import browser, people
from local.aws import ROOT

LIGHTHOUSE = "lighthouse@12.8.2"
ROUNDS = 5
MOST_POINTS_APART = 1
RUN_SECONDS = 180
PARAGRAPH = "<p>" + "Gear for the long way round, made to be mended. " * 12 + "</p>\n"
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Shop</title></head>
<body><h1>Shop</h1>{text}{script}</body></html>
"""
METRICS = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what counts is what Lighthouse says."""


@contextmanager
def site(stack: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Two pages that differ by the script tag; a customer is signed in on both."""
    widget = f'<script src="{stack["widget_url"]}/support-chat.js" data-token="{people.token("alice", stack)}" async>'
    with tempfile.TemporaryDirectory() as folder:
        for name, script in (("without", ""), ("with", f"{widget}</script>")):
            (Path(folder) / f"{name}.html").write_text(PAGE.format(text=PARAGRAPH * 12, script=script))
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
        Thread(target=server.serve_forever, daemon=True).start()
        yield {name: f"http://127.0.0.1:{server.server_port}/{name}.html" for name in ("without", "with")}
        server.shutdown()
        server.server_close()


def look(url: str) -> dict[str, float]:
    """One run, on a simulated phone on a slow network, as Lighthouse does by itself."""
    command = ["npx", "--yes", LIGHTHOUSE, url, "--only-categories=performance", "--output=json", "--quiet"]
    command.append(f"--chrome-flags=--headless=new {' '.join(browser.FLAGS)}")
    told = subprocess.run(
        command,
        check=True,
        capture_output=True,
        timeout=RUN_SECONDS,
        env={**os.environ, "CHROME_PATH": browser.find()},
        cwd=tempfile.gettempdir(),
    )
    report = json.loads(told.stdout)
    values = {name: float(report["audits"][name]["numericValue"]) for name in METRICS}
    return {"score": report["categories"]["performance"]["score"] * 100, **values}


def main() -> None:
    stack = json.loads((ROOT / ".local" / "stack.json").read_text())
    seen: dict[str, list[dict[str, float]]] = {"without": [], "with": []}
    with site(stack) as pages:
        for _ in range(ROUNDS):
            for name, url in pages.items():
                seen[name].append(look(url))
    for what in ("score", *METRICS):
        columns = [f"{name} {_summary([run[what] for run in runs])}" for name, runs in seen.items()]
        print(f"{what:26} {'   '.join(columns)}")
    before, after = (statistics.median(run["score"] for run in seen[name]) for name in ("without", "with"))
    if abs(before - after) > MOST_POINTS_APART:
        sys.exit(f"the widget costs the page {before - after:.0f} points")


def _summary(values: list[float]) -> str:
    return f"{statistics.median(values):8.2f} ({min(values):.2f}…{max(values):.2f})"


if __name__ == "__main__":
    main()
