"""Pusher's signature is the key to a channel: only canonical names, only for whom they belong to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_chat.errors import Forbidden, Invalid
from support_chat.model import chat_id_of
from support_chat.realtime import AGENTS_CHANNEL, PusherApp, PusherApps, Signer, chat_channel
from tests.unit.people import Callers
from tests.unit.world import BOB

ALICES = chat_id_of("alice")
APP = PusherApp("1", "key", "pusher-secret", "eu", "", 443, True)
SIGNER = Signer(lambda: PusherApps(APP))
PIECES = ["private-", "presence-", "support-chat-", "admin-support-notifications", str(ALICES), ":", "::user::", "{}"]


def test_the_signature_is_pushers_own() -> None:
    app = PusherApp("1", "278d425bdf160c739803", "7ad3773142a6692b25b8", "eu", "", 443, True)
    known = Signer(lambda: PusherApps(app))
    signed = known._sign("1234.1234", "private-foobar")["auth"]
    assert signed == "278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4"


@given(
    socket_id=st.one_of(st.just("1.1"), st.text(max_size=30), st.from_regex(r"\d+\.\d+", fullmatch=True)),
    channel=st.one_of(
        st.just(chat_channel(ALICES)),
        st.text(max_size=80),
        st.lists(st.sampled_from(PIECES), max_size=6).map("".join),
        st.uuids().map(chat_channel),
    ),
)
def test_nothing_but_ones_own_channel_is_ever_signed(socket_id: str, channel: str) -> None:
    try:
        SIGNER.for_customer(ALICES, socket_id, channel)
    except (Forbidden, Invalid):
        return
    assert channel == f"private-support-chat-{ALICES}"
    before, _, after = socket_id.partition(".")
    assert socket_id.isascii()
    assert before.isdigit()
    assert after.isdigit()


@pytest.mark.parametrize(
    "channel",
    [
        "",
        AGENTS_CHANNEL.upper(),
        AGENTS_CHANNEL + "2",
        "presence-admin-support-notifications",
        "private-support-chat-",
        "private-support-chat-x",
        f"private-support-chat-{str(ALICES).upper()}",
        f"private-support-chat-{{{ALICES}}}",
        f"private-support-chat-urn:uuid:{ALICES}",
        f"private-support-chat-{ALICES}\n",
        f"private-support-chat-{ALICES}:x",
        f"private-encrypted-support-chat-{ALICES}",
    ],
)
def test_agents_get_only_channels_that_exist(channel: str) -> None:
    with pytest.raises(Forbidden):
        SIGNER.for_agent("1.1", channel)


@pytest.mark.parametrize("socket_id", ["", "1", "1.", ".1", "a.b", "1.1.1", "１.１", "1.1\n", " 1.1", "1" * 21 + ".1"])
def test_a_socket_id_that_is_not_pushers_is_refused(socket_id: str) -> None:
    with pytest.raises(Invalid):
        SIGNER.for_agent(socket_id, AGENTS_CHANNEL)


def test_another_customers_channel_and_the_agents_are_forbidden(callers: Callers) -> None:
    bob = callers.customer(BOB)
    for channel in (chat_channel(ALICES), AGENTS_CHANNEL):
        answer = bob.form("POST /pusher/auth", socket_id="1.1", channel_name=channel)
        assert (answer.status, answer.code) == (403, "forbidden")


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "socket_id=1.1",
        f"channel_name={chat_channel(ALICES)}",
        f"socket_id=1.1&socket_id=2.2&channel_name={chat_channel(ALICES)}",
        f"socket_id=1.1&channel_name={chat_channel(ALICES)}&channel_name=private-x",
        f"socket_id=1.1&channel_name={chat_channel(ALICES)}&user_data=x",
        '{"socket_id": "1.1"}',
        "é",
    ],
)
def test_a_form_that_is_not_pushers_is_refused(raw: str, callers: Callers) -> None:
    answer = callers.customer()("POST /pusher/auth", raw=raw, content_type="application/x-www-form-urlencoded")
    assert (answer.status, answer.code) == (422, "invalid")
