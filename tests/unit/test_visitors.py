"""Visitors: an identity of ours, their own chat, an address they may leave, and who they turn out to be."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from support_chat.model import LINKED_CHATS, chat_id_of
from support_chat.realtime import AGENTS_CHANNEL
from support_chat.visitors import LIFE, VisitorPass
from tests.http_events import Answer, Caller
from tests.unit.people import Callers
from tests.unit.world import ALICE, BOB, Clock, Outside


@pytest.fixture
def shown(callers: Callers) -> VisitorPass:
    return callers.visitor_tokens.sign(f"visitor:{uuid4()}")


@pytest.fixture
def visitor(callers: Callers, shown: VisitorPass) -> Caller:
    return callers.visitor(shown)


def say(caller: Caller, text: str = "Hello") -> Answer:
    answer = caller("POST /support_chat/messages", {"content": text, "client_message_id": str(uuid4())})
    assert answer.status == 201
    return answer


def chat(caller: Caller) -> Any:
    return caller("GET /support_chat").json()


def leave(caller: Caller, email: Any) -> Answer:
    return caller("PUT /support_chat/email", {"email": email})


def link(caller: Caller, token: str) -> Answer:
    return caller("POST /support_chat/link", {"visitor_token": token})


def test_a_visitor_is_made_on_request_and_stores_no_chat_yet(callers: Callers) -> None:
    answer = callers.bearer(None)("POST /visitors")
    assert answer.status == 201
    assert set(answer.json()) == {"token", "expires_at"}
    assert answer.json()["expires_at"] == "2027-02-21T12:00:00.000Z"
    assert callers.agent()("GET /admin/chats").json()["chats"] == []


def test_each_new_visitor_is_somebody_else(callers: Callers) -> None:
    tokens = [callers.bearer(None)("POST /visitors").json()["token"] for _ in range(2)]
    first, second = (chat(callers.bearer(token))["id"] for token in tokens)
    assert first != second


def test_every_customers_route_works_for_a_visitor(callers: Callers, visitor: Caller) -> None:
    say(visitor)
    own = chat(visitor)
    assert (own["visitor"], own["email"], own["email_wanted"]) == (True, None, True)
    callers.agent()(f"POST /admin/chats/{own['id']}/messages", {"content": "Hi", "client_message_id": str(uuid4())})
    assert len(visitor("GET /support_chat/messages", query={"after_seq": 0}).json()["messages"]) == 2
    assert visitor("PATCH /support_chat/mark_read").json() == {"read_seq": 2, "unread_count": 0}
    channel = f"private-support-chat-{own['id']}"
    assert visitor.form("POST /pusher/auth", socket_id="1.1", channel_name=channel).status == 200


def test_a_visitor_reaches_no_chat_but_their_own(callers: Callers, visitor: Caller) -> None:
    say(callers.customer())
    say(visitor)
    channel = f"private-support-chat-{chat_id_of('alice')}"
    assert visitor.form("POST /pusher/auth", socket_id="1.1", channel_name=channel).status == 403
    assert [message["content"] for message in chat(visitor)["messages"]] == ["Hello"]
    assert chat(callers.visitor())["messages"] == []


def test_agents_see_that_it_is_a_visitor_without_an_address(callers: Callers, visitor: Caller) -> None:
    say(visitor)
    (row,) = callers.agent()("GET /admin/chats").json()["chats"]
    assert (row["visitor"], row["user_email"], row["user_name"]) == (True, "", None)
    view = callers.agent()(f"GET /admin/chats/{row['id']}").json()
    assert (view["email_verified"], view["email_state"], view["linked_chats"]) == (None, "no_address", [])


def test_a_renewed_token_is_the_same_visitors_and_lives_longer(callers: Callers, visitor: Caller, clock: Clock) -> None:
    own = chat(visitor)
    clock.forward(days=60)
    answer = visitor("POST /visitors")
    assert answer.status == 200
    assert answer.json()["expires_at"] == "2027-04-22T12:00:00.000Z"
    clock.forward(days=60)
    assert visitor("GET /support_chat").status == 401
    assert chat(callers.bearer(answer.json()["token"])) == own


def test_a_token_that_is_over_is_not_renewed_and_makes_nobody_new(
    callers: Callers, visitor: Caller, clock: Clock
) -> None:
    clock.at += LIFE
    clock.forward(minutes=1)
    assert visitor("POST /visitors").code == "unauthorized"


def test_where_no_visitors_are_allowed_nobody_is_one(callers: Callers, shown: VisitorPass, visitor: Caller) -> None:
    own = chat(visitor)
    callers.receive(is_open=False)
    for caller in (callers.bearer(None), visitor):
        answer = caller("POST /visitors")
        assert (answer.status, answer.code) == (403, "visitors_not_allowed")
    assert visitor("GET /support_chat").code == "unauthorized"
    assert link(callers.customer(), shown.token).code == "invalid"
    callers.receive()
    assert chat(visitor) == own


# -- the address


def test_an_address_is_kept_unverified_and_agents_are_told(callers: Callers, visitor: Caller, outside: Outside) -> None:
    say(visitor)
    outside.events.clear()
    answer = leave(visitor, "visitor@example.com")
    assert (answer.status, answer.json()) == (200, {"email": "visitor@example.com"})
    (event,) = outside.events
    assert (event.channel, event.data["chat"]["user_email"]) == (AGENTS_CHANNEL, "visitor@example.com")
    view = callers.agent()(f"GET /admin/chats/{chat(visitor)['id']}").json()
    assert (view["user_email"], view["email_verified"]) == ("visitor@example.com", False)
    assert (chat(visitor)["email"], chat(visitor)["email_wanted"]) == ("visitor@example.com", False)


def test_the_same_address_again_changes_nothing_and_another_takes_its_place(visitor: Caller, outside: Outside) -> None:
    say(visitor)
    leave(visitor, "one@example.com")
    told = len(outside.events)
    leave(visitor, "one@example.com")
    assert len(outside.events) == told
    leave(visitor, "two@example.com")
    assert chat(visitor)["email"] == "two@example.com"


def test_an_address_survives_the_next_message(visitor: Caller) -> None:
    say(visitor)
    leave(visitor, "visitor@example.com")
    say(visitor, "One more thing")
    assert chat(visitor)["email"] == "visitor@example.com"


def test_an_address_may_come_before_the_first_message_and_tells_nobody_then(
    callers: Callers, visitor: Caller, outside: Outside
) -> None:
    assert leave(visitor, "visitor@example.com").status == 200
    assert outside.events == []
    assert callers.agent()("GET /admin/chats").json()["chats"] == []
    say(visitor)
    assert chat(visitor)["email"] == "visitor@example.com"


NO_ADDRESSES: list[Any] = [
    "",
    "visitor",
    "@example.com",
    "a@b@c",
    "a b@example.com",
    "a@example.com\nBcc: eve@example.com",
    "a@example.com\n",
    "ä@example.com",
    "<a@example.com>",
    "a@example.com,b@example.com",
    "x" * 65 + "@example.com",
    None,
    1,
    ["a@example.com"],
]


def test_what_is_no_address_is_refused(visitor: Caller) -> None:
    say(visitor)
    for email in NO_ADDRESSES:
        assert leave(visitor, email).status == 422, email
    assert chat(visitor)["email"] is None


def test_no_address_is_asked_for_where_visitors_are_not_mailed(callers: Callers, visitor: Caller) -> None:
    callers.mail_to_visitors(False)
    say(visitor)
    assert chat(visitor)["email_wanted"] is False


def test_a_person_changes_nothing_about_the_address_that_the_host_application_gave(callers: Callers) -> None:
    alice = callers.customer()
    answer = leave(alice, "other@example.com")
    assert (answer.status, answer.code) == (403, "forbidden")
    assert (chat(alice)["email"], chat(alice)["email_wanted"]) == (None, False)
    assert callers.agent()(f"GET /admin/chats/{chat_id_of('alice')}").json()["user_email"] == ALICE.email


# -- who they turn out to be


def linked(callers: Callers, chat_id: Any) -> Any:
    return callers.agent()(f"GET /admin/chats/{chat_id}").json()["linked_chats"]


def test_signing_in_links_the_two_chats_tells_agents_and_merges_nothing(
    callers: Callers, shown: VisitorPass, visitor: Caller, outside: Outside
) -> None:
    alice = callers.customer()
    say(visitor, "as a visitor")
    say(alice, "as Alice")
    leave(visitor, ALICE.email)
    outside.events.clear()
    as_visitor, own = chat(visitor)["id"], chat(alice)["id"]
    assert link(alice, shown.token).json() == {"linked": True}
    assert (linked(callers, own), linked(callers, as_visitor)) == ([as_visitor], [own])
    updated = [event.data["chat"]["id"] for event in outside.events if event.name == "chat_updated"]
    assert set(updated) == {own, as_visitor}
    assert [message["content"] for message in chat(alice)["messages"]] == ["as Alice"]
    assert [message["content"] for message in chat(visitor)["messages"]] == ["as a visitor"]


def test_linking_again_changes_nothing(callers: Callers, shown: VisitorPass, visitor: Caller, outside: Outside) -> None:
    alice = callers.customer()
    say(visitor)
    link(alice, shown.token)
    told = len(outside.events)
    assert link(alice, shown.token).json() == {"linked": True}
    assert len(outside.events) == told


def test_a_person_who_never_opened_a_chat_gets_an_empty_one_outside_the_inbox(
    callers: Callers, shown: VisitorPass, visitor: Caller
) -> None:
    say(visitor)
    link(callers.customer(), shown.token)
    (row,) = callers.agent()("GET /admin/chats").json()["chats"]
    assert row["visitor"] is True
    assert linked(callers, chat_id_of("alice")) == [row["id"]]


def test_a_visitor_who_never_had_a_chat_leaves_nothing_to_link(callers: Callers, shown: VisitorPass) -> None:
    assert link(callers.customer(), shown.token).json() == {"linked": False}
    assert chat(callers.customer())["last_seq"] == 0


def test_the_same_address_alone_links_nobody(callers: Callers, visitor: Caller) -> None:
    say(visitor)
    leave(visitor, ALICE.email)
    say(callers.customer())
    assert linked(callers, chat_id_of("alice")) == []


def test_a_visitor_links_nobody(callers: Callers, shown: VisitorPass, visitor: Caller) -> None:
    say(visitor)
    answer = link(callers.visitor(), shown.token)
    assert (answer.status, answer.code) == (403, "forbidden")
    assert linked(callers, chat(visitor)["id"]) == []


def test_two_people_at_one_browser_are_both_known(callers: Callers, shown: VisitorPass, visitor: Caller) -> None:
    say(visitor)
    for person in (ALICE, BOB):
        link(callers.customer(person), shown.token)
    assert linked(callers, chat(visitor)["id"]) == [str(chat_id_of("alice")), str(chat_id_of("bob"))]


def test_only_the_newest_links_are_kept(callers: Callers) -> None:
    alice = callers.customer()
    chats = []
    for _ in range(LINKED_CHATS + 2):
        shown = callers.visitor_tokens.sign(f"visitor:{uuid4()}")
        chats.append(chat(callers.visitor(shown))["id"])
        link(alice, shown.token)
    assert linked(callers, chat_id_of("alice")) == chats[2:]


def test_customers_are_told_of_no_link(callers: Callers, shown: VisitorPass, visitor: Caller) -> None:
    say(visitor)
    link(callers.customer(), shown.token)
    for caller in (visitor, callers.customer()):
        assert "link" not in caller("GET /support_chat").text
