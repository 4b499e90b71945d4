"""The realtime chunk as it is shipped: pusher-js's connection with our surroundings, and a server that misbehaves."""

from __future__ import annotations

import time
from collections.abc import Iterator
from queue import Empty
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.host_app import HostApp
from tests.e2e.pusher_server import Connection, PusherServer, pusher_server
from tests.people import SOON_SECONDS
from tests.template import ROOT

CHANNEL = "private-support-chat-1"
ONE_SECOND = 990  # ms in the page; timers may round
CLIENT = """async ([chunk, port, options]) => {
  const { PusherClient } = await import(chunk);
  const Real = WebSocket;
  window.sockets = [];
  window.WebSocket = class extends Real {
    constructor(url) {
      super(url);
      const times = { made: performance.now() };
      sockets.push(times);
      this.addEventListener("close", () => (times.closed = performance.now()));
    }
  };
  window.states = [];
  window.heard = [];
  window.asked = [];
  window.answer = (callback) => callback(null, { auth: "key:signature" });
  window.client = new PusherClient("key", {
    cluster: "", forceTLS: false, wsHost: "127.0.0.1", wsPort: port, wssPort: port,
    activityTimeout: 30000, pongTimeout: 10000, ...options,
    channelAuthorization: {
      customHandler: (params, callback) => (asked.push(params), queueMicrotask(() => answer(callback))),
    },
  });
  client.connection.bind("state_change", ({ current }) => states.push(current));
  window.join = (name) => {
    const channel = client.subscribe(name);
    channel.bind_global((event, data) => heard.push([event, data]));
    return channel;
  };
}"""


@pytest.fixture
def server() -> Iterator[PusherServer]:
    with pusher_server() as running:
        yield running


@pytest.fixture
def page(browser: Browser, host: HostApp) -> Iterator[Page]:
    """A page that has the chunk beside it."""
    [chunk] = (ROOT / "widget/dist/assets").glob("pusher.*.js")
    host.file("/pusher.js", "text/javascript", chunk.read_text())
    page = browser.new_page()
    page.goto(host.page("/realtime", "<!doctype html><title>Realtime</title>"))
    yield page
    page.evaluate("window.client?.disconnect()")
    page.close()


def connect(page: Page, server: PusherServer, **options: Any) -> Connection:
    page.evaluate(CLIENT, ["/pusher.js", server.port, options])
    connection = server.next()
    if not server.greeting:
        in_state(page, "connected")
    return connection


def in_state(page: Page, state: str) -> None:
    page.wait_for_function("state => client.connection.state === state", arg=state)


def hears(page: Page, event: str) -> object:
    """What the channel's listener is told under this name, which has to come."""
    page.wait_for_function("event => heard.some(([name]) => name === event)", arg=event)
    return page.evaluate("event => heard.findLast(([name]) => name === event)[1]", event)


def joined(page: Page, connection: Connection) -> None:
    page.evaluate("name => { join(name); }", CHANNEL)
    connection.hears("pusher:subscribe")
    connection.say("pusher_internal:subscription_succeeded", channel=CHANNEL)
    hears(page, "pusher:subscription_succeeded")


def test_a_private_channel_is_signed_for_joined_heard_and_left(page: Page, server: PusherServer) -> None:
    connection = connect(page, server)
    page.evaluate(
        "() => { window.answer = (callback) => callback(null, { auth: 'key:signature', channel_data: '{}' }); }"
    )
    page.evaluate("name => { join(name); }", CHANNEL)
    data = connection.hears("pusher:subscribe")["data"]
    assert data == {"auth": "key:signature", "channel_data": "{}", "channel": CHANNEL}
    assert page.evaluate("asked[0].channelName") == CHANNEL
    assert page.evaluate("asked[0].socketId === client.connection.socket_id")
    connection.say("pusher_internal:subscription_succeeded", channel=CHANNEL)
    connection.say("new_message", '{"seq": 7}', CHANNEL)
    connection.say("new_message", '{"seq": 8}', "private-support-chat-2")
    assert hears(page, "new_message") == {"seq": 7}
    page.evaluate("name => { client.subscribe(name).trigger('client-typing', { by: 'user' }); }", CHANNEL)
    assert connection.hears("client-typing")["channel"] == CHANNEL
    page.evaluate("name => client.unsubscribe(name)", CHANNEL)
    assert connection.hears("pusher:unsubscribe")["data"] == {"channel": CHANNEL}
    page.evaluate("client.disconnect()")
    connection.hears("closed")
    assert page.evaluate("heard.map(([name]) => name)") == ["pusher:subscription_succeeded", "new_message"]


