"""The team as it has shown itself: who has signed in at the dashboard, with the name and the role of that time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from support_chat import audit, keys, rows
from support_chat.errors import NotFound
from support_chat.patience import Patience
from support_chat.people import Agent
from support_chat.table import Table

# More agents than this share no inbox; one page of the table holds them.
MOST_AGENTS = 500


class Team:
    """Who belongs to it is decided by the groups of the sign-in service; this remembers whom it let in."""

    def __init__(self, table: Table, now: Callable[[], datetime], patience: Patience | None = None) -> None:
        self._table = table
        self._now = now
        self._patience = patience or Patience()

    def meet(self, agent: Agent) -> None:
        """Note who has come. A role that has changed since the last time stands in the audit list, once."""
        self._patience.retry(lambda: self._meet(agent))

    def _meet(self, agent: Agent) -> None:
        item = self._table.item(keys.TEAM_PARTITION, keys.agent_sk(agent.id))
        known = Agent.model_validate(item) if item else None
        if agent == known:
            return
        version = int(item["version"]) if item else 0
        values = {**agent.model_dump(), "version": version + 1}
        noted = rows.laid(keys.TEAM_PARTITION, keys.agent_sk(agent.id), values)
        actions = [self._table.replace_action(noted, version) if item else self._table.put_action(noted)]
        if known and known.role != agent.role:
            line = audit.line(agent, "role_changed", self._now(), was=known.role, role=agent.role)
            actions.append(self._table.put_action(line))
        self._table.write(actions)

    def agents(self) -> list[Agent]:
        """Everybody who has come so far, by name."""
        found = self._table.between(keys.TEAM_PARTITION, keys.agent_sk(""), keys.agent_sk(keys.LAST_SK), MOST_AGENTS)
        return sorted((Agent.model_validate(item) for item in found), key=lambda agent: agent.name.casefold())

    def agent(self, agent_id: str) -> Agent:
        """One of them. Raises `NotFound`."""
        item = self._table.item(keys.TEAM_PARTITION, keys.agent_sk(agent_id))
        if item is None:
            raise NotFound("no such agent")
        return Agent.model_validate(item)
