"""How many messages a second one function instance takes, before its slowest are three times as slow."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from local.aws import CREDENTIALS, REGION, ROOT
from local.stack import LocalStack
from tests.people import new_customer

from bench.delivery.figures import summary

CUSTOMERS = 20
TIMEOUT_SECONDS = 120


def environment(stack: LocalStack) -> dict[str, str]:
    """The deployed function's variables; its services are the local stack's, over loopback."""
    functions = stack.aws.client("lambda").list_functions()["Functions"]
    found = next(function for function in functions if function["Handler"] == "user_api.handler")
    own: dict[str, str] = found["Environment"]["Variables"]
    # As Lambda has it, tracing has no daemon to reach here.
    return {**own, **CREDENTIALS, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION, "POWERTOOLS_TRACE_DISABLED": "1"}


def measure(stack: LocalStack, count: int, seconds: float) -> dict[str, Any]:
    """Unloaded, then at rising rates until the p99 is out of bounds."""
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder) / "measured.json"
        told = {
            "environment": environment(stack),
            "tokens": [new_customer(stack).token for _ in range(CUSTOMERS)],
            "count": count,
            "seconds": seconds,
            "into": str(into),
        }
        done = subprocess.run(
            [sys.executable, "-m", "bench.delivery.instance"],
            input=json.dumps(told),
            text=True,
            cwd=ROOT,
            env={**os.environ, "AWS_ENDPOINT_URL": stack.aws.endpoint},
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"the instance ended: {done.stdout[-1000:]}{done.stderr[-2000:]}")
        measured: dict[str, Any] = json.loads(into.read_text())
    good = [step for step in measured["steps"] if step["ms"]["p99"] <= measured["bound_ms"]]
    return {
        "unloaded_ms": summary(measured["alone"]["ms"]),
        "cpu_ms": summary(measured["alone"]["cpu_ms"]),
        "cpu_of_each_ms": measured["alone"]["cpu_ms"],
        "bound_ms": measured["bound_ms"],
        "steps": measured["steps"],
        "held_per_second": good[-1]["per_second"] if good else 0,
    }