@pytest.mark.parametrize(("code", "at_once"), [(4100, False), (4200, True), (1001, False), (1002, False)])
def test_after_a_close_code_that_may_pass_it_connects_and_joins_again(
    page: Page, server: PusherServer, code: int, at_once: bool
) -> None:
    connection = connect(page, server)
    joined(page, connection)
    connection.close(code)
    assert server.next().hears("pusher:subscribe")["data"]["channel"] == CHANNEL
    waited = page.evaluate("sockets[1].made - sockets[0].closed")
    assert waited < ONE_SECOND if at_once else ONE_SECOND <= waited < 5 * ONE_SECOND


@pytest.mark.parametrize("code", [4001, 4099, 4300])
def test_a_refusal_is_taken_as_one(page: Page, server: PusherServer, code: int) -> None:
    connection = connect(page, server)
    connection.close(code, "no")
    in_state(page, "disconnected")
    assert page.evaluate("states") == ["connected", "disconnected"]
    # Whoever asks again may have better luck: core/realtime.ts does, a minute later.
    page.evaluate("client.connect()")
    server.next()
    in_state(page, "connected")


def test_a_refusal_before_the_hello_is_one_as_well(page: Page, server: PusherServer) -> None:
    server.greeting = (4001, "App key not in this cluster")
    connect(page, server)
    in_state(page, "disconnected")


def test_over_capacity_before_the_hello_is_tried_again(page: Page, server: PusherServer) -> None:
    server.greeting = (4100, "Over capacity")
    connect(page, server)
    server.greeting = None
    server.next()
    in_state(page, "connected")


def test_who_says_nothing_is_asked_and_given_up(page: Page, server: PusherServer) -> None:
    connection = connect(page, server, activityTimeout=200, pongTimeout=3_000)
    connection.hears("pusher:ping")
    again = server.next()
    again.hears("pusher:ping")
    again.say("pusher:pong")
    again.hears("pusher:ping")
    assert server.connections.empty(), "whoever answers is kept"


def test_the_server_may_want_to_be_asked_more_often(page: Page, server: PusherServer) -> None:
    server.activity_timeout = 1
    started = time.monotonic()
    connect(page, server).hears("pusher:ping")
    assert time.monotonic() - started < SOON_SECONDS, "30 seconds, as it was told at first"


def test_a_ping_is_answered(page: Page, server: PusherServer) -> None:
    connection = connect(page, server)
    connection.say("pusher:ping")
    connection.hears("pusher:pong")


def test_a_signature_that_is_refused_is_told_and_may_be_asked_for_again(page: Page, server: PusherServer) -> None:
    connection = connect(page, server)
    page.evaluate("() => { window.answer = (callback) => callback(new Error('refused'), null); }")
    page.evaluate("name => { window.channel = join(name); }", CHANNEL)
    assert hears(page, "pusher:subscription_error") is not None
    page.evaluate("() => { window.answer = (callback) => callback(null, { auth: 'key:signature' }); }")
    page.evaluate("channel.subscribe()")
    connection.hears("pusher:subscribe")


def test_a_channel_left_while_it_is_joined_is_left_as_soon_as_it_is_joined(page: Page, server: PusherServer) -> None:
    connection = connect(page, server)
    page.evaluate("name => { join(name); }", CHANNEL)
    connection.hears("pusher:subscribe")
    page.evaluate("name => client.unsubscribe(name)", CHANNEL)
    connection.say("pusher_internal:subscription_succeeded", channel=CHANNEL)
    connection.hears("pusher:unsubscribe")
    assert page.evaluate("heard") == []


def test_a_channel_left_and_joined_again_meanwhile_stays(page: Page, server: PusherServer) -> None:
    connection = connect(page, server)
    page.evaluate("name => { join(name); }", CHANNEL)
    connection.hears("pusher:subscribe")
    page.evaluate("name => { client.unsubscribe(name); client.subscribe(name); }", CHANNEL)
    connection.say("pusher_internal:subscription_succeeded", channel=CHANNEL)
    hears(page, "pusher:subscription_succeeded")
    connection.say("new_message", '{"seq": 1}', CHANNEL)
    assert hears(page, "new_message") == {"seq": 1}


def test_who_disconnects_stays_disconnected_and_leaves_no_socket(page: Page, server: PusherServer) -> None:
    connection = connect(page, server)
    page.evaluate("client.disconnect()")
    connection.hears("closed")
    with pytest.raises(Empty):
        server.next(within=1.5)
    page.evaluate("client.connect()")
    server.next()
    # Before the hello has come.
    page.evaluate("client.disconnect()")
    in_state(page, "disconnected")
