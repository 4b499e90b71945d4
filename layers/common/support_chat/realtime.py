"""Pusher Channels: channel names, events, publishing, and signing subscriptions. The store is the truth."""

from __future__ import annotations

import json
import re
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import urllib3
from pusher.authentication_client import AuthenticationClient
from pusher.errors import PusherBadAuth, PusherError, PusherForbidden
from pusher.http import Request, process_response
from pusher.pusher_client import PusherClient

from support_chat.breaker import Breaker
from support_chat.errors import Forbidden, Invalid
from support_chat.inbox_view import inbox_row
from support_chat.instant import stamp
from support_chat.ledger import EmailState, Mail
from support_chat.mail_view import mail_view
from support_chat.model import Chat, Message
from support_chat.telemetry import about, cause, count, logger, traced

AGENTS_CHANNEL = "private-admin-support-notifications"
_CHAT_CHANNEL = "private-support-chat-"

# Pusher refuses event data over 10 KB; its library does not check what Pusher counts. Above this we send a pointer.
_DATA_BYTES = 8192
_EVENTS_PER_CALL = 10
# The library's own \d would sign full-width digits, too.
_SOCKET_ID = re.compile(r"[0-9]{1,20}\.[0-9]{1,20}", re.ASCII)
PUBLISH_SECONDS = 1.0
# Of those that the system trusts; made when the layer is built.
_FEW_AUTHORITIES = Path(__file__).with_name("few_authorities.pem")
_SUCCESS = 200
_REFUSALS = {400, 401, 403, 404}  # of a request that is well-formed: the wrong key, the wrong secret, no such app


@dataclass(frozen=True)
class Event:
    """Something to tell: `data` is JSON-ready and carries its name as `type`."""

    channel: str
    name: str
    data: dict[str, Any]


def chat_channel(chat_id: UUID) -> str:
    """The private channel of one chat."""
    return f"{_CHAT_CHANNEL}{chat_id}"


def _event(channel: str, name: str, **data: Any) -> Event:
    return Event(channel, name, {"type": name, **data})


def new_message(chat: Chat, message: Message) -> Event:
    """A message for both sides of the chat; too large for Pusher, only where to fetch it."""
    whole = _event(chat_channel(chat.id), "new_message", message=message.model_dump(mode="json"))
    if _fits(whole):
        return whole
    return _event(chat_channel(chat.id), "new_message", seq=message.seq, id=str(message.id))


def new_user_message(chat: Chat, message: Message) -> Event:
    """A customer's message for the agents, with the inbox row as it now is."""
    row = {"chat_id": str(chat.id), "user_email": chat.user_email, "chat": inbox_row(chat)}
    whole = _event(AGENTS_CHANNEL, "new_user_message", **row, message=message.model_dump(mode="json"))
    return whole if _fits(whole) else _event(AGENTS_CHANNEL, "new_user_message", **row)


def message_changed(chat: Chat, message: Message) -> Event:
    """A message that was edited or unsent; too large for Pusher, only where to fetch it."""
    whole = _event(chat_channel(chat.id), "message_changed", message=message.model_dump(mode="json"))
    if _fits(whole):
        return whole
    where = {"seq": message.seq, "id": str(message.id), "revision": message.revision}
    return _event(chat_channel(chat.id), "message_changed", **where)


def messages_read(chat: Chat, read_at: datetime) -> Event:
    """The customer has read agent messages."""
    return _event(chat_channel(chat.id), "messages_read", up_to_seq=chat.read_seq, read_at=stamp(read_at))


def messages_seen(chat: Chat) -> Event:
    """An agent has looked at the chat."""
    return _event(chat_channel(chat.id), "messages_seen", up_to_seq=chat.viewed_seq)


def chat_updated(chat: Chat) -> Event:
    """The inbox row as it now is."""
    return _event(AGENTS_CHANNEL, "chat_updated", chat=inbox_row(chat))


