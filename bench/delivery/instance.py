"""One function instance, in a process of its own as Lambda runs it: the real handler, one request at a time.

Reads what to do from standard input and writes what it measured into the file that is named there: standard output is
the function's log.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.delivery.figures import percentile, summary

ROOT = Path(__file__).resolve().parents[2]
WARM_UP = 40
# Shares of what one instance could do if requests came exactly as it can take them.
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
LIMIT = 3  # times the p99 without load


class Context:
    """What Lambda passes beside the event."""

    function_name = "support-chat-user"
    memory_limit_in_mb = 1024
    invoked_function_arn = "arn:aws:lambda:eu-west-1:000000000000:function:support-chat-user"
    aws_request_id = "00000000-0000-4000-8000-000000000000"

    def get_remaining_time_in_millis(self) -> int:
        return 10_000


def event(token: str) -> dict[str, Any]:
    """A customer's message, as API Gateway's HTTP API hands it over (payload of format 2.0)."""
    path = "/support_chat/messages"
    http = {"method": "POST", "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "bench"}
    return {
        "version": "2.0",
        "routeKey": f"POST {path}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"authorization": f"Bearer {token}", "content-type": "application/json"},
        "requestContext": {"http": http, "requestId": str(uuid4()), "stage": "$default", "domainName": "api"},
        "body": json.dumps({"content": "Where is my order?", "client_message_id": str(uuid4())}),
        "isBase64Encoded": False,
    }


def sent(handler: Callable[..., Any], token: str) -> None:
    answer = handler(event(token), Context())
    if answer["statusCode"] != 201:
        raise RuntimeError(f"the function answered {answer['statusCode']}: {answer['body']}")


def unloaded(handler: Callable[..., Any], tokens: list[str], count: int) -> dict[str, list[float]]:
    """One request after another: how long each takes, and how long the processor worked at it in this process."""
    took, worked = [], []
    for number in range(count):
        before, cpu = time.perf_counter(), time.process_time()
        sent(handler, tokens[number % len(tokens)])
        took.append((time.perf_counter() - before) * 1_000)
        worked.append((time.process_time() - cpu) * 1_000)
    return {"ms": took, "cpu_ms": worked}


def loaded(handler: Callable[..., Any], tokens: list[str], rate: float, seconds: float) -> list[float]:
    """Requests come when they come (Poisson) and wait for those before them; each one's time from its arrival."""
    rng = random.Random(f"arrivals at {rate:.3f}")
    due, arrivals = 0.0, []
    while (due := due + rng.expovariate(rate)) < seconds:
        arrivals.append(due)
    took = []
    began = time.perf_counter()
    for number, arrival in enumerate(arrivals):
        time.sleep(max(0.0, began + arrival - time.perf_counter()))
        sent(handler, tokens[number % len(tokens)])
        took.append((time.perf_counter() - began - arrival) * 1_000)
    return took


def main() -> None:
    told = json.load(sys.stdin)
    os.environ.update(told["environment"])
    sys.path[:0] = [str(ROOT / "layers" / "common"), str(ROOT / "functions")]
    handler = importlib.import_module("user_api").handler
    for number in range(WARM_UP):
        sent(handler, told["tokens"][number % len(told["tokens"])])
    gc.collect()
    alone = unloaded(handler, told["tokens"], told["count"])
    bound = LIMIT * percentile(alone["ms"], 0.99)
    most = 1_000 * len(alone["ms"]) / sum(alone["ms"])
    steps = []
    for share in SHARES:
        took = loaded(handler, told["tokens"], share * most, told["seconds"])
        steps.append({"per_second": round(share * most, 1), "ms": summary(took)})
        if percentile(took, 0.99) > bound:
            break
    Path(told["into"]).write_text(json.dumps({"alone": alone, "bound_ms": round(bound, 2), "steps": steps}))


if __name__ == "__main__":
    main()
