"""Who there is on the local stack: customers the demo shop signs for, agents of the user pool, and a token of each."""

import base64
import hashlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt

TOKEN_SECONDS = 600
ISSUER = "demo-shop"


@dataclass(frozen=True)
class Customer:
    id: str
    email: str
    name: str


@dataclass(frozen=True)
class Agent:
    email: str
    name: str
    password: str
    groups: tuple[str, ...]


CUSTOMERS = {
    "alice": Customer("customer-1001", "alice@example.com", "Alice Archer"),
    "bob": Customer("customer-1002", "bob@example.com", "Bob Baker"),
}
AGENTS = {
    "agent": Agent("agent@example.com", "Ada Agent", "Support-chat-1", ("agents", "admins")),
    "agent2": Agent("agent2@example.com", "Ben Agent", "Support-chat-2", ("agents",)),
}


def customer_token(customer: Customer, identity: Mapping[str, str]) -> str:
    """What a host application does for a person it knows: one signed statement, good for ten minutes."""
    now = int(time.time())
    claims = {
        "sub": customer.id,
        "email": customer.email,
        "email_verified": True,
        "name": customer.name,
        "iss": identity["issuer"],
        "aud": identity["audience"],
        "iat": now,
        "exp": now + TOKEN_SECONDS,
    }
    return jwt.encode(claims, identity["secret"], algorithm="HS256")


def agent_token(agent: Agent, stack: Mapping[str, Any]) -> str:
    """Signs in as the dashboard does, authorization code and PKCE, because its client allows nothing else."""
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    client = {"client_id": stack["outputs"]["UserPoolClientId"], "redirect_uri": stack["admin_url"]}
    asked = {
        "response_type": "code",
        "scope": "openid email profile",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    with httpx.Client(base_url=stack["aws_endpoint_url"], trust_env=False, timeout=10) as http:
        form = {
            **client,
            **asked,
            "state": secrets.token_urlsafe(8),
            "username": agent.email,
            "password": agent.password,
        }
        answer = http.post("/login", data=form)
        code = parse_qs(urlsplit(answer.headers.get("location", "")).query).get("code")
        if not code:
            raise PermissionError(f"The user pool did not let {agent.email} in (status {answer.status_code})")
        grant = {**client, "grant_type": "authorization_code", "code": code[0], "code_verifier": verifier}
        tokens = http.post("/oauth2/token", data=grant).raise_for_status().json()
    return str(tokens["id_token"])


def token(who: str, stack: Mapping[str, Any]) -> str:
    if who in CUSTOMERS:
        return customer_token(CUSTOMERS[who], stack["identity"])
    return agent_token(AGENTS[who], stack)
