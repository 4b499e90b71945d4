"""Planted bugs in the mail: when it goes out, how often, and what the ledger says."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from support_chat import keys, mailroom
from support_chat.desk import Desk
from support_chat.errors import MailPostponed, MailUncertain
from support_chat.ledger import MailState
from support_chat.mail_decision import End, Send, decide_mail
from support_chat.mail_head import CLAIM_LEASE
from support_chat.mailroom import Mailroom
from support_chat.model import Chat, Sender, chat_id_of
from support_chat.people import Customer
from support_chat.settlement import Settlement
from tests.sim.services import Ses

Patch = AbstractContextManager[Any]

_said, _read, _send_email = Chat.said, Chat.read, Ses.send_email
_email_state, _introduced = Chat.email_state, Chat.introduced
_settled, _index_attributes = Chat.mail_settled, keys.index_attributes


def _patched_decision(change: Any) -> Patch:
    return patch.object(mailroom, "decide_mail", change)


def reply_postpones_the_mail() -> Patch:
    def said(chat: Chat, sender: Sender, *arguments: Any, **options: Any) -> Any:
        anew = chat if sender is Sender.USER else chat.model_copy(update={"mail_due_at": None})
        return _said(anew, sender, *arguments, **options)

    return patch.object(Chat, "said", said)


def read_leaves_the_mail_due() -> Patch:
    def read(chat: Chat, up_to_seq: int, newly_read: int) -> Chat:
        return _read(chat, up_to_seq, newly_read).model_copy(update={"mail_due_at": chat.mail_due_at})

    return patch.object(Chat, "read", read)


def partly_read_ends_the_mail() -> Patch:
    def read(chat: Chat, up_to_seq: int, newly_read: int) -> Chat:
        return _read(chat, up_to_seq, newly_read).model_copy(update={"mail_due_at": None})

    return patch.object(Chat, "read", read)


def no_claim() -> Patch:
    return patch.object(Chat, "mail_claimed", lambda chat, _mail: chat._with(mail_due_at=None))


def claim_is_not_looked_at() -> Patch:
    def decide(chat: Chat, unread: Any, **options: Any) -> Any:
        due = {"mail_due_at": chat.mail_due_at or chat.mail_claim.at} if chat.mail_claim else {}
        return decide_mail(chat.model_copy(update={"mail_claim": None, **due}), unread, **options)

    return _patched_decision(decide)


def a_dead_senders_mail_is_sent_again() -> Patch:
    def decide(chat: Chat, unread: Any, **options: Any) -> Any:
        decision = decide_mail(chat, unread, **options)
        if chat.mail_claim and isinstance(decision, End) and unread:
            return Send(chat.mail_claim.model_copy(update={"at": options["now"]}))
        return decision

    return _patched_decision(decide)


def uncertain_mail_is_tried_again() -> Patch:
    def send_email(ses: Ses, *arguments: Any) -> str:
        try:
            return _send_email(ses, *arguments)
        except MailUncertain as error:
            raise MailPostponed(str(error)) from error

    return patch.object(Ses, "send_email", send_email)


def settled_mark_not_written() -> Patch:
    def settled(chat: Chat, mail: Any) -> Chat:
        return _settled(chat, mail).model_copy(update={"mail_settled_seq": chat.mail_settled_seq})

    return patch.object(Chat, "mail_settled", settled)


def settled_too_far() -> Patch:
    def settled(chat: Chat, mail: Any) -> Chat:
        return _settled(chat, mail).model_copy(update={"mail_settled_seq": chat.last_seq, "mail_due_at": None})

    return patch.object(Chat, "mail_settled", settled)


def throttled_claim_not_released() -> Patch:
    return patch.object(Mailroom, "_release", lambda *_: None)


def throttled_mail_given_up() -> Patch:
    def released(chat: Chat, _retry_at: Any) -> Chat:
        return chat._with(mail_claim=None)

    return patch.object(Chat, "mail_released", released)


def mail_before_it_is_due() -> Patch:
    def decide(chat: Chat, unread: Any, *, now: Any, **options: Any) -> Any:
        return decide_mail(chat, unread, now=now + timedelta(minutes=1), **options)

    return _patched_decision(decide)


def mail_for_what_was_read() -> Patch:
    real = Mailroom._unread
    return patch.object(
        Mailroom, "_unread", lambda room, chat: real(room, chat.model_copy(update={"read_seq": 0})) if chat else []
    )


def mail_for_archived() -> Patch:
    def decide(chat: Chat, unread: Any, **options: Any) -> Any:
        return decide_mail(chat.model_copy(update={"archived_at": None}), unread, **options)

    return _patched_decision(decide)


def mail_for_unsubscribed() -> Patch:
    def decide(chat: Chat, unread: Any, **options: Any) -> Any:
        return decide_mail(chat.model_copy(update={"unsubscribed_at": None}), unread, **options)

    return _patched_decision(decide)


def mail_for_unverified() -> Patch:
    def decide(chat: Chat, unread: Any, **options: Any) -> Any:
        return decide_mail(chat.model_copy(update={"email_verified": None}), unread, **options)

    return _patched_decision(decide)


def mail_to_nobody() -> Patch:
    def state(chat: Chat, mail_to_visitors: bool) -> Any:
        found = _email_state(chat, mail_to_visitors)
        return None if found == "no_address" else found

    return patch.object(Chat, "email_state", state)


def a_message_wipes_a_visitors_address() -> Patch:
    def introduced(chat: Chat, customer: Customer) -> Chat:
        if customer.visitor and chat.user_email:
            return chat._with(user_email="", email_verified=None)
        return _introduced(chat, customer)

    return patch.object(Chat, "introduced", introduced)


def a_link_that_one_side_knows() -> Patch:
    def link(desk: Desk, person: Customer, visitor: Customer) -> bool:
        own = desk._own(person)
        desk.change(lambda: desk.chat(chat_id_of(visitor.user_id)), lambda chat: chat.linked_to(own.id))
        return True

    return patch.object(Desk, "link", link)


def mail_after_a_bounce() -> Patch:
    return patch.object(Chat, "email_blocked", lambda chat, _block: chat)


def skipped_without_cause() -> Patch:
    def decide(chat: Chat, unread: Any, **options: Any) -> Any:
        decision = decide_mail(chat, unread, **options)
        if not isinstance(decision, Send):
            return decision
        return End(decision.mail.model_copy(update={"state": MailState.SKIPPED, "reason": "archived"}))

    return _patched_decision(decide)


def no_sweep() -> Patch:
    return patch.object(Mailroom, "sweep", lambda _room: [])


def claims_not_in_the_index() -> Patch:
    return patch.object(Chat, "mail_wake_at", property(lambda chat: chat.mail_due_at))


def archived_stay_in_the_inbox() -> Patch:
    def attributes(chat: Chat) -> Any:
        return _index_attributes(chat.model_copy(update={"archived_at": None}))

    return patch.object(keys, "index_attributes", attributes)


def end_not_recorded() -> Patch:
    return patch.object(Settlement, "record", lambda *_: None)


def older_news_wins() -> Patch:
    return patch.object(MailState, "outranks", lambda state, other: state is not other)


def a_short_lease() -> Patch:
    return patch("support_chat.mail_decision.CLAIM_LEASE", CLAIM_LEASE / 1000)


MAIL_PLANTS = (
    (reply_postpones_the_mail,),
    (read_leaves_the_mail_due,),
    (partly_read_ends_the_mail,),
    (no_claim,),
    (claim_is_not_looked_at,),
    (a_dead_senders_mail_is_sent_again,),
    (uncertain_mail_is_tried_again,),
    (settled_mark_not_written,),
    (settled_too_far,),
    (throttled_claim_not_released,),
    (throttled_mail_given_up,),
    (mail_before_it_is_due,),
    (mail_for_what_was_read,),
    (mail_for_archived,),
    (mail_for_unsubscribed,),
    (mail_for_unverified,),
    (mail_to_nobody,),
    (a_message_wipes_a_visitors_address,),
    (a_link_that_one_side_knows,),
    (mail_after_a_bounce,),
    (skipped_without_cause,),
    (no_sweep,),
    (claims_not_in_the_index,),
    (archived_stay_in_the_inbox,),
    (end_not_recorded,),
    (older_news_wins,),
    (a_short_lease,),
)
