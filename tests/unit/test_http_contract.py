"""The routes as the contract states them, through the real handlers."""

from __future__ import annotations

from uuid import UUID, uuid4

from support_chat import mail
from support_chat.model import chat_id_of
from tests.unit.people import Callers
from tests.unit.world import ALICE, BOB

CHAT = str(chat_id_of("alice"))


def said(text: str = "Hello") -> dict[str, str]:
    return {"content": text, "client_message_id": str(uuid4())}


def test_a_customer_gets_one_chat_and_the_same_one_again(callers: Callers) -> None:
    alice = callers.customer()
    first = alice("GET /support_chat")
    assert (first.status, first.json()) == (
        200,
        {
            "id": CHAT,
            "messages": [],
            "has_more": False,
            "last_seq": 0,
            "unread_count": 0,
            "read_seq": 0,
            "seen_seq": 0,
            "archived": False,
            "reply_time": None,
            "visitor": False,
            "email": None,
            "email_wanted": False,
        },
    )
    assert alice("GET /support_chat").json() == first.json()
    assert callers.customer(BOB)("GET /support_chat").json()["id"] != CHAT


def test_a_sent_message_comes_back_as_201_and_its_repeat_as_200(callers: Callers) -> None:
    alice, body = callers.customer(), said()
    sent = alice("POST /support_chat/messages", body)
    assert sent.status == 201
    message = sent.json()
    assert set(message) == {
        "id",
        "seq",
        "content",
        "sender_type",
        "client_message_id",
        "read_at",
        "created_at",
    }
    assert (message["seq"], message["sender_type"], message["read_at"]) == (1, "user", None)
    assert UUID(message["id"])
    assert message["created_at"] == "2026-11-23T12:00:00.000Z"
    again = alice("POST /support_chat/messages", body)
    assert (again.status, again.json()) == (200, message)
    other = alice("POST /support_chat/messages", {**body, "content": "other"})
    assert (other.status, other.code) == (409, "client_message_id_reused")


def test_messages_are_paged_forward_and_back(callers: Callers) -> None:
    alice = callers.customer()
    for n in range(5):
        alice("POST /support_chat/messages", said(f"message {n + 1}"))

    def page(**query: int) -> tuple[list[int], bool]:
        answer = alice("GET /support_chat/messages", query=query).json()
        return [message["seq"] for message in answer["messages"]], answer["has_more"]

    assert page(after_seq=2) == ([3, 4, 5], False)
    assert page(after_seq=0, limit=2) == ([1, 2], True)
    assert page(before_seq=5, limit=2) == ([3, 4], True)
    assert page(before_seq=3) == ([1, 2], False)


def test_marking_read_works_with_and_without_a_body(callers: Callers) -> None:
    alice, ana = callers.customer(), callers.agent()
    alice("POST /support_chat/messages", said())
    for _ in range(3):
        ana(f"POST /admin/chats/{CHAT}/messages", said("reply"))
    assert alice("PATCH /support_chat/mark_read", {"up_to_seq": 2}).json() == {"read_seq": 2, "unread_count": 2}
    assert alice("PATCH /support_chat/mark_read").json() == {"read_seq": 4, "unread_count": 0}
    messages = alice("GET /support_chat").json()["messages"]
    assert [message["read_at"] is not None for message in messages] == [False, True, True, True]


