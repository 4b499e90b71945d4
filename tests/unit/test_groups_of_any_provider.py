"""Who is an agent, and who an admin, by whatever claim a provider tells groups; nobody gets in by a trick of words."""

from __future__ import annotations

from typing import Any

import jwt
import pytest

from support_chat import identity
from support_chat.errors import Forbidden, Unauthorized
from support_chat.identity import Groups
from support_chat.people import Agent

POOL = Groups("agents", "admins")
BEN = {"sub": "ben", "iss": "https://sign-in.example", "name": "Ben", "email": "ben@example.com"}
KEY = "a-key-that-only-this-test-signs-with-0123456789"


def token(**claims: Any) -> str:
    return jwt.encode({**BEN, **claims}, KEY, algorithm="HS256")


@pytest.mark.parametrize(
    ("claim", "told", "role"),
    [
        ("cognito:groups", {"cognito:groups": "[agents]"}, "agent"),
        ("cognito:groups", {"cognito:groups": "[agents admins]"}, "admin"),
        ("cognito:groups", {"cognito:groups": "[others, admins]"}, "admin"),
        ("cognito:groups", {"cognito:groups": ["agents", "others"]}, "agent"),
        ("groups", {"groups": "agents"}, "agent"),
        ("https://shop.example/groups", {"https://shop.example/groups": "[agents]"}, "agent"),
        ("realm_access.roles", {"realm_access": {"roles": ["agents", "admins"]}}, "admin"),
    ],
)
def test_groups_are_found_in_the_claim_that_is_named(claim: str, told: dict[str, Any], role: str) -> None:
    found = identity.agent({**BEN, **told}, Groups("agents", "admins", claim))
    assert found == Agent(id="ben", name="Ben", role=role)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"groups": "[agents]"},
        {"cognito:groups": None},
        {"cognito:groups": 7},
        {"cognito:groups": {"agents": True}},
        {"cognito:groups": "[Agents]"},
        {"cognito:groups": "[agents-abroad my-agents]"},
        {"cognito:groups": "former agents"},
        {"scope": "agents admins"},
    ],
)
def test_who_is_in_neither_group_is_kept_out(told: dict[str, Any]) -> None:
    with pytest.raises(Forbidden):
        identity.agent({**BEN, **told}, POOL)


def test_a_group_whose_name_contains_another_is_told_apart_by_the_token_itself() -> None:
    groups = Groups("agents", "admins", "groups")
    flattened = {**BEN, "groups": "[former agents admins emeriti]"}
    with pytest.raises(Forbidden):
        identity.agent(flattened, groups, token(groups=["former agents", "admins emeriti"]))
    spaced = Groups("support agents", "support admins", "groups")
    both = {**BEN, "groups": "[support agents support admins]"}
    assert identity.agent(both, spaced, token(groups=["support agents", "support admins"])).role == "admin"


def test_a_path_leads_into_the_token_where_the_gateway_flattened_it() -> None:
    groups = Groups("agents", "admins", "realm_access.roles")
    claims = {**BEN, "realm_access": "map[roles:[agents]]"}
    assert identity.agent(claims, groups, token(realm_access={"roles": ["agents"]})).role == "agent"
    with pytest.raises(Forbidden):
        identity.agent(claims, groups, token(realm_access={"roles": {"agents": "yes"}}))


def test_a_token_of_somebody_else_adds_nothing_to_what_the_gateway_verified() -> None:
    verified = {**BEN, "cognito:groups": "[others]"}
    for other in ({"sub": "eve"}, {"iss": "https://elsewhere.example"}):
        with pytest.raises(Forbidden):
            identity.agent(verified, POOL, token(**{"cognito:groups": ["agents"]}, **other))


def test_an_access_token_and_nobody_are_refused() -> None:
    for claims in (None, {}, {"sub": 7}, {**BEN, "cognito:groups": "[agents]", "token_use": "access"}):
        with pytest.raises(Unauthorized):
            identity.agent(claims, POOL)
