"""The chat and the message: rules that need no network, with the clock as an argument."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from pydantic import GetJsonSchemaHandler, SerializerFunctionWrapHandler, model_serializer
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from support_chat.context import Context
from support_chat.errors import Blocked
from support_chat.frozen import Frozen
from support_chat.instant import Instant, to_milliseconds
from support_chat.mail_head import MailedHead
from support_chat.pace import Pace
from support_chat.people import Customer, Person

PREVIEW_LENGTH = 100
MESSAGE_LENGTH = 4000

# A chat's id is derived from its owner, so that "one chat per user" holds by construction: two first requests at once
# write the same key. The id is an address, not a secret; every route checks who is asking.
_CHAT_NAMESPACE = uuid.UUID("6f2b7a52-54f0-4c9e-9d43-0c4b8a3f7a11")

# How many links to other chats are kept, the newest.
LINKED_CHATS = 10


class Sender(StrEnum):
    """Which side of the chat wrote a message."""

    USER = "user"
    ADMIN = "admin"


# Only messages that were changed have these.
OF_CHANGES = frozenset({"edited_at", "unsent_at", "revision"})


class Message(Frozen):
    """One message as both sides see it. `seq` is dense within its chat: 1, 2, 3, …"""

    id: uuid.UUID
    seq: int
    content: str
    sender_type: Sender
    client_message_id: uuid.UUID
    read_at: Instant | None = None
    created_at: Instant
    edited_at: Instant | None = None
    unsent_at: Instant | None = None  # withdrawn: `content` is "" from then on
    revision: int = 0  # grows by one with each change; who knows two of them believes the higher

    @model_serializer(mode="wrap")
    def _told(self, tell: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Of changes nothing is said where there were none, which is nearly always."""
        told: dict[str, Any] = tell(self)
        if not self.revision:
            for name in OF_CHANGES:
                told.pop(name, None)
        return told

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The fields, where pydantic would only see that `_told` makes some dictionary."""
        return handler({name: part for name, part in core_schema.items() if name != "serialization"})


@dataclass(frozen=True)
class Entry:
    """A message as it is stored: with who wrote it."""

    message: Message
    author: str
    author_name: str | None = None


class Chat(MailedHead):
    """The chat's head: everything a decision needs, in one item. What the mail needs of it is in `mail_head.py`."""

    id: uuid.UUID
    user_name: str | None = None
    created_at: Instant

    last_seq: int = 0
    last_user_seq: int = 0
    last_message_at: Instant | None = None
    last_message_preview: str | None = None
    last_message_sender: Sender | None = None

    read_seq: int = 0  # the customer has read agent messages up to here
    unread_count: int = 0  # agent messages after read_seq
    viewed_seq: int = 0  # some agent has seen the chat up to here
    archived_at: Instant | None = None
    opened_at: Instant | None = None  # when this conversation began: the first question since it was new or archived

    # Three facts, never mixed: nobody looked, nobody answered, and somebody wants to come back to it.
    unseen_since: Instant | None = None  # the first customer's message that no agent has seen
    waiting_since: Instant | None = None  # the first customer's message that no agent has answered or put away
    marked_unread_at: Instant | None = None  # by an agent's hand; only a hand or archiving takes it away

    assignee_id: str | None = None
    assignee_name: str | None = None
    blocked_at: Instant | None = None
    block_reason: str | None = None
    blocked_by: Person | None = None
    allowance_whole_at: Instant | None = None  # when the customer may write a minute's worth of messages at once again

    context: Context | None = None  # where the customer's newest message came from, if they tell
    linked_chats: tuple[uuid.UUID, ...] = ()  # a person's chats as a visitor, and the reverse; nothing is merged

    @property
    def archived(self) -> bool:
        """Whether agents have put the chat away."""
        return self.archived_at is not None

    @property
    def unread_by_agents(self) -> bool:
        """Whether a customer's message is there that no agent has seen."""
        return self.viewed_seq < self.last_user_seq

    @property
    def assignee(self) -> Person | None:
        """Whose chat it is."""
        return Person(id=self.assignee_id, name=self.assignee_name or "") if self.assignee_id else None

    @property
    def blocked(self) -> bool:
        """Whether agents want no more messages from its owner."""
        return self.blocked_at is not None

    def introduced(self, customer: Customer) -> Self:
        """The chat with its owner's details as the newest token states them; a visitor's token states none."""
        if customer.visitor:
            return self
        details = {
            "user_email": customer.email,
            "email_verified": customer.email_verified,
            "user_name": customer.name,
        }
        if all(getattr(self, name) == value for name, value in details.items()):
            return self
        return self._with(**details)

    def reached_at(self, email: str) -> Self:
        """The chat of a visitor who left an address, which nobody has verified."""
        return self if self.user_email == email else self._with(user_email=email, email_verified=False)

    def linked_to(self, chat_id: uuid.UUID) -> Self:
        """The chat whose owner is known to have that other one; repeatable."""
        if chat_id in self.linked_chats:
            return self
        return self._with(linked_chats=(*self.linked_chats, chat_id)[-LINKED_CHATS:])

    def unlinked(self, chat_id: uuid.UUID) -> Self:
        """The chat without that link; repeatable."""
        left = tuple(linked for linked in self.linked_chats if linked != chat_id)
        return self if left == self.linked_chats else self._with(linked_chats=left)

    def written_from(self, context: Context | None) -> Self:
        """The chat with where its newest message comes from; who does not tell leaves what was told before."""
        return self._with(context=context) if context else self

    def paced(self, pace: Pace | None, now: datetime) -> Self:
        """The chat with one message less of its owner's allowance, if there is one. Raises `TooMany`."""
        return self._with(allowance_whole_at=pace.after_one_more(self.allowance_whole_at, now)) if pace else self

    def said(
        self, sender: Sender, content: str, client_message_id: uuid.UUID, *, now: datetime, mail_delay: timedelta
    ) -> tuple[Self, Message]:
        """The chat after `sender` wrote `content`, and the message. A customer's brings an archived chat back.

        Raises `Blocked`."""
        if sender is Sender.USER and self.blocked:
            raise Blocked("messages from here are not accepted any more")
        # Functions' clocks differ by seconds; within a chat time must not run backwards where seq runs forwards.
        at = to_milliseconds(max(now, self.last_message_at or now))
        message = Message(
            id=uuid.uuid4(),
            seq=self.last_seq + 1,
            content=content,
            sender_type=sender,
            client_message_id=client_message_id,
            created_at=at,
        )
        changes: dict[str, object] = {
            "last_seq": message.seq,
            "last_message_at": at,
            "last_message_preview": preview_of(content),
            "last_message_sender": sender,
        }
        if sender is Sender.USER:
            since = {"unseen_since": self.unseen_since or at, "waiting_since": self.waiting_since or at}
            opened = {"archived_at": None, "opened_at": self.opened_at or at}
            changes |= {"last_user_seq": message.seq, **since, **opened}
        else:
            due_at = self.mail_due_at or at + mail_delay
            changes |= {"unread_count": self.unread_count + 1, "mail_due_at": due_at, "waiting_since": None}
        return self._with(**changes), message

    def read(self, up_to_seq: int, newly_read: int) -> Self:
        """The chat after the customer read up to `up_to_seq`, of which `newly_read` agent messages were unread. At the
        end nothing is: unread messages may have expired."""
        unread = self.unread_count - newly_read if up_to_seq < self.last_seq else 0
        return self._with(read_seq=up_to_seq, unread_count=unread, mail_due_at=self.mail_due_at if unread else None)

    def viewed(self) -> Self:
        """The chat after an agent looked at all of it."""
        return self._with(viewed_seq=self.last_seq, unseen_since=None) if self.unread_by_agents else self

    def put_away(self, now: datetime) -> Self:
        """The archived chat, in which nobody waits and to which nobody wants to come back; repeatable."""
        if self.archived:
            return self
        settled = {"waiting_since": None, "marked_unread_at": None, "opened_at": None}
        return self._with(archived_at=to_milliseconds(now), **settled)

    def brought_back(self) -> Self:
        """The chat back among the active ones."""
        return self._with(archived_at=None) if self.archived else self

    def marked_unread(self, now: datetime) -> Self:
        """The chat that an agent wants to come back to; repeatable, and nothing for one that is put away."""
        settled = self.archived or self.marked_unread_at
        return self if settled else self._with(marked_unread_at=to_milliseconds(now))

    def marked_read(self) -> Self:
        """The chat that nobody needs to come back to; repeatable."""
        return self._with(marked_unread_at=None) if self.marked_unread_at else self

    def assigned(self, to: Person | None) -> Self:
        """The chat that is somebody's, or nobody's; repeatable."""
        given = (to.id, to.name) if to else (None, None)
        if given == (self.assignee_id, self.assignee_name):
            return self
        return self._with(assignee_id=given[0], assignee_name=given[1])

    def shut(self, by: Person, reason: str, now: datetime) -> Self:
        """The chat whose owner may read and not write; repeatable."""
        if self.blocked and self.block_reason == reason:
            return self
        return self._with(blocked_at=to_milliseconds(now), block_reason=reason, blocked_by=_person(by))

    def reopened(self) -> Self:
        """The chat whose owner may write again; repeatable."""
        return self._with(blocked_at=None, block_reason=None, blocked_by=None) if self.blocked else self


def _person(agent: Person) -> Person:
    return Person(id=agent.id, name=agent.name)


def preview_of(content: str) -> str:
    """How a list of chats begins to show a message: on one line."""
    return " ".join(content.split())[:PREVIEW_LENGTH]


def chat_id_of(user_id: str) -> uuid.UUID:
    """The id of the one chat of this user."""
    return uuid.uuid5(_CHAT_NAMESPACE, user_id)


def new_chat(customer: Customer, now: datetime) -> Chat:
    """The empty chat of a customer who comes for the first time."""
    return Chat(
        id=chat_id_of(customer.user_id),
        version=1,
        user_id=customer.user_id,
        user_email=customer.email,
        email_verified=customer.email_verified,
        user_name=customer.name,
        created_at=now,
        unsubscribe_secret=secrets.token_urlsafe(16),
    )