def test_an_agent_lists_views_answers_archives_and_restores(callers: Callers) -> None:
    alice, ana = callers.customer(), callers.agent()
    alice("POST /support_chat/messages", said("Hello"))
    inbox = ana("GET /admin/chats").json()
    assert inbox["next_cursor"] is None
    assert inbox["chats"] == [
        {
            "id": CHAT,
            "version": 2,
            "user_id": "alice",
            "user_email": "alice@example.com",
            "user_name": "Alice",
            "last_message_at": "2026-11-23T12:00:00.000Z",
            "last_message_preview": "Hello",
            "last_message_sender": "user",
            "message_count": 1,
            "unread": True,
            "unseen_since": "2026-11-23T12:00:00.000Z",
            "waiting_since": "2026-11-23T12:00:00.000Z",
            "marked_unread": False,
            "marked_unread_at": None,
            "archived": False,
            "assignee": None,
            "blocked": False,
            "visitor": False,
        }
    ]
    view = ana(f"GET /admin/chats/{CHAT}").json()
    assert (view["unread"], view["email_verified"], len(view["messages"])) == (False, True, 1)
    reply = ana(f"POST /admin/chats/{CHAT}/messages", said("Hi"))
    assert (reply.status, reply.json()["sender_name"], reply.json()["sender_id"]) == (201, "Ana", "agent-ana")
    shown = ana(f"GET /admin/chats/{CHAT}").json()["messages"]
    assert [(message["sender_name"], message["sender_id"]) for message in shown] == [(None, None), ("Ana", "agent-ana")]
    assert "agent-ana" not in alice("GET /support_chat").text
    assert ana(f"POST /admin/chats/{CHAT}/archive").json()["archived"] is True
    assert ana("GET /admin/chats").json()["chats"] == []
    assert len(ana("GET /admin/chats", query={"archived": "true"}).json()["chats"]) == 1
    assert ana(f"POST /admin/chats/{CHAT}/unarchive").json()["archived"] is False
    page = ana(f"GET /admin/chats/{CHAT}/messages", query={"after_seq": 1}).json()
    assert [message["content"] for message in page["messages"]] == ["Hi"]


def test_the_inbox_is_paged_by_an_opaque_cursor(callers: Callers) -> None:
    for n in range(5):
        callers.clock.forward(seconds=1)
        customer = ALICE.model_copy(update={"user_id": f"user{n}"})
        callers.customer(customer)("POST /support_chat/messages", said())
    ana = callers.agent()
    seen, cursor = [], None
    while True:
        query = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = ana("GET /admin/chats", query=query).json()
        seen += [chat["user_id"] for chat in page["chats"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [f"user{n}" for n in (4, 3, 2, 1, 0)]


def test_each_audience_gets_its_channels_signed(callers: Callers) -> None:
    mine = f"private-support-chat-{CHAT}"
    signed = callers.customer().form("POST /pusher/auth", socket_id="123.456", channel_name=mine)
    assert signed.status == 200
    assert signed.json()["auth"].startswith("key:")
    named = callers.customer().form("POST /pusher/auth", socket_id="123.456", channel_name=mine, key="key")
    assert named.json() == signed.json()
    other = callers.customer().form("POST /pusher/auth", socket_id="123.456", channel_name=mine, key="another")
    assert other.status == 403
    for channel in (mine, "private-admin-support-notifications"):
        answer = callers.agent().form("POST /admin/pusher/auth", socket_id="123.456", channel_name=channel)
        assert answer.status == 200


def test_unsubscribing_is_one_click_repeatable_and_changes_nothing_on_get(callers: Callers) -> None:
    callers.customer()("GET /support_chat")
    anyone = callers.anyone()
    chat_link = unsubscribe_token(callers)
    view = callers.agent()

    def unsubscribed() -> bool:
        return bool(view(f"GET /admin/chats/{CHAT}").json()["unsubscribed"])

    assert anyone("GET /unsubscribe", query={"token": chat_link}).status == 200
    assert not unsubscribed()
    for _ in range(2):
        one_click = anyone(
            "POST /unsubscribe",
            raw="List-Unsubscribe=One-Click",
            content_type="application/x-www-form-urlencoded",
            query={"token": chat_link},
        )
        assert one_click.status == 200
        assert unsubscribed()
    anyone("POST /unsubscribe", query={"token": chat_link, "again": "true"})
    assert not unsubscribed()


def unsubscribe_token(callers: Callers) -> str:
    """The token in the link of a mail to Alice."""
    return mail.unsubscribe_token(callers.desk.open(ALICE)[0])


def test_a_wrong_unsubscribe_link_says_so_and_tells_nothing(callers: Callers) -> None:
    callers.customer()("GET /support_chat")
    good = unsubscribe_token(callers)
    for token in ("", "x", "é", "0" * 300, good[:-1], good + "x", f"{uuid4().hex}.{good.split('.')[1]}"):
        for method in ("GET", "POST"):
            answer = callers.anyone()(f"{method} /unsubscribe", query={"token": token})
            assert answer.status == 404
            assert "This link is not valid" in answer.text


def test_health_answers(callers: Callers) -> None:
    assert callers.anyone()("GET /health").json() == {"status": "ok", "checks": {"table": "ok", "sweep": "none yet"}}
