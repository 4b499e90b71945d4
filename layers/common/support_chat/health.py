"""Whether what the product stands on is well. The sweep looks every minute and notes what it found, for it holds the
keys to ask with; GET /health tells the note, which costs one read and asks nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from support_chat import keys
from support_chat.errors import Conflict, Unclear
from support_chat.frozen import Frozen, View
from support_chat.instant import Instant
from support_chat.rows import laid
from support_chat.table import Table
from support_chat.telemetry import cause, count, logger

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

OK = "ok"
# Tokens are believed for 30 s beyond their time; Pusher and AWS bear some minutes.
CLOCK_TOLERANCE = timedelta(seconds=30)
QUOTA_SHARE = 0.8
# Several sweeps that did not come through.
LATE_AFTER = timedelta(minutes=5)
# As long a function answers out of its memory.
TOLD_AGAIN_FOR = timedelta(seconds=5)


Looked = tuple[str, timedelta | None]  # what was found, and how far our clock is from the answer's Date
Look = Callable[[], Looked]


class Findings(Frozen):
    """What the sweep found at `at`: "ok", or in a word what is wrong, by the name of what it looked at."""

    at: Instant
    found: dict[str, str]


class Health(View):
    """What anybody is told. `down`: not even the table answers, and so nothing works."""

    status: Literal["ok", "degraded", "down"]
    checks: dict[str, str]


class Probe(Protocol):
    """Asks Pusher something that changes nothing: what is wrong, or "ok", and the Date header of the answer."""

    def __call__(self) -> tuple[str, str | None]: ...


class HealthBook:
    """Where the findings are noted, and told from."""

    def __init__(self, table: Table, now: Callable[[], datetime]) -> None:
        self._table = table
        self._now = now
        self._told: tuple[datetime, Health] | None = None

    def note(self, found: dict[str, str]) -> None:
        """Keep what was found, in the place of what was found before."""
        findings = Findings(at=self._now(), found=found)
        self._table.write([self._table.put_action(laid(*keys.HEALTH, findings.model_dump(mode="json")), new=False)])

    def told(self) -> Health:
        """The state of things; asked again within five seconds, what it was then."""
        now = self._now()
        if self._told is None or not now - TOLD_AGAIN_FOR < self._told[0] <= now:
            self._told = (now, self._read(now))
        return self._told[1]

    def _read(self, now: datetime) -> Health:
        try:
            item = self._table.item(*keys.HEALTH)
        except (Conflict, Unclear, BotoCoreError, ClientError) as error:
            logger.warning("table_unreachable", extra={"error": cause(error)})
            return Health(status="down", checks={"table": "unreachable"})
        if item is None:  # a new deployment's first minute; that no sweep ever comes an alarm tells
            return Health(status="ok", checks={"table": OK, "sweep": "none yet"})
        findings = Findings.model_validate(item)
        late = now - findings.at > LATE_AFTER
        checks = {"table": OK, "sweep": "late" if late else OK}
        checks |= dict.fromkeys(findings.found, "unknown") if late else findings.found
        return Health(status="degraded" if wrong(checks) else "ok", checks=checks)


class Checkup:
    """Looks at everything at the same time, and waits two seconds at most."""

    def __init__(
        self, book: HealthBook, table: Table, ses: SESV2Client, probe: Probe, now: Callable[[], datetime], sender: str
    ) -> None:
        self._book = book
        self._side_by_side = table.side_by_side
        self._ses = ses
        self._probe = probe
        self._now = now
        self._sender = sender

    def __call__(self) -> dict[str, str]:
        """What was found; noted, and where something is wrong a line of the log and a count."""
        looks = {"mail": self._mail, "sender": self._verified, "realtime": self._realtime}
        answers = self._side_by_side([partial(_looked, *look) for look in looks.items()])
        found = {name: what for name, (what, _) in zip(looks, answers, strict=True)}
        found["clock"] = self._clock([skew for _, skew in answers if skew is not None])
        if wrong(found):
            count("Unhealthy", len(wrong(found)))
            logger.warning("unhealthy", extra={"found": wrong(found)})
        self._book.note(found)
        return found

    def _mail(self) -> Looked:
        account = self._ses.get_account()
        quota = account.get("SendQuota", {})
        used, allowed = quota.get("SentLast24Hours", 0), quota.get("Max24HourSend", -1)
        state = OK
        if not account.get("SendingEnabled") or account.get("EnforcementStatus") == "SHUTDOWN":
            state = "paused"
        elif not account.get("ProductionAccessEnabled"):
            state = "sandbox"
        elif account.get("EnforcementStatus") == "PROBATION":
            state = "under review"
        elif 0 <= allowed * QUOTA_SHARE <= used:
            state = "quota nearly used"
        return state, self._skew(_date(account))

    def _verified(self) -> Looked:
        """The address, or else its domain, may have been verified."""
        for identity in (self._sender, self._sender.partition("@")[2]):
            try:
                answer = self._ses.get_email_identity(EmailIdentity=identity)
            except self._ses.exceptions.NotFoundException:
                continue
            if answer.get("VerifiedForSendingStatus"):
                return OK, self._skew(_date(answer))
        return "unverified", None

    def _realtime(self) -> Looked:
        state, date = self._probe()
        return state, self._skew(date)

    def _skew(self, date: str | None) -> timedelta | None:
        return abs(self._now() - parsedate_to_datetime(date).astimezone(UTC)) if date else None

    @staticmethod
    def _clock(skews: list[timedelta]) -> str:
        """Ours is wrong where nobody agrees with it; who alone disagrees may be wrong itself."""
        if not skews:
            return "unknown"
        return OK if min(skews) <= CLOCK_TOLERANCE else "off"


def wrong(found: dict[str, str]) -> dict[str, str]:
    """What of it is not well."""
    return {name: what for name, what in found.items() if what != OK}


def _looked(name: str, look: Look) -> Looked:
    """What a look found; one that fails, whatever it is, hides neither the others nor the mails of this sweep."""
    try:
        return look()
    except Exception as error:
        logger.warning("not_looked_at", extra={"look": name, "error": cause(error)})
        return "unknown", None


def _date(answer: Any) -> str | None:
    date: str | None = answer["ResponseMetadata"].get("HTTPHeaders", {}).get("date")
    return date
