"""Planted bugs in how messages are stored, read and told."""

from __future__ import annotations

from contextlib import AbstractContextManager, suppress
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

from support_chat import realtime
from support_chat.desk import Desk
from support_chat.errors import Busy, Conflict, MessageIdReused, Unclear
from support_chat.model import Chat, Entry, Sender, chat_id_of, new_chat
from support_chat.patience import Patience
from support_chat.realtime import Signer
from tests.sim.services import Pusher, Scheduler
from tests.sim.table import Table

Patch = AbstractContextManager[Any]

_said, _read, _say, _publish = Chat.said, Chat.read, Desk.say, Pusher.publish
_schedule, _after, _save_read = Scheduler.schedule_check, Table.after, Table.save_read


def _patched_said(change: Any) -> Patch:
    """`Chat.said`, and then `change(old, sender, new, message)`, which answers what to say instead."""

    def said(chat: Chat, sender: Sender, *arguments: Any, **options: Any) -> Any:
        return change(chat, sender, *_said(chat, sender, *arguments, **options))

    return patch.object(Chat, "said", said)


def ack_before_commit() -> Patch:
    def say(desk: Any, stored: Any, prepared: Any, sender: Any, author: str, name: Any, text: str, one: UUID) -> Any:
        chat = desk._patience.retry(stored)
        said, message = prepared(chat).said(sender, text, one, now=desk._now(), mail_delay=desk._mail_delay)
        with suppress(Conflict, Unclear):
            desk.store.save(chat, said, entry=Entry(message, author, name))
        return said, message, True

    return patch.object(Desk, "_say", say)


def success_after_busy() -> Patch:
    def say(desk: Desk, customer: Any, content: str, one: UUID) -> Any:
        try:
            return _say(desk, customer, content, one)
        except Busy:
            chat = new_chat(customer, desk._now())
            message = chat.said(Sender.USER, content, one, now=desk._now(), mail_delay=desk._mail_delay)[1]
            return message, True

    return patch.object(Desk, "say", say)


def no_retry_of_conflicts() -> Patch:
    def retry(_patience: Patience, attempt: Any) -> Any:
        try:
            return attempt()
        except (Conflict, Unclear) as error:
            raise Busy("no second try") from error

    return patch.object(Patience, "retry", retry)


def client_message_id_not_stored() -> Patch:
    return _patched_said(lambda _old, _sender, new, m: (new, m.model_copy(update={"client_message_id": uuid4()})))


def seq_counts_each_side_apart() -> Patch:
    def change(old: Chat, sender: Sender, new: Chat, message: Any) -> Any:
        seq = old.last_user_seq + 1 if sender is Sender.USER else message.seq
        return new, message.model_copy(update={"seq": seq})

    return _patched_said(change)


def time_runs_backwards() -> Patch:
    def said(chat: Chat, *arguments: Any, **options: Any) -> Any:
        return _said(chat.model_copy(update={"last_message_at": None}), *arguments, **options)

    return patch.object(Chat, "said", said)


def writes_without_condition() -> Patch:
    return patch.object(Table, "_unchanged", lambda table, _old, new: table.partitions[new.id])


def cursor_by_time() -> Patch:
    def after(table: Table, chat_id: UUID, seq: int, limit: int, *, consistent: bool = False) -> Any:
        entries, _ = _after(table, chat_id, 0, 10**9, consistent=consistent)
        last = next((entry.message.created_at for entry in entries if entry.message.seq == seq), None)
        newer = [entry for entry in entries if last is None or entry.message.created_at > last]
        return newer[:limit], len(newer) > limit

    return patch.object(Table, "after", after)


def publish_before_commit() -> Patch:
    save = Table.save

    def told_first(table: Table, old: Chat, new: Chat, *, entry: Any = None, mail: Any = None) -> None:
        if entry:
            _PUSHERS[-1].publish([realtime.new_message(new, entry.message)])
        save(table, old, new, entry=entry, mail=mail)

    return patch.object(Table, "save", told_first)


_PUSHERS: list[Pusher] = []
_pusher_made = Pusher.__init__


def remember_pushers() -> Patch:
    """Not a bug: lets a planted one find the Pusher of the world it runs in."""

    def made(pusher: Pusher, *arguments: Any) -> None:
        _pusher_made(pusher, *arguments)
        _PUSHERS[:] = [pusher]

    return patch.object(Pusher, "__init__", made)


