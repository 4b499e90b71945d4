"""What must never leave the functions: secrets, tokens, addresses, the text of messages. Looks for it where operators
look: in all logs, in the schedules, in the dead letters. (Traces are off in the emulator; a trace has no more than the
function's name, since responses are not captured: `lambdas.py`.)"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from local.stack import PUSHER, LocalStack

# Every token begins so: it is how `{"` looks in base64.
TOKEN = "eyJ"
# All customers and agents of the tests have an address there.
ADDRESS = "@example.com"
# Said by every customer and agent who says anything of this kind; never a word of the product's own.
TEXT = "canary-7f3a"


def places(stack: LocalStack) -> Iterator[tuple[str, str]]:
    """Where and what: every log line, schedule and dead letter there is."""
    logs = stack.aws.client("logs")
    for group in logs.get_paginator("describe_log_groups").paginate():
        for found in group["logGroups"]:
            name = found["logGroupName"]
            for page in logs.get_paginator("filter_log_events").paginate(logGroupName=name):
                yield from ((f"log {name}", event["message"]) for event in page["events"])
    scheduler = stack.aws.client("scheduler")
    for page in scheduler.get_paginator("list_schedules").paginate():
        for schedule in page["Schedules"]:
            whole = scheduler.get_schedule(Name=schedule["Name"], GroupName=schedule["GroupName"])
            yield f"schedule {schedule['Name']}", json.dumps(whole, default=str)
    yield from (("dead letter", json.dumps(letter)) for letter in dead_letters(stack))


def dead_letters(stack: LocalStack) -> Iterator[Any]:
    """Everything in the queue of dead letters; it stays there."""
    sqs, url = stack.aws.client("sqs"), stack.info["outputs"]["DeadLettersUrl"]
    while letters := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=60).get("Messages"):
        yield from letters


def leaks(stack: LocalStack) -> tuple[list[str], int]:
    """Where something was found that must not be there, and how many places were looked at."""
    canaries = {
        "the identity secret": stack.info["identity"]["secret"],
        "the Pusher secret": PUSHER["secret"],
        "a token": TOKEN,
        "an address": ADDRESS,
        "a text": TEXT,
    }
    found, looked = [], 0
    for where, said in places(stack):
        looked += 1
        found += [f"{what} in {where}: {said[:300]}" for what, canary in canaries.items() if canary in said]
    return found, looked
