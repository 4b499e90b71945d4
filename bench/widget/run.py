"""Installs and bundles the peers, then visits the page with each widget in turn, round after round."""

import json
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from local import browser
from local.aws import ROOT
from playwright.sync_api import sync_playwright

from bench.widget.browse import Figures, visit
from bench.widget.server import served
from bench.widget.widgets import BLANK, PEERS, WIDGETS, Widget

LIGHT_A_ROUND = 3
FILES = ROOT / ".local" / "bench" / "widget"
INSTALL_SECONDS = 900
BUILD_SECONDS = 300
# Nothing but this machine is reached, and nobody waits for a name that is not looked up.
LOOPBACK_ONLY = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
# Of the blank page with the harness in it, and taken off.
OVER_BLANK = ("heap_closed", "heap_open", "nodes")


def measure(rounds: int) -> dict[str, Any]:
    """Medians and quartiles of everything, by widget and column."""
    prepare()
    seen: dict[str, list[Figures]] = defaultdict(list)
    with served(FILES) as address, sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=browser.find(), args=[*browser.FLAGS, LOOPBACK_ONLY, "--enable-precise-memory-info"]
        )
        visit(running, address, WIDGETS[0])  # the browser's own first page
        for number in range(rounds):
            for widget in order():
                seen[widget.name].append(visit(running, address, widget))
            print(f"widget: round {number + 1} of {rounds}", file=sys.stderr)
        version = running.version
        running.close()
    return {
        "browser": version,
        "versions": versions(),
        "widgets": {name: summary(visits, seen[BLANK]) for name, visits in seen.items()},
    }


def order() -> Iterator[Widget]:
    """One round: the light ones again between every few peers, so that all of them meet the machine as it is."""
    light = [widget for widget in WIDGETS if widget.light]
    peers = [widget for widget in WIDGETS if not widget.light]
    for group in range(LIGHT_A_ROUND):
        yield from light
        yield from peers[group::LIGHT_A_ROUND]


def summary(visits: list[Figures], blank: list[Figures]) -> dict[str, dict[str, float]]:
    nothing = {name: statistics.median(visit[name] for visit in blank) for name in blank[0]}
    nothing["heap_open"] = nothing["heap_closed"]
    return {
        name: spread([one[name] - (nothing[name] if name in OVER_BLANK else 0) for one in visits]) for name in visits[0]
    }


def spread(values: list[float]) -> dict[str, float]:
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive") if values[1:] else values * 3
    return {"median": round(middle, 2), "low": round(low, 2), "high": round(high, 2), "runs": len(values)}


def prepare() -> None:
    """What a page loads, in `FILES`; the peers are installed anew only when their lock file has changed."""
    done = PEERS / "node_modules" / ".package-lock.json"
    lock = PEERS / "package-lock.json"
    if not done.exists() or done.stat().st_mtime < lock.stat().st_mtime:
        print("widget: npm packages of the peers", file=sys.stderr)
        call(
            "npm",
            "ci",
            "--prefer-offline",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
            seconds=INSTALL_SECONDS,
            cwd=PEERS,
        )
    call("npm", "run", "--silent", "build", "--workspace", "widget", seconds=BUILD_SECONDS)
    print("widget: bundles", file=sys.stderr)
    call("node", "bench/widget/build.mjs", seconds=BUILD_SECONDS)


def call(*command: str, seconds: int, cwd: Path = ROOT) -> None:
    subprocess.run(command, check=True, stdout=sys.stderr, timeout=seconds, cwd=cwd)


def versions() -> dict[str, str]:
    return dict(json.loads((PEERS / "package.json").read_text())["dependencies"])
