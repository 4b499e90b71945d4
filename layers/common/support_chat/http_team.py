"""Agents' routes to the team: who one is, who else there is, and, for admins, the audit list."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from support_chat.audit import Action, AuditEntry
from support_chat.frozen import View
from support_chat.http_agents import Administrator, Caller
from support_chat.http_cursor import cursor_of, position_of
from support_chat.http_messages import DEFAULT_LIMIT, Limit
from support_chat.instant import Instant, stamp
from support_chat.people import Agent, Person
from support_chat.wiring.admin import AdminWiring

Month = Annotated[str | None, Query(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]


class Agents(View):
    """Everybody who has signed in so far."""

    agents: list[Agent]


class AuditLine(View):
    """What somebody did; `facts` differ by action."""

    id: UUID
    at: Instant
    action: Action
    actor: Person
    chat_id: UUID | None
    facts: dict[str, Any]


class AuditPage(View):
    """A page of a month, newest first; `next_cursor` is null on the last."""

    entries: list[AuditLine]
    next_cursor: str | None


def team_routes(router: APIRouter, wiring: AdminWiring) -> None:
    """Adds the routes, over what `wiring` builds."""

    @router.get("/me")
    async def get_me(caller: Caller) -> Agent:
        """Who is asking; from now on the others see them in the team."""
        wiring.team.meet(caller)
        return caller

    @router.get("/agents")
    async def get_agents() -> Agents:
        """The team, by name."""
        return Agents(agents=wiring.team.agents())

    @router.get("/audit")
    async def get_audit(
        _: Administrator, month: Month = None, cursor: str | None = None, limit: Limit = DEFAULT_LIMIT
    ) -> AuditPage:
        """A page of the audit list of one month (UTC), this one if none is named."""
        asked = month or stamp(wiring.now())[:7]
        entries, following = wiring.audit_list.page(asked, position_of(cursor, "audit"), limit)
        return AuditPage(entries=[_line(entry) for entry in entries], next_cursor=cursor_of(following, "audit"))


def _line(entry: AuditEntry) -> AuditLine:
    return AuditLine(
        id=entry.id,
        at=entry.at,
        action=entry.action,
        actor=Person(id=entry.actor_id, name=entry.actor_name),
        chat_id=entry.chat_id,
        facts=entry.facts,
    )
