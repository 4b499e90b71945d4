"""Visitors: people whom no host application has signed in. An identity of their own, made sparingly."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt

from support_chat.errors import Unauthorized, VisitorsNotAllowed
from support_chat.instant import to_milliseconds
from support_chat.limits import HourlyLimit
from support_chat.people import VISITOR, Customer
from support_chat.telemetry import count
from support_chat.tokens import Keys, TokenCheck, kind_of

# Named explicitly (RFC 8725), so that no token of another kind is ever taken for one of these, whatever signed it.
TOKEN_TYPE = "support-chat-visitor+jwt"  # noqa: S105  (a name, not a secret)
AUDIENCE = "support-chat-visitor"
ISSUER = "support-chat"
LIFE = timedelta(days=90)
_SUBJECT = re.compile(re.escape(VISITOR) + r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


@dataclass(frozen=True)
class VisitorPass:
    """A visitor's token, and how long it is good."""

    user_id: str
    token: str
    expires_at: datetime


class VisitorTokens:
    """Signs and verifies visitors' tokens, with keys that the host application never sees."""

    def __init__(self, keys: Keys, now: Callable[[], datetime], *, renewed: Keys | None = None) -> None:
        self._keys = keys
        self._now = now
        self._check = TokenCheck(
            keys, renewed=renewed, audience=AUDIENCE, issuer=ISSUER, required=["sub"], life=LIFE, now=now
        )

    def sign(self, user_id: str) -> VisitorPass:
        """A token for this visitor, from now on."""
        issued = self._now().replace(microsecond=0)
        expires = issued + LIFE
        claims = {"sub": user_id, "aud": AUDIENCE, "iss": ISSUER, "iat": _seconds(issued), "exp": _seconds(expires)}
        token = jwt.encode(claims, self._keys().current, "HS256", headers={"typ": TOKEN_TYPE})
        return VisitorPass(user_id, token, to_milliseconds(expires))

    def visitor(self, token: str) -> Customer:
        """The visitor this token speaks for."""
        if not is_visitors(token):
            raise Unauthorized("the token is not a visitor's")
        subject = self._check.claims(token)["sub"]
        if not isinstance(subject, str) or not _SUBJECT.fullmatch(subject):
            raise Unauthorized("the token is not valid")
        return Customer(user_id=subject, email="")


def is_visitors(token: str) -> bool:
    """Whether this token must stand the visitors' check, and no other."""
    return kind_of(token) == TOKEN_TYPE


class Reception:
    """Where visitors get their identity, renew it, and are recognised by it."""

    def __init__(self, tokens: VisitorTokens, limit: HourlyLimit, *, is_open: bool) -> None:
        self._tokens = tokens
        self._limit = limit
        self._is_open = is_open

    def welcome(self, address: str) -> VisitorPass:
        """A new visitor."""
        self._require_open()
        self._limit.take(address)
        count("VisitorsMade")
        return self._tokens.sign(f"{VISITOR}{uuid.uuid4()}")

    def renew(self, token: str) -> VisitorPass:
        """The same visitor for another while."""
        self._require_open()
        return self._tokens.sign(self._tokens.visitor(token).user_id)

    def visitor(self, token: str) -> Customer:
        """The visitor this token speaks for; nobody where this deployment allows no visitors, or does not any more."""
        if not self._is_open:
            raise Unauthorized("the token is not valid")
        return self._tokens.visitor(token)

    def _require_open(self) -> None:
        if not self._is_open:
            raise VisitorsNotAllowed("visitors must sign in first")


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
