"""Pusher's rules without a socket: limits, names, signatures, and the message envelope."""

import hashlib
import hmac
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

PROTOCOL_VERSION = "7"
MAX_DATA_BYTES = 10 * 1024
MAX_EVENT_NAME = 200
MAX_CHANNELS = 100
MAX_BATCH = 10
MAX_CLOCK_SKEW = 600

CHANNEL_NAME = re.compile(r"[A-Za-z0-9_\-=@,.;]{1,164}", re.ASCII)
SOCKET_ID = re.compile(r"[0-9]{1,20}\.[0-9]{1,20}", re.ASCII)


@dataclass(frozen=True)
class App:
    id: str
    key: str
    secret: str
    activity_timeout: int = 120
    pong_timeout: float = 30
    # An app may have several keys, each with a secret of its own, so that one can replace the other.
    others: Mapping[str, str] = field(default_factory=dict)

    def known_as(self, key: str) -> "App | None":
        """The app as the holder of this key knows it."""
        others = (replace(self, key=other, secret=secret) for other, secret in self.others.items())
        return next((app for app in (self, *others) if same(key, app.key)), None)

    def sign(self, text: str) -> str:
        return hmac.new(self.secret.encode(), text.encode(), hashlib.sha256).hexdigest()

    def auth(self, text: str) -> str:
        """What an auth endpoint returns: `key:signature`."""
        return f"{self.key}:{self.sign(text)}"


class RefusedError(Exception):
    """A request Pusher would refuse, with the status and the plain text it answers."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True)
class Event:
    channel: str
    name: str
    data: str
    except_socket: str | None = None

    def envelope(self) -> str:
        return envelope(self.name, self.data, self.channel)


def envelope(name: str, data: object, channel: str | None = None) -> str:
    """One message as it travels to a client; `data` is a JSON text inside the JSON, as Pusher sends it."""
    message: dict[str, object] = {"event": name, "data": data if isinstance(data, str) else json.dumps(data)}
    if channel is not None:
        message["channel"] = channel
    return json.dumps(message)


def error_envelope(code: int | None, message: str) -> str:
    # The one event whose data Pusher does not encode twice.
    return json.dumps({"event": "pusher:error", "data": {"code": code, "message": message}})


def same(a: str, b: str) -> bool:
    return hmac.compare_digest(a.encode("utf-8", "surrogatepass"), b.encode("utf-8", "surrogatepass"))


def check_signature(app: App, method: str, path: str, query: Mapping[str, str], body: bytes) -> None:
    """https://pusher.com/docs/channels/library_auth_reference/rest-api/#authentication"""
    holder = app.known_as(query.get("auth_key", ""))
    if holder is None:
        raise RefusedError(401, f"Unknown auth_key: {query.get('auth_key', '')}")
    if query.get("auth_version") != "1.0":
        raise RefusedError(401, "Invalid auth_version: only 1.0 is known")
    check_timestamp(query.get("auth_timestamp", ""))
    if body and not same(query.get("body_md5", ""), hashlib.md5(body, usedforsecurity=False).hexdigest()):
        raise RefusedError(401, "Invalid body_md5")
    signed = {name.lower(): value for name, value in query.items() if name != "auth_signature"}
    params = "&".join(f"{name}={signed[name]}" for name in sorted(signed))
    text = f"{method}\n{path}\n{params}"
    if not same(query.get("auth_signature", ""), holder.sign(text)):
        raise RefusedError(
            401, f"Invalid signature: you should have sent HmacSHA256Hex({json.dumps(text)}, your_secret_key)"
        )


def check_timestamp(given: str) -> None:
    now = int(time.time())
    if not given.isascii() or not given.isdigit() or abs(now - int(given[:12])) > MAX_CLOCK_SKEW:
        raise RefusedError(
            401, f"Timestamp expired: {given or 'none given'} is not within {MAX_CLOCK_SKEW} s of server time ({now})"
        )


def check_subscription(app: App, socket_id: str, channel: str, auth: str) -> str | None:
    """Why this socket may not subscribe to this channel, or None."""
    if not CHANNEL_NAME.fullmatch(channel):
        return f"Invalid channel name: {channel[:164]!r}"
    if channel.startswith("presence-"):
        return "Presence channels are not part of this stand-in"
    if channel.startswith("private-") and not same(auth, app.auth(f"{socket_id}:{channel}")):
        return f"Invalid signature: expected key:HmacSHA256Hex({socket_id}:{channel}, your_secret_key)"
    return None


def read_event(body: Mapping[str, object], channel: object) -> Event:
    """One event of the HTTP API, checked."""
    name, data, except_socket = body.get("name"), body.get("data"), body.get("socket_id")
    if (
        not isinstance(name, str)
        or not 0 < len(name) <= MAX_EVENT_NAME
        or name.startswith(("pusher:", "pusher_internal:"))
    ):
        raise RefusedError(400, "Invalid event name")
    if not isinstance(channel, str) or not CHANNEL_NAME.fullmatch(channel):
        raise RefusedError(400, f"Invalid channel name: {channel!r}")
    if not isinstance(data, str):
        raise RefusedError(400, "Missing required parameter: data (a string)")
    if len(data.encode("utf-8", "surrogatepass")) > MAX_DATA_BYTES:
        raise RefusedError(413, f"The data content of this event exceeds the allowed maximum ({MAX_DATA_BYTES} bytes)")
    if except_socket is not None and (not isinstance(except_socket, str) or not SOCKET_ID.fullmatch(except_socket)):
        raise RefusedError(400, f"Invalid socket id: {except_socket!r}")
    return Event(channel=channel, name=name, data=data, except_socket=except_socket)
