"""What customers' and agents' routes share: the body of a message, and how to ask for a page."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import AfterValidator, BeforeValidator, StringConstraints

from support_chat.context import (
    LANGUAGE_LENGTH,
    PAGE_LENGTH,
    TIME_ZONE_LENGTH,
    TITLE_LENGTH,
    Context,
    bare_page,
    browser_of,
    one_line,
)
from support_chat.errors import Invalid
from support_chat.http_edge import StrictBody
from support_chat.ledger import Mail
from support_chat.mail_view import mailed_span
from support_chat.model import MESSAGE_LENGTH, Entry
from support_chat.store import Store


def as_one_line(text: object) -> object:
    return one_line(text) if isinstance(text, str) else text


def _not_blank(content: str) -> str:
    if not content.strip():
        raise ValueError("a message needs some text")
    return content


Content = Annotated[str, StringConstraints(min_length=1, max_length=MESSAGE_LENGTH), AfterValidator(_not_blank)]


class NewMessage(StrictBody):
    """A message to send. Sending the same `client_message_id` again returns the same message."""

    content: Content
    client_message_id: UUID


Page = Annotated[str, StringConstraints(max_length=PAGE_LENGTH), AfterValidator(bare_page)]
Title = Annotated[str, BeforeValidator(as_one_line), StringConstraints(max_length=TITLE_LENGTH)]
_LANGUAGE = r"^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$"  # BCP 47
_TIME_ZONE = r"^[A-Za-z0-9_+\-]+(/[A-Za-z0-9_+\-]+)*$"  # IANA
Language = Annotated[str, StringConstraints(max_length=LANGUAGE_LENGTH, pattern=_LANGUAGE)]
TimeZone = Annotated[str, StringConstraints(max_length=TIME_ZONE_LENGTH, pattern=_TIME_ZONE)]


class GivenContext(StrictBody):
    """Where the customer writes from, as far as the page tells."""

    page: Page | None = None
    title: Title | None = None
    language: Language | None = None
    time_zone: TimeZone | None = None

    def seen(self, user_agent: str | None, now: datetime) -> Context:
        """What is kept of it, with the browser that its request names."""
        told = {name: value or None for name, value in self.model_dump().items()}
        return Context(**told, browser=browser_of(user_agent), at=now)


class CustomersMessage(NewMessage):
    """A customer's message; `context` may be left out."""

    context: GivenContext | None = None


Seq = Annotated[int | None, Query(ge=0, le=10**11)]
Limit = Annotated[int, Query(ge=1, le=100)]
DEFAULT_LIMIT = 50


def page(
    store: Store, chat_id: UUID, after_seq: int | None, before_seq: int | None, limit: int
) -> tuple[list[Entry], bool]:
    """Messages after one seq or before another: exactly one of the two."""
    if (after_seq is None) == (before_seq is None):
        raise Invalid("give either after_seq or before_seq")
    if after_seq is not None:
        return store.after(chat_id, after_seq, limit)
    return store.before(chat_id, before_seq or 0, limit)


def ledger(store: Store, chat_id: UUID, entries: list[Entry]) -> list[Mail]:
    """The lines of the mail ledger that concern these messages; no question asked where none can."""
    span = mailed_span(entries)
    return store.mails(chat_id, *span) if span else []