def note_added(chat_id: UUID, note: dict[str, Any]) -> Event:
    """An agent's note, for the agents only; too large for Pusher, only where to fetch it."""
    whole = _event(AGENTS_CHANNEL, "note_added", chat_id=str(chat_id), note=note)
    return whole if _fits(whole) else _event(AGENTS_CHANNEL, "note_added", chat_id=str(chat_id), id=note["id"])


def chat_erased(chat_id: UUID) -> Event:
    """The chat is in no list any more."""
    return _event(AGENTS_CHANNEL, "chat_erased", chat_id=str(chat_id))


def chat_erased_for_customer(chat_id: UUID) -> Event:
    """Nothing of the chat is left; what a page of the customer's still shows is not there any more."""
    return _event(chat_channel(chat_id), "chat_erased")


def mail_updated(chat: Chat, mail: Mail, email_state: EmailState | None) -> Event:
    """How the mail for some agent messages ended; for the agents only, like everything about mail."""
    return _event(
        AGENTS_CHANNEL,
        "mail_updated",
        chat_id=str(chat.id),
        from_seq=mail.from_seq,
        through_seq=mail.through_seq,
        mail=mail_view(mail).model_dump(mode="json"),
        email_state=email_state,
    )


def _encoded(event: Event) -> str:
    return json.dumps(event.data, ensure_ascii=True, separators=(",", ":"))


def _fits(event: Event) -> bool:
    # Measured as it travels: a JSON string inside a JSON document, escaped twice.
    return len(json.dumps(_encoded(event))) <= _DATA_BYTES


class _Urllib3Backend:
    """Sends pusher's signed requests by urllib3: one connection pool, the certificates parsed once.

    The library's own backend verifies with certificates it bundled in 2021, and brings `requests` for one POST.
    """

    def __init__(self, client: PusherClient) -> None:
        # To read all authorities takes long, and nearly every server is certified by one of a few.
        few = _FEW_AUTHORITIES if _FEW_AUTHORITIES.exists() else None
        context = ssl.create_default_context(cafile=few) if client.ssl else None
        self._trusts_few = few is not None
        self._pool = urllib3.PoolManager(ssl_context=context, retries=False)
        self._timeout = urllib3.Timeout(total=client.timeout)

    def ask(self, request: Request) -> urllib3.BaseHTTPResponse:
        try:
            return self._sent(request)
        except urllib3.exceptions.SSLError as error:
            if not (self._trusts_few and isinstance(error.args[0], ssl.SSLCertVerificationError)):
                raise
            # Certified by none of them, and nothing is sent yet: from now on all that the system trusts.
            self._trusts_few = False
            self._pool = urllib3.PoolManager(ssl_context=ssl.create_default_context(), retries=False)
            return self._sent(request)

    def _sent(self, request: Request) -> urllib3.BaseHTTPResponse:
        return self._pool.request(
            request.method, request.url, headers=request.headers, body=request.body, timeout=self._timeout
        )

    def send_request(self, request: Request) -> Any:
        answer = self.ask(request)
        return process_response(answer.status, answer.data.decode())


@dataclass(frozen=True)
class PusherApp:
    """One app on Pusher, or, with a host, on a server that speaks its protocol."""

    app_id: str
    key: str
    secret: str
    cluster: str
    host: str
    port: int
    tls: bool

    def options(self) -> dict[str, Any]:
        """Arguments of pusher's clients."""
        place = {"host": self.host, "port": self.port} if self.host else {"cluster": self.cluster}
        return {"app_id": self.app_id, "key": self.key, "secret": self.secret, "ssl": self.tls, **place}


@dataclass(frozen=True)
class PusherApps:
    """The app with the key that we publish with, and, while that is being replaced, with the previous one, too."""

    current: PusherApp
    previous: PusherApp | None = None

    def known_as(self, key: str) -> PusherApp | None:
        """The app of a client that connected with this key; an empty one stands for the current."""
        apps = (self.current, *([self.previous] if self.previous else []))
        return next((app for app in apps if key in ("", app.key)), None)


