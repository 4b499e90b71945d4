"""A small OpenID provider: discovery, code with PKCE, RS256 by a JWKS, refresh tokens, and a session that ends."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT = "support-desk"
ID_TOKEN_SECONDS = 600


@dataclass
class Provider:
    """Who may sign in here, who has, and what the dashboard asked for."""

    port: int
    people: dict[str, dict[str, Any]]
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refresh_tokens: dict[str, str] = field(default_factory=dict)
    grants: list[str] = field(default_factory=list)
    signed_out: list[str] = field(default_factory=list)
    session: str | None = None  # one browser at a time is enough here
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}/tenant"

    def metadata(self) -> dict[str, Any]:
        endpoints = {
            "authorization_endpoint": "authorize",
            "token_endpoint": "token",
            "jwks_uri": "keys",
            "end_session_endpoint": "end",
        }
        return {
            "issuer": self.issuer,
            **{name: f"{self.issuer}/{path}" for name, path in endpoints.items()},
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]}

    def authorize(self, query: dict[str, str]) -> str:
        """Back to the page that asked, with a code for who is signed in."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = {**query, "sub": self.session or ""}
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        """The tokens of a grant; None for one that is not good."""
        self.grants.append(form["grant_type"])
        if form["grant_type"] == "refresh_token":
            sub = self.refresh_tokens.pop(form["refresh_token"], None)
            return self._tokens(sub, None) if sub else None
        asked = self.codes.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        if not asked or asked["code_challenge"] != challenge.decode():
            return None
        return self._tokens(asked["sub"], asked.get("nonce"))

    def _tokens(self, sub: str, nonce: str | None) -> dict[str, Any]:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": sub, "iat": now, "exp": now + ID_TOKEN_SECONDS}
        claims |= {**self.people[sub], **({"nonce": nonce} if nonce else {})}
        refresh = secrets.token_urlsafe(16)
        self.refresh_tokens[refresh] = sub
        return {
            "id_token": jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "one"}),
            "access_token": secrets.token_urlsafe(16),
            "refresh_token": refresh,
            "token_type": "Bearer",
            "expires_in": ID_TOKEN_SECONDS,
        }

    def page(self, query: dict[str, str]) -> str:
        """Where one says who one is."""
        links = "".join(
            f'<p><a href="authorize?{urlencode({**query, "as": sub})}">{person["name"]}</a></p>'.replace("&", "&amp;")
            for sub, person in self.people.items()
        )
        return f"<!doctype html><title>Sign in</title><h1>Who are you?</h1>{links}"


@contextmanager
def oidc_provider(port: int, people: dict[str, dict[str, Any]]) -> Iterator[Provider]:
    """The provider, for as long as somebody needs it."""
    provider = Provider(port, people)

    class Handler(_Handler):
        serves = provider

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield provider
    server.shutdown()
    server.server_close()
    thread.join()


class _Handler(BaseHTTPRequestHandler):
    serves: Provider

    def do_GET(self) -> None:
        path, query = self._asked()
        if path == "/tenant/.well-known/openid-configuration":
            self._json(200, self.serves.metadata())
        elif path == "/tenant/keys":
            self._json(200, self.serves.keys())
        elif path == "/tenant/authorize":
            self.serves.session = query.pop("as", self.serves.session)
            known = self.serves.session is not None
            self._go(self.serves.authorize(query)) if known else self._html(self.serves.page(query))
        elif path == "/tenant/end":
            self.serves.session = None
            self.serves.signed_out.append(query["id_token_hint"])
            self._go(query["post_logout_redirect_uri"])
        else:
            self._json(404, {})

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers["content-length"])).decode()
        tokens = self.serves.token({name: values[0] for name, values in parse_qs(form).items()})
        self._json(200, tokens) if tokens else self._json(400, {"error": "invalid_grant"})

    def _asked(self) -> tuple[str, dict[str, str]]:
        url = urlsplit(self.path)
        return url.path, {name: values[0] for name, values in parse_qs(url.query).items()}

    def _json(self, status: int, body: dict[str, Any]) -> None:
        self._answer(status, json.dumps(body), {"content-type": "application/json", "access-control-allow-origin": "*"})

    def _html(self, page: str) -> None:
        self._answer(200, page, {"content-type": "text/html; charset=utf-8"})

    def _go(self, to: str) -> None:
        self._answer(302, "", {"location": to})

    def _answer(self, status: int, body: str, headers: dict[str, str]) -> None:
        content = body.encode()
        self.send_response(status)
        for name, value in {**headers, "content-length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Nothing: the tests say what matters."""
