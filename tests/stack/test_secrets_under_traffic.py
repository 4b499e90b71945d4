"""Every secret is replaced while people chat, by the operator's own commands, and nobody notices."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from local.aws import ROOT
from local.realtime.protocol import App
from local.stack import PUSHER, PUSHER_SECOND, LocalStack
from websockets.sync.client import connect

from tests.people import HTTP, SOON_SECONDS, Person, bearer, customer_token, new_customer
from tests.stack.realtime.driver import Client
from tests.stack.traffic import Traffic

SECRETS = ("IdentitySecret", "VisitorSecret", "PusherAppSecret")


@pytest.fixture
def put_back(stack: LocalStack) -> Iterator[None]:
    """The secrets of the stack are in the end as they were, for the tests that come after."""
    client = stack.aws.client("secretsmanager")
    arns = [arn_of(stack, name) for name in SECRETS]
    before = {arn: client.get_secret_value(SecretId=arn)["SecretString"] for arn in arns}
    yield
    for arn, value in before.items():
        client.put_secret_value(SecretId=arn, SecretString=value)


def arn_of(stack: LocalStack, name: str) -> str:
    """Of a secret, by its name in the template."""
    client = stack.aws.client("cloudformation")
    detail = client.describe_stack_resource(StackName="support-chat", LogicalResourceId=name)
    return str(detail["StackResourceDetail"]["PhysicalResourceId"])


def make(stack: LocalStack, target: str, secret: str, *, refused: bool = False) -> str:
    """The documented command, as an operator gives it."""
    env = stack.aws.tool_environment()
    command = ["make", "-s", target, f"SECRET={secret}"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode != 0) is refused, done.stdout + done.stderr
    return done.stdout + done.stderr


def current(stack: LocalStack) -> str:
    """What the host application is given after a rotation."""
    arn = stack.info["outputs"]["IdentitySecretArn"]
    value = stack.aws.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"]
    return str(json.loads(value)["current"])


def test_keys_of_tokens_are_replaced_without_one_refused_request(stack: LocalStack, put_back: None) -> None:
    old, host = stack.info["identity"]["secret"], {"secret": current(stack)}
    alice = new_customer(stack)
    visitors = [made_visitor(stack)]

    def customer_of_a_host_that_follows() -> httpx.Response:
        return Person(alice.api_url, customer_token(stack, alice.id, secret=host["secret"])).say("hello")

    def customer_of_a_host_that_is_slow() -> httpx.Response:
        return Person(alice.api_url, customer_token(stack, alice.id, secret=old)).get("/support_chat")

    def visitor_who_renews() -> httpx.Response:
        answer = bearer(stack, visitors[-1]).post("/visitors")
        visitors.append(answer.json().get("token", visitors[-1]))
        return answer

    def visitor_who_keeps_the_first_token() -> httpx.Response:
        return bearer(stack, visitors[0]).get("/support_chat")

    traffic = Traffic(
        follows=customer_of_a_host_that_follows,
        slow=customer_of_a_host_that_is_slow,
        renews=visitor_who_renews,
        keeps=visitor_who_keeps_the_first_token,
    )
    with traffic.flowing():
        traffic.goes_on()
        assert "Give the new key to your application" in make(stack, "rotate", "identity")
        host["secret"] = current(stack)
        traffic.goes_on()
        make(stack, "rotate", "visitor")
        traffic.goes_on()
        assert "make retire SECRET=identity" in make(stack, "rotate", "identity", refused=True)
        traffic.goes_on()
    assert host["secret"] != old
    assert current(stack) == host["secret"]
    assert traffic.refused() == {}
    print({who: len(answers) for who, answers in traffic.answers.items()})  # noqa: T201  (the figure of docs/deploy.md)


def made_visitor(stack: LocalStack) -> str:
    answer = HTTP.post(f"{stack.info['api_url']}/visitors").raise_for_status()
    return str(answer.json()["token"])


@contextmanager
def page(stack: LocalStack, key: str) -> Iterator[Client]:
    """The connection of a page that was given this key."""
    url = f"ws://127.0.0.1:{stack.ports.realtime}/app/{key}?protocol=7&client=js&version=8.6.0"
    with connect(url, open_timeout=SOON_SECONDS) as socket:
        client = Client(socket, App("1", key, ""))
        client.established = client.event("pusher:connection_established")
        yield client


def test_pushers_key_is_replaced_while_pages_of_both_keys_are_open(stack: LocalStack, put_back: None) -> None:
    alice = new_customer(stack)
    channel = f"private-support-chat-{alice.chat()['id']}"
    secret = arn_of(stack, "PusherAppSecret")

    def signed(client: Client) -> httpx.Response:
        form = {"socket_id": client.socket_id, "channel_name": channel, "key": client.app.key}
        return alice.call("POST", "/pusher/auth", data=form)

    def subscribe(client: Client) -> None:
        client.send("pusher:subscribe", {"channel": channel, **signed(client).raise_for_status().json()})
        client.event("pusher_internal:subscription_succeeded")

    with page(stack, PUSHER["key"]) as old, page(stack, PUSHER_SECOND["key"]) as new:
        subscribe(old)
        traffic = Traffic(old=lambda: signed(old), says=lambda: alice.say("hello"))
        with traffic.flowing():
            traffic.goes_on()
            value = {**PUSHER_SECOND, "previous_key": PUSHER["key"], "previous_secret": PUSHER["secret"]}
            stack.aws.client("secretsmanager").put_secret_value(SecretId=secret, SecretString=json.dumps(value))
            subscribe(new)
            traffic.goes_on()
        assert traffic.refused() == {}
        sent = alice.say("everybody hears this").json()["id"]
        assert sent in json.dumps(old.waiting())
        assert sent in json.dumps(new.waiting())
