"""Finding chats by beginnings of words, at a price that does not grow with the number of chats."""

from __future__ import annotations

from uuid import UUID

from support_chat import keys, rows, search_terms
from support_chat.errors import Invalid
from support_chat.model import Chat
from support_chat.table import Table

_MOST_WORDS = 5
# Below it a word would stand for a whole letter of the alphabet.
_SHORTEST_WORD = 2
# Each is some 100 bytes: half a page of the table's.
_MOST_HITS = 250
_MOST_HEADS = 100
_AFTER_ALL = "\U0010ffff"
_ID_LENGTH = 36


class Search:
    """Asks for each word what begins with it; what all words have in common is checked against the chats' heads."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, query: str, limit: int) -> tuple[list[Chat], bool]:
        """Chats that each word of the query finds, the newest first, and whether there may be more of them."""
        words = search_terms.words_of(query)[:_MOST_WORDS]
        asked = [word for word in words if len(word) >= _SHORTEST_WORD]
        if not asked:
            raise Invalid(f"give at least {_SHORTEST_WORD} letters of a word")
        hits = [self._hits(word) for word in asked]
        whole = [ids for ids, more in hits if not more]
        # A word with too many hits to read them all narrows nothing down; the heads are asked about it instead.
        first, *others = whole or [hits[0][0]]
        candidates = [chat_id for chat_id in first if all(chat_id in ids for ids in others)]
        found, left = self._matching(candidates, words, limit)
        found.sort(key=lambda chat: (chat.last_message_at is not None, chat.last_message_at), reverse=True)
        return found, left or not whole

    def _hits(self, word: str) -> tuple[dict[UUID, None], bool]:
        """The chats with a word that begins so, each once, and whether there are more than were read."""
        begin = search_terms.as_stored(word)
        found = self._table.between(keys.find_partition(begin), begin, begin + _AFTER_ALL, _MOST_HITS + 1)
        ids = dict.fromkeys(UUID(item["SK"][-_ID_LENGTH:]) for item in found[:_MOST_HITS])
        return ids, len(found) > _MOST_HITS

    def _matching(self, candidates: list[UUID], words: list[str], limit: int) -> tuple[list[Chat], bool]:
        """The first `limit` whose head says the same, and whether others were left unread."""
        found: list[Chat] = []
        read = 0
        while read < min(len(candidates), _MOST_HEADS) and len(found) < limit:
            some = candidates[read : read + limit - len(found)]
            read += len(some)
            heads = self._table.batch((keys.partition(chat_id), keys.HEAD_SK) for chat_id in some)
            found += [chat for chat in rows.chats(heads) if search_terms.is_found_by(chat, words)]
        return found, read < len(candidates)
