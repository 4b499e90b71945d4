"""Counters in the table that belong to no chat. Each number is counted by the table itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from botocore.exceptions import ClientError

from support_chat import keys, rows
from support_chat.people import Agent
from support_chat.retention import EXPIRES_AT
from support_chat.table import Table
from support_chat.tally import Numbers

# More than a month has: each day one item for the team, and one for each agent who did something.
_ITEMS = 100_000


@dataclass(frozen=True)
class Share:
    """What an agent had of a day."""

    id: str
    name: str
    numbers: Numbers


@dataclass
class Day:
    """What was counted on a day (UTC): of the team as a whole, and of each agent who did something."""

    date: date
    team: Numbers = field(default_factory=dict)
    agents: list[Share] = field(default_factory=list)

    def take(self, agent_id: str | None, item: rows.Item) -> None:
        """Take in one of the day's items: an agent's, or the team's."""
        if agent_id is None:
            self.team = _numbers(item)
        else:
            self.agents.append(Share(agent_id, item["agent_name"], _numbers(item)))


class Counters:
    """The table's counters. Who counts decides what a failure is worth."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, day: date, numbers: Numbers, agent: Agent | None = None) -> None:
        """Add to the day's numbers, the team's or an agent's."""
        partition, sk = keys.of_day(day, agent.id if agent else None)
        update: dict[str, Any] = {
            "TableName": self._table.name,
            "Key": rows.place(partition, sk),
            "UpdateExpression": "ADD " + ", ".join(f"#{name} :{name}" for name in numbers),
            "ExpressionAttributeNames": {f"#{name}": name for name in numbers},
            "ExpressionAttributeValues": rows.stored({f":{name}": number for name, number in numbers.items()}),
        }
        if agent:
            update["UpdateExpression"] += " SET agent_name = :agent_name"
            update["ExpressionAttributeValues"] |= rows.stored({":agent_name": agent.name})
        self._table.write([{"Update": update}])

    def take(self, made: keys.Made, who: str, hour: datetime, limit: int, *, forget_at: datetime) -> bool:
        """One of the `limit` of a kind that `who` may make in this hour; False where none is left."""
        try:
            self._table.call(
                lambda: self._table.client.update_item(
                    TableName=self._table.name,
                    Key=rows.place(keys.made_partition(made, who), keys.hour_sk(hour)),
                    UpdateExpression=f"SET {EXPIRES_AT} = :forget_at ADD made :one",
                    ConditionExpression="attribute_not_exists(made) OR made < :limit",
                    ExpressionAttributeValues=rows.stored(
                        {":one": 1, ":limit": limit, ":forget_at": int(forget_at.timestamp())}
                    ),
                )
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return False
        return True

    def of_team(self, days: Sequence[date]) -> Counter[str]:
        """The team's numbers of these days, added up; a day that the table did not get round to is missing."""
        places = [rows.place(*keys.of_day(day)) for day in days]
        answer = self._table.call(
            lambda: self._table.client.batch_get_item(RequestItems={self._table.name: {"Keys": places}})
        )
        sums: Counter[str] = Counter()
        for item in answer["Responses"].get(self._table.name, []):
            sums.update(_numbers(rows.plain(item)))
        return sums

    def days(self, first: date, last: date) -> list[Day]:
        """Each day from the first to the last: one query for each month they touch."""
        found = {day: Day(day) for n in range((last - first).days + 1) for day in [first + timedelta(days=n)]}
        months: dict[str, list[date]] = {}
        for day in found:
            months.setdefault(keys.of_day(day)[0], []).append(day)
        for partition, days in months.items():
            for item in self._table.between(partition, str(days[0]), keys.end_of_day(days[-1]), _ITEMS):
                found[date.fromisoformat(item["SK"][:10])].take(keys.agent_of_day(item["SK"]), item)
        return list(found.values())


def _numbers(item: rows.Item) -> dict[str, int]:
    return {name: int(value) for name, value in item.items() if isinstance(value, Decimal)}
