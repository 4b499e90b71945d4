"""An earlier release with chats in it becomes this one by `sam deploy`: nothing is lost, and the chat goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import httpx
import pytest
from local.stack import LocalStack

from tests.conftest import EMAIL_DELAY_SECONDS, MAIL_SECONDS, MANY_A_MINUTE
from tests.people import HTTP, Person, agent, bearer, eventually, mails_to, new_customer
from tests.stack.previous import MARK, PreviousRelease
from tests.stack.traffic import NO_ANSWER, Traffic

LASTING = ("Table", "UserPool", "UserPoolClient", "Api", "WidgetDistribution", "AdminDistribution", "WidgetBucket")
SECRETS = ("IdentitySecret", "VisitorSecret")
# What clients repeat by themselves. Lambda lets a request end in the function that has it; the emulator ends the
# function (502), and while it is busy with that, its table may answer too late (503). So whoever asks at that moment
# may have to ask again: three people, of two functions.
ASK_AGAIN = (502, 503, NO_ANSWER)
AT_ONCE, FUNCTIONS = 3, 2
COLD_START_SECONDS = 15


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PreviousRelease]:
    """The earlier release, deployed; another one than the other tests' stack."""
    parameters = {"EmailDelaySeconds": str(EMAIL_DELAY_SECONDS), "MessagesPerMinute": MANY_A_MINUTE}
    running = PreviousRelease(tmp_path_factory.mktemp("earlier"), parameters)
    running.start(fresh=True)
    yield running
    running.stop()


class Team:
    """People who have chatted, and everything that they see of it."""

    def __init__(self, stack: LocalStack) -> None:
        self.ada = agent(stack)
        self.alice = new_customer(stack)
        made = HTTP.post(f"{stack.info['api_url']}/visitors").raise_for_status()
        self.visitor = bearer(stack, made.json()["token"])
        self.chats = {name: person.chat()["id"] for name, person in (("alice", self.alice), ("visitor", self.visitor))}

    def talk(self) -> None:
        """Messages, replies, a note, a saved reply, an archived chat, an assigned one, an edit."""
        alice, ada = self.chats["alice"], self.ada
        for number in range(3):
            self.alice.say(f"question {number}").raise_for_status()
        ada.reply(alice, "an anwser").raise_for_status()
        ada.call("PATCH", f"/admin/chats/{alice}/messages/4", json={"content": "an answer"}).raise_for_status()
        self.alice.mark_read().raise_for_status()
        note = {"content": "called her", "client_message_id": "5f0e5a64-5f0e-4b6e-9d5b-6a1f3f0f7a11"}
        ada.post(f"/admin/chats/{alice}/notes", note).raise_for_status()
        reply_id = "0b7c6a80-43b8-4c5e-9a55-1d6f0d1b0c11"
        saved = {"name": "greeting", "content": "Hello!"}
        ada.call("PUT", f"/admin/replies/{reply_id}", json=saved).raise_for_status()
        self.visitor.say("may I ask something?").raise_for_status()
        ada.post(f"/admin/chats/{self.chats['visitor']}/archive").raise_for_status()

    def sees(self) -> dict[str, Any]:
        """All of it, as the API tells it."""
        alice = self.chats["alice"]
        paths = [
            f"/admin/chats/{alice}/messages?after_seq=0",
            f"/admin/chats/{alice}/notes",
            "/admin/replies",
            "/admin/audit",
        ]
        paths += [
            f"/admin/chats/{alice}/messages/4/history",
            f"/admin/chats/{self.chats['visitor']}/messages?after_seq=0",
        ]
        told = {path: self.ada.call("GET", path).raise_for_status().json() for path in paths}
        rows = {row["id"]: row for archived in (True, False) for row in self.ada.inbox(archived=archived)}
        lists = {name: rows[chat_id] for name, chat_id in self.chats.items()}
        return {**told, **lists, "alice's": self.alice.chat(), "visitor's": self.visitor.chat()}


def lost(before: Any, after: Any, at: str = "") -> list[str]:
    """Where something that was told is told no more, or otherwise; a later release may tell more."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [where for name in before for where in lost(before[name], after.get(name), f"{at}/{name}")]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [
            where
            for n, (was, now) in enumerate(zip(before, after, strict=True))
            for where in lost(was, now, f"{at}/{n}")
        ]
    return [] if before == after else [f"{at}: {before!r} became {after!r}"]


def history(person: Person) -> list[str]:
    """Everything in the chat, by pages as the widget asks."""
    contents: list[str] = []
    seq, more = 0, True
    while more:
        page = person.get("/support_chat/messages", after_seq=seq, limit=100).raise_for_status().json()
        contents += [message["content"] for message in page["messages"]]
        seq, more = page["messages"][-1]["seq"], page["has_more"]
    return contents


def lasting(stack: LocalStack) -> dict[str, str]:
    """What is what it was: resources by their names, secrets by their values."""
    client, secrets = stack.aws.client("cloudformation"), stack.aws.client("secretsmanager")
    listed = client.describe_stack_resources(StackName="support-chat")["StackResources"]
    ids = {resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in listed}
    values = {f"{name}'s value": secrets.get_secret_value(SecretId=ids[name])["SecretString"] for name in SECRETS}
    return {**{name: ids[name] for name in (*LASTING, *SECRETS)}, **values}


def test_nothing_is_lost_and_the_chat_goes_on_meanwhile(stack: PreviousRelease) -> None:
    team = Team(stack)
    team.talk()
    seen, before = team.sees(), lasting(stack)
    waiting = new_customer(stack)
    waiting.say("Is it there?").raise_for_status()
    unread = waiting.chat()["id"]
    writer, reader = new_customer(stack), new_customer(stack)
    said: list[str] = []

    def says() -> httpx.Response:
        content = f"message {len(said)}"
        answer = writer.say(content, str(uuid5(NAMESPACE_OID, content)))  # as the outbox does: again under the same id
        if answer.is_success:
            said.append(content)
        return answer

    traffic = Traffic(says=says, opens=lambda: reader.get("/support_chat"), agent=lambda: team.ada.get("/admin/chats"))
    with traffic.flowing():
        traffic.goes_on()
        team.ada.reply(unread, "It is.").raise_for_status()  # its mail falls due while the stack is replaced
        began = time.monotonic()
        outputs = stack.upgrade()
        swap = time.monotonic() - began
        traffic.goes_on()
    counted, put_off = traffic.answered_with(200, 201), traffic.answered_with(*ASK_AGAIN)
    print(f"from {stack.what}: answered {counted}, put off {put_off or 'nobody'}; ", end="")  # noqa: T201
    print(f"longest without an answer {traffic.longest_silence:.1f} s, the swap {swap:.1f} s")  # noqa: T201
    assert traffic.refused(but=ASK_AGAIN) == {}
    assert sum(put_off.values()) <= AT_ONCE * FUNCTIONS
    assert traffic.longest_silence < swap + COLD_START_SECONDS
    assert stack.info["outputs"].items() <= outputs.items()
    assert lasting(stack) == before
    assert lost(seen, team.sees()) == []
    assert history(writer) == said
    eventually(
        lambda: len(mails_to(stack, waiting.email)), lambda mails: mails == 1, what="the mail", within=MAIL_SECONDS
    )
    loader = HTTP.get(f"{stack.aws.endpoint}/support-chat.js", headers={"host": stack.info["widget_url"][7:]})
    assert loader.is_success
    assert MARK not in loader.text
