"""The use cases: open, say, read, archive, opt out. `mailroom.py` holds those of the mail."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from support_chat import audit, realtime, tally
from support_chat.context import Context
from support_chat.effects import Admit, Effects, Publish, ScheduleCheck, SideBySide, let_everybody_in, one_after_another
from support_chat.errors import Blocked, MessageIdReused, NotFound, TooMany
from support_chat.ledger import EmailState
from support_chat.model import Chat, Entry, Message, Sender, chat_id_of, new_chat
from support_chat.pace import Pace
from support_chat.patience import Patience
from support_chat.people import Agent, Customer
from support_chat.rows import Item
from support_chat.store import READ_MARKS_PER_WRITE, Store
from support_chat.tally import Counting, Effect, count_nothing

PAGE = 50


class Desk:
    """Everything customers and agents can do, over the store and three effects."""

    def __init__(
        self,
        store: Store,
        publish: Publish,
        schedule_check: ScheduleCheck,
        now: Callable[[], datetime],
        *,
        mail_delay: timedelta,
        mail_to_visitors: bool = False,
        pace: Pace | None = None,
        admit: Admit = let_everybody_in,
        counting: Counting = count_nothing,
        patience: Patience | None = None,
        side_by_side: SideBySide = one_after_another,
    ) -> None:
        self.store = store
        self._publish = publish
        self._schedule_check = schedule_check
        self._now = now
        self._mail_delay = mail_delay
        self._mail_to_visitors = mail_to_visitors
        self._pace = pace
        self._admit = admit
        self._counting = counting
        self._patience = patience or Patience()
        self._side_by_side = side_by_side

    # -- customers

    def open(self, customer: Customer) -> tuple[Chat, list[Entry], bool]:
        """The customer's one chat, made if they come for the first time, its last page, and whether there is more."""
        chat_id = chat_id_of(customer.user_id)

        def attempt() -> tuple[Chat, list[Entry], bool]:
            chat, entries, has_more = self.store.chat_with_last_page(chat_id, PAGE)
            if chat is None:
                return self._begun(customer), [], False
            known = chat.introduced(customer)
            if known is not chat:
                self.store.save(chat, known)
            return known, entries, has_more

        return self._patience.retry(attempt)

    def say(
        self, customer: Customer, content: str, client_message_id: UUID, context: Context | None = None
    ) -> tuple[Message, bool]:
        """Store a customer's message and tell everybody. The message, and whether it is new."""

        def prepared(chat: Chat) -> Chat:
            return chat.introduced(customer).written_from(context).paced(self._pace, self._now())

        before, chat, message, is_new = self._say(
            lambda: self._own(customer), prepared, Sender.USER, "user", None, content, client_message_id
        )
        # A repeat is told again: whoever repeats had no answer, and perhaps nobody was told. Clients know the message.
        events = [realtime.new_message(chat, message), realtime.new_user_message(chat, message)]
        counted = self._counting(tally.of_question(before)) if is_new else []
        self._side_by_side([lambda: self._publish(events), *counted])
        return message, is_new

    def mark_read(self, customer: Customer, up_to_seq: int | None) -> Chat:
        """Give the agent messages up to `up_to_seq` (default: all) their `read_at`. Repeating changes nothing."""
        chat_id = chat_id_of(customer.user_id)
        while True:
            chat, done = self._patience.retry(lambda: self._mark_read(chat_id, up_to_seq))
            if done:
                return chat

    def _mark_read(self, chat_id: UUID, up_to_seq: int | None) -> tuple[Chat, bool]:
        """One step, of at most what fits a transaction together with the head; and whether it was the last."""
        chat = self.chat(chat_id)
        target = chat.last_seq if up_to_seq is None else min(up_to_seq, chat.last_seq)
        if target <= chat.read_seq or not chat.unread_count:
            return chat, True
        entries, has_more = self.store.after(chat_id, chat.read_seq, READ_MARKS_PER_WRITE, consistent=True)
        covered = [entry.message for entry in entries if entry.message.seq <= target]
        # Messages may have expired: what was asked for is read, whether or not there is one to mark.
        reached = covered[-1].seq if has_more and covered else target
        # What was unsent counts as unread no more.
        unread = [message.seq for message in covered if message.sender_type is Sender.ADMIN and not message.unsent_at]
        read_at = self._now()
        read = chat.read(reached, len(unread))
        self.store.save_read(chat, read, unread, read_at)
        if unread:
            self._publish([realtime.messages_read(read, read_at), realtime.chat_updated(read)])
        return read, read.read_seq >= target

    def leave_address(self, visitor: Customer, email: str) -> Chat:
        """Note where a visitor says they can be reached; repeatable."""
        return self.change(lambda: self._own(visitor), lambda chat: chat.reached_at(email))

    def link(self, person: Customer, visitor: Customer) -> bool:
        """Let agents know that a person was this visitor; nothing is merged. False where the visitor has no chat."""
        as_visitor = chat_id_of(visitor.user_id)
        if self.store.chat(as_visitor) is None:
            return False
        own = self.change(lambda: self._own(person), lambda chat: chat.linked_to(as_visitor))
        self.change(lambda: self.chat(as_visitor), lambda chat: chat.linked_to(own.id))
        return True

    # -- agents

    def view(self, chat_id: UUID) -> tuple[Chat, list[Entry], bool]:
        """A chat with its last page, now seen by the agents."""

        def attempt() -> tuple[Chat, list[Entry], bool]:
            chat, entries, has_more = self.store.chat_with_last_page(chat_id, PAGE)
            if chat is None:
                raise NotFound("no such chat")
            viewed = chat.viewed()
            if viewed is not chat:
                self.store.save(chat, viewed)
                self._publish([realtime.messages_seen(viewed), realtime.chat_updated(viewed)])
            return viewed, entries, has_more

        return self._patience.retry(attempt)

    def reply(self, agent: Agent, chat_id: UUID, content: str, client_message_id: UUID) -> tuple[Message, bool]:
        """Store an agent's reply, tell everybody, set the alarm for the mail. The message, and whether it is new."""
        before, chat, message, is_new = self._say(
            lambda: self.chat(chat_id),
            lambda chat: chat,
            Sender.ADMIN,
            agent.id,
            agent.name,
            content,
            client_message_id,
        )
        events = [realtime.new_message(chat, message), realtime.chat_updated(chat)]
        effects: list[Effect] = [lambda: self._publish(events)]
        due_at = chat.mail_due_at
        # Only the first message of a streak sets the alarm: one mail covers the burst.
        if due_at and self._now() < due_at == message.created_at + self._mail_delay:
            effects.append(lambda: self._schedule_check(chat_id, due_at))
        if is_new:
            effects += self._counting(tally.of_reply(before, message), agent)
        self._side_by_side(effects)
        return message, is_new

    def archive(self, agent: Agent, chat_id: UUID) -> Chat:
        """Put the chat away; repeatable."""

        def counted(before: Chat, after: Chat) -> list[Effect]:
            return self._counting(tally.of_archiving(before, after.archived_at or self._now()), agent)

        return self._audited(agent, "archived", chat_id, lambda chat: chat.put_away(self._now()), counted)

    def unarchive(self, agent: Agent, chat_id: UUID) -> Chat:
        """Bring the chat back; repeatable."""
        return self._audited(agent, "unarchived", chat_id, Chat.brought_back)

    def _audited(
        self,
        agent: Agent,
        action: audit.Action,
        chat_id: UUID,
        rule: Callable[[Chat], Chat],
        effects: Effects = lambda _before, _after: [],
    ) -> Chat:
        """A change that stands in the audit list, or has not happened."""
        line = audit.line(agent, action, self._now(), chat_id)
        return self.change(lambda: self.chat(chat_id), rule, lambda _new: [line], effects)

    # -- anyone with the link from a mail

    def email_state(self, chat_id: UUID, secret: str) -> EmailState | None:
        """Why no mail goes to this chat's owner, if none does. NotFound for a chat or secret that is not ours."""
        return self._by_link(chat_id, secret).email_state(self._mail_to_visitors)

    def opt_out(self, chat_id: UUID, secret: str) -> EmailState | None:
        """No more mail for this chat's owner; repeatable."""
        out = self.change(lambda: self._by_link(chat_id, secret), lambda chat: chat.opted_out(self._now()))
        return out.email_state(self._mail_to_visitors)

    def opt_in(self, chat_id: UUID, secret: str) -> EmailState | None:
        """Mail again, if nothing else stands against it; repeatable."""
        back = self.change(lambda: self._by_link(chat_id, secret), Chat.opted_in)
        return back.email_state(self._mail_to_visitors)

    def _by_link(self, chat_id: UUID, secret: str) -> Chat:
        chat = self.store.chat(chat_id)
        if chat is None or not hmac.compare_digest(chat.unsubscribe_secret.encode(), secret.encode()):
            raise NotFound("this link is not valid")
        return chat

    # -- what the above share

    def chat(self, chat_id: UUID) -> Chat:
        """The chat's head. Raises `NotFound`."""
        chat = self.store.chat(chat_id)
        if chat is None:
            raise NotFound("no such chat")
        return chat

    def _own(self, customer: Customer) -> Chat:
        """The customer's one chat, made if they come for the first time."""
        return self.store.chat(chat_id_of(customer.user_id)) or self._begun(customer)

    def _begun(self, customer: Customer) -> Chat:
        self._admit(customer)
        return self.store.open(new_chat(customer, self._now()))

    def change(
        self,
        stored: Callable[[], Chat],
        rule: Callable[[Chat], Chat],
        beside: Callable[[Chat], Sequence[Item]] = lambda _new: (),
        effects: Effects = lambda _before, _after: [],
    ) -> Chat:
        """Apply a rule to the chat, store it with what belongs `beside` it, tell the agents; nothing at all where the
        rule changes nothing."""

        def attempt() -> Chat:
            old = stored()
            new = rule(old)
            if new is not old:
                self.store.save(old, new, beside=beside(new))
                told = [realtime.chat_updated(new)] if new.last_seq else []  # only then is it in their inbox
                self._side_by_side([lambda: told and self._publish(told), *effects(old, new)])
            return new

        return self._patience.retry(attempt)

    def _say(
        self,
        stored: Callable[[], Chat],
        prepared: Callable[[Chat], Chat],
        sender: Sender,
        author: str,
        author_name: str | None,
        content: str,
        client_message_id: UUID,
    ) -> tuple[Chat, Chat, Message, bool]:
        """Store one message exactly once: the number is taken in the message's own transaction.

        The chat before and after, the message, and whether it is new."""
        first_try = True

        def attempt() -> tuple[Chat, Chat, Message, bool]:
            nonlocal first_try
            chat = stored()
            # A repeated id makes the transaction fail: a first try need not look for it.
            if not first_try and (earlier := self._said_before(chat, author, content, client_message_id)):
                return chat, chat, earlier, False
            first_try = False
            try:
                said, message = prepared(chat).said(
                    sender, content, client_message_id, now=self._now(), mail_delay=self._mail_delay
                )
            except (Blocked, TooMany):
                # What is stored already is told again, whatever stands against more.
                if earlier := self._said_before(chat, author, content, client_message_id):
                    return chat, chat, earlier, False
                raise
            self.store.save(chat, said, entry=Entry(message, author, author_name))
            return chat, said, message, True

        return self._patience.retry(attempt)

    def _said_before(self, chat: Chat, author: str, content: str, client_message_id: UUID) -> Message | None:
        """The message that this id became, if it did. Raises `MessageIdReused` where that was another text."""
        if not (earlier := self.store.said_before(chat.id, author, client_message_id)):
            return None
        message, sent = earlier
        if sent != content:
            raise MessageIdReused("this client_message_id belongs to another message")
        return message
