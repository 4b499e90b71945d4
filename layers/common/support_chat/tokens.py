"""Signed tokens: HS256 only, for one audience, every claim present, once, of the right type, and not for ever."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt
from jwt.utils import base64url_decode

from support_chat.errors import Unauthorized

# API Gateway takes 10,240 bytes of headers in all.
_TOKEN_BYTES = 4096
_LEEWAY_SECONDS = 30
_FORM = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)
# What may stand in a header. A key, or where to find one, is none of a token's business (RFC 8725, 3.10).
_HEADER = {"alg", "typ", "kid", "cty"}

Claims = Mapping[str, Any]


@dataclass(frozen=True)
class TokenKeys:
    """HS256 secrets: the current one, and, while it is being replaced, the previous."""

    current: str
    previous: str = ""


Keys = Callable[[], TokenKeys]


class TokenCheck:
    """Verifies tokens of one kind. Raises `Unauthorized` for any other, without telling much."""

    def __init__(
        self,
        keys: Keys,
        *,
        renewed: Keys | None = None,
        audience: str,
        issuer: str,
        required: Sequence[str],
        life: timedelta,
        now: Callable[[], datetime],
    ) -> None:
        self._keys = keys
        self._renewed = renewed or keys
        self._audience = audience
        self._issuer = issuer
        self._required = ["iat", "exp", "aud", *required, *(["iss"] if issuer else [])]
        self._life_seconds = life.total_seconds()
        self._now = now
        self._jwt = jwt.PyJWT(options={"enforce_minimum_key_length": True})

    def claims(self, token: str) -> Claims:
        """What the token says, every word of it signed with a key in force."""
        if not well_formed(token) or not _said_once(token):
            raise Unauthorized("the token is not valid")
        claims = self._verified(token)
        self._check_times(claims)
        return claims

    def _verified(self, token: str) -> Claims:
        keys = self._keys()
        claims = self._signed_with(keys, token)
        # Signed with none of them: perhaps with one that is newer than what we hold.
        if claims is None and (newer := self._renewed()) != keys:
            claims = self._signed_with(newer, token)
        if claims is None:
            raise Unauthorized("the token is not valid")
        return claims

    def _signed_with(self, keys: TokenKeys, token: str) -> Claims | None:
        """What it says; None where none of these keys has signed it."""
        for secret in filter(None, (keys.current, keys.previous)):
            try:
                return self._jwt.decode(
                    token,
                    secret,
                    algorithms=["HS256"],
                    audience=self._audience,
                    issuer=self._issuer or None,
                    leeway=_LEEWAY_SECONDS,
                    # The times are checked below, against the clock that is given.
                    options={
                        "require": self._required,
                        "strict_aud": True,
                        "verify_exp": False,
                        "verify_iat": False,
                        "verify_nbf": False,
                    },
                )
            except jwt.InvalidSignatureError:
                continue
            except jwt.PyJWTError as error:
                raise Unauthorized("the token is not valid") from error
        return None

    def _check_times(self, claims: Claims) -> None:
        issued, expires = claims["iat"], claims["exp"]
        begins = claims.get("nbf", issued)
        if not all(type(moment) is int for moment in (issued, expires, begins)):
            raise Unauthorized("the token is not valid")
        now = self._now().timestamp()
        if now >= expires + _LEEWAY_SECONDS:
            raise Unauthorized("the token has expired")
        if max(issued, begins) > now + _LEEWAY_SECONDS or not 0 < expires - issued <= self._life_seconds:
            raise Unauthorized("the token is not valid")


def well_formed(token: str) -> bool:
    """Whether it is worth a look."""
    return len(token) <= _TOKEN_BYTES and _FORM.fullmatch(token) is not None


def _said_once(token: str) -> bool:
    """Whether nothing stands twice, which readers differ in, and the header has nothing but what it should."""
    try:
        header, claims = (
            json.loads(base64url_decode(part), object_pairs_hook=_unambiguous) for part in token.split(".")[:2]
        )
    except (ValueError, RecursionError):
        return False
    return isinstance(header, dict) and set(header) <= _HEADER and isinstance(claims, dict)


def _unambiguous(members: list[tuple[str, Any]]) -> dict[str, Any]:
    known = dict(members)
    if len(known) != len(members):
        raise ValueError("a member stands twice")
    return known


def kind_of(token: str) -> str | None:
    """The `typ` that a token claims to be, unverified: it says which check to ask, and that check believes nothing."""
    try:
        kind = jwt.get_unverified_header(token).get("typ") if well_formed(token) else None
    except jwt.PyJWTError:
        return None
    return kind if isinstance(kind, str) else None


def content_of(token: str) -> Claims:
    """What a token says whose signature somebody else has verified; nothing where it is no signed token at all."""
    try:
        return jwt.decode(token, options={"verify_signature": False, "verify_aud": False})
    except jwt.PyJWTError:
        return {}


def bearer_token(authorization: str | None) -> str:
    """The token of an Authorization header."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthorized("a bearer token is required")
    return token.strip()
