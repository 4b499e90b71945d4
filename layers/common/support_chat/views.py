"""What the API and the events show of a chat; the contract's names."""

from __future__ import annotations

from uuid import UUID

from support_chat.context import Context
from support_chat.frozen import View
from support_chat.inbox_view import InboxRow, row_of
from support_chat.instant import Instant
from support_chat.ledger import EmailState, Mail
from support_chat.mail_view import MailView, mail_of
from support_chat.model import Chat, Entry, Message, Sender
from support_chat.people import Person
from support_chat.reply_times import ReplyTime


class Inbox(View):
    """A page of the agents' list; `next_cursor` is null on the last."""

    chats: list[InboxRow]
    next_cursor: str | None


class Counted(View):
    """How many chats a list has; `capped`: at least so many."""

    count: int
    capped: bool


class Counts(View):
    """How many chats each of the agents' lists has."""

    unseen: Counted
    waiting: Counted
    unread: Counted
    mine: Counted


class MessagePage(View):
    """Messages, oldest first."""

    messages: list[Message]
    has_more: bool


class CustomerChat(MessagePage):
    """A customer's own chat with its last page; `has_more`: older messages exist.

    `seen_seq`: agents have looked up to here. `reply_time`: how soon a first reply usually comes.
    `email`: what a visitor left, null for everybody else. `email_wanted`: an address would be mailed; there is none.
    """

    id: UUID
    last_seq: int
    unread_count: int
    read_seq: int
    seen_seq: int
    archived: bool
    reply_time: ReplyTime | None
    visitor: bool
    email: str | None
    email_wanted: bool


class VisitorToken(View):
    """What a visitor shows from now on."""

    token: str
    expires_at: Instant


class LeftAddress(View):
    """Where a visitor can be reached."""

    email: str


class Linked(View):
    """Whether agents now know of a person's chat as a visitor; not, where they never had one."""

    linked: bool


class ChannelAuthorization(View):
    """What Pusher wants to see before it lets a socket into a private channel."""

    auth: str


class ReadState(View):
    """What the customer has read."""

    read_seq: int
    unread_count: int


class AgentMessage(Message):
    """A message as agents see it; `sender_name` and `sender_id` are the agent's, null for the customer's own messages.

    `mail`: what became of the e-mail about it; null where it was read before, and for the customer's own messages.
    """

    sender_name: str | None = None
    sender_id: str | None = None
    mail: MailView | None = None


class AgentMessagePage(View):
    """Messages, oldest first."""

    messages: list[AgentMessage]
    has_more: bool


class Block(View):
    """Why and since when a customer may not write, and who decided so; for agents only."""

    at: Instant
    reason: str
    by: Person


class AgentChat(InboxRow, AgentMessagePage):
    """One chat as agents see it."""

    last_seq: int
    read_seq: int
    email_verified: bool | None
    unsubscribed: bool
    email_state: EmailState | None
    context: Context | None
    linked_chats: list[UUID]
    created_at: Instant
    block: Block | None


def agent_messages(entries: list[Entry], chat: Chat | None, mails: list[Mail]) -> list[AgentMessage]:
    """Messages with the agents' names and what became of their mail; `chat` may be None if `mails` says it all."""
    return [
        AgentMessage(
            **entry.message.model_dump(),
            sender_name=entry.author_name,
            sender_id=entry.author if entry.message.sender_type is Sender.ADMIN else None,
            mail=mail_of(entry.message, chat, mails),
        )
        for entry in entries
    ]


def agent_chat(
    chat: Chat, entries: list[Entry], has_more: bool, mails: list[Mail], *, mail_to_visitors: bool
) -> AgentChat:
    """A chat with one page of its messages, and the lines of the ledger that concern them."""
    return AgentChat(
        **row_of(chat),
        messages=agent_messages(entries, chat, mails),
        has_more=has_more,
        last_seq=chat.last_seq,
        read_seq=chat.read_seq,
        email_verified=chat.email_verified,
        unsubscribed=chat.unsubscribed_at is not None,
        email_state=chat.email_state(mail_to_visitors),
        context=chat.context,
        linked_chats=list(chat.linked_chats),
        created_at=chat.created_at,
        block=_block(chat),
    )


def _block(chat: Chat) -> Block | None:
    if not chat.blocked_at or not chat.blocked_by:
        return None
    return Block(at=chat.blocked_at, reason=chat.block_reason or "", by=chat.blocked_by)


def customer_chat(
    chat: Chat, entries: list[Entry], has_more: bool, *, reply_time: ReplyTime | None, mail_to_visitors: bool
) -> CustomerChat:
    """A customer's chat with its last page."""
    return CustomerChat(
        id=chat.id,
        messages=[entry.message for entry in entries],
        has_more=has_more,
        last_seq=chat.last_seq,
        unread_count=chat.unread_count,
        read_seq=chat.read_seq,
        seen_seq=chat.viewed_seq,
        archived=chat.archived,
        reply_time=reply_time,
        visitor=chat.visitor,
        email=(chat.user_email or None) if chat.visitor else None,
        email_wanted=chat.visitor and not chat.user_email and mail_to_visitors,
    )
