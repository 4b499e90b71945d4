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
from operate.__main__ import main as operator

from tests.conftest import MAIL_SECONDS
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


def waiting(stack: LocalStack) -> int:
    """How many letters nobody has in work."""
    count = "ApproximateNumberOfMessages"
    queue = stack.info["outputs"]["DeadLettersUrl"]
    found = stack.aws.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=[count])["Attributes"]
    return int(found[count])


def test_a_check_that_failed_for_good_is_listed_and_replayed_once(stack: LocalStack, ada: Person) -> None:
    alice, chat_id = due(stack, ada)
    payload = json.dumps({"chat_id": chat_id})
    functions = stack.aws.client("lambda")
    # Asked once before: a function that starts cold on a busy machine would be waited for, not the letter.
    functions.invoke(FunctionName="support-chat-email-check", Payload=json.dumps({"chat_id": str(uuid4())}))
    with refusing(stack, "dynamodb", 400, "AccessDeniedException"):
        functions.invoke(FunctionName="support-chat-email-check", InvocationType="Event", Payload=payload)
        eventually(lambda: waiting(stack), lambda count: count == 1, within=MAIL_SECONDS, what="the dead letter")
        failed = operate(stack, "replay", "all")
        assert (failed.returncode, "replayed" in failed.stdout) == (1, False)
    (line,) = lines(stack)  # what failed again is still there
    assert "  support-chat-email-check  RetriesExhausted: " in line
    assert line.endswith(f"chat_id={chat_id}")
    eventually(lambda: ready(ada, chat_id), bool, what="the mail is due")
    # The letter, and the same once more: a letter that comes twice changes nothing.
    put(stack, {"chat_id": chat_id}, TARGET_ARN=f"{ARN}-email-check", SCHEDULE_ARN="arn", ERROR_CODE="AccessDenied")
    replayed = operate(stack, "replay", "all")
    assert (replayed.returncode, replayed.stdout.split()[1::2]) == (0, ["replayed"] * 2), replayed.stderr
    assert len(mails_to(stack, alice.email)) == 1
    assert waiting(stack) == 0


def test_the_local_stack_is_found_by_what_make_run_writes(
    stack: LocalStack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("operate.__main__.LOCAL_STACK", stack.info_file)
    monkeypatch.setattr("sys.argv", ["operate", "--local", "letters"])
    with pytest.raises(SystemExit) as ended:
        operator()
    assert (ended.value.code, capsys.readouterr().out) == (0, "There are no dead letters.\n")


def ready(ada: Person, chat_id: str) -> bool:
    """Whether the mail's time has come; the emulator's clock is this machine's."""
    messages = ada.get(f"/admin/chats/{chat_id}").raise_for_status().json()["messages"]
    (mail,) = [message["mail"] for message in messages if message["sender_type"] == "admin"]
    return bool(mail["state"] == "due" and datetime.fromisoformat(mail["at"]) < datetime.now(UTC))


def record(error: str, text: str, chat_id: str) -> dict[str, Any]:
    """Lambda's record of a failed invocation; the emulator's own names every error alike."""
    return {
        "version": "1.0",
        "timestamp": "2026-11-23T12:06:00.100Z",
        "requestContext": {
            "requestId": str(uuid4()),
            "functionArn": f"{ARN}-email-check:$LATEST",
            "condition": "RetriesExhausted",
            "approximateInvokeCount": 3,
        },
        "requestPayload": {"chat_id": chat_id},
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
        "responsePayload": {"errorMessage": text, "errorType": error},
    }


def test_each_services_form_reaches_its_function(stack: LocalStack, ada: Person) -> None:
    chat_id, mail_id = str(uuid4()), str(uuid4())
    tags = {"chat_id": [chat_id], "mail_id": [mail_id], "through_seq": ["2"]}
    mail = {"tags": tags, "timestamp": "2026-11-23T12:06:00Z", "messageId": "m", "destination": [f"{CANARY}@x.example"]}
    event = {"source": "aws.ses", "detail": {"eventType": "Send", "send": {}, "mail": mail}}
    retried = {"EXHAUSTED_RETRY_CONDITION": "MaximumRetryAttempts", "ERROR_CODE": "SDK_CLIENT_ERROR"}
    put(stack, event, TARGET_ARN=f"{ARN}-mail-events", RULE_ARN="arn", **retried)
    put(stack, {"chat_id": chat_id}, TARGET_ARN=f"{ARN}-email-check", SCHEDULE_ARN="arn", **retried)
    put(stack, {"FunctionName": "f", "Payload": json.dumps({"chat_id": chat_id})}, TARGET_ARN=f"{ARN}-email-check")
    put(stack, record("InvocationFailed", "AccessDeniedException", chat_id))
    put(stack, record("ValidationError", CANARY, chat_id))
    foreign = put(stack, {"chat_id": chat_id}, TARGET_ARN=f"{ARN}-site-publisher")
    broken = put(stack, CANARY)
    seen = lines(stack)
    assert CANARY not in "".join(seen)
    assert [line.split("  ", 2)[2] for line in seen] == [
        f"support-chat-mail-events  MaximumRetryAttempts: SDK_CLIENT_ERROR  chat_id={chat_id} mail_id={mail_id}",
        f"support-chat-email-check  MaximumRetryAttempts: SDK_CLIENT_ERROR  chat_id={chat_id}",
        f"support-chat-email-check  not retried:   chat_id={chat_id}",
        f"support-chat-email-check  RetriesExhausted: AccessDeniedException  chat_id={chat_id}",
        f"support-chat-email-check  RetriesExhausted: ValidationError  chat_id={chat_id}",
        f"support-chat-site-publisher  not retried:   chat_id={chat_id}",
        "?  in no form that is known  ",
    ]
    replayed = operate(stack, "replay", "all")
    assert replayed.returncode == 1
    assert [line.split("  ")[1] for line in replayed.stdout.splitlines()] == [
        *["replayed"] * 5,
        *["it is for no function of this deployment"] * 2,
    ]
    assert operate(stack, "discard", foreign, broken).returncode == 0
    assert waiting(stack) == 0
