"""Where a customer wrote from, for the agents: their page, and what their browser says of itself."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from support_chat.frozen import Frozen
from support_chat.instant import Instant

PAGE_LENGTH = 2000
TITLE_LENGTH = 200
LANGUAGE_LENGTH = 35
TIME_ZONE_LENGTH = 64
BROWSER_LENGTH = 300


class Context(Frozen):
    """What came with a message. Everything is the client's word: to be shown, never to be relied on."""

    page: str | None = None
    title: str | None = None
    language: str | None = None
    time_zone: str | None = None
    browser: str | None = None
    at: Instant


def bare_page(url: str) -> str:
    """The address of a page without query, fragment and credentials, which may hold what is nobody's business.

    Raises `ValueError` for anything but http and https: agents may follow it."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or not url.isprintable() or " " in url:
        raise ValueError("a page is an http or https address")
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def one_line(text: str) -> str:
    """The text without control characters and other halves of characters, on one line."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def browser_of(user_agent: str | None) -> str | None:
    """What the browser calls itself, bounded; None where it says nothing."""
    return one_line(user_agent or "")[:BROWSER_LENGTH] or None
