"""docs/identity.md: its recipes sign what the API accepts, and its mistakes are answered as it says."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import flask
import jwt
import pytest

from support_chat.errors import Unauthorized
from support_chat.identity import LIFE, CustomerTokens
from support_chat.people import Customer
from support_chat.tokens import TokenKeys
from tests.template import ROOT

TEXT = (ROOT / "docs/identity.md").read_text()
VECTORS = json.loads((ROOT / "docs/identity_vectors.json").read_text())
RECIPES = dict(re.findall(r"^```(python|js|ruby|php|go)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL))
MISTAKES = dict(re.findall(r"^\| `([^`]+)`.*? \| (the token.*) \|$", TEXT, re.MULTILINE))
ADA = Customer(user_id="42", email="ada@example.com", email_verified=True, name="Ada")

# What a recipe that cannot run here must say: who, for whom, how long, how signed, and never kept.
MUST_SAY = {
    "ruby": [
        "sub: user.id.to_s",
        "email: user.email",
        'aud: "support-chat"',
        "iat: now",
        "exp: now + 600",
        'ENV.fetch("SUPPORT_CHAT_SECRET"), "HS256"',
        "head :unauthorized unless current_user",
        '"no-store"',
    ],
    "php": [
        "'sub' => (string) $user->id",
        "'email' => $user->email",
        "'aud' => 'support-chat'",
        "'iat' => $now",
        "'exp' => $now + 600",
        "config('support_chat.secret'), 'HS256'",
        "401",
        "'no-store'",
    ],
    "go": [
        r'"sub":            user.ID',
        '"email":          user.Email',
        '"aud":            "support-chat"',
        '"iat":            now',
        '"exp":            now + 600',
        "jwt.SigningMethodHS256",
        'os.Getenv("SUPPORT_CHAT_SECRET")',
        "http.StatusUnauthorized",
        '"no-store"',
    ],
}


def check(at: datetime | None = None) -> CustomerTokens:
    """The API's own check."""
    return CustomerTokens(
        lambda: TokenKeys(VECTORS["secret"]),
        audience="support-chat",
        issuer="",
        now=lambda: at or datetime.now(UTC),
    )


def at_the_vectors_time() -> CustomerTokens:
    return check(datetime.fromtimestamp(VECTORS["now"], UTC))


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPPORT_CHAT_SECRET", VECTORS["secret"])


def test_every_recipe_runs_here_or_says_what_it_must() -> None:
    assert set(RECIPES) == {"python", "js", *MUST_SAY}
    for language, words in MUST_SAY.items():
        assert [said for said in words if not re.search(rf"{re.escape(said)}(?!\w)", RECIPES[language])] == [], language


def test_the_python_recipe_signs_for_who_is_signed_in_and_nobody_else() -> None:
    app = flask.Flask(__name__)
    session = SimpleNamespace(id=42, email=ADA.email, email_verified=True, name=ADA.name, is_authenticated=True)
    exec(RECIPES["python"], {"app": app, "current_user": session})
    answer = app.test_client().get("/support-chat/token")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert check().customer(answer.get_json()["token"]) == ADA
    session.is_authenticated = False
    assert app.test_client().get("/support-chat/token").status_code == 401


def test_the_node_recipe_signs_for_who_is_signed_in_and_nobody_else(tmp_path: Path) -> None:
    signed_in = {"id": 42, "email": ADA.email, "emailVerified": True, "name": ADA.name}
    answer = of_node(tmp_path, signed_in)
    assert (answer["status"], answer["kept"]) == (200, "no-store")
    assert check().customer(answer["body"]["token"]) == ADA
    assert of_node(tmp_path, None)["status"] == 401


def of_node(folder: Path, user: dict[str, Any] | None) -> dict[str, Any]:
    """What the recipe's route answers in Node, in an application whose session knows `user`."""
    session = folder / "node_modules/@/lib"
    session.mkdir(parents=True, exist_ok=True)
    (session / "package.json").write_text('{"type": "module", "exports": {"./session": "./session.js"}}')
    (session / "session.js").write_text(f"export const currentUser = async () => ({json.dumps(user)});")
    jose = folder / "node_modules/jose"
    if not jose.exists():
        jose.symlink_to(ROOT / "node_modules/jose")
    (folder / "route.mjs").write_text(RECIPES["js"])
    (folder / "ask.mjs").write_text(
        'import { GET } from "./route.mjs"; const answer = await GET();'
        'const kept = answer.headers.get("cache-control"), body = await answer.json();'
        "console.log(JSON.stringify({ status: answer.status, kept, body }));"
    )
    ran = subprocess.run(["node", "ask.mjs"], cwd=folder, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer


@pytest.mark.parametrize("vector", VECTORS["accepted"], ids=lambda vector: vector["name"])
def test_a_good_token_is_accepted(vector: dict[str, Any]) -> None:
    known = at_the_vectors_time().customer(vector["token"])
    assert (known.user_id, known.email) == (vector["claims"]["sub"], vector["claims"]["email"])
    assert jwt.decode(vector["token"], options={"verify_signature": False, "verify_aud": False}) == vector["claims"]


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda vector: vector["name"])
def test_a_mistake_is_answered_as_the_document_says(vector: dict[str, Any]) -> None:
    with pytest.raises(Unauthorized) as refused:
        at_the_vectors_time().customer(vector["token"])
    assert str(refused.value) == vector["message"] == MISTAKES[vector["name"]]


def test_every_mistake_of_the_document_has_a_token() -> None:
    assert set(MISTAKES) == {vector["name"] for vector in VECTORS["refused"]}


def test_the_document_names_the_limit_of_a_life_that_is_in_force() -> None:
    assert f"at most {LIFE.total_seconds() / 3600:.0f} hours after `iat`" in TEXT
