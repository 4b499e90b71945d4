"""GET /health of the deployed stack: the sweep asks SES and Pusher with its own role, anybody is told what it found."""

from __future__ import annotations

import json
from typing import Any

from local.stack import LocalStack

from tests.people import HTTP, eventually
from tests.stack.faults import killed, refusing

WELL = {"table": "ok", "sweep": "ok", "mail": "ok", "sender": "ok", "realtime": "ok", "clock": "ok"}


def swept(stack: LocalStack) -> None:
    answer = stack.aws.client("lambda").invoke(FunctionName="support-chat-email-sweep", Payload=b"{}")
    assert "FunctionError" not in answer, json.loads(answer["Payload"].read())


def told(stack: LocalStack, **checks: str) -> None:
    """This comes to be told, and nothing else is wrong; a function tells the same for five seconds."""
    wanted = (200, {"status": "degraded" if checks else "ok", "checks": {**WELL, **checks}})

    def look() -> tuple[int, dict[str, Any]]:
        swept(stack)  # the minute's own sweep may have looked before
        answer = HTTP.get(f"{stack.info['api_url']}/health")
        return answer.status_code, answer.json()

    eventually(look, lambda seen: seen == wanted, what=f"health tells {checks or 'that all is well'}")


def sandbox(stack: LocalStack, *, production: bool) -> None:
    stack.aws.client("sesv2").put_account_details(
        MailType="TRANSACTIONAL", WebsiteURL="https://shop.example", ProductionAccessEnabled=production
    )


def test_health_tells_what_is_wrong_and_when_it_is_well_again(stack: LocalStack) -> None:
    told(stack)
    sandbox(stack, production=False)
    try:
        with killed(stack):
            told(stack, mail="sandbox", realtime="unreachable")
    finally:
        sandbox(stack, production=True)
    with refusing(stack, "ses", 403, "AccessDeniedException"):
        told(stack, mail="unknown", sender="unknown")
    told(stack)


def test_health_is_503_only_without_the_table(stack: LocalStack) -> None:
    with refusing(stack, "dynamodb", 500, "InternalServerError"):
        answer = eventually(
            lambda: HTTP.get(f"{stack.info['api_url']}/health"),
            lambda answer: answer.status_code == 503,
            what="health says that the table is gone",
        )
    assert answer.json() == {"status": "down", "checks": {"table": "unreachable"}}
    told(stack)
