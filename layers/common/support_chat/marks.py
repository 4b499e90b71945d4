"""What an agent marks by hand: a chat to come back to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from support_chat.desk import Desk
from support_chat.model import Chat


class Marks:
    """Marks chats unread and read; both repeatable."""

    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        self._desk = desk
        self._now = now

    def unread(self, chat_id: UUID) -> Chat:
        """Note that somebody wants to come back to the chat, whoever looks at it meanwhile."""
        return self._desk.change(lambda: self._desk.chat(chat_id), lambda chat: chat.marked_unread(self._now()))

    def read(self, chat_id: UUID) -> Chat:
        """Note that nobody needs to come back to it."""
        return self._desk.change(lambda: self._desk.chat(chat_id), Chat.marked_read)
