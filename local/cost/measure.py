"""`python -m local.cost.measure`, beside `make run`: what each request takes and weighs, into measured.json."""

from __future__ import annotations

import json
import re
import statistics
import time
import uuid
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import httpx

from local import people
from local.aws import ROOT

PATH = Path(__file__).with_name("measured.json")
ROUNDS = 40
LOGGED_SECONDS = 15
TEXT = "Where is my order? I placed it a week ago and it has not arrived yet."
_REPORT = re.compile(r"REPORT RequestId: (\S+)\s+Duration: ([\d.]+) ms")


def talk(stack: dict[str, Any], rounds: int) -> dict[str, list[int]]:
    """A customer and an agent write to each other. The bytes of each answer, by route."""
    agent = {"authorization": f"Bearer {people.token('agent', stack)}"}
    alice = {"authorization": f"Bearer {people.token('alice', stack)}"}
    weighed: dict[str, list[int]] = defaultdict(list)

    with httpx.Client(base_url=stack["api_url"], timeout=30) as client:

        def ask(route: str, headers: dict[str, str], chat: str = "", **how: Any) -> Any:
            method, path = route.split(" ")
            answer = client.request(method, path.replace("{chat_id}", chat), headers=headers, **how)
            answer.raise_for_status()
            weighed[route].append(len(answer.content))
            return answer.json()

        def said() -> dict[str, str]:
            return {"content": TEXT, "client_message_id": str(uuid.uuid4())}

        for _ in range(rounds):
            ask("POST /support_chat/messages", alice, json=said())
            mine = ask("GET /support_chat", alice)
            chat, newest = mine["id"], {"after_seq": mine["last_seq"]}
            channel = {"socket_id": "1.1", "channel_name": f"private-support-chat-{chat}"}
            ask("GET /support_chat/messages", alice, params=newest)
            ask("POST /pusher/auth", alice, data=channel)
            ask("GET /admin/chats", agent, params={"filter": "waiting"})
            ask("GET /admin/counts", agent)
            ask("GET /admin/chats/{chat_id}", agent, chat)
            ask("GET /admin/chats/{chat_id}/messages", agent, chat, params=newest)
            ask("POST /admin/pusher/auth", agent, data=channel)
            ask("POST /admin/chats/{chat_id}/messages", agent, chat, json=said())
            ask("PATCH /support_chat/mark_read", alice, json={})
            ask("POST /admin/chats/{chat_id}/archive", agent, chat)
    return weighed


def logged(stack: dict[str, Any], since: float) -> Iterator[str]:
    """Every line that the functions have logged since then."""
    logs = boto3.client(
        "logs",
        endpoint_url=stack["aws_endpoint_url"],
        region_name="eu-west-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106 - the emulator's
    )
    group = stack["outputs"]["FunctionLogsName"]
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group, startTime=int(since * 1000))
    for page in pages:
        yield from (event["message"].strip() for event in page["events"])


def durations(lines: list[str]) -> dict[str, list[float]]:
    """Milliseconds that Lambda would bill, by route; an invocation without one is the sweep's."""
    took = {found[1]: float(found[2]) for line in lines if (found := _REPORT.search(line))}
    by_route: dict[str, list[float]] = defaultdict(list)
    for line in lines:
        told = json.loads(line) if line.startswith("{") else {}
        if told.get("message") == "request" and told.get("function_request_id") in took:
            by_route[f"{told['method']} {told['route']}"].append(took[told["function_request_id"]])
    return by_route


def main() -> None:
    stack = json.loads((ROOT / ".local/stack.json").read_text())
    talk(stack, 3)  # so that no function starts cold
    since = time.time()
    weighed = talk(stack, ROUNDS)
    deadline = time.time() + LOGGED_SECONDS
    while len((took := durations(lines := list(logged(stack, since)))).get("GET /support_chat", [])) < ROUNDS // 2:
        if time.time() > deadline:
            break
    requests = sum(len(found) for found in weighed.values())
    measured = {
        "milliseconds": {route: round(statistics.median(found), 1) for route, found in sorted(took.items())},
        "answer_bytes": {route: round(statistics.median(found)) for route, found in sorted(weighed.items())},
        "log_bytes_per_request": round(sum(len(line.encode()) for line in lines) / requests),
    }
    PATH.write_text(json.dumps(measured, indent=2) + "\n")


if __name__ == "__main__":
    main()
