"""The agents' lists: all chats, or those of one fact, a page at a time; and how many there are. Nothing is scanned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from support_chat import keys, rows
from support_chat.model import Chat
from support_chat.rows import Item
from support_chat.table import Table

Filter = Literal["all", "unseen", "waiting", "unread", "mine"]
Order = Literal["newest", "oldest"]

# A shard's keys that are counted; where there are more, the count says so. Nobody works by a number that large.
COUNTED = 250

# The index of each fact, and the attribute that orders it: since when the fact is one.
FACTS: dict[Filter, tuple[str, str]] = {
    "unseen": (keys.UNSEEN_INDEX, "unseen_at"),
    "waiting": (keys.WAITING_INDEX, "waiting_at"),
    "unread": (keys.FLAGGED_INDEX, "flagged_at"),
}


@dataclass(frozen=True)
class Wanted:
    """Which list: `agent_id` is whose, where the filter is "mine"; archived chats have one list, in one order."""

    filter: Filter
    order: Order
    archived: bool
    agent_id: str


@dataclass(frozen=True)
class Count:
    """How many chats; `capped`: at least so many."""

    count: int
    capped: bool


class Lists:
    """Reads the lists. A page costs the same whatever the number of chats."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def page(self, wanted: Wanted, after: str | None, limit: int) -> tuple[list[Chat], str | None]:
        """The chats after a position of the list, and the position of the next page.

        An index may lag: a chat that has left the list by now is dropped, so that a page may be short of `limit`."""
        index, sort, places = _where(wanted)
        newest_first = wanted.order == "newest"
        beyond = (f"{sort} <", after or "~") if newest_first else (f"{sort} >", after or " ")

        def ask(place: tuple[str, str]) -> Callable[[], list[Item]]:
            return lambda: self._table.of_index(index, place, beyond, limit + 1, newest_first=newest_first)

        found = [item for items in self._table.side_by_side([ask(place) for place in places]) for item in items]
        found.sort(key=lambda item: str(item[sort]), reverse=newest_first)
        page = found[:limit]
        chats = [rows.chat(item) for item in page] if index == keys.INBOX_INDEX else self._heads(page, wanted)
        return chats, str(page[-1][sort]) if len(found) > limit else None

    def counts(self, agent_id: str) -> dict[Filter, Count]:
        """How many chats each list but "all" has."""
        filters: tuple[Filter, ...] = (*FACTS, "mine")
        asked = [(name, *_where(Wanted(name, "newest", False, agent_id))) for name in filters]
        questions = [(name, index, place) for name, index, _, places in asked for place in places]

        def ask(index: str, place: tuple[str, str]) -> Callable[[], int]:
            return lambda: self._table.count_of_index(index, place, COUNTED + 1)

        numbers = self._table.side_by_side([ask(index, place) for _, index, place in questions])
        found = {name: [n for (of, *_), n in zip(questions, numbers, strict=True) if of == name] for name in filters}
        return {
            name: Count(sum(min(n, COUNTED) for n in shards), any(n > COUNTED for n in shards))
            for name, shards in found.items()
        }

    def _heads(self, page: list[Item], wanted: Wanted) -> list[Chat]:
        """The heads of what an index of keys named, as they are now, in its order."""
        places = [rows.place_of(item) for item in page]
        there = (item for item in self._table.batch(places) if not rows.is_tombstone(item))
        heads = {rows.place_of(item): rows.chat(item) for item in there}
        found = (heads.get(place) for place in places)
        return [chat for chat in found if chat and _belongs(chat, wanted)]


def _where(wanted: Wanted) -> tuple[str, str, list[tuple[str, str]]]:
    """The index of a list, the attribute that orders it, and its partitions."""
    shards = range(keys.SHARDS)
    if wanted.filter == "all":
        places = [("inbox_shard", keys.inbox_shard(wanted.archived, shard)) for shard in shards]
        return keys.INBOX_INDEX, "inbox_at", places
    if wanted.filter == "mine":
        return keys.ASSIGNED_INDEX, "inbox_at", [("assigned_to", wanted.agent_id)]
    return *FACTS[wanted.filter], [("fact_shard", str(shard)) for shard in shards]


def _belongs(chat: Chat, wanted: Wanted) -> bool:
    attributes = keys.index_attributes(chat)
    if wanted.filter == "mine":
        return attributes["assigned_to"] == wanted.agent_id
    return attributes[FACTS[wanted.filter][1]] is not None
