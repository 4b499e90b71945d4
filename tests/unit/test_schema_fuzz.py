"""Whatever is sent, the answer is one of ours: no 5xx, one shape of errors, never cached, never sniffed.

Some hundred requests here; `make fuzz` sends 50,000 (CASES=).
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from typing import Any

import pytest

from support_chat.http_admin import admin_routes
from support_chat.http_public import public_routes
from support_chat.http_user import user_routes
from tests.http_events import Answer, Caller
from tests.unit.fuzz import Fuzz, Operation, operations
from tests.unit.people import ADMIN_CLAIMS, Callers
from tests.unit.world import BOB

A_TABLE = 250  # requests to one table; then another, so that it never gets slow
CASES = int(os.environ.get("CASES", "750"))
_NONE: Any = None
AUDIENCES = {"user": operations(user_routes(_NONE)), "admin": operations(admin_routes(_NONE))}
AUDIENCES["public"] = operations(public_routes(_NONE))
EVERY = [(audience, operation) for audience, (found, _) in AUDIENCES.items() for operation in found]


def callers_of(audience: str, callers: Callers) -> list[Caller]:
    """Who sends: mostly somebody who gets in, for whoever is refused sees little of the code."""
    if audience == "public":
        return [callers.anyone()]
    if audience == "admin":
        return [callers.agent(), callers.agent(ADMIN_CLAIMS), callers.agent(ADMIN_CLAIMS)]
    return [callers.customer(), callers.customer(BOB), callers.visitor(), callers.bearer(None)]


def check(answer: Answer, said: str) -> None:
    assert answer.status < 300 or 400 <= answer.status < 500, said
    assert answer.headers["cache-control"] == "no-store", said
    assert answer.headers["x-content-type-options"] == "nosniff", said
    if "text/html" in answer.headers.get("content-type", ""):
        assert answer.status in {200, 404}, said
    elif answer.status >= 400:
        assert answer.text.startswith('{"error":'), said
        assert answer.code, said  # checked for the one shape
    elif answer.status != 204:
        assert answer.text.startswith(("{", "[")), said


def test_every_operation_is_known() -> None:
    methods = {f"{operation.method} {operation.path}" for _, operation in EVERY}
    assert "POST /support_chat/messages" in methods
    assert all(isinstance(operation, Operation) for _, operation in EVERY)
    assert len(methods) == len(EVERY) > 30


@pytest.mark.parametrize("seed", range(max(1, CASES // A_TABLE)))
def test_no_request_breaks_a_function(seed: int, callers: Callers) -> None:
    rng = random.Random(seed)
    statuses: Counter[int] = Counter()
    callers.limit(messages_per_minute=20)
    for who in (callers.customer(), callers.customer(BOB)):
        who("GET /support_chat")
    fuzzes = {audience: Fuzz(rng, schemas) for audience, (_, schemas) in AUDIENCES.items()}
    words: list[str] = []
    for case in range(A_TABLE):
        audience, operation = rng.choice(EVERY)
        fuzz = fuzzes[audience]
        fuzz.known = words  # what one audience is told the others send, too
        request = fuzz.request(operation)
        caller = rng.choice(callers_of(audience, callers))
        answer = caller(
            request.route,
            raw=request.raw,
            content_type=request.content_type,
            query=request.query,
            headers=request.headers,
        )
        check(answer, f"seed {seed}, case {case}: {request} -> {answer}")
        statuses[answer.status] += 1
        if answer.status < 300 and answer.headers.get("content-type") == "application/json" and answer.text:
            fuzz.learn(json.loads(answer.text))
    # It would say little if nothing of it was accepted.
    assert statuses[200] + statuses[201] > A_TABLE / 10, statuses
