"""Tokens that must not pass, and that nothing changes when they do not."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest

from support_chat.model import chat_id_of
from support_chat.store import Store
from support_chat.visitors import AUDIENCE, ISSUER, TOKEN_TYPE
from tests.unit.people import (
    AGENT_CLAIMS,
    OLD_SECRET,
    OLD_VISITOR_SECRET,
    SECRET,
    VISITOR_SECRET,
    Callers,
    claims_of,
    token_of,
)
from tests.unit.world import ALICE, BOB, Clock, Outside, all_items

CHAT = chat_id_of("alice")
HOUR = 3600
DAY = 24 * HOUR
SOME_VISITOR = "visitor:3f0c1c52-6f6f-4a43-9a53-0c6a1d9b7c11"
NOW = int(Clock().at.timestamp())


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
    "exp is text": unsigned({"alg": "HS256"}, {**good(), "exp": "9999999999"}, "x"),
    "exp is a fraction": signed(exp=NOW + 600.5),
    "exp is true": signed(exp=True),
    "iat is a fraction": signed(iat=NOW + 0.5),
    "not yet valid": signed(nbf=NOW + HOUR * 10_000),
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


@pytest.mark.parametrize("name", BAD_TOKENS)
def test_a_bad_token_is_refused_and_changes_nothing(
    name: str, callers: Callers, store: Store, outside: Outside
) -> None:
    eve = callers.bearer(BAD_TOKENS[name])
    message = {"content": "Hello", "client_message_id": "00000000-0000-4000-8000-000000000001"}
    for answer in (
        eve("GET /support_chat"),
        eve("POST /support_chat/messages", message),
        eve("GET /support_chat/messages", query={"after_seq": 0}),
        eve("PATCH /support_chat/mark_read"),
        eve.form("POST /pusher/auth", socket_id="1.1", channel_name=f"private-support-chat-{CHAT}"),
        eve("PUT /support_chat/email", {"email": "eve@example.com"}),
        eve("POST /support_chat/link", {"visitor_token": visiting()}),
        eve("POST /visitors"),
    ):
        assert (answer.status, answer.code) == (401, "unauthorized")
        assert answer.headers["www-authenticate"] == "Bearer"
    assert all_items(store) == []
    assert outside.events == []


def test_no_token_at_all_is_refused(callers: Callers, store: Store) -> None:
    nobody = callers.bearer(None)
    assert nobody("GET /support_chat").code == "unauthorized"
    assert nobody("GET /support_chat", headers={"authorization": "Basic YTpi"}).code == "unauthorized"
    assert all_items(store) == []


def test_a_token_signed_with_the_previous_secret_still_passes(callers: Callers) -> None:
    token = token_of(ALICE, callers.clock, secret=OLD_SECRET)
    assert callers.bearer(token)("GET /support_chat").status == 200


def test_a_visitors_token_passes_with_either_of_its_keys(callers: Callers) -> None:
    for secret in (VISITOR_SECRET, OLD_VISITOR_SECRET):
        chat = callers.bearer(visiting(secret))("GET /support_chat")
        assert (chat.status, chat.json()["id"]) == (200, str(chat_id_of(SOME_VISITOR)))


def test_a_token_that_is_no_visitors_links_nothing(callers: Callers, store: Store) -> None:
    bob = callers.customer(BOB)
    for name, token in {**BAD_TOKENS, "a person's own": signed()}.items():
        answer = bob("POST /support_chat/link", {"visitor_token": token})
        assert answer.code in {"invalid", "too_large"}, name
    assert all_items(store) == []


def test_a_persons_token_makes_and_renews_no_visitor(callers: Callers, store: Store) -> None:
    answer = callers.customer()("POST /visitors")
    assert (answer.status, answer.code) == (401, "unauthorized")
    for authorization in ("", "Bearer", "Bearer ", "Basic YTpi", "nonsense"):
        refused = callers.bearer(None)("POST /visitors", headers={"authorization": authorization})
        assert refused.code == "unauthorized", authorization
    assert all_items(store) == []


def test_a_token_passes_until_it_expires_and_not_after(callers: Callers, clock: Clock) -> None:
    alice = callers.customer()
    clock.at += timedelta(seconds=600)
    assert alice("GET /support_chat").status == 200  # within the leeway of 30 s
    clock.at += timedelta(seconds=31)
    assert alice("GET /support_chat").status == 401


def test_a_name_is_kept_on_one_line_without_control_characters(callers: Callers) -> None:
    name = "  Ali\x00ce\r\nBcc: eve\u2028 <b>"
    callers.customer(name=name)("GET /support_chat")
    view = callers.agent()(f"GET /admin/chats/{CHAT}").json()
    assert view["user_name"] == "Ali ce Bcc: eve <b>"


AGENT_ROUTES = [
    "GET /admin/chats",
    f"GET /admin/chats/{CHAT}",
    f"GET /admin/chats/{CHAT}/messages",
    f"POST /admin/chats/{CHAT}/messages",
    f"POST /admin/chats/{CHAT}/archive",
    f"POST /admin/chats/{CHAT}/unarchive",
    "POST /admin/pusher/auth",
]


@pytest.mark.parametrize("route", AGENT_ROUTES)
@pytest.mark.parametrize(
    ("claims", "status"),
    [
        (None, 401),
        ({}, 401),
        ({**AGENT_CLAIMS, "sub": None}, 401),
        ({**AGENT_CLAIMS, "token_use": "access"}, 401),
        ({**AGENT_CLAIMS, "cognito:groups": None}, 403),
        ({**AGENT_CLAIMS, "cognito:groups": ""}, 403),
        ({**AGENT_CLAIMS, "cognito:groups": "[customers]"}, 403),
        ({**AGENT_CLAIMS, "cognito:groups": "[notagents agents2]"}, 403),
        ({**AGENT_CLAIMS, "cognito:groups": {"agents": True}}, 403),
    ],
)
def test_who_is_not_an_agent_gets_nothing(
    route: str, claims: dict[str, Any] | None, status: int, callers: Callers, store: Store
) -> None:
    callers.customer()("GET /support_chat")
    before = all_items(store)
    answer = callers.agent(claims)(route)
    assert answer.status == status
    assert "alice" not in answer.text
    assert all_items(store) == before


@pytest.mark.parametrize("groups", [["agents"], "[agents]", "[admins agents]", "agents", "[admins, agents]"])
def test_the_group_is_found_however_the_gateway_writes_it(groups: Any, callers: Callers) -> None:
    assert callers.agent({**AGENT_CLAIMS, "cognito:groups": groups})("GET /admin/chats").status == 200


def test_a_customers_token_is_not_an_agents(callers: Callers) -> None:
    claims = {**claims_of(ALICE, callers.clock), "cognito:groups": None}
    assert callers.agent(claims)("GET /admin/chats").status == 403
