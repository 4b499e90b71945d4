"""What failed for good is listed and replayed by the operator's command: real letters, and those of services that the
emulator does not have them of, in the form that their documentation shows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from local.stack import LocalStack

from tests.conftest import EMAIL_DELAY_SECONDS, MAIL_SECONDS
from tests.people import Person, agent, eventually, mails_to, new_customer
from tests.stack.faults import refusing
from tests.template import ROOT

ARN = "arn:aws:lambda:eu-west-1:000000000000:function:support-chat"
CANARY = "canary7f3a"


@pytest.fixture(scope="module")
def ada(stack: LocalStack) -> Person:
    return agent(stack)


def operate(stack: LocalStack, *command: str) -> subprocess.CompletedProcess[str]:
    """The command, as an operator gives it, with this stack in AWS's place."""
    environment = {
        **os.environ,
        "AWS_ENDPOINT_URL": stack.aws.endpoint,
        "AWS_DEFAULT_REGION": stack.info["aws_region"],
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    whole = [sys.executable, "-m", "operate", *command]
    return subprocess.run(whole, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def put(stack: LocalStack, body: Any, **attributes: str) -> str:
    """A letter as a service leaves it."""
    beside = {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()}
    text = body if isinstance(body, str) else json.dumps(body)
    queue = stack.info["outputs"]["DeadLettersUrl"]
    sent = stack.aws.client("sqs").send_message(QueueUrl=queue, MessageBody=text, MessageAttributes=beside)
    return str(sent["MessageId"])


def lines(stack: LocalStack) -> list[str]:
    listed = operate(stack, "letters")
    assert listed.returncode == 0, listed.stderr
    return [line for line in listed.stdout.splitlines() if "  " in line]


def due(stack: LocalStack, ada: Person) -> tuple[Person, str]:
    """A customer with a reply whose mail is due, and whose alarm was lost."""
    alice = new_customer(stack)
    alice.say(CANARY).raise_for_status()
    chat_id = alice.chat()["id"]
    with refusing(stack, "scheduler", 400, "ValidationException"):
        ada.reply(chat_id, CANARY).raise_for_status()
    return alice, chat_id


def test_a_check_that_failed_for_good_is_listed_and_replayed_once(stack: LocalStack, ada: Person) -> None:
    alice, chat_id = due(stack, ada)
    functions = stack.aws.client("lambda")
    with refusing(stack, "dynamodb", 400, "AccessDeniedException"):
        functions.invoke(
            FunctionName="support-chat-email-check", InvocationType="Event", Payload=json.dumps({"chat_id": chat_id})
        )
        (line,) = eventually(lambda: lines(stack), bool, within=MAIL_SECONDS, what="the dead letter")
        assert "support-chat-email-check  RetriesExhausted: AccessDeniedException" in line
        assert line.endswith(f"chat_id={chat_id}")
        failed = operate(stack, "replay", "all")
        assert (failed.returncode, failed.stdout.split()[1:]) == (1, ["InvocationFailed"])
    assert len(lines(stack)) == 1, "what failed again stays"
    eventually(lambda: ready(ada, chat_id), bool, within=EMAIL_DELAY_SECONDS + 5, what="the mail is due")
    replayed = operate(stack, "replay", line.split()[0])
    assert (replayed.returncode, replayed.stdout.split()[1:]) == (0, ["replayed"]), replayed.stderr
    assert len(mails_to(stack, alice.email)) == 1
    assert lines(stack) == []
    # A letter that comes twice changes nothing.
    put(stack, {"chat_id": chat_id}, TARGET_ARN=f"{ARN}-email-check", SCHEDULE_ARN="arn", ERROR_CODE="AccessDenied")
    assert operate(stack, "replay", "all").returncode == 0
    assert len(mails_to(stack, alice.email)) == 1


def ready(ada: Person, chat_id: str) -> bool:
    """Whether the mail's time has come; the emulator's clock is this machine's."""
    messages = ada.get(f"/admin/chats/{chat_id}").raise_for_status().json()["messages"]
    (mail,) = [message["mail"] for message in messages if message["sender_type"] == "admin"]
    return bool(mail["state"] == "due" and datetime.fromisoformat(mail["at"]) < datetime.now(UTC))


def test_each_services_form_reaches_its_function(stack: LocalStack, ada: Person) -> None:
    chat_id, mail_id = str(uuid4()), str(uuid4())
    tags = {"chat_id": [chat_id], "mail_id": [mail_id], "through_seq": ["2"]}
    mail = {"tags": tags, "timestamp": "2026-11-23T12:06:00Z", "messageId": "m", "destination": [f"{CANARY}@x.example"]}
    event = {"source": "aws.ses", "detail": {"eventType": "Send", "send": {}, "mail": mail}}
    retried = {"EXHAUSTED_RETRY_CONDITION": "MaximumRetryAttempts", "ERROR_CODE": "SDK_CLIENT_ERROR"}
    put(stack, event, TARGET_ARN=f"{ARN}-mail-events", RULE_ARN="arn", **retried)
    put(stack, {"chat_id": chat_id}, TARGET_ARN=f"{ARN}-email-check", SCHEDULE_ARN="arn", **retried)
    put(stack, {"FunctionName": "f", "Payload": json.dumps({"chat_id": chat_id})}, TARGET_ARN=f"{ARN}-email-check")
    foreign = put(stack, {"chat_id": chat_id}, TARGET_ARN=f"{ARN}-site-publisher")
    broken = put(stack, CANARY)
    seen = lines(stack)
    assert CANARY not in "".join(seen)
    assert [line.split("  ", 2)[2] for line in seen] == [
        f"support-chat-mail-events  MaximumRetryAttempts: SDK_CLIENT_ERROR  chat_id={chat_id} mail_id={mail_id}",
        f"support-chat-email-check  MaximumRetryAttempts: SDK_CLIENT_ERROR  chat_id={chat_id}",
        f"support-chat-email-check  not retried:   chat_id={chat_id}",
        f"support-chat-site-publisher  not retried:   chat_id={chat_id}",
        "?  in no form that is known  ",
    ]
    replayed = operate(stack, "replay", "all")
    assert replayed.returncode == 1
    assert [line.split("  ")[1] for line in replayed.stdout.splitlines()] == [
        *["replayed"] * 3,
        *["it is for no function of this deployment"] * 2,
    ]
    assert operate(stack, "discard", foreign, broken).returncode == 0
    assert lines(stack) == []
