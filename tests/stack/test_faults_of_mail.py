"""Scheduler and SES refuse: replies are taken all the same, and the sweep repairs what did not happen, once."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from local.stack import LocalStack

from tests.conftest import MAIL_SECONDS
from tests.people import Person, agent, eventually, mails_to, new_customer
from tests.stack.faults import refusing


@pytest.fixture(scope="module")
def ada(stack: LocalStack) -> Person:
    return agent(stack)


def asked(stack: LocalStack) -> tuple[Person, str]:
    """A customer with a chat."""
    alice = new_customer(stack)
    alice.say("Hello").raise_for_status()
    return alice, alice.chat()["id"]


def schedules(stack: LocalStack, chat_id: str) -> list[str]:
    group = stack.info["outputs"]["ScheduleGroupName"]
    found = stack.aws.client("scheduler").list_schedules(GroupName=group, NamePrefix=chat_id)
    return [schedule["Name"] for schedule in found["Schedules"]]


def head(stack: LocalStack, chat_id: str) -> dict[str, dict[str, str]]:
    key = {"PK": {"S": f"CHAT#{chat_id}"}, "SK": {"S": "~HEAD"}}
    table = stack.info["outputs"]["TableName"]
    item: dict[str, dict[str, str]] = stack.aws.client("dynamodb").get_item(
        TableName=table, Key=key, ConsistentRead=True
    )["Item"]
    return item


def make_overdue(stack: LocalStack, chat_id: str) -> None:
    """As if two minutes had passed: the sweep leaves the one-shot the first word for longer than a test may wait."""
    past = datetime.now(UTC) - timedelta(minutes=2)
    stamp = past.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    stack.aws.client("dynamodb").update_item(
        TableName=stack.info["outputs"]["TableName"],
        Key={"PK": {"S": f"CHAT#{chat_id}"}, "SK": {"S": "~HEAD"}},
        UpdateExpression="SET mail_due_at = :past, mail_wake_at = :past",
        ConditionExpression="attribute_exists(mail_due_at)",
        ExpressionAttributeValues={":past": {"S": stamp}},
    )


def swept(stack: LocalStack, email: str) -> int:
    """How many mails this address has after another sweep."""
    answer = stack.aws.client("lambda").invoke(FunctionName="support-chat-email-sweep", Payload=b"{}")
    assert "FunctionError" not in answer, json.loads(answer["Payload"].read())
    return len(mails_to(stack, email))


def repaired(stack: LocalStack, alice: Person, chat_id: str) -> None:
    """The sweep sends the mail, and no later sweep another."""
    make_overdue(stack, chat_id)
    eventually(lambda: swept(stack, alice.email), lambda count: count > 0, within=MAIL_SECONDS, what="the mail")
    eventually(lambda: head(stack, chat_id), lambda item: "mail_due_at" not in item, what="settled")
    assert swept(stack, alice.email) == 1


def test_scheduler_refuses_and_the_sweep_mails(stack: LocalStack, ada: Person) -> None:
    alice, chat_id = asked(stack)
    with refusing(stack, "scheduler", 500, "InternalServerException"):
        statuses = [ada.reply(chat_id, f"part {n}").status_code for n in range(3)]
    assert statuses == [201] * 3
    assert schedules(stack, chat_id) == []
    repaired(stack, alice, chat_id)
    (mail,) = mails_to(stack, alice.email)
    assert "3 new replies" in mail["subject"], "one mail for all three"


def test_ses_throttles_and_the_mail_comes_later(stack: LocalStack, ada: Person) -> None:
    alice, chat_id = asked(stack)
    with refusing(stack, "ses", 429, "TooManyRequestsException"):
        assert ada.reply(chat_id, "a reply").status_code == 201
        first_due = head(stack, chat_id)["mail_due_at"]
        # Between the two it is claimed, and due at no time.
        postponed = eventually(
            lambda: head(stack, chat_id),
            lambda item: item.get("mail_due_at", first_due) != first_due,
            within=MAIL_SECONDS,
            what="put off",
        )
        assert mails_to(stack, alice.email) == []
    assert "mail_wake_at" in postponed
    repaired(stack, alice, chat_id)
