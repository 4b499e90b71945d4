"""Tokens that must not pass, each bad in one way, and what makes them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from support_chat.visitors import AUDIENCE, ISSUER, TOKEN_TYPE
from tests.unit.people import SECRET, VISITOR_SECRET, claims_of, token_of
from tests.unit.world import ALICE, BOB, Clock

HOUR = 3600
DAY = 24 * HOUR
SOME_VISITOR = "visitor:3f0c1c52-6f6f-4a43-9a53-0c6a1d9b7c11"
NOW = int(Clock().at.timestamp())
RSA_KEY = rsa.generate_private_key(65537, 2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())


def unsigned(header: dict[str, Any], claims: dict[str, Any], signature: str = "") -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, claims)]
    return ".".join([*parts, signature])


def good() -> dict[str, Any]:
    return claims_of(ALICE, Clock())


def signed(
    secret: str = SECRET, algorithm: str = "HS256", headers: dict[str, Any] | None = None, **changes: Any
) -> str:
    return jwt.encode(claims_of(ALICE, Clock(), **changes), secret, algorithm, headers)


def visiting(
    secret: str = VISITOR_SECRET, typ: str | None = TOKEN_TYPE, algorithm: str = "HS256", **changes: Any
) -> str:
    """A visitor's token, good but for what is changed; None takes a claim, or the type, out."""
    claims = {"sub": SOME_VISITOR, "aud": AUDIENCE, "iss": ISSUER, "iat": NOW, "exp": NOW + 600, **changes}
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, secret, algorithm, {"typ": typ})


def signed_as_written(claims: str, header: str = '{"alg":"HS256","typ":"JWT"}', secret: str = SECRET) -> str:
    """Signed with a good key, whatever it says: what no library of the host application would write."""
    parts = [base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in (header, claims)]
    signature = hmac.new(secret.encode(), ".".join(parts).encode(), hashlib.sha256).digest()
    return ".".join([*parts, base64.urlsafe_b64encode(signature).decode().rstrip("=")])


def twice(name: str, other: Any) -> str:
    """Good claims, with one of them twice; the good one last, which is the one that Python's reader takes."""
    return f"{{{json.dumps(name)}:{json.dumps(other)},{json.dumps(good())[1:]}"


def with_claim(name: str, written: str) -> str:
    """Good claims, with one written out as JSON that Python would not write."""
    others = {key: value for key, value in good().items() if key != name}
    return f"{{{json.dumps(name)}:{written},{json.dumps(others)[1:]}"


def public(key: Any, encoding: Encoding) -> str:
    return str(key.public_key().public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo).decode("latin-1"))


