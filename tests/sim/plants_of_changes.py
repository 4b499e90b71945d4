"""Planted bugs in how messages are edited and unsent."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from support_chat import changes, mail_decision, revision
from support_chat.desk import Desk
from support_chat.model import Chat, Message
from tests.sim.table import Table

Patch = AbstractContextManager[Any]

_unsent, _edited, _save_change, _mark_read = revision.unsent, revision.edited, Table.save_change, Desk._mark_read


def _but(old: Chat, new: Chat, **changes: Any) -> Chat:
    return new if new is old else new.model_copy(update=changes)


def unsent_counts_as_unread() -> Patch:
    def unsent(chat: Chat, *arguments: Any, **options: Any) -> tuple[Chat, Message]:
        new, message = _unsent(chat, *arguments, **options)
        return _but(chat, new, unread_count=chat.unread_count), message

    return patch.object(changes, "unsent", unsent)


def preview_keeps_what_was_unsent() -> Patch:
    def unsent(chat: Chat, *arguments: Any, **options: Any) -> tuple[Chat, Message]:
        new, message = _unsent(chat, *arguments, **options)
        return _but(chat, new, last_message_preview=chat.last_message_preview), message

    return patch.object(changes, "unsent", unsent)


def a_repeat_is_another_version() -> Patch:
    def edited(chat: Chat, entry: Any, agent: Any, content: str, *, now: Any) -> tuple[Chat, Message]:
        new, message = _edited(chat, entry, agent, content, now=now)
        if new is not chat or not message.revision:
            return new, message
        again = message.model_copy(update={"revision": message.revision + 1})
        return chat.model_copy(update={"version": chat.version + 1}), again

    return patch.object(changes, "edited", edited)


def an_edit_forgets_what_was_said() -> Patch:
    def save_change(table: Table, old: Chat, new: Chat, before: Any, after: Message) -> None:
        _save_change(table, old, new, before, after)
        held = table.partitions[new.id].versions
        first = held[after.seq, before.message.revision]
        blank = first.message.model_copy(update={"content": "forgotten"})
        held[after.seq, before.message.revision] = type(first)(blank, first.author)

    return patch.object(Table, "save_change", save_change)


def mail_quotes_what_was_unsent() -> Patch:
    return patch.multiple("support_chat.mailroom", standing=list, decide_mail=_deciding_as_if_nothing_was_unsent)


def _deciding_as_if_nothing_was_unsent(chat: Chat, unread: list[Message], **options: Any) -> Any:
    return mail_decision.decide_mail(chat, [m.model_copy(update={"unsent_at": None}) for m in unread], **options)


CHANGE_PLANTS = (
    (unsent_counts_as_unread,),
    (preview_keeps_what_was_unsent,),
    (a_repeat_is_another_version,),
    (an_edit_forgets_what_was_said,),
    (mail_quotes_what_was_unsent,),
)
