"""The mail for an unread reply, through the real one-shot schedule, the real function and SES."""

from __future__ import annotations

import json
from typing import Any

import pytest
from local.stack import LocalStack

from tests.conftest import MAIL_SECONDS
from tests.people import HTTP, Person, agent, eventually, mails_to, new_customer


@pytest.fixture(scope="module")
def ada(stack: LocalStack) -> Person:
    return agent(stack)


def schedules(stack: LocalStack, chat_id: str) -> list[str]:
    group = stack.info["outputs"]["ScheduleGroupName"]
    found = stack.aws.client("scheduler").list_schedules(GroupName=group, NamePrefix=chat_id)
    return [schedule["Name"] for schedule in found["Schedules"]]


def alarm_has_rung(stack: LocalStack, chat_id: str) -> None:
    """A schedule is deleted when it has run."""
    eventually(lambda: schedules(stack, chat_id), lambda names: not names, within=MAIL_SECONDS, what="the alarm rings")


def due_mark(stack: LocalStack, chat_id: str) -> dict[str, Any]:
    """The chat's head as it lies in the table."""
    key = {"PK": {"S": f"CHAT#{chat_id}"}, "SK": {"S": "~HEAD"}}
    table = stack.info["outputs"]["TableName"]
    item: dict[str, Any] = stack.aws.client("dynamodb").get_item(TableName=table, Key=key, ConsistentRead=True)["Item"]
    return item


def test_a_burst_of_unread_replies_is_one_mail(stack: LocalStack, ada: Person) -> None:
    alice = new_customer(stack)
    alice.say("Hello")
    chat_id = alice.chat()["id"]
    for n in range(3):
        ada.reply(chat_id, f"part {n + 1} <b>bold</b>")
    # None where it has rung by now; had there been none, the mail would come too late, by the sweep.
    assert len(schedules(stack, chat_id)) <= 1
    alarm_has_rung(stack, chat_id)
    (mail,) = eventually(lambda: mails_to(stack, alice.email), bool, within=MAIL_SECONDS, what="the mail")
    assert mail["subject"] == "You have 3 new replies from Fernweh Support"
    assert "part 3 <b>bold</b>" in mail["text"]
    assert "part 3 &lt;b&gt;bold&lt;/b&gt;" in mail["html"]
    assert stack.parameters()["ChatLink"] in mail["text"]
    settled = eventually(
        lambda: due_mark(stack, chat_id), lambda head: head["mail_settled_seq"]["N"] == "4", what="settled"
    )
    assert "mail_due_at" not in settled
    assert "mail_wake_at" not in settled
    assert len(mails_to(stack, alice.email)) == 1


@pytest.mark.parametrize("reason", ["read", "archived", "unsubscribed"])
def test_no_mail_for_what_was_read_archived_or_unsubscribed_before(stack: LocalStack, ada: Person, reason: str) -> None:
    alice = new_customer(stack)
    alice.say("Hello")
    chat_id = alice.chat()["id"]
    # Asked once before, for a function that starts cold could take longer than the mail.
    HTTP.get(f"{stack.info['api_url']}/unsubscribe")
    ada.reply(chat_id, "a reply")
    assert len(schedules(stack, chat_id)) == 1
    if reason == "read":
        alice.mark_read()
    elif reason == "archived":
        ada.post(f"/admin/chats/{chat_id}/archive")
    else:
        head = due_mark(stack, chat_id)
        token = f"{chat_id.replace('-', '')}.{head['unsubscribe_secret']['S']}"
        HTTP.post(f"{stack.info['api_url']}/unsubscribe", params={"token": token}).raise_for_status()
    alarm_has_rung(stack, chat_id)
    # The check has ended when nothing is due any more; only then is "no mail" worth something.
    eventually(
        lambda: due_mark(stack, chat_id),
        lambda head: "mail_due_at" not in head,
        within=MAIL_SECONDS,
        what="the check's end",
    )
    assert mails_to(stack, alice.email) == []


def test_the_link_in_the_mail_unsubscribes_with_one_click(stack: LocalStack, ada: Person) -> None:
    alice = new_customer(stack)
    alice.say("Hello")
    chat_id = alice.chat()["id"]
    ada.reply(chat_id, "a reply")
    (mail,) = eventually(lambda: mails_to(stack, alice.email), bool, within=MAIL_SECONDS, what="the mail")
    headers = {name.lower(): value for name, value in mail["headers"].items()}
    assert headers["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    link = headers["list-unsubscribe"].strip("<>")
    assert "Send me no more mail" in HTTP.get(link).text
    assert ada.get(f"/admin/chats/{chat_id}").json()["unsubscribed"] is False
    for _ in range(2):
        clicked = HTTP.post(link, data={"List-Unsubscribe": "One-Click"})
        assert (clicked.status_code, clicked.is_redirect) == (200, False)
    assert ada.get(f"/admin/chats/{chat_id}").json()["unsubscribed"] is True


def test_an_alarm_that_rings_five_times_at_once_sends_one_mail(stack: LocalStack, ada: Person) -> None:
    alice = new_customer(stack)
    alice.say("Hello")
    chat_id = alice.chat()["id"]
    ada.reply(chat_id, "a reply")
    eventually(lambda: mails_to(stack, alice.email), bool, within=MAIL_SECONDS, what="the mail")
    functions = stack.aws.client("lambda")
    for _ in range(5):
        functions.invoke(
            FunctionName="support-chat-email-check", InvocationType="Event", Payload=json.dumps({"chat_id": chat_id})
        )
    answer = functions.invoke(FunctionName="support-chat-email-check", Payload=json.dumps({"chat_id": chat_id}))
    assert json.loads(answer["Payload"].read()) == {"mail": None}
    assert len(mails_to(stack, alice.email)) == 1


def test_the_sweep_may_do_what_it_must(stack: LocalStack) -> None:
    answer = stack.aws.client("lambda").invoke(FunctionName="support-chat-email-sweep", Payload=b"{}")
    assert "FunctionError" not in answer
    assert "mails" in json.loads(answer["Payload"].read())
