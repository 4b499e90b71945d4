"""A customer and an agent talk through the deployed API: real gateway, real authorizer, real roles."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from local.stack import LocalStack

from tests.people import HTTP, Person, agent, bearer, customer_token, held, new_customer, site_file
from tests.stack.faults import until_taken


@pytest.fixture(scope="module")
def ada(stack: LocalStack) -> Person:
    return agent(stack)


def contents(person: Person) -> list[str]:
    return [message["content"] for message in person.chat()["messages"]]


def row(ada: Person, chat_id: str, *, archived: bool = False) -> dict[str, Any] | None:
    return next((chat for chat in ada.inbox(archived=archived) if chat["id"] == chat_id), None)


def test_a_question_and_its_answer(stack: LocalStack, ada: Person) -> None:
    alice = new_customer(stack)
    sent = alice.say("Where is my order?")
    assert (sent.status_code, sent.json()["seq"]) == (201, 1)
    chat_id = alice.chat()["id"]
    in_list = row(ada, chat_id)
    assert in_list is not None
    assert (in_list["unread"], in_list["last_message_preview"], in_list["user_email"]) == (
        True,
        "Where is my order?",
        alice.email,
    )
    view = ada.get(f"/admin/chats/{chat_id}").json()
    assert [message["content"] for message in view["messages"]] == ["Where is my order?"]
    assert ada.reply(chat_id, "On its way").status_code == 201
    chat = alice.chat()
    assert [message["content"] for message in chat["messages"]] == ["Where is my order?", "On its way"]
    assert chat["unread_count"] == 1
    assert alice.mark_read().json() == {"read_seq": 2, "unread_count": 0}
    assert alice.chat()["messages"][1]["read_at"] is not None
    assert row(ada, chat_id) is not None
    assert row(ada, chat_id)["unread"] is False  # type: ignore[index]


def test_fifty_first_requests_at_once_make_one_chat(stack: LocalStack) -> None:
    alice = new_customer(stack)
    with ThreadPoolExecutor(50) as crowd:
        answers = list(crowd.map(lambda _: alice.get("/support_chat"), range(50)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["id"] for answer in answers}) == 1


def test_twenty_senders_at_once_get_the_numbers_one_to_twenty(stack: LocalStack) -> None:
    alice = new_customer(stack)
    with ThreadPoolExecutor(20) as crowd:
        # As a client does: who has lost too many races on a slow machine is asked to come again.
        sent = list(crowd.map(lambda n: until_taken(alice, f"message {n}"), range(20)))
    assert {one.status for one in sent if one.tries == 1} == {201}
    assert sorted(one.seq for one in sent) == list(range(1, 21))
    chat = alice.chat()
    assert [message["seq"] for message in chat["messages"]] == list(range(1, 21))
    assert sorted(contents(alice)) == sorted(f"message {n}" for n in range(20))


def test_ten_retries_of_one_message_at_once_store_it_once(stack: LocalStack) -> None:
    alice, cmid = new_customer(stack), str(uuid4())
    with ThreadPoolExecutor(10) as crowd:
        answers = list(crowd.map(lambda _: alice.say("only once", cmid), range(10)))
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert contents(alice) == ["only once"]


def test_the_same_id_with_another_text_is_a_conflict(stack: LocalStack, ada: Person) -> None:
    alice, cmid = new_customer(stack), str(uuid4())
    alice.say("one", cmid)
    assert alice.say("two", cmid).status_code == 409
    chat_id = alice.chat()["id"]
    assert ada.reply(chat_id, "one", cmid).status_code == 201
    assert ada.reply(chat_id, "one", cmid).status_code == 200
    assert ada.reply(chat_id, "two", cmid).status_code == 409
    assert contents(alice) == ["one", "one"]


def test_history_is_paged_both_ways(stack: LocalStack, ada: Person) -> None:
    alice = new_customer(stack)
    for n in range(7):
        alice.say(f"message {n + 1}")
    chat_id = alice.chat()["id"]
    for person, path in ((alice, "/support_chat/messages"), (ada, f"/admin/chats/{chat_id}/messages")):
        forward = person.get(path, after_seq=5).json()
        assert ([message["seq"] for message in forward["messages"]], forward["has_more"]) == ([6, 7], False)
        back = person.get(path, before_seq=5, limit=3).json()
        assert ([message["seq"] for message in back["messages"]], back["has_more"]) == ([2, 3, 4], True)


def test_archive_restore_and_a_message_that_brings_the_chat_back(stack: LocalStack, ada: Person) -> None:
    alice = new_customer(stack)
    alice.say("Hello")
    chat_id = alice.chat()["id"]
    for _ in range(2):
        assert ada.post(f"/admin/chats/{chat_id}/archive").json()["archived"] is True
    assert row(ada, chat_id) is None
    assert row(ada, chat_id, archived=True) is not None
    for _ in range(2):
        assert ada.post(f"/admin/chats/{chat_id}/unarchive").json()["archived"] is False
    assert row(ada, chat_id) is not None
    ada.post(f"/admin/chats/{chat_id}/archive")
    alice.say("One more question")
    assert row(ada, chat_id) is not None
    assert row(ada, chat_id, archived=True) is None


def test_the_inbox_is_newest_first_and_its_pages_join(stack: LocalStack, ada: Person) -> None:
    people = [new_customer(stack) for _ in range(6)]
    for person in people:
        person.say("Hello")
    newest_first = [person.id for person in reversed(people)]
    first = ada.get("/admin/chats", limit=4).json()
    second = ada.get("/admin/chats", limit=4, cursor=first["next_cursor"]).json()
    assert [chat["user_id"] for chat in first["chats"] + second["chats"]][:6] == newest_first


@pytest.mark.parametrize("origin_is_listed", [True, False])
def test_only_listed_origins_may_call_from_a_browser(stack: LocalStack, origin_is_listed: bool) -> None:
    origin = stack.info["demo_url"] if origin_is_listed else "https://evil.example"
    preflight = HTTP.options(
        f"{stack.info['api_url']}/support_chat/messages",
        headers={
            "origin": origin,
            "access-control-request-method": "POST",
            "access-control-request-headers": "authorization,content-type",
        },
    )
    assert (preflight.headers.get("access-control-allow-origin") == origin) is origin_is_listed
    assert "access-control-allow-credentials" not in preflight.headers


def test_errors_from_the_deployed_api_have_the_one_shape(stack: LocalStack) -> None:
    alice = new_customer(stack)
    too_long = alice.say("x" * 4001)
    assert (too_long.status_code, too_long.json()["error"]["code"]) == (422, "invalid")
    broken = alice.call("POST", "/support_chat/messages", content=b"{", headers={"content-type": "application/json"})
    assert (broken.status_code, broken.json()["error"]["code"]) == (400, "invalid_json")
    unknown = alice.post("/support_chat/messages", {"content": "x", "client_message_id": str(uuid4()), "seq": 1})
    assert unknown.status_code == 422
    assert alice.chat()["messages"] == []


def test_the_published_sites_name_this_api(stack: LocalStack) -> None:
    for site in ("WidgetUrl", "DashboardUrl"):
        config = site_file(stack, stack.info["outputs"][site], "config.json").json()
        assert config["api_url"] == stack.info["api_url"]
        assert config["pusher"]["port"] == stack.info["pusher"]["port"]
        assert config["pusher"]["tls"] is False


def test_a_customer_sees_no_agents_data_and_no_one_elses(stack: LocalStack, ada: Person) -> None:
    alice, bob = new_customer(stack), new_customer(stack)
    alice.say("a secret of Alice")
    chat_id = alice.chat()["id"]
    ada.reply(chat_id, "only for Alice")
    assert bob.chat()["messages"] == []
    assert bob.get("/support_chat/messages", after_seq=0).json()["messages"] == []
    mine = alice.get("/support_chat/messages", after_seq=0).text
    assert "Ada" not in mine
    assert "agent@example.com" not in mine


def test_nobody_without_a_good_token_gets_in(stack: LocalStack) -> None:
    alice = new_customer(stack)
    alice.say("Hello")
    chat = held(alice)
    bad_tokens = [
        None,
        "nonsense",
        customer_token(stack, alice.id, secret="another-secret-0123456789-0123456789-01"),
        customer_token(stack, alice.id, iat=1_600_000_000, exp=1_600_000_600),
        customer_token(stack, alice.id, aud="another"),
        stack.token("agent"),
    ]
    for token in bad_tokens:
        eve = bearer(stack, token)
        answers = [
            eve.get("/support_chat"),
            eve.say("I am Alice"),
            eve.get("/support_chat/messages", after_seq=0),
            eve.mark_read(),
            eve.sign("/pusher/auth", f"private-support-chat-{chat['id']}"),
        ]
        assert [answer.status_code for answer in answers] == [401] * 5, token
        assert all("Hello" not in answer.text for answer in answers)
    assert held(alice) == chat


def test_agents_routes_are_closed_to_everybody_else(stack: LocalStack, ada: Person) -> None:
    alice = new_customer(stack)
    alice.say("Hello")
    chat_id = alice.chat()["id"]
    for token in (None, "nonsense", customer_token(stack, alice.id)):
        eve = bearer(stack, token)
        answers = [
            eve.get("/admin/chats"),
            eve.get(f"/admin/chats/{chat_id}"),
            eve.get(f"/admin/chats/{chat_id}/messages", after_seq=0),
            eve.reply(chat_id, "I am an agent"),
            eve.post(f"/admin/chats/{chat_id}/archive"),
            eve.post(f"/admin/chats/{chat_id}/unarchive"),
            eve.sign("/admin/pusher/auth", "private-admin-support-notifications"),
        ]
        assert [answer.status_code for answer in answers] == [401] * 7
        assert all("Hello" not in answer.text for answer in answers)
    assert contents(alice) == ["Hello"]
    assert row(ada, chat_id) is not None


def test_channels_are_signed_for_their_owner_only(stack: LocalStack, ada: Person) -> None:
    alice, bob = new_customer(stack), new_customer(stack)
    mine = f"private-support-chat-{alice.chat()['id']}"
    agents = "private-admin-support-notifications"
    assert alice.sign("/pusher/auth", mine).json()["auth"].startswith(stack.info["pusher"]["key"] + ":")
    assert [bob.sign("/pusher/auth", channel).status_code for channel in (mine, agents)] == [403, 403]
    assert alice.sign("/pusher/auth", agents).status_code == 403
    assert [ada.sign("/admin/pusher/auth", channel).status_code for channel in (mine, agents)] == [200, 200]
    assert ada.sign("/admin/pusher/auth", "private-anything").status_code == 403
