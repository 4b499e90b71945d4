"""An agent changes their own message: who may, how long, and what it means for the chat. The clock is an argument."""

from __future__ import annotations

from datetime import datetime, timedelta

from support_chat.errors import Forbidden, TooLate, Withdrawn
from support_chat.instant import to_milliseconds
from support_chat.model import Chat, Entry, Message, Sender, preview_of
from support_chat.people import Agent

# By the server's clock, from `created_at`. Clients ask again for messages of this age and a minute more (changing.ts).
CHANGEABLE = timedelta(minutes=10)


def edited(chat: Chat, entry: Entry, agent: Agent, content: str, *, now: datetime) -> tuple[Chat, Message]:
    """The chat and the message with another text; the very same where the message says so already."""
    message = _own(entry, agent)
    if message.unsent_at:
        raise Withdrawn("this message was unsent")
    if message.content == content:
        return chat, message
    at = _in_time(message, now)
    return _changed(chat, message, content=content, edited_at=at)


def unsent(chat: Chat, entry: Entry, agent: Agent, *, now: datetime) -> tuple[Chat, Message]:
    """The chat and the message without its text; the very same where it was unsent before."""
    message = _own(entry, agent)
    if message.unsent_at:
        return chat, message
    at = _in_time(message, now)
    left, gone = _changed(chat, message, content="", unsent_at=at)
    if message.seq > chat.read_seq:
        # What was due stays due: the mail's check finds out whether anything is left to tell.
        left = left.model_copy(update={"unread_count": chat.unread_count - 1})
    return left, gone


def _own(entry: Entry, agent: Agent) -> Message:
    if entry.message.sender_type is not Sender.ADMIN or entry.author != agent.id:
        raise Forbidden("this message is not yours")
    return entry.message


def _in_time(message: Message, now: datetime) -> datetime:
    if now > message.created_at + CHANGEABLE:
        raise TooLate("a message can be changed for ten minutes")
    return to_milliseconds(max(now, message.created_at))


def _changed(chat: Chat, message: Message, *, content: str, **when: datetime) -> tuple[Chat, Message]:
    changed = message.model_copy(update={"revision": message.revision + 1, "content": content, **when})
    of_head: dict[str, object] = {"version": chat.version + 1}
    if message.seq == chat.last_seq:
        of_head["last_message_preview"] = preview_of(content)
    return chat.model_copy(update=of_head), changed