BAD_TOKENS: dict[str, str] = {
    "empty": "",
    "a word": "token",
    "two dots": "..",
    "three dots": "a.b.c.d",
    "not base64": "ä.ö.ü",
    "alg none": unsigned({"alg": "none", "typ": "JWT"}, good()),
    "alg None": unsigned({"alg": "None", "typ": "JWT"}, good()),
    "alg missing": unsigned({"typ": "JWT"}, good(), "x"),
    "no signature": signed().rsplit(".", 1)[0] + ".",
    "cut signature": signed()[:-2],
    "another secret": signed("another-secret-0123456789-0123456789-01"),
    "HS384": signed(SECRET, "HS384"),
    "HS512": signed(SECRET, "HS512"),
    "crit": signed(headers={"crit": ["exp"], "exp": 1}),
    "claims of another token": ".".join(
        [signed().split(".")[0], token_of(BOB, Clock()).split(".")[1], signed().split(".")[2]]
    ),
    "claims are a list": jwt.api_jws.encode(b"[]", SECRET, "HS256"),
    "claims are text": jwt.api_jws.encode(b'"alice"', SECRET, "HS256"),
    "claims are no JSON": jwt.api_jws.encode(b"{", SECRET, "HS256"),
    "no sub": signed(sub=None),
    "empty sub": signed(sub=""),
    "sub of spaces": signed(sub="a b"),
    "sub with a hash": signed(sub="a#b"),
    "sub with a newline": signed(sub="alice\n"),
    "sub too long": signed(sub="a" * 129),
    "no email": signed(email=None),
    "empty email": signed(email=""),
    "email without at": signed(email="alice"),
    "email with a newline": signed(email="alice@example.com\nBcc: eve@example.com"),
    "email with a space": signed(email="alice @example.com"),
    "two addresses": signed(email="alice@example.com,eve@example.com"),
    "email in angles": signed(email="<alice@example.com>"),
    "email is a number": signed(email=1),
    "email is a list": signed(email=["alice@example.com"]),
    "email_verified is text": signed(email_verified="true"),
    "name is a number": signed(name=1),
    "name is an object": signed(name={"first": "Alice"}),
    "no aud": signed(aud=None),
    "another aud": signed(aud="another"),
    "aud is a list with ours": signed(aud=["support-chat", "another"]),
    "aud is a prefix": signed(aud="support"),
    "no iat": signed(iat=None),
    "no exp": signed(exp=None),
    "expired": signed(iat=NOW - HOUR, exp=NOW - 60),
    "issued in the future": signed(iat=NOW + 300, exp=NOW + 600),
    "expires before it was issued": signed(iat=NOW, exp=NOW - 1),
    "lives longer than a day": signed(exp=NOW + DAY + 1),
    "lives three hundred years": signed(exp=NOW + 300 * 365 * DAY),
    "exp is text": signed_as_written(with_claim("exp", f'"{NOW + 600}"')),
    "iat is text": signed_as_written(with_claim("iat", f'"{NOW}"')),
    "exp is infinite": signed_as_written(with_claim("exp", "Infinity")),
    "exp is no number": signed_as_written(with_claim("exp", "NaN")),
    "exp is beyond a float": signed_as_written(with_claim("exp", "1e999")),
    "exp is null": signed_as_written(with_claim("exp", "null")),
    "exp is a list": signed_as_written(with_claim("exp", f"[{NOW + 600}]")),
    "exp is in milliseconds": signed(iat=NOW * 1000, exp=(NOW + 600) * 1000),
    "exp has five thousand digits": signed_as_written(with_claim("exp", "9" * 2000)),
    "sub twice": signed_as_written(twice("sub", "bob")),
    "sub twice, the same": signed_as_written(twice("sub", "alice")),
    "exp twice": signed_as_written(twice("exp", NOW + 60)),
    "aud twice": signed_as_written(twice("aud", "another")),
    "alg twice": signed_as_written(json.dumps(good()), '{"alg":"none","alg":"HS256"}'),
    "a member twice, deep inside": signed_as_written(with_claim("attrs", '{"a":1,"a":2}')),
    "a key of its own": signed(headers={"jwk": {"kty": "oct", "k": "AAAA"}}),
    "where to find a key": signed(headers={"jku": "https://evil.example/keys.json"}),
    "where to find a certificate": signed(headers={"x5u": "https://evil.example/cert.pem"}),
    "a certificate": signed(headers={"x5c": ["MIIB"]}),
    "a thumbprint": signed(headers={"x5t": "AAAA"}),
    "compressed": signed(headers={"zip": "DEF"}),
    "a payload that is not encoded": signed_as_written(json.dumps(good()), '{"alg":"HS256","b64":false}'),
    "crit of nothing": signed_as_written(json.dumps(good()), '{"alg":"HS256","crit":[]}'),
    "kid leads to an empty file": signed_as_written(
        json.dumps(good()), '{"alg":"HS256","kid":"../../../dev/null"}', secret=""
    ),
    "kid asks a database": signed_as_written(
        json.dumps(good()), """{"alg":"HS256","kid":"x' UNION SELECT 'key"}""", secret="key"
    ),
    "signed with nothing": signed_as_written(json.dumps(good()), secret=""),
    "RS256": jwt.encode(good(), RSA_KEY, "RS256"),
    "PS256": jwt.encode(good(), RSA_KEY, "PS256"),
    "ES256": jwt.encode(good(), EC_KEY, "ES256"),
    "a public key as the secret": signed_as_written(json.dumps(good()), secret=public(RSA_KEY, Encoding.PEM)),
    "a public key as the secret, DER": signed_as_written(json.dumps(good()), secret=public(RSA_KEY, Encoding.DER)),
    "alg in small letters": signed_as_written(json.dumps(good()), '{"alg":"hs256"}'),
    "alg is a list": signed_as_written(json.dumps(good()), '{"alg":["HS256"]}'),
    "alg is null": signed_as_written(json.dumps(good()), '{"alg":null}'),
    "the header is a list": signed_as_written(json.dumps(good()), '["HS256"]'),
    "the header is a thousand lists": signed_as_written("{}", "[" * 1400),
    "the claims are a thousand lists": signed_as_written("[" * 1400),
    "the claims in Latin-1": jwt.api_jws.encode('{"sub":"é"}'.encode("latin-1"), SECRET, "HS256"),
    "a signature with something behind it": signed() + "!!",
    "a signature with its padding": signed() + "=",
    "a line break in the signature": signed()[:-5] + "\n" + signed()[-5:],
    "the other alphabet of base64": signed().replace("-", "+").replace("_", "/") + "/",
    "encrypted, five parts": signed() + ".x.y",
    "exp is a fraction": signed(exp=NOW + 600.5),
    "exp is true": signed(exp=True),
    "iat is a fraction": signed(iat=NOW + 0.5),
    "not yet valid": signed(nbf=NOW + 31),
    "not yet valid for long": signed(nbf=NOW + HOUR * 10_000),
    "nbf is text": signed_as_written(with_claim("nbf", f'"{NOW}"')),
    "nbf is null": signed_as_written(with_claim("nbf", "null")),
    "a megabyte": signed(name="x" * 1_000_000),
    "five kilobytes": signed(name="x" * 5_000),
    # The host application says it is a visitor.
    "a host's token with a visitor's sub": signed(sub=SOME_VISITOR),
    "a host's token with a visitor's sub in capitals": signed(sub=SOME_VISITOR.upper()),
    "a host's token with a visitor's type": signed(headers={"typ": TOKEN_TYPE}),
    "a host's token with a visitor's type, sub and audience": signed(
        headers={"typ": TOKEN_TYPE}, sub=SOME_VISITOR, aud=AUDIENCE, iss=ISSUER
    ),
    "a visitor's token signed by the host": visiting(SECRET),
    "a visitor's token signed by the host, without its type": visiting(SECRET, typ=None),
    "a visitor's token signed by the host, for the host's audience": visiting(SECRET, aud="support-chat"),
    # The visitors' key signs what is none of its business.
    "a person's token signed with the visitors' key": signed(VISITOR_SECRET),
    "a person's token signed with the visitors' key, and their type": signed(
        VISITOR_SECRET, headers={"typ": TOKEN_TYPE}
    ),
    "a visitor called like a person": visiting(sub="alice"),
    "a visitor without an id": visiting(sub="visitor:"),
    "a visitor whose id is no uuid": visiting(sub="visitor:alice"),
    "a visitor with something behind the id": visiting(sub=f"{SOME_VISITOR}x"),
    "a visitor with a newline behind the id": visiting(sub=f"{SOME_VISITOR}\n"),
    "a visitor without a sub": visiting(sub=None),
    "a visitor for the host's audience": visiting(aud="support-chat"),
    "a visitor for several audiences": visiting(aud=[AUDIENCE, "support-chat"]),
    "a visitor without an audience": visiting(aud=None),
    "a visitor of another issuer": visiting(iss="another"),
    "a visitor without an issuer": visiting(iss=None),
    "a visitor's token without its type": visiting(typ=None),
    "a visitor's token that says it is any JWT": visiting(typ="JWT"),
    "a visitor's token of a like type": visiting(typ=TOKEN_TYPE.upper()),
    "a visitor's token of another algorithm": visiting(algorithm="HS512"),
    "a visitor's token with another key": visiting("another-secret-0123456789-0123456789-01"),
    "a visitor's token that is over": visiting(iat=NOW - HOUR, exp=NOW - 60),
    "a visitor's token that lives too long": visiting(exp=NOW + 91 * DAY),
    "a visitor's token without an end": visiting(exp=None),
    "a visitor's token, unsigned": unsigned({"alg": "none", "typ": TOKEN_TYPE}, {"sub": SOME_VISITOR}),
    "a type that is a list": unsigned({"alg": "HS256", "typ": [TOKEN_TYPE]}, good(), "x"),
}
