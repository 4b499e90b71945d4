"""The table's keys, in one place, headed by what they are for.

| who asks                                   | index     | key condition                                             |
|--------------------------------------------|-----------|-----------------------------------------------------------|
| the chat's head                            | table     | PK = CHAT#<id>, SK = ~HEAD                                |
| the head and the last page, in one query   | table     | PK = CHAT#<id>, newest first: ~HEAD sorts after every MSG#|
| messages after / before a seq              | table     | PK = CHAT#<id>, SK between two MSG#<seq, 12 digits>       |
| was this client_message_id taken           | table     | PK = CHAT#<id>, SK = CMID#<author>#<client_message_id>    |
| internal notes, oldest or newest first     | table     | PK = CHAT#<id>, SK between two INT#NOTE#<id, version 7>   |
| was this note written already              | table     | PK = CHAT#<id>, SK = INT#NOTED#<author>#<client_message_id> |
| what a message said before it was changed  | table     | PK = CHAT#<id>, SK between two INT#WAS#<seq>#<revision>   |
| the mail ledger                            | table     | PK = CHAT#<id>, SK between two MAIL#<through_seq>         |
| chats found by the beginning of a word      | table     | PK = FIND#<2 letters>, SK begins with it: <term>#<id>     |
| the agents of the team                     | table     | PK = TEAM, SK = AGENT#<id>                                |
| the audit list of a month, newest first    | table     | PK = AUDIT#<yyyy-mm>, SK <= <at>#<id>                     |
| what was counted in a month, by the day     | table     | PK = STATS#<yyyy-mm>, SK = <date>#TEAM, <date>#AGENT#<id> |
| how many visitors were made in an hour      | table     | PK = VISITORS#<hash of a network>, or ALL; SK = <hour>    |
| how many chats were begun in an hour        | table     | PK = CHATS#<hash of a network>; SK = <hour>               |
| a page of the team's saved replies          | table     | PK = TEAM, SK between two REPLY#<id>                      |
| how many saved replies there are            | table     | PK = TEAM, SK = REPLIES                                   |
| whether what we stand on is well            | table     | PK = HEALTH, SK = FOUND                                   |
| a page of the inbox, newest first          | inbox     | inbox_shard = ACTIVE#<n> or ARCHIVED#<n>, inbox_at < …    |
| chats that nobody has looked at            | unseen    | fact_shard = <n>, unseen_at = <since>#<id> (sparse)       |
| chats in which the customer waits          | waiting   | fact_shard = <n>, waiting_at = <since>#<id> (sparse)       |
| chats that somebody marked unread          | flagged   | fact_shard = <n>, flagged_at = <since>#<id> (sparse)       |
| an agent's chats, newest first             | assigned  | assigned_to = <agent's id>, inbox_at < … (sparse)         |
| chats whose mail somebody must look at     | mail_due  | mail_shard = <n>, mail_wake_at <= now (sparse)            |
| chats whose erasure nobody has finished     | mail_due  | mail_shard = ERASING, mail_wake_at <= now (sparse)        |
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from support_chat.instant import stamp
from support_chat.model import Chat

# One partition of an index takes 1,000 writes a second; four carry more messages than one team can answer.
# A page of the inbox costs one query per shard, so more would only make reading dearer.
SHARDS = 4

INBOX_INDEX = "inbox"
UNSEEN_INDEX = "unseen"
WAITING_INDEX = "waiting"
FLAGGED_INDEX = "flagged"
ASSIGNED_INDEX = "assigned"
MAIL_INDEX = "mail_due"


class Index(NamedTuple):
    """What an index is made of."""

    partition: str
    sort: str
    projection: str


INDEXES = {
    INBOX_INDEX: Index("inbox_shard", "inbox_at", "ALL"),
    UNSEEN_INDEX: Index("fact_shard", "unseen_at", "KEYS_ONLY"),
    WAITING_INDEX: Index("fact_shard", "waiting_at", "KEYS_ONLY"),
    FLAGGED_INDEX: Index("fact_shard", "flagged_at", "KEYS_ONLY"),
    ASSIGNED_INDEX: Index("assigned_to", "inbox_at", "KEYS_ONLY"),
    MAIL_INDEX: Index("mail_shard", "mail_wake_at", "KEYS_ONLY"),
}
INDEX_ATTRIBUTES = frozenset(attribute for index in INDEXES.values() for attribute in (index.partition, index.sort))
ERASING_SHARD = "ERASING"  # apart from the numbers, so that no mail is looked at there
HEAD_SK = "~HEAD"
FIRST_SK = "0"  # before every sort key
LAST_SK = "~"  # after every key that begins with a time
TEAM_PARTITION = "TEAM"
SAVED_REPLIES_SK = "REPLIES"
HEALTH = ("HEALTH", "FOUND")


def partition(chat_id: UUID) -> str:
    """The partition that holds one chat whole."""
    return f"CHAT#{chat_id}"


def chat_of(partition: str) -> UUID:
    """Whose partition it is."""
    return UUID(partition.removeprefix("CHAT#"))


def message_sk(seq: int) -> str:
    """Messages lie in order of `seq`."""
    return f"MSG#{seq:012d}"


def client_message_sk(author: str, client_message_id: UUID) -> str:
    """One line per (author, client_message_id), kept as long as the message."""
    return f"CMID#{author}#{client_message_id}"


def version_sk(seq: int, revision: int) -> str:
    """What a message said at one of its revisions. Before every MSG#, where no query of a customer's reaches."""
    return f"INT#WAS#{seq:012d}#{revision:06d}"


