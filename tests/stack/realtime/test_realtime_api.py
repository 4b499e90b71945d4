"""The realtime stand-in's HTTP API, called by the real `pusher` library and by requests it would never send."""

import hashlib
import json
import time
from collections.abc import Callable
from urllib.parse import urlencode

import httpx
import pusher
import pusher.errors
import pytest
from local.realtime.protocol import App

from tests.people import SOON_SECONDS
from tests.stack.realtime.driver import Realtime

APP = App(id="1", key="key", secret="secret")
EVENT = {"name": "new_message", "channel": "private-a", "data": "{}"}


def post(
    server: Realtime,
    *,
    path: str = "/apps/1/events",
    body: object = EVENT,
    tamper: Callable[[dict[str, str]], object] = bool,
) -> httpx.Response:
    """Signs a request as the protocol says, after letting the test spoil it."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    query = {
        "auth_key": APP.key,
        "auth_timestamp": str(int(time.time())),
        "auth_version": "1.0",
        "body_md5": hashlib.md5(raw).hexdigest(),
    }
    late = tamper(query)
    query["auth_signature"] = APP.sign(f"POST\n{path}\n" + "&".join(f"{k}={query[k]}" for k in sorted(query)))
    if callable(late):
        late(query)
    return httpx.post(f"{server.url}{path}?{urlencode(query)}", content=raw, timeout=SOON_SECONDS)


def test_the_real_library_publishes(server: Realtime) -> None:
    client = server.library()
    assert client.trigger("private-a", "new_message", {"text": "ünïcode 🙂"}) == {}
    assert client.trigger_batch([{"channel": "private-a", "name": "new_message", "data": {}}]) == {}
    server.until(lambda: client.channels_info("private-") == {"channels": {}})  # those of earlier tests may be leaving
    assert client.channel_info("private-a") == {"occupied": False}


def test_signature_of_pushers_own_example() -> None:
    app = App(id="3", key="278d425bdf160c739803", secret="7ad3773142a6692b25b8")
    text = (
        "POST\n/apps/3/events\nauth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0"
        "&body_md5=ec365a775a4cd0599faeb73354201b6f"
    )
    assert app.sign(text) == "da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c"
    assert app.auth("1234.1234:private-foobar").endswith(
        "58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4"
    )


SPOILED = {
    "unknown key": lambda query: query.update(auth_key="other"),
    "clock 11 minutes slow": lambda query: query.update(auth_timestamp=str(int(time.time()) - 660)),
    "clock 11 minutes fast": lambda query: query.update(auth_timestamp=str(int(time.time()) + 660)),
    "no timestamp": lambda query: query.pop("auth_timestamp") and None,
    "timestamp no number": lambda query: query.update(auth_timestamp="²"),
    "old version": lambda query: query.update(auth_version="0.9"),
    "md5 of another body": lambda query: query.update(body_md5="0" * 32),
    "no md5": lambda query: query.pop("body_md5") and None,
    "wrong signature": lambda _query: lambda late: late.update(auth_signature="0" * 64),
    "no signature": lambda _query: lambda late: late.pop("auth_signature"),
    "a parameter added after signing": lambda _query: lambda late: late.update(info="subscription_count"),
}


@pytest.mark.parametrize("how", SPOILED)
def test_a_spoiled_signature_is_refused(server: Realtime, how: str) -> None:
    answer = post(server, tamper=SPOILED[how])
    assert answer.status_code == 401, answer.text


def test_a_clock_nine_minutes_off_is_accepted(server: Realtime) -> None:
    assert (
        post(server, tamper=lambda query: query.update(auth_timestamp=str(int(time.time()) - 540))).status_code == 200
    )


REFUSED = [
    (400, b"{"),
    (400, []),
    (400, {**EVENT, "channel": "private-ä"}),
    (400, {**EVENT, "channel": "private-#"}),
    (400, {**EVENT, "channel": ""}),
    (400, {**EVENT, "channel": "p" * 165}),
    (400, {**EVENT, "channel": 7}),
    (400, {"name": "n", "data": "{}"}),
    (400, {"name": "n", "data": "{}", "channels": []}),
    (400, {"name": "n", "data": "{}", "channels": [f"c{n}" for n in range(101)]}),
    (400, {**EVENT, "name": ""}),
    (400, {**EVENT, "name": "n" * 201}),
    (400, {**EVENT, "name": "pusher:error"}),
    (400, {**EVENT, "data": {"not": "a string"}}),
    (400, {**EVENT, "socket_id": "1.1\n"}),
    (413, {**EVENT, "data": "x" * 10_241}),
    (413, {**EVENT, "data": "🙂" * 2_561}),
]


@pytest.mark.parametrize(("status", "body"), REFUSED)
def test_a_bad_event_is_refused(server: Realtime, status: int, body: object) -> None:
    assert post(server, body=body).status_code == status


def test_the_limits_themselves_are_accepted(server: Realtime) -> None:
    assert post(server, body={**EVENT, "data": "x" * 10_240}).status_code == 200
    assert (
        post(
            server, body={"name": "n" * 200, "data": "{}", "channels": ["c" * 164, *(f"c{n}" for n in range(99))]}
        ).status_code
        == 200
    )


def test_a_batch_holds_ten_events(server: Realtime) -> None:
    path = "/apps/1/batch_events"
    assert post(server, path=path, body={"batch": [EVENT] * 10}).status_code == 200
    assert post(server, path=path, body={"batch": [EVENT] * 11}).status_code == 400
    assert post(server, path=path, body={"batch": [{**EVENT, "data": "x" * 10_241}]}).status_code == 413


def test_another_app_is_unknown(server: Realtime) -> None:
    assert post(server, path="/apps/2/events").status_code == 404


def test_the_real_library_sees_the_refusals(server: Realtime) -> None:
    with pytest.raises(pusher.errors.PusherBadStatus):
        server.library().trigger("private-a", "new_message", "x" * 10_241)
    with pytest.raises(pusher.errors.PusherBadAuth):
        server.library(secret="wrong").trigger("private-a", "new_message", {})
