"""Visitors who are not signed in, over HTTP, on the deployed template with its roles enforced."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest
from local.stack import LocalStack

from support_chat.keys import hour_sk
from tests.conftest import MAIL_SECONDS
from tests.people import (
    HTTP,
    Person,
    agent,
    bearer,
    customer_claims,
    customer_token,
    eventually,
    held,
    mails_to,
    new_customer,
)

HOUR = timedelta(hours=1)
CONTEXT = {
    "page": "https://shop.example/tents?secret=1",
    "title": "Tents",
    "language": "en-GB",
    "time_zone": "Asia/Tokyo",
}


@pytest.fixture(scope="module")
def ada(stack: LocalStack) -> Person:
    return agent(stack)


def arrive(stack: LocalStack) -> Person:
    answer = bearer(stack, None).post("/visitors")
    assert answer.status_code == 201, answer.text
    return bearer(stack, answer.json()["token"])


def said(visitor: Person, text: str = "Hello", **more: Any) -> dict[str, Any]:
    body = {"content": text, "client_message_id": str(uuid4()), **more}
    answer: dict[str, Any] = visitor.post("/support_chat/messages", body).raise_for_status().json()
    return answer


def leave(visitor: Person, email: str) -> httpx.Response:
    return visitor.call("PUT", "/support_chat/email", json={"email": email})


def view(ada: Person, chat_id: str) -> dict[str, Any]:
    answer: dict[str, Any] = ada.get(f"/admin/chats/{chat_id}").raise_for_status().json()
    return answer


def test_a_visitor_asks_and_agents_see_who_and_from_where(stack: LocalStack, ada: Person) -> None:
    visitor = arrive(stack)
    said(visitor, context=CONTEXT)
    chat = visitor.chat()
    assert (chat["visitor"], chat["email"], chat["email_wanted"], chat["seen_seq"]) == (True, None, True, 0)
    row = next(row for row in ada.inbox() if row["id"] == chat["id"])
    assert (row["visitor"], row["user_email"], row["user_name"]) == (True, "", None)
    assert row["waiting_since"] == chat["messages"][0]["created_at"]
    seen = view(ada, chat["id"])
    assert seen["context"]["page"] == "https://shop.example/tents"
    assert seen["context"]["browser"].startswith("python-httpx")
    assert (seen["context"]["language"], seen["context"]["time_zone"]) == ("en-GB", "Asia/Tokyo")
    ada.reply(chat["id"], "Hi")
    after = visitor.chat()
    assert (after["seen_seq"], after["unread_count"]) == (1, 1)
    assert visitor.sign("/pusher/auth", f"private-support-chat-{chat['id']}").status_code == 200


def test_a_renewed_token_is_the_same_visitors(stack: LocalStack) -> None:
    visitor = arrive(stack)
    said(visitor)
    answer = visitor.post("/visitors")
    assert answer.status_code == 200
    assert held(bearer(stack, answer.json()["token"])) == held(visitor)
    assert arrive(stack).chat()["id"] != visitor.chat()["id"]


def test_who_leaves_an_address_is_mailed_and_who_leaves_none_is_not_and_agents_see_why(
    stack: LocalStack, ada: Person
) -> None:
    email = f"visitor-{uuid4().hex[:8]}@example.com"
    reachable, silent = arrive(stack), arrive(stack)
    for visitor in (reachable, silent):
        said(visitor)
    chats = [visitor.chat()["id"] for visitor in (reachable, silent)]
    assert leave(reachable, email).json() == {"email": email}
    assert (reachable.chat()["email"], reachable.chat()["email_wanted"]) == (email, False)
    shown = view(ada, chats[0])
    assert (shown["user_email"], shown["email_verified"], shown["email_state"]) == (email, False, None)
    assert view(ada, chats[1])["email_state"] == "no_address"
    for chat_id in chats:
        ada.reply(chat_id, "We found it")

    def ends() -> list[Any]:
        mails = [view(ada, chat_id)["messages"][-1]["mail"] for chat_id in chats]
        return [(mail["state"], mail["reason"]) for mail in mails]

    eventually(
        ends,
        lambda seen: seen == [("sent", None), ("skipped", "no_address")],
        within=MAIL_SECONDS,
        what="mail",
    )
    assert len(mails_to(stack, email)) == 1


def test_a_person_who_signs_in_is_linked_and_nothing_is_merged(stack: LocalStack, ada: Person) -> None:
    visitor, person = arrive(stack), new_customer(stack)
    said(visitor, "as a visitor")
    leave(visitor, person.email)
    as_visitor, own = visitor.chat()["id"], person.chat()["id"]
    for _ in range(2):
        answer = person.post("/support_chat/link", {"visitor_token": visitor.token})
        assert (answer.status_code, answer.json()) == (200, {"linked": True})
    assert (view(ada, own)["linked_chats"], view(ada, as_visitor)["linked_chats"]) == ([as_visitor], [own])
    assert person.chat()["messages"] == []
    assert [message["content"] for message in visitor.chat()["messages"]] == ["as a visitor"]
    assert visitor.post("/support_chat/link", {"visitor_token": visitor.token}).status_code == 403
    assert leave(person, "other@example.com").status_code == 403


def visitor_keys(stack: LocalStack) -> dict[str, str]:
    resources = stack.aws.client("cloudformation").describe_stack_resources(StackName="support-chat")
    (arn,) = [
        resource["PhysicalResourceId"]
        for resource in resources["StackResources"]
        if resource["LogicalResourceId"] == "VisitorSecret"
    ]
    keys: dict[str, str] = json.loads(stack.aws.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"])
    return keys


def test_no_token_passes_for_one_of_the_other_kind(stack: LocalStack) -> None:
    visitor = arrive(stack)
    said(visitor)
    chat = held(visitor)
    assert visitor.token
    claims = jwt.decode(visitor.token, options={"verify_signature": False})
    header = jwt.get_unverified_header(visitor.token)
    ours, theirs = visitor_keys(stack)["current"], stack.info["identity"]["secret"]
    assert ours != theirs
    forged = [
        jwt.encode(claims, theirs, "HS256", header),
        jwt.encode(claims, theirs, "HS256"),
        jwt.encode(claims, ours, "HS256"),
        jwt.encode(customer_claims(stack, "customer-1001"), ours, "HS256"),
        jwt.encode(customer_claims(stack, "customer-1001"), ours, "HS256", header),
        customer_token(stack, claims["sub"]),
        jwt.encode({**claims, "exp": claims["exp"] + 1}, ours, "HS256", header),
    ]
    for token in forged:
        eve = bearer(stack, token)
        answers = [
            eve.get("/support_chat"),
            eve.say("I am a visitor"),
            eve.post("/visitors"),
            leave(eve, "eve@example.com"),
            eve.get("/admin/chats"),
        ]
        assert [answer.status_code for answer in answers] == [401] * len(answers), token
        assert new_customer(stack).post("/support_chat/link", {"visitor_token": token}).status_code == 422
    assert visitor.get("/admin/chats").status_code == 401
    assert held(visitor) == chat


def counters(stack: LocalStack) -> list[dict[str, Any]]:
    pages = stack.aws.client("dynamodb").get_paginator("scan").paginate(TableName=stack.info["outputs"]["TableName"])
    return [item for page in pages for item in page["Items"] if item["PK"]["S"].startswith("VISITORS#")]


@contextmanager
def used_up(stack: LocalStack, counter: dict[str, Any]) -> Iterator[None]:
    """As if that counter's limit had been reached in this hour, and in the next, which may begin meanwhile."""
    client, table = stack.aws.client("dynamodb"), stack.info["outputs"]["TableName"]
    next_hour = {**counter, "SK": {"S": hour_sk(datetime.fromisoformat(f"{counter['SK']['S']}:00Z") + HOUR)}}
    for hour in (counter, next_hour):
        client.put_item(TableName=table, Item={**hour, "made": {"N": "1000000"}})
    try:
        yield
    finally:
        client.put_item(TableName=table, Item=counter)
        client.delete_item(TableName=table, Key={name: next_hour[name] for name in ("PK", "SK")})


