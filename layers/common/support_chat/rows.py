"""Chats, messages and the ledger's lines as the table's items, and back."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from boto3.dynamodb.types import TypeSerializer

from support_chat import keys
from support_chat.instant import stamp
from support_chat.ledger import Mail
from support_chat.model import Chat, Entry, Message
from support_chat.retention import EXPIRES_AT

Item = dict[str, Any]

_serialize = TypeSerializer().serialize


def key(chat_id: UUID, sk: str) -> dict[str, Any]:
    """The key of one item of a chat, as the client wants it."""
    return place(keys.partition(chat_id), sk)


def place(partition: str, sk: str) -> dict[str, Any]:
    """Any item's key, as the client wants it."""
    return {"PK": {"S": partition}, "SK": {"S": sk}}


def laid(partition: str, sk: str, values: Item) -> Item:
    """What lies at this place, whatever it is."""
    return {"PK": partition, "SK": sk, **values}


def place_of(item: Item) -> tuple[str, str]:
    """Where an item lies."""
    return item["PK"], item["SK"]


def stored(values: Item) -> dict[str, Any]:
    """Plain values with DynamoDB's types; None is left out."""
    return {name: _serialize(value) for name, value in values.items() if value is not None}


def plain(item: Item) -> Item:
    """An item without DynamoDB's types."""
    # Most are text, and there may be a thousand on a page.
    return {name: typed["S"] if "S" in typed else _plain(typed) for name, typed in item.items()}


def _plain(typed: dict[str, Any]) -> Any:
    """A value without its type: boto3's deserializer for what the table holds, and quicker."""
    ((kind, value),) = typed.items()
    match kind:
        case "S" | "BOOL":
            return value
        case "N":
            return Decimal(value)
        case "M":
            return plain(value)
        case "L":
            return [_plain(inner) for inner in value]
        case "NULL":
            return None
        case "SS":
            return set(value)
    raise ValueError(f"the table holds no {kind}")


def head(chat: Chat) -> Item:
    """The chat's head, with what puts it into the indexes."""
    attributes = {**chat.model_dump(mode="json", exclude_none=True), **keys.index_attributes(chat)}
    return {name: value for name, value in attributes.items() if value is not None}


def chat(item: Item) -> Chat:
    """The chat of a head."""
    return Chat.model_validate(item)


def chat_id(item: Item) -> UUID:
    """Whose item it is, of whatever kind."""
    return keys.chat_of(item["PK"])


def is_tombstone(item: Item) -> bool:
    """Whether this head is that of a chat which is being erased: no chat any more."""
    return "erased_by" in item


def chats(heads: Iterable[Item]) -> list[Chat]:
    """The chats of these heads, without those that are being erased."""
    return [chat(item) for item in heads if not is_tombstone(item)]


def of_entry(chat_id: UUID, entry: Entry) -> Item:
    """A message."""
    return {
        "PK": keys.partition(chat_id),
        "SK": keys.message_sk(entry.message.seq),
        **entry.message.model_dump(mode="json", exclude_none=True),
        "author": entry.author,
        "author_name": entry.author_name,
    }


def of_client_message_id(chat_id: UUID, entry: Entry) -> Item:
    """The line that makes a client_message_id taken."""
    sk = keys.client_message_sk(entry.author, entry.message.client_message_id)
    return {"PK": keys.partition(chat_id), "SK": sk, "seq": entry.message.seq}


def entry(item: Item) -> Entry:
    """The message of an item."""
    return Entry(Message.model_validate(item), item["author"], item.get("author_name"))


def of_version(chat_id: UUID, entry: Entry) -> Item:
    """What a message says now, for when it will have been changed."""
    message = entry.message
    return {
        "PK": keys.partition(chat_id),
        "SK": keys.version_sk(message.seq, message.revision),
        "content": message.content,
        "at": stamp(message.edited_at or message.created_at),
    }


def of_change(message: Message) -> Item:
    """What an edit or a withdrawal writes into a message."""
    return message.model_dump(mode="json", exclude_none=True, include={"content", "revision", "edited_at", "unsent_at"})


def of_mail(chat_id: UUID, mail: Mail) -> Item:
    """A line of the mail ledger."""
    sk = keys.mail_sk(mail.through_seq)
    return {"PK": keys.partition(chat_id), "SK": sk, **mail.model_dump(mode="json", exclude_none=True)}


# What the table needs and says nothing of the person; the secret would let its reader unsubscribe them.
_NOT_TOLD = {"PK", "SK", EXPIRES_AT, "unsubscribe_secret", *keys.INDEX_ATTRIBUTES}


def exported(item: Item) -> Item:
    """What an item of a chat holds, JSON-ready, with what kind it is."""
    told = {name: _json(value) for name, value in item.items() if name not in _NOT_TOLD}
    return {"kind": keys.kind_of(*place_of(item)), **told}


def _json(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _json(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_json(inner) for inner in value]
    return int(value) if isinstance(value, Decimal) else value
