"""A chat that is older than chats are kept is taken out by the deployed sweep, with the permissions that it has."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from local.stack import LocalStack

from support_chat import keys
from support_chat.instant import stamp
from support_chat.model import chat_id_of
from tests.conftest import RETENTION_DAYS
from tests.people import agent, eventually, new_customer


def items_of(stack: LocalStack, chat_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = stack.aws.client("dynamodb").query(
        TableName=stack.info["outputs"]["TableName"],
        KeyConditionExpression="PK = :chat",
        ExpressionAttributeValues={":chat": {"S": f"CHAT#{chat_id}"}},
    )["Items"]
    return found


def test_the_sweep_takes_out_the_chat_that_is_too_old_and_no_other(stack: LocalStack) -> None:
    old, young, admin = new_customer(stack), new_customer(stack), agent(stack)
    for customer in (old, young):
        customer.say("Hello").raise_for_status()
    chat_id = chat_id_of(old.id)
    message = next(item for item in items_of(stack, str(chat_id)) if item["SK"]["S"].startswith("MSG#"))
    written = datetime.fromisoformat(message["created_at"]["S"])
    assert int(message["expires_at"]["N"]) - (written + timedelta(days=RETENTION_DAYS)).timestamp() < 1
    long_ago = datetime.now(UTC) - timedelta(days=RETENTION_DAYS, minutes=1)
    stack.aws.client("dynamodb").update_item(
        TableName=stack.info["outputs"]["TableName"],
        Key={"PK": {"S": f"CHAT#{chat_id}"}, "SK": {"S": keys.HEAD_SK}},
        UpdateExpression="SET last_message_at = :at, inbox_at = :place",
        ExpressionAttributeValues={
            ":at": {"S": stamp(long_ago)},
            ":place": {"S": keys.place_since(long_ago, chat_id)},
        },
    )
    # The sweep of the minute may be at it, too; then there is nothing left for this one.
    answer = stack.aws.client("lambda").invoke(FunctionName="support-chat-email-sweep", Payload=b"{}")
    swept = json.loads(answer["Payload"].read())
    assert swept["expired"] in (0, 1), swept
    eventually(lambda: items_of(stack, str(chat_id)), lambda left: left == [], what="the chat is gone")
    assert {chat["user_id"] for chat in admin.inbox()} & {old.id, young.id} == {young.id}
    assert old.say("I am back").json()["seq"] == 1
