"""Tokens that must not pass, and that nothing changes when they do not."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from support_chat.errors import Unauthorized
from support_chat.identity import CustomerTokens
from support_chat.model import chat_id_of
from support_chat.store import Store
from support_chat.tokens import TokenKeys
from tests.unit.bad_tokens import BAD_TOKENS, DAY, NOW, SOME_VISITOR, good, signed, signed_as_written, visiting
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


def test_a_second_more_or_less_at_the_clocks_edges(callers: Callers) -> None:
    for changes, status in (
        ({"iat": NOW + 30}, 200),
        ({"iat": NOW + 31}, 401),
        ({"nbf": NOW + 30}, 200),
        ({"nbf": NOW + 31}, 401),
        ({"iat": NOW - 600, "exp": NOW - 29}, 200),
        ({"iat": NOW - 600, "exp": NOW - 30}, 401),
        ({"exp": NOW + DAY}, 200),
        ({"exp": NOW + DAY + 1}, 401),
    ):
        assert callers.bearer(signed(**changes))("GET /support_chat").status == status, changes


def test_what_a_host_application_may_add_changes_nothing(callers: Callers) -> None:
    for token in (
        signed(headers={"kid": "2026-11", "cty": "json"}),
        signed(headers={"typ": None}),
        signed(jti="1", nbf=NOW, roles=["vip"], attrs={"plan": "pro"}, user_id="bob"),
    ):
        assert callers.bearer(token)("GET /support_chat").json()["id"] == str(CHAT)


@pytest.mark.parametrize("keys", [TokenKeys("", ""), TokenKeys("", "short"), TokenKeys("short", "")])
def test_a_key_that_is_no_key_lets_nobody_in(keys: TokenKeys) -> None:
    check = CustomerTokens(lambda: keys, audience="support-chat", issuer="", now=Clock())
    for secret in ("", "short", keys.current, keys.previous):
        with pytest.raises(Unauthorized):
            check.customer(signed_as_written(json.dumps(good()), secret=secret))


def test_an_issuer_is_asked_for_where_one_is_configured() -> None:
    issuer = "https://shop.example"
    check = CustomerTokens(lambda: TokenKeys(SECRET), audience="support-chat", issuer=issuer, now=Clock())
    assert check.customer(signed(iss=issuer)).user_id == "alice"
    for other in (None, "", "https://shop", f"{issuer}/", [issuer]):
        with pytest.raises(Unauthorized):
            check.customer(signed_as_written(json.dumps({**good(), "iss": other})))


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