def test_visitors_are_limited_by_address_and_in_all_and_no_address_is_kept(stack: LocalStack) -> None:
    arrive(stack)
    newest = max(item["SK"]["S"] for item in counters(stack))
    found = [item for item in counters(stack) if item["SK"]["S"] == newest]
    assert sorted(item["PK"]["S"] == "VISITORS#ALL" for item in found) == [False, True]
    assert "127.0.0.1" not in json.dumps(found)
    for counter in found:
        assert int(counter["expires_at"]["N"]) > 0
        with used_up(stack, counter):
            refused = bearer(stack, None).call("POST", "/visitors", headers={"x-forwarded-for": "198.51.100.7"})
            assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_many")
            assert 0 < int(refused.headers["retry-after"]) <= 3600
        arrive(stack)


def test_the_widget_is_told_that_visitors_may_chat_and_browsers_may_call(stack: LocalStack) -> None:
    host = httpx.URL(stack.info["widget_url"]).netloc.decode()
    config = HTTP.get(f"{stack.info['aws_endpoint_url']}/config.json", headers={"host": host}).json()
    assert config["visitors"] is True
    preflight = HTTP.options(
        f"{stack.info['api_url']}/support_chat/email",
        headers={
            "origin": stack.info["demo_url"],
            "access-control-request-method": "PUT",
            "access-control-request-headers": "authorization,content-type",
        },
    )
    assert "PUT" in preflight.headers["access-control-allow-methods"]
