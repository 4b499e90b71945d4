"""How a chat stands with the team: whose it is, and whether its customer may write."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from support_chat import audit
from support_chat.desk import Desk
from support_chat.model import Chat
from support_chat.people import Agent
from support_chat.team import Team


class Standing:
    """What agents decide about a chat. Each decision is repeatable, and told to the agents only."""

    def __init__(self, desk: Desk, team: Team, now: Callable[[], datetime]) -> None:
        self._desk = desk
        self._team = team
        self._now = now

    def assign(self, chat_id: UUID, agent_id: str | None) -> Chat:
        """Make the chat somebody's, or nobody's. Raises `NotFound` for who is not in the team."""
        assignee = self._team.agent(agent_id) if agent_id is not None else None
        return self._desk.change(lambda: self._desk.chat(chat_id), lambda chat: chat.assigned(assignee))

    def block(self, agent: Agent, chat_id: UUID, reason: str) -> Chat:
        """Take no more messages from the customer; a further reason replaces the first. The list tells who, not why."""
        now = self._now()
        line = audit.line(agent, "blocked", now, chat_id)
        return self._desk.change(
            lambda: self._desk.chat(chat_id), lambda chat: chat.shut(agent, reason, now), lambda _new: [line]
        )

    def unblock(self, agent: Agent, chat_id: UUID) -> Chat:
        """Take messages from the customer again."""
        line = audit.line(agent, "unblocked", self._now(), chat_id)
        return self._desk.change(lambda: self._desk.chat(chat_id), Chat.reopened, lambda _new: [line])
