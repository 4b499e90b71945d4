"""What X-Ray's SDK would send: which services were waited for, and of errors their codes, never their text."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import AbstractContextManager, nullcontext
from types import SimpleNamespace
from typing import Any

import pytest

from support_chat import telemetry
from tests.template import ROOT, template

CANARY = "canary7f3a"

# In a process of its own, which believes that it is a function with a sampled trace: the SDK looks when it is imported.
SCRIPT = f"""
import sys, uuid
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace as Of
from aws_xray_sdk.core import xray_recorder
from botocore.exceptions import ClientError
from support_chat import desk, mail, mailroom, realtime, schedule, store, table
from support_chat.lambdas import observed
from tests.http_events import LambdaContext

class ToStandardError:
    def send_entity(self, entity):
        print(entity.serialize(), file=sys.stderr)
xray_recorder.configure(emitter=ToStandardError(), streaming_threshold=0)

def refuse(**request):
    raise ClientError({{"Error": {{"Code": "MessageRejected", "Message": "{CANARY}@example.com"}},
                       "ResponseMetadata": {{"HTTPStatusCode": 400}}}}, "SendEmail")

client = Of(get_item=lambda **_: {{}}, create_schedule=refuse, exceptions=Of(ConflictException=KeyError))
nowhere = realtime.PusherApp("1", "key", "secret", "eu", "127.0.0.1", 1, False)
threads = ThreadPoolExecutor(2)

def handle(event, context):
    chats = table.Table(client, "chats", threads)
    chats.item("CHAT#1", "~HEAD")
    chats.each_shard(lambda shard: chats.item("CHAT#1", str(shard)))
    realtime.Publisher(nowhere)([realtime.chat_erased(uuid.uuid4())])
    schedule.OneShot(client, group="g", target_arn="a", role_arn="r", dead_letter_arn="d")(uuid.uuid4(), event["at"])
    chats.call(refuse)

from datetime import datetime, UTC
try:
    observed(handle)({{"at": datetime.now(UTC)}}, LambdaContext())
except Exception as error:
    print(type(error).__name__, error, error.__cause__)
"""


def traced() -> tuple[str, list[dict[str, Any]]]:
    """What the handler ended with, and every segment that was sent."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("POWERTOOLS_")},
        "PYTHONPATH": os.pathsep.join([str(ROOT / "layers/common"), str(ROOT)]),
        "LAMBDA_TASK_ROOT": "/var/task",
        "_X_AMZN_TRACE_ID": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=1",
        "POWERTOOLS_SERVICE_NAME": "support-chat",
    }
    ran = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=True)
    assert CANARY not in ran.stdout + ran.stderr
    segments = [json.loads(line) for line in ran.stderr.splitlines() if line.startswith("{")]
    assert segments, ran.stderr
    return ran.stdout.splitlines()[-1], [part for segment in segments for part in parts(segment)]


def parts(segment: dict[str, Any]) -> list[dict[str, Any]]:
    return [segment, *(inner for part in segment.get("subsegments", []) for inner in parts(part))]


def test_a_trace_shows_each_service_and_of_errors_the_code() -> None:
    ended, segments = traced()
    assert ended == "InvocationFailed MessageRejected None"
    errors = [(part["name"], part.get("annotations", {}).get("error")) for part in segments]
    assert errors.count(("DynamoDB", None)) == 5, "the handler's own call, and one of each shard's thread"
    assert ("DynamoDB", "MessageRejected") in errors
    assert ("Scheduler", "MessageRejected") in errors
    assert ("Pusher", "NewConnectionError") in errors


@pytest.mark.parametrize(("header", "parts_made"), [("Root=1;Sampled=1", 1), ("Root=1;Sampled=0", 0), ("", 0)])
def test_only_of_requests_that_are_kept_a_trace_is_made(
    monkeypatch: pytest.MonkeyPatch, header: str, parts_made: int
) -> None:
    made: list[str] = []

    def in_subsegment(name: str, namespace: str) -> AbstractContextManager[None]:
        made.append(name)
        return nullcontext()

    monkeypatch.setenv("_X_AMZN_TRACE_ID", header)
    monkeypatch.setattr(telemetry, "tracer", SimpleNamespace(provider=SimpleNamespace(in_subsegment=in_subsegment)))
    with telemetry.traced("DynamoDB"):
        pass
    assert made == ["DynamoDB"] * parts_made


def test_tracing_is_on() -> None:
    everywhere = template()["Globals"]["Function"]
    assert everywhere["Tracing"] == "Active"
    assert everywhere["Environment"]["Variables"]["POWERTOOLS_TRACE_DISABLED"] == {
        "Fn::If": ["IsLocal", "true", "false"]
    }
