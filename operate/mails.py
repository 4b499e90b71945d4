"""Mails after a restore: what was due then may have been sent since, which the restored table does not know."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from support_chat.ledger import Mail, MailState
from support_chat.model import Chat
from support_chat.settlement import Settlement
from support_chat.store import Store

_AT_ONCE = 25
# Longer than any mail waits (EmailDelaySeconds): whatever is due, or will be.
_EVER = timedelta(days=36500)


def settle_mails(store: Store, restored_to: datetime, now: datetime) -> int:
    """End every streak of replies that is older than the restore as uncertain, which is never sent again: between
    maybe no mail and maybe two we choose maybe none, and say so. How many there were."""
    settlement = Settlement(store)
    seen: set[uuid.UUID] = set()
    settled = 0
    while found := [chat_id for chat_id, _ in store.mail_to_look_at(now + _EVER, _AT_ONCE) if chat_id not in seen]:
        for chat_id in found:
            chat = store.chat(chat_id)
            if chat is None or chat.last_message_at is None or chat.last_message_at > restored_to:
                seen.add(chat_id)  # erased, or written in since: the mailroom's own
            elif mail := _unsettled(chat, now):
                settlement.end(chat, mail)
                settled += 1
            else:
                seen.add(chat_id)
    return settled


def _unsettled(chat: Chat, now: datetime) -> Mail | None:
    if chat.mail_claim:
        return chat.mail_claim.model_copy(update={"state": MailState.UNCERTAIN, "reason": "restored", "at": now})
    if not chat.mail_due_at:
        return None
    first = max(chat.read_seq, chat.mail_settled_seq) + 1
    return Mail(
        id=uuid.uuid4(),
        from_seq=first,
        through_seq=chat.last_seq,
        state=MailState.UNCERTAIN,
        reason="restored",
        at=now,
    )
