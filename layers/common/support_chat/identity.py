"""From a bearer token to a person: a customer by the host application's JWT, an agent by claims API Gateway checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from support_chat.errors import Forbidden, Unauthorized
from support_chat.people import VISITOR, Agent, Customer, Groups, Role
from support_chat.tokens import Claims, Keys, TokenCheck, content_of

LIFE = timedelta(hours=24)
_SUBJECT = re.compile(r"[A-Za-z0-9._@:|+\-]{1,128}", re.ASCII)
# The local part is 7-bit: SES has no SMTPUTF8. Which addresses exist is the host application's business.
EMAIL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\-]{1,64}@[A-Za-z0-9.\-]{1,190}"
_EMAIL = re.compile(EMAIL, re.ASCII)
_NAME_LENGTH = 200


class CustomerTokens:
    """Verifies the host application's tokens."""

    def __init__(
        self, keys: Keys, *, renewed: Keys | None = None, audience: str, issuer: str, now: Callable[[], datetime]
    ) -> None:
        self._check = TokenCheck(
            keys, renewed=renewed, audience=audience, issuer=issuer, required=["sub", "email"], life=LIFE, now=now
        )

    def customer(self, token: str) -> Customer:
        """The customer this token speaks for. Raises `Unauthorized` for any other."""
        return _customer(self._check.claims(token))


def _customer(claims: Claims) -> Customer:
    subject, email = claims["sub"], claims["email"]
    verified, name = claims.get("email_verified"), claims.get("name")
    if not isinstance(subject, str) or not _SUBJECT.fullmatch(subject):
        raise Unauthorized("the token's sub is not acceptable")
    if subject.casefold().startswith(VISITOR):  # only we say who is a visitor
        raise Unauthorized("the token's sub is not acceptable")
    if not isinstance(email, str) or not _EMAIL.fullmatch(email):
        raise Unauthorized("the token's email is not acceptable")
    if verified is not None and not isinstance(verified, bool):
        raise Unauthorized("the token's email_verified is not acceptable")
    if name is not None and not isinstance(name, str):
        raise Unauthorized("the token's name is not acceptable")
    return Customer(user_id=subject, email=email, email_verified=verified, name=_printable(name))


def _printable(name: str | None) -> str | None:
    """The name on one line, without control characters, of bounded length; None if nothing is left."""
    if name is None:
        return None
    kept = "".join(char if char.isprintable() else " " for char in name)
    return " ".join(kept.split())[:_NAME_LENGTH] or None


def agent(claims: Claims | None, groups: Groups, token: str = "") -> Agent:
    """The agent whose claims API Gateway's JWT authorizer verified. No claims, no entry; in neither group, no entry.

    `token` is the one it verified. HTTP APIs flatten the lists in it to text, in which a group "former agents" cannot
    be told from the two groups "former" and "agents"; the token can.
    """
    if not claims or not isinstance(claims.get("sub"), str):
        raise Unauthorized("a bearer token is required")
    # An access token carries no name, and is meant for other APIs.
    if claims.get("token_use", "id") != "id":
        raise Unauthorized("an ID token is required")
    content = content_of(token)
    same = all(content.get(name) == claims.get(name) for name in ("sub", "iss"))
    held = _groups(_claim(content if content and same else claims, groups.claim))
    if groups.agents not in held and groups.admins not in held:
        raise Forbidden("you are not in the group of agents")
    name = claims.get("name") or claims.get("email") or "Agent"
    role: Role = "admin" if groups.admins in held else "agent"
    return Agent(id=str(claims["sub"]), name=_printable(str(name)) or "Agent", role=role)


def _claim(claims: Claims, path: str) -> object:
    """The claim of this name; else, step by step, what the path leads to."""
    if path in claims:
        return claims[path]
    found: object = claims
    for step in path.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _groups(claim: object) -> list[str]:
    """A list, one group alone, or what HTTP APIs make of a list: "[agents admins]"."""
    if isinstance(claim, list):
        return [str(group) for group in claim]
    if not isinstance(claim, str):
        return []
    if claim.startswith("[") and claim.endswith("]"):
        return re.split(r"[\s,]+", claim[1:-1].strip())
    return [claim]
