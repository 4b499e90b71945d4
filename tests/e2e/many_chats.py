"""Thousands of chats and messages, put into the stack's table as the product itself would have written them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from local.stack import LocalStack

from support_chat import rows, search_terms
from support_chat.model import Chat, Entry, Message, Sender, new_chat
from support_chat.people import Customer

BATCH = 25


# Days; other tests leave customers behind who have been waiting for years.
LONGER_THAN_ALL = 4_000


def seed_chats(stack: LocalStack, count: int, *, waiting_days: int = 0, unseen: bool = False) -> list[Chat]:
    """That many customers, a minute apart, newest first; each seen unless asked otherwise, and waiting for an answer
    since so many days."""
    now = datetime.now(UTC)
    run = uuid4().hex[:8]
    chats = [
        _chat(f"seeded-{run}-{n:05d}", at, at - timedelta(days=waiting_days), unseen=unseen)
        for n in range(count)
        for at in [now - timedelta(minutes=n)]
    ]
    _put(stack, [rows.head(chat) | {"PK": f"CHAT#{chat.id}", "SK": "~HEAD"} for chat in chats])
    _put(stack, [rows.of_entry(chat.id, _entry(1, chat.created_at)) for chat in chats])
    return chats


def seed_messages(stack: LocalStack, count: int) -> Chat:
    """One chat of that many messages, ten seconds apart, the customer's and an agent's in turns of three."""
    begin = datetime.now(UTC) - timedelta(seconds=10 * count)
    chat = _chat(f"seeded-{uuid4().hex[:8]}", begin + timedelta(seconds=10 * count), None)
    said = [_entry(seq, begin + timedelta(seconds=10 * seq)) for seq in range(1, count + 1)]
    chat = chat.model_copy(update={"last_seq": count, "last_user_seq": count, "viewed_seq": count, "read_seq": count})
    head = rows.head(chat) | {"PK": f"CHAT#{chat.id}", "SK": "~HEAD"}
    _put(stack, [head, *(rows.of_entry(chat.id, entry) for entry in said)])
    return chat


def forget_chats(stack: LocalStack, chats: list[Chat]) -> None:
    """Take them out again: other tests look at the tops of lists, and the emulator at every chat for each page."""
    for sk in ("~HEAD", "MSG#000000000001"):
        _write(stack, [{"DeleteRequest": {"Key": rows.key(chat.id, sk)}} for chat in chats])


def _chat(user_id: str, at: datetime, waiting_since: datetime | None, *, unseen: bool = False) -> Chat:
    customer = Customer(user_id=user_id, email=f"{user_id}@example.com", name=user_id.replace("-", " ").title())
    return new_chat(customer, at).model_copy(
        update={
            "last_seq": 1,
            "last_user_seq": 1,
            "viewed_seq": 0 if unseen else 1,
            "unseen_since": at if unseen else None,
            "last_message_at": at,
            "last_message_preview": f"A question of {user_id}",
            "last_message_sender": Sender.USER,
            "waiting_since": waiting_since,
        }
    )


def _entry(seq: int, at: datetime) -> Entry:
    by_agent = seq // 3 % 2 == 1
    words = " ".join(f"word{n}" for n in range(seq % 40))
    message = Message(
        id=uuid4(),
        seq=seq,
        content=f"Message {seq} {words}",
        sender_type=Sender.ADMIN if by_agent else Sender.USER,
        client_message_id=UUID(int=seq),
        created_at=at,
    )
    return Entry(message, "seeded", "Ada Agent" if by_agent else None)


def _put(stack: LocalStack, items: Iterable[dict[str, Any]]) -> None:
    _write(stack, [{"PutRequest": {"Item": rows.stored(item)}} for item in items])


def _write(stack: LocalStack, requests: Sequence[dict[str, Any]]) -> None:
    database = stack.aws.client("dynamodb")
    table = stack.info["outputs"]["TableName"]
    for start in range(0, len(requests), BATCH):
        answer = database.batch_write_item(RequestItems={table: requests[start : start + BATCH]})
        assert not answer.get("UnprocessedItems")


def make_findable(stack: LocalStack, chats: list[Chat]) -> None:
    """What the search finds these by, which the seeding of thousands leaves out."""
    _put(stack, [rows.laid(*place, {}) for chat in chats for place in search_terms.places_of(chat)])
