"""What the checkup finds, and what GET /health tells of it: SES as moto has it, Pusher as a probe that answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from support_chat.health import LATE_AFTER, TOLD_AGAIN_FOR, Checkup, HealthBook
from support_chat.table import Table
from tests.unit.people import Callers
from tests.unit.world import Clock, silent_table

SENDER = "support@shop.example"
WELL = {"mail": "ok", "sender": "ok", "realtime": "ok", "clock": "ok"}


class Ses:
    """SES's two answers."""

    exceptions = SimpleNamespace(NotFoundException=KeyError)

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.skew = timedelta()
        self.verified = {SENDER: True}
        self.account: dict[str, Any] = {
            "ProductionAccessEnabled": True,
            "SendingEnabled": True,
            "EnforcementStatus": "HEALTHY",
            "SendQuota": {"Max24HourSend": 1000.0, "SentLast24Hours": 799.0},
        }
        self.error: Exception | None = None

    def get_account(self) -> dict[str, Any]:
        return self._answer(self.account)

    def get_email_identity(self, EmailIdentity: str) -> dict[str, Any]:
        return self._answer({"VerifiedForSendingStatus": self.verified[EmailIdentity]})

    def _answer(self, body: dict[str, Any]) -> dict[str, Any]:
        if self.error:
            raise self.error
        date = format_datetime(self.clock() + self.skew, usegmt=True)
        return {**body, "ResponseMetadata": {"HTTPHeaders": {"date": date}}}


@pytest.fixture
def ses(clock: Clock) -> Ses:
    return Ses(clock)


@pytest.fixture
def look(table: Table, ses: Ses, clock: Clock) -> Callable[..., dict[str, str]]:
    """Looks, with Pusher answering so."""

    def looks(realtime: str = "ok", date: str | None = None) -> dict[str, str]:
        book = HealthBook(table, clock)
        return Checkup(book, table, cast("Any", ses), lambda: (realtime, date), clock, SENDER)()

    return looks


def told(callers: Callers, clock: Clock) -> tuple[int, dict[str, Any]]:
    """What anybody is told, by a function that has not told it a moment ago."""
    clock.at += TOLD_AGAIN_FOR
    answer = callers.anyone()("GET /health")
    return answer.status, answer.json()


def test_all_is_well(look: Callable[..., dict[str, str]], callers: Callers, clock: Clock) -> None:
    assert look() == WELL
    assert told(callers, clock) == (200, {"status": "ok", "checks": {"table": "ok", "sweep": "ok", **WELL}})


@pytest.mark.parametrize(
    ("account", "state"),
    [
        ({"ProductionAccessEnabled": False}, "sandbox"),
        ({"SendingEnabled": False}, "paused"),
        ({"EnforcementStatus": "SHUTDOWN", "ProductionAccessEnabled": False}, "paused"),
        ({"EnforcementStatus": "PROBATION"}, "under review"),
        ({"SendQuota": {"Max24HourSend": 1000.0, "SentLast24Hours": 800.0}}, "quota nearly used"),
        ({"SendQuota": {"Max24HourSend": -1.0, "SentLast24Hours": 10**6}}, "ok"),  # no limit
    ],
)
def test_what_ses_says_of_the_account(
    look: Callable[..., dict[str, str]], ses: Ses, callers: Callers, clock: Clock, account: dict[str, Any], state: str
) -> None:
    ses.account |= account
    assert look() == {**WELL, "mail": state}
    status, body = told(callers, clock)
    assert (status, body["status"], body["checks"]["mail"]) == (200, "ok" if state == "ok" else "degraded", state)


@pytest.mark.parametrize(
    ("verified", "state"),
    [
        ({SENDER: False}, "unverified"),
        ({}, "unverified"),
        ({"shop.example": True}, "ok"),
        ({SENDER: False, "shop.example": True}, "ok"),
        ({"shop.example": False}, "unverified"),
    ],
)
def test_the_sender_or_its_domain_is_verified(
    look: Callable[..., dict[str, str]], ses: Ses, monkeypatch: pytest.MonkeyPatch, verified: Any, state: str
) -> None:
    ses.verified = verified
    assert look()["sender"] == state


@pytest.mark.parametrize("state", ["refused", "unreachable"])
def test_pusher_is_told_in_a_word(
    look: Callable[..., dict[str, str]], callers: Callers, clock: Clock, state: str
) -> None:
    assert look(state) == {**WELL, "realtime": state}
    assert told(callers, clock)[1]["status"] == "degraded"


def test_the_clock_is_off_where_nobody_agrees_with_it(
    look: Callable[..., dict[str, str]], ses: Ses, clock: Clock
) -> None:
    ses.skew = timedelta(seconds=-29)
    assert look()["clock"] == "ok"
    ses.skew = timedelta(seconds=32)
    assert look()["clock"] == "off"
    assert look("ok", format_datetime(clock(), usegmt=True))["clock"] == "ok"


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "GetAccount"),
        ReadTimeoutError(endpoint_url="https://email"),
    ],
)
def test_a_service_that_does_not_answer_is_unknown_and_hides_nothing_else(
    look: Callable[..., dict[str, str]], ses: Ses, error: Exception
) -> None:
    ses.error = error
    assert look() == {"mail": "unknown", "sender": "unknown", "realtime": "ok", "clock": "unknown"}


def test_without_a_sweep_nothing_else_is_known(
    look: Callable[..., dict[str, str]], callers: Callers, clock: Clock
) -> None:
    assert told(callers, clock) == (200, {"status": "ok", "checks": {"table": "ok", "sweep": "none yet"}})
    look()
    clock.at += LATE_AFTER
    status, body = told(callers, clock)
    assert (status, body["status"]) == (200, "degraded")
    assert body["checks"] == {"table": "ok", "sweep": "late", **dict.fromkeys(WELL, "unknown")}


def test_only_a_silent_table_is_503(table: Table, callers: Callers, clock: Clock) -> None:
    import tests.unit.people as people

    people._PARTS.health = HealthBook(silent_table(table), clock)
    assert told(callers, clock) == (503, {"status": "down", "checks": {"table": "unreachable"}})


def test_whoever_asks_often_reads_the_table_once(
    look: Callable[..., dict[str, str]], table: Table, callers: Callers, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    look()
    reads: list[Any] = []
    real = table.item
    monkeypatch.setattr(table, "item", lambda *place: (reads.append(place), real(*place))[1])
    for _ in range(20):
        assert callers.anyone()("GET /health").status == 200
    assert len(reads) == 1
    told(callers, clock)
    assert len(reads) == 2
