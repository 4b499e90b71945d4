"""Client events of the realtime stand-in: from subscriber to subscriber, within Pusher's limits."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from typing import Any

import pytest
from local.realtime.hub import CLIENT_EVENTS_PER_SECOND

from tests.people import SOON_SECONDS
from tests.stack.realtime.driver import ROOT, Client, Realtime

CHANNEL = "private-chat-1"
REFUSED_BY_RATE = 4301


def trigger(client: Client, data: object = "{}", *, channel: object = CHANNEL, event: str = "client-typing") -> None:
    client.socket.send(json.dumps({"event": event, "channel": channel, "data": data}))


def test_a_client_event_reaches_the_other_subscribers_and_not_its_sender(server: Realtime) -> None:
    with server.connect() as alice, server.connect() as ada, server.connect() as bob:
        alice.subscribe(CHANNEL)
        ada.subscribe(CHANNEL)
        bob.subscribe("private-chat-2")
        trigger(alice, {"by": "user"})
        assert ada.event("client-typing") == {"by": "user"}
        assert alice.is_silent()
        assert bob.is_silent()


def test_it_travels_with_its_channel_and_its_data_as_text(server: Realtime) -> None:
    with server.connect() as alice, server.connect() as ada:
        alice.subscribe(CHANNEL)
        ada.subscribe(CHANNEL)
        trigger(alice, {"by": "üser"})
        message = json.loads(ada.socket.recv(timeout=SOON_SECONDS))
        assert message["channel"] == CHANNEL
        assert json.loads(message["data"]) == {"by": "üser"}


REFUSED: dict[str, Callable[[Client], None]] = {
    "on a channel nobody let them into": lambda client: trigger(client, channel="private-chat-2"),
    "on a public channel": lambda client: trigger(client, channel="public"),
    "on no channel": lambda client: client.send("client-typing", {}),
    "on a channel that is a number": lambda client: trigger(client, channel=7),
    "with a name too long": lambda client: trigger(client, event="client-" + "x" * 194),
    "with data too large": lambda client: trigger(client, "x" * 10_241),
    "with large data that is no text": lambda client: trigger(client, ["🙂" * 1_000]),
}


@pytest.mark.parametrize("how", REFUSED)
def test_what_pusher_would_not_relay_is_refused_and_heard_by_nobody(server: Realtime, how: str) -> None:
    with server.connect() as mallory, server.connect() as alice:
        for channel in ("public", CHANNEL):
            mallory.subscribe(channel)
            alice.subscribe(channel)
        alice.subscribe("private-chat-2")
        REFUSED[how](mallory)
        assert mallory.event("pusher:error")["code"] is None
        assert alice.is_silent()


def test_who_left_the_channel_can_tell_it_nothing(server: Realtime) -> None:
    with server.connect() as mallory, server.connect() as alice:
        mallory.subscribe(CHANNEL)
        alice.subscribe(CHANNEL)
        mallory.send("pusher:unsubscribe", {"channel": CHANNEL})
        trigger(mallory)
        mallory.event("pusher:error")
        assert alice.is_silent()


def test_the_limits_themselves_pass(server: Realtime) -> None:
    with server.connect() as alice, server.connect() as ada:
        alice.subscribe(CHANNEL)
        ada.subscribe(CHANNEL)
        trigger(alice, json.dumps("x" * 10_238), event="client-" + "x" * 193)
        message = json.loads(ada.socket.recv(timeout=SOON_SECONDS))
        assert len(message["data"]) == 10_240


def test_ten_a_second_of_one_connection_and_no_more(server: Realtime) -> None:
    with server.connect() as alice, server.connect() as ada, server.connect() as bob:
        for client in (alice, ada, bob):
            client.subscribe(CHANNEL)
        began = time.monotonic()
        for n in range(10 * CLIENT_EVENTS_PER_SECOND):
            trigger(alice, {"n": n})
        refused = alice.waiting()
        seconds = time.monotonic() - began
        assert {message["data"]["code"] for message in refused} == {REFUSED_BY_RATE}
        heard = [json.loads(message["data"])["n"] for message in ada.waiting()]
        assert heard[:CLIENT_EVENTS_PER_SECOND] == list(range(CLIENT_EVENTS_PER_SECOND))
        assert len(heard) <= CLIENT_EVENTS_PER_SECOND * (1 + seconds)
        assert len(heard) + len(refused) == 10 * CLIENT_EVENTS_PER_SECOND
        trigger(bob, {"n": "bob's own ten"})
        assert ada.event("client-typing") == {"n": "bob's own ten"}
        assert [bob.event("client-typing")["n"] for _ in heard] == heard
        assert alice.event("client-typing") == {"n": "bob's own ten"}
        server.until(lambda: accepted(alice))


def accepted(client: Client) -> bool:
    """Whether a client event goes through again: a refusal would come before the answer to the ping."""
    trigger(client)
    return client.is_silent()


def test_events_that_are_dropped_on_purpose_include_these(server: Realtime) -> None:
    with server.connect() as alice, server.connect() as ada:
        alice.subscribe(CHANNEL)
        ada.subscribe(CHANNEL)
        server.drop(True)
        try:
            trigger(alice)
            assert alice.is_silent()
            assert ada.is_silent()
        finally:
            server.drop(False)


# pusher-js as the widget uses it: one side types, the other hears it.
PUSHER_JS = """
const { createHmac } = require("node:crypto");
const Pusher = require("pusher-js");
const [port, channelName] = process.argv.slice(1);
const authorizer = ({ channelName: name, socketId }, done) =>
  done(null, { auth: "key:" + createHmac("sha256", "secret").update(socketId + ":" + name).digest("hex") });
const open = () => new Pusher("key", {
  cluster: "local", wsHost: "127.0.0.1", wsPort: Number(port), forceTLS: false, enabledTransports: ["ws"],
  channelAuthorization: { customHandler: authorizer },
});
const [alice, ada] = [open(), open()];
const end = (heard) => { console.log(JSON.stringify(heard)); alice.disconnect(); ada.disconnect(); };
ada.subscribe(channelName).bind("client-typing", (data) => end({ data, refused }));
const refused = [];
alice.connection.bind("error", (error) => refused.push(error.data && error.data.code));
const mine = alice.subscribe(channelName);
mine.bind("client-typing", () => refused.push("the sender heard itself"));
Promise.all([mine, ada.channel(channelName)].map((channel) =>
  new Promise((done) => channel.bind("pusher:subscription_succeeded", done))))
  .then(() => mine.trigger("client-typing", { by: "user" }));
"""


def test_the_real_pusher_js_triggers_and_hears_them(server: Realtime) -> None:
    run = subprocess.run(
        ["node", "-e", PUSHER_JS, str(server.port), CHANNEL], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, run.stderr
    heard: dict[str, Any] = json.loads(run.stdout)
    assert heard == {"data": {"by": "user"}, "refused": []}
