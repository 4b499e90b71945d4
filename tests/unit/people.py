"""Callers of the three HTTP functions, over the tests' desk."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import jwt

from support_chat.audit import AuditList
from support_chat.changes import Changes
from support_chat.counters import Counters
from support_chat.desk import Desk
from support_chat.erasure import Erasure
from support_chat.erasure_log import Erased
from support_chat.export import Export
from support_chat.health import HealthBook
from support_chat.http_admin import admin_routes
from support_chat.http_lambda import http_handler
from support_chat.http_public import public_routes
from support_chat.http_user import user_routes
from support_chat.identity import CustomerTokens
from support_chat.keys import Made
from support_chat.limits import HourlyLimit, NewChats
from support_chat.lists import Lists
from support_chat.marks import Marks
from support_chat.notes import Notes, NoteStore
from support_chat.pace import Pace
from support_chat.people import Customer, Groups
from support_chat.realtime import PusherApp, PusherApps, Signer
from support_chat.reply_times import ReplyTimes
from support_chat.saved_replies import SavedReplies
from support_chat.search import Search
from support_chat.standing import Standing
from support_chat.statistics import Statistics
from support_chat.store import Store
from support_chat.team import Team
from support_chat.tokens import TokenKeys
from support_chat.visitors import Reception, VisitorPass, VisitorTokens
from tests.http_events import Caller
from tests.unit.world import ALICE, Clock, patience

SECRET = "a-secret-of-the-host-application-" + "0123456789" * 4
OLD_SECRET = "the-secret-that-is-being-replaced-0123456789"
VISITOR_SECRET = "the-secret-that-visitors-tokens-are-signed-with-" + "0123456789" * 4
OLD_VISITOR_SECRET = "the-one-that-they-were-signed-with-before-0123456789"
VISITOR_KEYS = TokenKeys(VISITOR_SECRET, OLD_VISITOR_SECRET)
PUSHER = PusherApp("1", "key", "pusher-secret", "eu", "", 443, True)
AGENT_CLAIMS = {
    "sub": "agent-ana",
    "email": "ana@example.com",
    "name": "Ana",
    "token_use": "id",
    "cognito:groups": "[agents]",
}
ADMIN_CLAIMS = {**AGENT_CLAIMS, "sub": "agent-ada", "name": "Ada", "cognito:groups": "[agents admins]"}


def claims_of(customer: Customer, clock: Clock, **changes: Any) -> dict[str, Any]:
    """The claims of a good token; None takes one out."""
    now = int(clock().timestamp())
    claims: dict[str, Any] = {
        "sub": customer.user_id,
        "email": customer.email,
        "email_verified": customer.email_verified,
        "name": customer.name,
        "aud": "support-chat",
        "iat": now,
        "exp": now + 600,
        **changes,
    }
    return {name: value for name, value in claims.items() if value is not None}


def token_of(customer: Customer, clock: Clock, *, secret: str = SECRET, **changes: Any) -> str:
    """A token as the host application signs it."""
    return jwt.encode(claims_of(customer, clock, **changes), secret, algorithm="HS256")


# The applications are built once, which takes longer than a test; what they stand on is each test's own.
_SETTINGS = SimpleNamespace(groups=Groups("agents", "admins"), visitors_mailed=True)
_PARTS = SimpleNamespace(signer=Signer(lambda: PusherApps(PUSHER)), settings=_SETTINGS)
_WIRING = cast("Any", _PARTS)
_USER = http_handler(user_routes(_WIRING))
_ADMIN = http_handler(admin_routes(_WIRING))
_PUBLIC = http_handler(public_routes(_WIRING))


class Callers:
    """Makes callers of each audience."""

    def __init__(self, desk: Desk, store: Store, counters: Counters, reply_times: ReplyTimes, clock: Clock) -> None:
        self.clock = clock
        self.desk = desk
        self.erased: list[Erased] = []
        _PARTS.now = clock
        _PARTS.reply_times, _PARTS.statistics = reply_times, Statistics(counters, clock)
        _PARTS.desk = _PARTS.link_desk = desk
        _PARTS.store = store
        _PARTS.health = HealthBook(store._table, clock)
        _PARTS.lists = Lists(store._table)
        _PARTS.marks = Marks(desk, clock)
        _PARTS.saved_replies = SavedReplies(store._table, clock)
        _PARTS.team, _PARTS.audit_list = Team(store._table, clock), AuditList(store._table)
        _PARTS.standing = Standing(desk, _PARTS.team, clock)
        _PARTS.search = Search(store._table)
        _PARTS.notes = Notes(NoteStore(store._table), desk.chat, desk._publish, clock, patience=patience())
        _PARTS.changes = Changes(store, desk._publish, clock, desk._patience)
        _PARTS.export = Export(store._table, clock)
        _PARTS.erasure = Erasure(
            store._table, desk._publish, lambda erased, _at: self.erased.append(erased), clock, patience()
        )
        _PARTS.customer_tokens = CustomerTokens(
            lambda: TokenKeys(SECRET, OLD_SECRET), audience="support-chat", issuer="", now=clock
        )
        self._counters = counters
        self.visitor_tokens = VisitorTokens(lambda: VISITOR_KEYS, clock)
        self.receive(per_address=20, in_total=1000)
        self.mail_to_visitors(True)

    def receive(self, *, is_open: bool = True, per_address: int = 20, in_total: int = 1000) -> None:
        """Deploy with these limits for visitors."""
        limit = self._limit(Made.VISITORS, per_address, in_total)
        _PARTS.reception = Reception(self.visitor_tokens, limit, is_open=is_open)

    def limit(self, *, messages_per_minute: int = 60, chats_per_address: int = 100) -> None:
        """Deploy with these limits for everybody."""
        self.desk._pace = Pace(messages_per_minute)
        self.desk._admit = NewChats(self._limit(Made.CHATS, chats_per_address))

    def _limit(self, made: Made, per_address: int, in_total: int | None = None) -> HourlyLimit:
        return HourlyLimit(
            made, self._counters, lambda: VISITOR_KEYS, self.clock, per_address=per_address, in_total=in_total
        )

    def mail_to_visitors(self, mailed: bool) -> None:
        """Deploy with or without mail to the addresses that visitors leave."""
        self.desk._mail_to_visitors = _SETTINGS.visitors_mailed = mailed

    def visitor(self, shown: VisitorPass | None = None) -> Caller:
        """Somebody whom nobody has signed in, with a token of ours."""
        return Caller(_USER, (shown or self.visitor_tokens.sign(f"visitor:{uuid4()}")).token)

    def customer(self, customer: Customer = ALICE, **changes: Any) -> Caller:
        return Caller(_USER, token_of(customer, self.clock, **changes))

    def bearer(self, token: str | None) -> Caller:
        return Caller(_USER, token)

    def agent(self, claims: dict[str, Any] | None = AGENT_CLAIMS) -> Caller:
        return Caller(_ADMIN, "verified by the gateway", claims)

    def anyone(self) -> Caller:
        return Caller(_PUBLIC)
