"""A message is followed by one id through the logs of the deployed functions, from the send to what SES tells of it."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from local.stack import LocalStack

from tests.conftest import MAIL_SECONDS
from tests.people import Person, agent, eventually, new_customer


@pytest.fixture(scope="module")
def ada(stack: LocalStack) -> Person:
    return agent(stack)


def lines(stack: LocalStack, wanted: str) -> list[dict[str, Any]]:
    """The functions' lines in which this stands, oldest first."""
    logs = stack.aws.client("logs")
    group = stack.info["outputs"]["FunctionLogsName"]
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group, filterPattern=f'"{wanted}"')
    events = [event for page in pages for event in page["events"]]
    found = [line for event in events for line in event["message"].splitlines() if wanted in line]
    return sorted((json.loads(line) for line in found if line.startswith("{")), key=lambda line: line["timestamp"])


def test_a_reply_is_followed_from_the_send_to_what_ses_tells_of_its_mail(stack: LocalStack, ada: Person) -> None:
    alice = new_customer(stack)
    alice.say("Hello").raise_for_status()
    chat_id = alice.chat()["id"]
    first, id_ = str(uuid4()), str(uuid4())
    ada.reply(chat_id, "one of a burst", first).raise_for_status()
    answer = ada.reply(chat_id, "a reply", id_).raise_for_status()
    seen = eventually(
        lambda: lines(stack, id_),
        lambda found: [line["message"] for line in found].count("mail_event") == 2,  # sent, delivered
        within=MAIL_SECONDS,
        what="the mail's events are logged",
    )
    sent, mail, *events = seen
    assert (sent["message"], sent["route"], sent["status"]) == ("request", "/admin/chats/{chat_id}/messages", 201)
    assert sent["request_id"] == answer.headers["x-request-id"]
    assert (sent["message_id"], sent["seq"]) == (answer.json()["id"], answer.json()["seq"])
    assert sent["published"] is True
    assert (mail["message"], mail["state"], mail["covers"]) == ("mail", "sent", [first, id_])
    assert [(event["message"], event["mail_id"]) for event in events] == [("mail_event", mail["mail_id"])] * 2
    assert {line["correlation_id"] for line in seen} == {id_}
    assert {line["chat_id"] for line in seen} == {chat_id}
    # The burst's first reply set the alarm that woke the check, and leads to the same mail.
    began, its_mail = lines(stack, first)
    assert began["alarm"].startswith(chat_id)
    assert its_mail == mail
    assert [line["state"] for line in lines(stack, chat_id) if line["message"] == "checked"] == ["sent"]


def test_a_customers_request_is_found_by_the_id_in_its_answer(stack: LocalStack) -> None:
    alice, id_ = new_customer(stack), str(uuid4())
    answers = [alice.say("Hello", id_), alice.say("", id_)]
    for answer, status in zip(answers, (201, 422), strict=True):
        assert answer.status_code == status
        request_id = answer.headers["x-request-id"]
        (line,) = eventually(lambda of=request_id: lines(stack, of), bool, what="the request's line")
        assert (line["request_id"], line["status"]) == (request_id, status)
    assert [line["message"] for line in lines(stack, id_)] == ["request"]
