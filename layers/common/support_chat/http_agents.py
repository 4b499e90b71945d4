"""Who is asking, on every route of agents. API Gateway's JWT authorizer has verified the token; who is an agent or an
admin is decided here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from support_chat import identity
from support_chat.errors import Forbidden
from support_chat.people import Agent
from support_chat.telemetry import about
from support_chat.tokens import Claims
from support_chat.wiring import Wiring


def admission(wiring: Wiring) -> Callable[[Request], Awaitable[None]]:
    """Lets agents in and nobody else; what follows it asks for the `Caller`."""

    async def admit(request: Request) -> None:
        known = identity.agent(_verified_claims(request), wiring.settings.groups, _token(request))
        about(agent_id=known.id)
        request.state.agent = known

    return admit


async def _caller(request: Request) -> Agent:
    agent: Agent = request.state.agent  # a route without admission has none, and answers nobody
    return agent


Caller = Annotated[Agent, Depends(_caller)]


async def _administrator(caller: Caller) -> Agent:
    if caller.role != "admin":
        raise Forbidden("only admins may do this")
    return caller


Administrator = Annotated[Agent, Depends(_administrator)]


async def _chat_id(chat_id: UUID) -> UUID:
    about(chat_id=str(chat_id))
    return chat_id


ChatId = Annotated[UUID, Depends(_chat_id)]


def _token(request: Request) -> str:
    # API Gateway takes it without "Bearer", too.
    return request.headers.get("authorization", "").strip().rpartition(" ")[2]


def _verified_claims(request: Request) -> Claims | None:
    """What API Gateway's JWT authorizer says of the token; None for any other way in."""
    context = request.scope.get("aws.event", {}).get("requestContext", {})
    claims: Claims | None = context.get("authorizer", {}).get("jwt", {}).get("claims")
    return claims
