"""What failed for good: three services put it into one queue, each in a form of its own. Here it is read and replayed.

| who              | when                              | body                      | beside it            |
|------------------|-----------------------------------|---------------------------|----------------------|
| Lambda           | each attempt to run it failed     | a record with the payload | nothing              |
| Scheduler        | the function could not be invoked | the payload               | attributes with ARNs |
| EventBridge rule | the function could not be invoked | the event                 | attributes with ARNs |

Replaying twice is safe: a check reads the chat anew, and the ledger takes SES's news once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

# Longer than the replay of many takes: until then nobody else is shown a letter that is in work.
IN_WORK_SECONDS = 900
FUNCTIONS = ("email-check", "email-sweep", "mail-events")

Json = dict[str, Any]


@dataclass(frozen=True)
class Letter:
    """One dead letter. `function`: what it was for, if that can be told. `reason` and `ids` are fit to be printed."""

    id: str
    receipt: str
    at: datetime
    function: str | None
    payload: Json
    reason: str
    ids: dict[str, str]


def read(message: Json) -> Letter:
    """The letter in a message of the queue, whoever wrote it."""
    beside = {name: value.get("StringValue", "") for name, value in message.get("MessageAttributes", {}).items()}
    function, payload, reason = _understood(_parsed(message["Body"]), beside)
    return Letter(
        id=message["MessageId"],
        receipt=message["ReceiptHandle"],
        at=datetime.fromtimestamp(int(message["Attributes"]["SentTimestamp"]) / 1000, UTC),
        function=function,
        payload=payload,
        reason=reason,
        ids=_ids(payload),
    )


def _parsed(text: str) -> Json:
    try:
        body = json.loads(text)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _understood(body: Json, beside: dict[str, str]) -> tuple[str | None, Json, str]:
    """Which function, with what, and why it failed."""
    if "requestPayload" in body:
        context, answer = body.get("requestContext", {}), body.get("responsePayload") or {}
        reason = f"{context.get('condition', '')}: {_error(answer) or 'no answer'}"
        return _name(context.get("functionArn", "")), body["requestPayload"], reason
    if "TARGET_ARN" in beside:
        reason = f"{beside.get('EXHAUSTED_RETRY_CONDITION', 'not retried')}: {beside.get('ERROR_CODE', '')}"
        # Scheduler's documentation shows the request to the target, whose payload may be a text inside it.
        inner: Any = body.get("Payload", body.get("Input", body))
        payload: Json = _parsed(inner) if isinstance(inner, str) else inner
        return _name(beside["TARGET_ARN"]), payload, reason
    return None, body, "in no form that is known"


def _error(answer: Json) -> str | None:
    """The product's own error has a text that is fit to be shown; that of any other may quote anything."""
    return answer.get("errorMessage" if answer.get("errorType") == "InvocationFailed" else "errorType")


def _name(arn: str) -> str | None:
    """`support-chat-email-check` of arn:aws:lambda:…:function:support-chat-email-check:$LATEST."""
    parts = arn.split(":")
    return parts[6] if len(parts) > 6 and parts[5] == "function" else None


def _ids(payload: Json) -> dict[str, str]:
    tags = payload.get("detail", {}).get("mail", {}).get("tags", {}) if isinstance(payload.get("detail"), dict) else {}
    of_mail = {name: str(tags[name][0]) for name in ("chat_id", "mail_id", "correlation_id") if tags.get(name)}
    return {"chat_id": str(payload["chat_id"])} if "chat_id" in payload else of_mail


class DeadLetters:
    """The dead letters of one deployment."""

    def __init__(self, sqs: Any, functions: Any, *, queue_url: str, stack: str) -> None:
        self._sqs = sqs
        self._functions = functions
        self._queue = queue_url
        self._known = {f"{stack}-{name}" for name in FUNCTIONS}

    @contextmanager
    def held(self) -> Iterator[list[Letter]]:
        """All of them, oldest first, for as long as this lasts; what is then still there goes back."""
        held: dict[str, Letter] = {}
        try:
            while batch := self._receive():
                held |= {letter.id: letter for letter in batch}
            yield sorted(held.values(), key=lambda letter: letter.at)
        finally:
            for letter in held.values():
                self._put_back(letter)

    def replay(self, letter: Letter) -> str | None:
        """Run it again, and delete it when that went well. None, or what went wrong."""
        if letter.function not in self._known:
            return "it is for no function of this deployment"
        answer = self._functions.invoke(FunctionName=letter.function, Payload=json.dumps(letter.payload))
        if "FunctionError" in answer:
            return _error(json.loads(answer["Payload"].read())) or str(answer["FunctionError"])
        self.discard(letter)
        return None

    def discard(self, letter: Letter) -> None:
        """Delete it."""
        self._sqs.delete_message(QueueUrl=self._queue, ReceiptHandle=letter.receipt)

    def _receive(self) -> list[Letter]:
        answer = self._sqs.receive_message(
            QueueUrl=self._queue,
            MaxNumberOfMessages=10,
            VisibilityTimeout=IN_WORK_SECONDS,
            WaitTimeSeconds=1,  # asks every server of the queue, not some
            MessageSystemAttributeNames=["SentTimestamp"],
            MessageAttributeNames=["All"],
        )
        return [read(message) for message in answer.get("Messages", [])]

    def _put_back(self, letter: Letter) -> None:
        try:
            self._sqs.change_message_visibility(QueueUrl=self._queue, ReceiptHandle=letter.receipt, VisibilityTimeout=0)
        except (self._sqs.exceptions.MessageNotInflight, self._sqs.exceptions.ReceiptHandleIsInvalid):
            pass  # deleted
        except self._sqs.exceptions.ClientError as error:
            if error.response["Error"]["Code"] != "InvalidParameterValue":  # deleted, as SQS says it, too
                raise
