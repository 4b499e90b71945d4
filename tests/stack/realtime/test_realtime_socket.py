"""The realtime stand-in's WebSocket side, spoken to over real sockets."""

import subprocess
import sys

import pytest

from tests.stack.realtime.driver import Realtime

SUBSCRIBED = "pusher_internal:subscription_succeeded"


def test_a_subscriber_hears_the_event_once_and_as_sent(server: Realtime) -> None:
    with server.connect() as alice:
        alice.subscribe("private-chat-1")
        server.library().trigger("private-chat-1", "new_message", {"text": "ünïcode 🙂"})
        assert alice.event("new_message") == {"text": "ünïcode 🙂"}
        assert alice.is_silent()


def test_events_go_to_their_channel_only_and_not_to_the_excluded_socket(server: Realtime) -> None:
    with server.connect() as alice, server.connect() as bob, server.connect() as carol:
        alice.subscribe("private-chat-1")
        bob.subscribe("private-chat-1")
        carol.subscribe("private-chat-2")
        server.library().trigger("private-chat-1", "new_message", {}, socket_id=alice.socket_id)
        assert bob.event("new_message") == {}
        assert alice.is_silent()
        assert carol.is_silent()


def test_one_trigger_reaches_many_channels_and_says_who_listens(server: Realtime) -> None:
    with server.connect() as alice, server.connect() as bob:
        alice.subscribe("private-a")
        bob.subscribe("private-b")
        answer = server.library().trigger(["private-a", "private-b"], "e", {})
        assert answer == {}
        assert (alice.event("e"), bob.event("e")) == ({}, {})
        both: dict[str, object] = {"private-a": {}, "private-b": {}}  # earlier listeners may be leaving
        server.until(lambda: server.library().channels_info("private-")["channels"] == both)


def test_a_channel_is_vacated_when_its_listener_unsubscribes_or_leaves(server: Realtime) -> None:
    with server.connect() as alice:
        alice.subscribe("private-a")
        alice.subscribe("private-b")
        alice.send("pusher:unsubscribe", {"channel": "private-a"})
        alice.send("pusher:ping", {})
        alice.event("pusher:pong")
        server.until(lambda: server.library().channels_info("private-")["channels"] == {"private-b": {}})
    server.until(lambda: server.library().channels_info("private-")["channels"] == {})


@pytest.mark.parametrize(
    "auth", ["", "key:", "key:" + "0" * 64, "other:{signature}", "{signature}", "key:{signature}x"]
)
def test_a_private_channel_needs_its_signature(server: Realtime, auth: str) -> None:
    with server.connect() as mallory:
        signature = server.app.sign(f"{mallory.socket_id}:private-a")
        mallory.send("pusher:subscribe", {"channel": "private-a", "auth": auth.format(signature=signature)})
        assert mallory.event("pusher:subscription_error")["status"] == 401
        server.library().trigger("private-a", "new_message", {})
        assert mallory.is_silent()


def test_a_signature_is_good_for_one_socket_and_one_channel(server: Realtime) -> None:
    with server.connect() as alice, server.connect() as mallory:
        stolen = server.app.auth(f"{alice.socket_id}:private-a")
        mallory.send("pusher:subscribe", {"channel": "private-a", "auth": stolen})
        mallory.event("pusher:subscription_error")
        alice.send("pusher:subscribe", {"channel": "private-b", "auth": stolen})
        alice.event("pusher:subscription_error")


@pytest.mark.parametrize("channel", ["", "a b", "private-ä", "presence-room", "x" * 165])
def test_a_bad_channel_name_is_refused(server: Realtime, channel: str) -> None:
    with server.connect() as client:
        client.send("pusher:subscribe", {"channel": channel, "auth": server.app.auth(f"{client.socket_id}:{channel}")})
        client.event("pusher:subscription_error")


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "7",
        '{"event": 7}',
        '{"event": "no-such-event"}',
        '{"event": "client-typing", "channel": "private-a"}',
    ],
)
def test_junk_gets_an_error_and_the_connection_lives(server: Realtime, text: str) -> None:
    with server.connect() as client:
        client.socket.send(text)
        assert client.event("pusher:error")["code"] is None
        client.subscribe("public-channel")


def test_a_binary_frame_gets_an_error_and_the_connection_lives(server: Realtime) -> None:
    with server.connect() as client:
        client.socket.send(b"\x00\x01")
        client.event("pusher:error")
        client.subscribe("public-channel")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/app/other?protocol=7", 4001),
        ("/app/key", 4008),
        ("/app/key?protocol=seven", 4006),
        ("/app/key?protocol=6", 4007),
    ],
)
def test_a_connection_that_cannot_be_is_closed_with_pushers_code(server: Realtime, path: str, code: int) -> None:
    with server.connect(path, established=False) as client:
        assert client.event("pusher:error")["code"] == code
        assert client.close_code() == code


def test_a_forged_sign_in_closes_the_connection(server: Realtime) -> None:
    with server.connect() as client:
        client.send("pusher:signin", {"auth": "key:0", "user_data": '{"id": "1"}'})
        assert client.event("pusher:error")["code"] == 4009
        assert client.close_code() == 4009


def test_a_silent_client_is_pinged_then_closed(impatient_server: Realtime) -> None:
    with impatient_server.connect() as client:
        assert client.established["activity_timeout"] == 1
        client.event("pusher:ping")
        client.send("pusher:pong", {})
        client.event("pusher:ping")
        assert client.event("pusher:error")["code"] == 4201
        assert client.close_code() == 4201


def test_it_comes_back_on_the_same_port(server: Realtime) -> None:
    server.process.stop()
    server.process.start()
    with server.connect() as client:
        client.subscribe("private-a")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.1", "localhost", "example.com"])
def test_it_refuses_to_listen_beyond_loopback(host: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "local.realtime", "--host", host, "--port", "1"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 1
    assert "Refusing to listen" in run.stderr
