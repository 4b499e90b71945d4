"""Moments as the API and the table write them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, PlainSerializer, WithJsonSchema


def stamp(at: datetime) -> str:
    """`at` as the API and the table write it: UTC, milliseconds, fixed width, so that text order is time order."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def to_milliseconds(at: datetime) -> datetime:
    """`at` in UTC, with what the table keeps of it."""
    if at.tzinfo is UTC and at.microsecond % 1000 == 0:
        return at
    return at.astimezone(UTC).replace(microsecond=at.microsecond // 1000 * 1000)


_WRITTEN = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$",
    "examples": ["2026-11-23T12:00:00.000Z"],
}

Instant = Annotated[
    datetime,
    AfterValidator(to_milliseconds),
    PlainSerializer(stamp, return_type=str),
    WithJsonSchema(_WRITTEN, mode="serialization"),
]
