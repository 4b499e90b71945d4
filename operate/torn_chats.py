"""Chats that were being written to in the very second that was restored.

DynamoDB restores each item to that second, not all of them to one instant: a message may be there without the head
that counts it, and its number would be taken for ever. Whatever the head does not know is taken out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from support_chat import keys, rows
from support_chat.instant import stamp
from support_chat.rows import Item
from support_chat.table import Table

# "Usually much less than a second", says DynamoDB of how far apart items may be; and functions' clocks differ.
_AROUND = timedelta(seconds=10)
_ITEMS_A_WRITE = 100
_MOST = 1_000_000


def make_whole(table: Table, restored_to: datetime) -> int:
    """Take out what a head does not know of; how many chats had such. It reads the whole table once."""
    torn = 0
    for chat_id in sorted(set(_written_around(table, restored_to)), key=str):
        unknown = list(_unknown(table, chat_id))
        for first in range(0, len(unknown), _ITEMS_A_WRITE):
            table.write([table.delete_action(*place) for place in unknown[first : first + _ITEMS_A_WRITE]])
        torn += bool(unknown)
    return torn


def _written_around(table: Table, at: datetime) -> Iterator[UUID]:
    pages = table.client.get_paginator("scan").paginate(
        TableName=table.name,
        FilterExpression="begins_with(PK, :chats) AND (created_at >= :since OR last_message_at >= :since)",
        ExpressionAttributeValues=rows.stored({":chats": "CHAT#", ":since": stamp(at - _AROUND)}),
        ProjectionExpression="PK, SK",
    )
    for page in pages:
        for item in page["Items"]:
            yield rows.chat_id(rows.plain(item))


def _unknown(table: Table, chat_id: UUID) -> Iterator[tuple[str, str]]:
    """Messages above the head's last number, and taken ids of messages that are not there."""
    partition = keys.partition(chat_id)
    head = table.item(partition, keys.HEAD_SK) or {"last_seq": 0}
    if rows.is_tombstone(head):
        return
    known = set()
    for item in _of(table, partition, "MSG#"):
        if item["seq"] > head["last_seq"]:
            yield rows.place_of(item)
        else:
            known.add(item["seq"])
    for item in _of(table, partition, "CMID#"):
        if item["seq"] not in known:
            yield rows.place_of(item)


def _of(table: Table, partition: str, begin: str) -> list[Item]:
    return table.between(partition, begin, begin + keys.LAST_SK, _MOST, consistent=True)