class Publisher:
    """Publishes events; a failure is logged and counted, never raised: clients catch up by `after_seq`."""

    def __init__(self, app: PusherApp, clock: Callable[[], float] = time.monotonic) -> None:
        self.app = app
        self._client = PusherClient(**app.options(), timeout=PUBLISH_SECONDS, backend=_Urllib3Backend)
        self._clock = clock
        self._breaker = Breaker(clock)

    def __call__(self, events: list[Event]) -> bool:
        if not self._breaker.lets_through():
            count("PublishSkipped")
            about(published=False)
            return False
        batch = [{"channel": e.channel, "name": e.name, "data": _encoded(e)} for e in events[:_EVENTS_PER_CALL]]
        started = self._clock()
        try:
            with traced("Pusher"):
                self._client.trigger_batch(batch, already_encoded=True)
        except (
            PusherError,
            urllib3.exceptions.HTTPError,
            ValueError,
        ) as error:  # ValueError: an answer that is no JSON
            logger.warning("publish_failed", extra={"error": cause(error), "events": [e.name for e in events]})
            count("PublishFailed")
            if isinstance(error, PusherBadAuth | PusherForbidden):  # no later attempt will go better
                count("PublishRefused")
            about(published=False)
            self._breaker.failed(self._clock() - started)
            return False
        about(published=True)
        self._breaker.succeeded()
        return True

    def probe(self) -> tuple[str, str | None]:
        """Ask who listens, which changes nothing: "ok", "refused" or "unreachable", and the answer's Date."""
        path = f"/apps/{self._client.app_id}/channels"
        request = Request(self._client, "GET", path, {"filter_by_prefix": AGENTS_CHANNEL})
        try:
            answer = self._client.http.ask(request)
        except urllib3.exceptions.HTTPError as error:
            logger.warning("not_looked_at", extra={"look": "realtime", "error": cause(error)})
            return "unreachable", None
        if answer.status in _REFUSALS:
            count("PublishRefused")
            return "refused", answer.headers.get("date")
        return "ok" if answer.status == _SUCCESS else "unreachable", answer.headers.get("date")


class Signer:
    """Signs subscriptions, of canonical channel names only, with the key that the client has connected with."""

    def __init__(self, apps: Callable[[], PusherApps], renewed: Callable[[], PusherApps] | None = None) -> None:
        self._apps = apps
        self._renewed = renewed or apps

    def for_customer(self, chat_id: UUID, socket_id: str, channel: str, key: str = "") -> dict[str, str]:
        """Pusher's answer for the customer's own channel; Forbidden for any other."""
        if channel != chat_channel(chat_id):
            raise Forbidden("this channel is not yours")
        return self._sign(socket_id, channel, key)

    def for_agent(self, socket_id: str, channel: str, key: str = "") -> dict[str, str]:
        """Pusher's answer for any chat's channel and for the agents' channel."""
        if channel != AGENTS_CHANNEL and not _is_chat_channel(channel):
            raise Forbidden("there is no such channel")
        return self._sign(socket_id, channel, key)

    def _sign(self, socket_id: str, channel: str, key: str = "") -> dict[str, str]:
        if not _SOCKET_ID.fullmatch(socket_id):
            raise Invalid("socket_id is not one of Pusher's")
        app = self._apps().known_as(key) or self._renewed().known_as(key)
        if app is None:
            raise Forbidden("this key of the Pusher app is not in force")
        answer: dict[str, str] = _authentication(app).authenticate(channel, socket_id)
        return {"auth": answer["auth"]}


@lru_cache(maxsize=4)
def _authentication(app: PusherApp) -> AuthenticationClient:
    return AuthenticationClient(**app.options(), backend=_Urllib3Backend)


def _is_chat_channel(channel: str) -> bool:
    if not channel.startswith(_CHAT_CHANNEL):
        return False
    try:
        return channel == chat_channel(UUID(channel.removeprefix(_CHAT_CHANNEL)))
    except ValueError:
        return False
