"""Visitors: people whom no host application has signed in. An identity of their own, made sparingly."""

from __future__ import annotations

import hashlib
import hmac
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

import jwt

from support_chat.counters import Counters
from support_chat.errors import TooMany, Unauthorized, VisitorsNotAllowed
from support_chat.instant import to_milliseconds
from support_chat.people import VISITOR, Customer
from support_chat.telemetry import count
from support_chat.tokens import Keys, TokenCheck, kind_of

# Named explicitly (RFC 8725), so that no token of another kind is ever taken for one of these, whatever signed it.
TOKEN_TYPE = "support-chat-visitor+jwt"  # noqa: S105  (a name, not a secret)
AUDIENCE = "support-chat-visitor"
ISSUER = "support-chat"
LIFE = timedelta(days=90)
_SUBJECT = re.compile(re.escape(VISITOR) + r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_HOUR = timedelta(hours=1)


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


class VisitorLimits:
    """How many visitors may be made in an hour: from one network address, and in all."""

    def __init__(
        self,
        counters: Counters,
        keys: Keys,
        now: Callable[[], datetime],
        *,
        per_address: int,
        in_total: int,
    ) -> None:
        self._counters = counters
        self._keys = keys
        self._now = now
        self._per_address = per_address
        self._in_total = in_total

    def take(self, address: str) -> None:
        """Take one of each. Raises `TooMany` where none is left until the next hour."""
        now = self._now()
        hour = now.replace(minute=0, second=0, microsecond=0)
        # The address first: who is over their own limit uses up nobody else's.
        limits = {self._known_as(address): self._per_address, "ALL": self._in_total}
        for who, limit in limits.items():
            if not self._counters.take(who, hour, limit, forget_at=hour + 2 * _HOUR):
                count("VisitorsRefused")
                raise TooMany("too many visitors at the moment", retry_after=hour + _HOUR - now)

    def _known_as(self, address: str) -> str:
        """The address as the table knows it: by a keyed hash, from which nobody gets back to it."""
        key = self._keys().current.encode()
        return hmac.new(key, f"network address: {network_of(address)}".encode(), hashlib.sha256).hexdigest()[:32]


def network_of(address: str) -> str:
    """What one subscriber holds: an IPv4 address, or the /64 of an IPv6 address; what is neither is all one."""
    try:
        known = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or IPv6Address(int(known) >> 64 << 64))
    return str(known)


class Reception:
    """Where visitors get their identity, renew it, and are recognised by it."""

    def __init__(self, tokens: VisitorTokens, limits: VisitorLimits, *, is_open: bool) -> None:
        self._tokens = tokens
        self._limits = limits
        self._is_open = is_open

    def welcome(self, address: str) -> VisitorPass:
        """A new visitor."""
        self._require_open()
        self._limits.take(address)
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
