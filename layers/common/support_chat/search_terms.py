"""By which words a chat is found: beginnings of the words of its owner's name, address and id, and of its own id.

Not by its messages, and not from the middle of a word."""

from __future__ import annotations

import re
import unicodedata

from support_chat import keys
from support_chat.context import one_line
from support_chat.model import Chat
from support_chat.people import VISITOR

# A sort key has room for more; nobody types more.
_TERM_LENGTH = 64
# What the transaction of the first message has to carry at most.
_MOST_TERMS = 20
_NO_LETTER = re.compile(r"[\W_]+")
_BY_PROVIDER = re.compile(r"[|:]")

Place = tuple[str, str]


def places_of(chat: Chat) -> list[Place]:
    """Where (partition and sort key) the items lie by which this chat is found; all of them, as its head now is."""
    if not chat.last_seq:
        return []
    return [(keys.find_partition(term), keys.find_sk(term, chat.id)) for term in stored_terms(chat)]


def moved(old: Chat, new: Chat) -> tuple[list[Place], list[Place]]:
    """What must be put, and what taken out, when the one becomes the other."""
    if bool(old.last_seq) == bool(new.last_seq) and _described(old) == _described(new):
        return [], []
    before, after = places_of(old), places_of(new)
    return [place for place in after if place not in before], [place for place in before if place not in after]


def words_of(query: str) -> list[str]:
    """The words somebody looks for, the longest first: it is found in the fewest chats."""
    words = (_bare(word).removeprefix(VISITOR) for word in _plain(one_line(query)).split())
    return sorted({word for word in words if word}, key=lambda word: (-len(word), word))


def is_found_by(chat: Chat, words: list[str]) -> bool:
    """Whether each of the words begins one of the chat's."""
    terms = _terms(chat)
    return all(any(term.startswith(word) for term in terms) for word in words)


def _described(chat: Chat) -> tuple[str | None, ...]:
    return chat.user_id, chat.user_email, chat.user_name


def as_stored(word: str) -> str:
    """As much of it as is stored of a term."""
    return word[:_TERM_LENGTH]


def stored_terms(chat: Chat) -> list[str]:
    """Those that make all the others findable: whoever finds "alice@" finds "alice"."""
    terms = list(dict.fromkeys(as_stored(term) for term in _terms(chat)))
    needed = [term for term in terms if not any(other != term and other.startswith(term) for other in terms)]
    return needed[:_MOST_TERMS]


def _terms(chat: Chat) -> list[str]:
    """The most telling first."""
    user_id = _plain(chat.user_id.removeprefix(VISITOR))
    # "auth0|5f7c": the part that names the provider is looked for by nobody.
    ids = [str(chat.id), user_id, *_BY_PROVIDER.split(user_id)[1:]]
    # What follows the last dot of an address is the same for everybody.
    address = [part for part in _tails(_plain(chat.user_email)) if "." in part or "@" in part]
    name = [part for word in _plain(chat.user_name or "").split() for part in _tails(word)]
    return [term for term in (*ids, *address, *name) if term]


def _tails(word: str) -> list[str]:
    """The word, and what of it follows a mark: "jean-luc" and "luc"."""
    bare = _bare(word)
    return [bare, *(bare[mark.end() :] for mark in _NO_LETTER.finditer(bare))] if bare else []


def _bare(word: str) -> str:
    """Without marks around it."""
    begin = _NO_LETTER.match(word)
    rest = word[begin.end() :] if begin else word
    return re.sub(r"[\W_]+\Z", "", rest)


def _plain(text: str) -> str:
    """As it is compared: without accents and without capitals, whatever way either was written."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(char for char in folded if not unicodedata.combining(char))
