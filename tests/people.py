"""Customers and agents who talk to the deployed API over HTTP."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import uuid4

import httpx
import jwt
from local.stack import LocalStack

T = TypeVar("T")
# Several functions that start cold at once, on a busy machine, take their time.
HTTP_SECONDS = 90
# For what comes in a moment. On a busy machine a client may have to ask twice, ten seconds apart.
SOON_SECONDS = 30
# One pool for everybody; conftest closes it.
HTTP = httpx.Client(timeout=HTTP_SECONDS, trust_env=False)


def eventually(look: Callable[[], T], ok: Callable[[T], bool], *, what: str, within: float = SOON_SECONDS) -> T:
    """What `look` sees as soon as it is `ok`; fails with the last thing seen when `within` seconds are over."""
    end = time.monotonic() + within
    while True:
        seen = look()
        if ok(seen):
            return seen
        assert time.monotonic() < end, f"{what}: not within {within} s; last seen: {seen!r}"
        time.sleep(0.1)  # the pause between two looks, not what the test waits for


@dataclass(frozen=True)
class Person:
    """Somebody with a bearer token (or none) and the deployed API."""

    api_url: str
    token: str | None
    id: str = ""
    email: str = ""
    claims: dict[str, Any] = field(default_factory=dict)  # what their tokens say beside the usual

    def call(self, method: str, path: str, **request: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.token}"} if self.token is not None else {}
        headers |= request.pop("headers", {})
        return HTTP.request(method, f"{self.api_url}{path}", headers=headers, **request)

    def get(self, path: str, **query: Any) -> httpx.Response:
        return self.call("GET", path, params=query)

    def post(self, path: str, body: Any = None) -> httpx.Response:
        return self.call("POST", path, json=body)

    def chat(self) -> dict[str, Any]:
        """The customer's own chat."""
        answer: dict[str, Any] = self.get("/support_chat").raise_for_status().json()
        return answer

    def say(self, content: str, client_message_id: str | None = None) -> httpx.Response:
        """Send as a customer."""
        return self.post("/support_chat/messages", message(content, client_message_id))

    def reply(self, chat_id: str, content: str, client_message_id: str | None = None) -> httpx.Response:
        """Send as an agent."""
        return self.post(f"/admin/chats/{chat_id}/messages", message(content, client_message_id))

    def mark_read(self, up_to_seq: int | None = None) -> httpx.Response:
        """Read as a customer."""
        body = None if up_to_seq is None else {"up_to_seq": up_to_seq}
        return self.call("PATCH", "/support_chat/mark_read", json=body)

    def inbox(self, *, archived: bool = False) -> list[dict[str, Any]]:
        """The whole inbox."""
        chats: list[dict[str, Any]] = []
        query: dict[str, Any] = {"archived": str(archived).lower(), "limit": 100}
        while True:
            page = self.get("/admin/chats", **query).raise_for_status().json()
            chats += page["chats"]
            if page["next_cursor"] is None:
                return chats
            query["cursor"] = page["next_cursor"]

    def sign(self, path: str, channel: str, socket_id: str = "1.1") -> httpx.Response:
        """Ask for a channel's signature."""
        return self.call("POST", path, data={"socket_id": socket_id, "channel_name": channel})


def message(content: str, client_message_id: str | None = None) -> dict[str, str]:
    return {"content": content, "client_message_id": client_message_id or str(uuid4())}


def bearer(stack: LocalStack, token: str | None) -> Person:
    """Whoever holds this token."""
    return Person(stack.info["api_url"], token)


def customer_claims(stack: LocalStack, user_id: str, **changes: Any) -> dict[str, Any]:
    """The claims of a good token of this customer; None takes one out."""
    now = int(time.time())
    claims = {
        "sub": user_id,
        "email": f"{user_id}@example.com",
        "email_verified": True,
        "name": user_id.capitalize(),
        "aud": stack.info["identity"]["audience"],
        "iat": now,
        "exp": now + 600,
        **changes,
    }
    return {key: value for key, value in claims.items() if value is not None}


def customer_token(stack: LocalStack, user_id: str, *, secret: str | None = None, **changes: Any) -> str:
    return jwt.encode(customer_claims(stack, user_id, **changes), secret or stack.info["identity"]["secret"], "HS256")


def new_customer(stack: LocalStack, **changes: Any) -> Person:
    """A customer nobody has seen before."""
    user_id = f"customer-{uuid4().hex[:12]}"
    token = customer_token(stack, user_id, **changes)
    return Person(stack.info["api_url"], token, user_id, f"{user_id}@example.com", changes)


def agent(stack: LocalStack, who: str = "agent") -> Person:
    """An agent of the stack's user pool."""
    return bearer(stack, stack.token(who))


def mails_to(stack: LocalStack, email: str) -> list[dict[str, Any]]:
    """The mails that SES took for this address, oldest first."""
    answer = HTTP.get(f"{stack.info['demo_url']}/mail.json")
    return [mail for mail in answer.raise_for_status().json()["mails"] if email in mail["to"]]


def held(person: Person) -> dict[str, Any]:
    """What is held of the customer's chat. How soon somebody answers is no part of it: each function learns that at a
    time of its own."""
    return {name: value for name, value in person.chat().items() if name != "reply_time"}


def give_back(agent: Person) -> None:
    """Nothing is assigned to this agent any more, whatever other tests have left."""
    for chat in agent.get("/admin/chats", filter="mine", limit=100).raise_for_status().json()["chats"]:
        agent.call("PUT", f"/admin/chats/{chat['id']}/assignee", json={"agent_id": None}).raise_for_status()


def site_file(stack: LocalStack, site: str, path: str, **headers: str) -> httpx.Response:
    """A site's file. Browsers resolve *.localhost to this machine; here the name goes into the Host header."""
    host = httpx.URL(site).netloc.decode()
    return HTTP.get(f"{stack.info['aws_endpoint_url']}/{path}", headers={"host": host, **headers})