def failed_publish_raises() -> Patch:
    def publish(pusher: Pusher, events: Any) -> bool:
        if not _publish(pusher, events):
            raise ConnectionError("Pusher")
        return True

    return patch.object(Pusher, "publish", publish)


def failed_schedule_raises() -> Patch:
    def schedule_check(scheduler: Scheduler, chat_id: UUID, at: Any) -> bool:
        if not _schedule(scheduler, chat_id, at):
            raise ConnectionError("Scheduler")
        return True

    return patch.object(Scheduler, "schedule_check", schedule_check)


def another_text_under_a_used_id() -> Patch:
    def say(desk: Desk, customer: Any, content: str, one: UUID) -> Any:
        try:
            return _say(desk, customer, content, one)
        except MessageIdReused:
            return desk.store.said_before(chat_id_of(customer.user_id), "user", one), False

    return patch.object(Desk, "say", say)


def customers_message_leaves_chat_archived() -> Patch:
    return _patched_said(
        lambda old, _sender, new, message: (new.model_copy(update={"archived_at": old.archived_at}), message)
    )


def reply_brings_chat_back() -> Patch:
    return _patched_said(lambda _old, _sender, new, message: (new.model_copy(update={"archived_at": None}), message))


def reply_does_not_count_as_unread() -> Patch:
    return _patched_said(
        lambda old, _sender, new, message: (new.model_copy(update={"unread_count": old.unread_count}), message)
    )


def reply_marks_chat_viewed() -> Patch:
    return _patched_said(
        lambda old, s, new, m: (new.model_copy(update={"viewed_seq": old.viewed_seq if s is Sender.USER else m.seq}), m)
    )


def unread_reset_blindly() -> Patch:
    def read(chat: Chat, up_to_seq: int, newly_read: int) -> Chat:
        return _read(chat, up_to_seq, newly_read).model_copy(update={"unread_count": 0, "mail_due_at": None})

    return patch.object(Chat, "read", read)


def read_moves_back() -> Patch:
    def mark_read(desk: Any, chat_id: UUID, up_to_seq: int | None) -> Any:
        chat = desk.chat(chat_id)
        target = min(up_to_seq or chat.last_seq, chat.last_seq)
        read = chat.read(target, 0)
        desk.store.save_read(chat, read, [], desk._now())
        return read, True

    return patch.object(Desk, "_mark_read", mark_read)


def one_read_mark_missing() -> Patch:
    def save_read(table: Table, old: Chat, new: Chat, seqs: Any, read_at: Any) -> None:
        _save_read(table, old, new, list(seqs)[1:], read_at)

    return patch.object(Table, "save_read", save_read)


def anybodys_link() -> Patch:
    return patch.object(Desk, "_by_link", lambda desk, chat_id, _secret: desk.chat(chat_id))


def anybodys_channel() -> Patch:
    return patch.object(Signer, "for_customer", lambda signer, _id, socket, channel: signer._sign(socket, channel))


def opt_out_forgotten() -> Patch:
    return patch.object(Chat, "opted_out", lambda chat, _now: chat)


def one_channel_for_all() -> Patch:
    return patch.multiple("tests.sim.tab", chat_channel=lambda _id: "all")


def events_for_all() -> Patch:
    return patch.object(realtime, "chat_channel", lambda _id: "all")


MESSAGE_PLANTS = (
    (ack_before_commit,),
    (success_after_busy,),
    (no_retry_of_conflicts,),
    (client_message_id_not_stored,),
    (seq_counts_each_side_apart,),
    (time_runs_backwards,),
    (writes_without_condition,),
    (cursor_by_time,),
    (publish_before_commit, remember_pushers),
    (failed_publish_raises,),
    (failed_schedule_raises,),
    (another_text_under_a_used_id,),
    (customers_message_leaves_chat_archived,),
    (reply_brings_chat_back,),
    (reply_does_not_count_as_unread,),
    (reply_marks_chat_viewed,),
    (unread_reset_blindly,),
    (read_moves_back,),
    (one_read_mark_missing,),
    (anybodys_link,),
    (anybodys_channel,),
    (opt_out_forgotten,),
    (events_for_all, one_channel_for_all),
)
