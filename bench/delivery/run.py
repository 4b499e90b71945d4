"""A message's way measured on a stack of its own, then one instance under load, then ten thousand pages coming back."""

from __future__ import annotations

import random
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from local.processes import free_port
from local.stack import LocalStack, Ports
from tests.e2e.host_app import host_app

from bench.delivery import load, messages, outage
from bench.delivery.figures import percentile, summary
from bench.delivery.report import SPANS

OUR_SHARE_MS = 50


def measure(rounds: int, count: int = 1_000, polls: int = 30) -> dict[str, Any]:
    """Everything, on a stack of its own; `count` messages a round."""
    return _measured(rounds * count, rounds * count, polls, requests=300, seconds=3.0)


def _measured(count: int, echoes: int, polls: int, requests: int, seconds: float) -> dict[str, Any]:
    host_port, ports = free_port(), Ports()
    parameters = {
        "MessagesPerMinute": "6000",
        "AllowedOrigins": f"http://127.0.0.1:{ports.demo},http://127.0.0.1:{host_port}",
    }
    began = time.monotonic()
    back = outage.measure()
    with tempfile.TemporaryDirectory() as folder:
        stack = LocalStack(Path(folder), ports=ports, parameters=parameters)
        stack.start(fresh=True)
        try:
            with host_app(host_port) as host, messages.chromium() as browser:
                echo = messages.echoed(stack, browser, echoes)
                scene = messages.Scene(stack, host, browser)
                rows = messages.exchanged(scene, count)
                lines = messages.log_lines(stack)
                polled = messages.polled(stack, scene, polls)
            one = load.measure(stack, requests, seconds)
        finally:
            stack.stop()
    cpu = one.pop("cpu_of_each_ms")
    return {
        "delivery": delivery(rows, lines, cpu),
        "echo_ms": summary(echo),
        "polling_ms": summary(polled),
        "load": one,
        "outage": back,
        "seconds": round(time.monotonic() - began),
    }


def delivery(rows: list[dict[str, Any]], lines: dict[str, dict[str, Any]], cpu: list[float]) -> dict[str, Any]:
    """The spans of all messages, and of each side's."""
    whole = [split(row, lines.get(row["request_id"])) for row in rows]
    by = {
        who: {
            span: summary(values)
            for span in SPANS
            if (values := [row[span] for row in whole if row["from"] in whos and row[span] is not None])
        }
        for who, whos in (("all", ("customer", "agent")), ("customer", ("customer",)), ("agent", ("agent",)))
    }
    # The processor's time was measured apart: each message gets one of those times, by lot.
    rng = random.Random("lots")
    ours = [row["front_ms"] + row["receiver_ms"] + rng.choice(cpu) for row in whole if row["receiver_ms"] is not None]
    return {
        "messages": len(whole),
        "without_an_event": sum(row["receiver_ms"] is None for row in whole),
        "spans": by,
        "front_and_receiver_ms": summary(
            [row["front_ms"] + row["receiver_ms"] for row in whole if row["receiver_ms"] is not None]
        ),
        "our_share_ms": summary(ours),
        "our_share_goal_ms": OUR_SHARE_MS,
        "our_share_met": percentile(ours, 0.99) <= OUR_SHARE_MS,
    }


def split(row: dict[str, Any], line: dict[str, Any] | None) -> dict[str, Any]:
    """With the function's own line, which tells when it began."""
    if line is None or row["event"] is None:
        return {**row, "way_ms": None, "event_ms": None}
    ended = datetime.fromisoformat(line["timestamp"]).timestamp() * 1_000
    began = ended - line["duration_ms"]
    return {
        **row,
        "way_ms": began - row["fetch"],
        "event_ms": row["event"] - began,
    }