def mail_sk(through_seq: int) -> str:
    """A streak is known by the last message it covers."""
    return f"MAIL#{through_seq:012d}"


def note_sk(note_id: UUID) -> str:
    """Notes lie in order of their ids, which is the order of time."""
    return f"INT#NOTE#{note_id}"


NOTES_BEGIN, NOTES_END = "INT#NOTE#", "INT#NOTE#~"


def noted_sk(author: str, client_message_id: UUID) -> str:
    """One line per note's (author, client_message_id); apart from those of messages, so that neither takes the
    other's."""
    return f"INT#NOTED#{author}#{client_message_id}"


def find_partition(term: str) -> str:
    """The partition of all that begins like this; a table of names spreads over hundreds of them."""
    return f"FIND#{term[:2]}"


def find_sk(term: str, chat_id: UUID) -> str:
    """A term, and whose it is."""
    return f"{term}#{chat_id}"


def of_day(day: date, agent_id: str | None = None) -> tuple[str, str]:
    """Where a day's numbers lie (UTC): the team's, or an agent's. A month is one partition."""
    whose = "TEAM" if agent_id is None else f"AGENT#{agent_id}"
    return f"STATS#{day:%Y-%m}", f"{day}#{whose}"


def end_of_day(day: date) -> str:
    """Sorts after all that was counted on that day."""
    return f"{day}~"


def agent_of_day(sk: str) -> str | None:
    """Whose numbers these are: an agent's, or the team's."""
    whose = sk.split("#", 1)[1]
    return None if whose == "TEAM" else whose.removeprefix("AGENT#")


def agent_sk(agent_id: str) -> str:
    """An agent in the team."""
    return f"AGENT#{agent_id}"


def audit_partition(month: str) -> str:
    """The audit list of a month (UTC), written yyyy-mm."""
    return f"AUDIT#{month}"


def audit_sk(at: datetime, entry_id: UUID) -> str:
    """In order of time; the id makes it unique."""
    return f"{stamp(at)}#{entry_id}"


def saved_reply_sk(reply_id: UUID) -> str:
    """The team's saved replies lie in order of id, under `TEAM_PARTITION`."""
    return f"REPLY#{reply_id}"


def saved_replies_after(reply_id: UUID | None) -> tuple[str, str]:
    """The sort keys between which the saved replies after that one lie, or all of them."""
    return (saved_reply_sk(reply_id) + "~" if reply_id else "REPLY#", "REPLY#~")


class Made(StrEnum):
    """What is counted by the hour."""

    VISITORS = "Visitors"
    CHATS = "Chats"


def made_partition(made: Made, who: str) -> str:
    """The partition that counts what of a kind was made from somewhere. It is forgotten after `expires_at`."""
    return f"{made.upper()}#{who}"


def hour_sk(hour: datetime) -> str:
    """The hour that a counter is for (UTC)."""
    return hour.astimezone(UTC).strftime("%Y-%m-%dT%H")


def shard_of(chat_id: UUID) -> int:
    """Which of the indexes' shards a chat lives in, for ever."""
    return chat_id.int % SHARDS


def inbox_shard(archived: bool, shard: int) -> str:
    """The inbox's partition."""
    return f"{'ARCHIVED' if archived else 'ACTIVE'}#{shard}"


def place_since(since: datetime, chat_id: UUID) -> str:
    """A chat's place in an index by time; the id makes it unique, and so a cursor."""
    return f"{stamp(since)}#{chat_id}"


# Every kind of item, by how partition and sort key begin. docs/privacy.md says of each what it holds and what becomes
# of it; a key that is of none of these fails a test.
KINDS = (
    ("chat", "CHAT#", HEAD_SK),
    ("message", "CHAT#", "MSG#"),
    ("sent_id", "CHAT#", "CMID#"),
    ("earlier_version", "CHAT#", "INT#WAS#"),
    ("note", "CHAT#", "INT#NOTE#"),
    ("sent_id", "CHAT#", "INT#NOTED#"),
    ("mail", "CHAT#", "MAIL#"),
    ("search_term", "FIND#", ""),
    ("visitors_made", "VISITORS#", ""),
    ("chats_begun", "CHATS#", ""),
    ("audit_line", "AUDIT#", ""),
    ("agent", TEAM_PARTITION, "AGENT#"),
    ("saved_reply", TEAM_PARTITION, "REPLY#"),
    ("saved_replies", TEAM_PARTITION, SAVED_REPLIES_SK),
    ("numbers_of_a_day", "STATS#", ""),
)


def kind_of(partition: str, sk: str) -> str:
    """What kind of item this is, in the words of an export and of docs/privacy.md."""
    found = (kind for kind, first, second in KINDS if partition.startswith(first) and sk.startswith(second))
    return next(found, "other")


def index_attributes(chat: Chat) -> dict[str, str | None]:
    """What puts the chat into the indexes, or, by None, takes it out. What is archived is in no list but its own."""
    shard = shard_of(chat.id)
    wake_at = chat.mail_wake_at

    def at(since: datetime | None) -> str | None:
        return place_since(since, chat.id) if since else None

    return {
        "inbox_shard": inbox_shard(chat.archived, shard) if chat.last_message_at else None,
        "inbox_at": at(chat.last_message_at),
        "fact_shard": str(shard),
        "unseen_at": None if chat.archived else at(chat.unseen_since),
        "waiting_at": None if chat.archived else at(chat.waiting_since),
        "flagged_at": None if chat.archived else at(chat.marked_unread_at),
        "assigned_to": None if chat.archived else chat.assignee_id,
        "mail_shard": str(shard) if wake_at else None,
        "mail_wake_at": stamp(wake_at) if wake_at else None,
    }
