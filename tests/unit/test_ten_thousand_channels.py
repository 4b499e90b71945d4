"""Ten thousand forms for the two routes that sign channels, nearly all of them foul: whatever is signed is a canonical
socket id with a channel that is the caller's, and nothing else (2015's disclosure for Pusher's libraries: what signs
any text signs a user, too)."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import random
import re
from collections import Counter
from typing import Any
from urllib.parse import parse_qsl, quote_plus
from uuid import UUID

import pytest
from starlette.requests import Request

from support_chat.errors import Forbidden, Invalid
from support_chat.http_edge import form
from support_chat.model import chat_id_of
from support_chat.realtime import AGENTS_CHANNEL, PusherApp, PusherApps, Signer, chat_channel
from tests.unit.people import PUSHER, Callers

CASES = 10_000
SECRET = PUSHER.secret
OWN, FOREIGN = chat_id_of("alice"), chat_id_of("bob")
SIGNER = Signer(lambda: PusherApps(PusherApp("1", "key", SECRET, "eu", "", 443, True)))
SOCKET = re.compile(r"[0-9]{1,20}\.[0-9]{1,20}", re.ASCII)
CHAT = re.compile(r"private-support-chat-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)

SOCKETS = [
    "1.1",
    "1234.1234",
    "9" * 20 + ".0",
    "9" * 21 + ".0",
    "1",
    ".",
    "1.1.1",
    "-1.1",
    "+1.1",
    "1e3.1",
    "0x1.1",
    "",
]
CHANNELS = [
    chat_channel(OWN),
    chat_channel(FOREIGN),
    AGENTS_CHANNEL,
    f"presence-support-chat-{OWN}",
    f"private-encrypted-support-chat-{OWN}",
    f"private-cache-support-chat-{OWN}",
    f"public-{OWN}",
    "presence-admin-support-notifications",
    "#server-to-user-alice",
    ':user::{"id":"alice"}',
    f"{chat_channel(OWN)}:" + '{"user_id":"admin"}',
    chat_channel(UUID(int=0)),
    "x" * 165,
    chat_channel(OWN) + "x" * 165,
    "",
]
FOUL = ["\x00", "\n", "\r\n", " ", "\t", ":", "::user::", "{}", '"', "'", "%", "&", "=", "+", ",", ";", "#", "?", "é"]
FOUL += [
    "１",
    "٣",
    "𝟙",
    "\u202e",
    "\u2028",
    "\ufeff",
    "\ud7ff",
    "😀",
    "presence-",
    "private-",
    "null",
    "[]",
    "../",
    "\\",
]


def mangled(rng: random.Random, text: str) -> str:
    """The text as it is, or with something in it, before it, behind it, doubled, cut, or in another case."""
    at = rng.randint(0, len(text))
    match rng.randrange(10):
        case 0 | 1 | 2:
            return text
        case 3:
            return text[:at] + rng.choice(FOUL) + text[at:]
        case 4:
            return text + rng.choice(FOUL)
        case 5:
            return rng.choice(FOUL) + text
        case 6:
            return text + text
        case 7:
            return text[:at]
        case 8:
            return rng.choice((text.upper(), text.title(), text.swapcase(), text[::-1]))
        case _:
            return "".join(rng.choice((*FOUL, *text)) for _ in range(rng.randint(0, 40)))


def body(rng: random.Random) -> bytes:
    """A form: mostly the two fields once each, else some left out, doubled, misspelt, in lists, or no form at all."""
    pairs = [("socket_id", mangled(rng, rng.choice(SOCKETS[:2] if rng.random() < 0.6 else SOCKETS)))]
    pairs.append(("channel_name", mangled(rng, rng.choice(CHANNELS))))
    trick = rng.randrange(20)
    if trick == 0:
        pairs.append((rng.choice(("socket_id", "channel_name")), mangled(rng, rng.choice((*SOCKETS, *CHANNELS)))))
    elif trick == 1:
        pairs.append((rng.choice(("user_data", "channel_data", "callback", "auth")), '{"id":"alice"}'))
    elif trick == 2:
        pairs[1] = (rng.choice(("channel_name[]", "channel_name[0]", "Channel_Name", "channel")), pairs[1][1])
    elif trick == 3:
        pairs.pop(rng.randrange(2))
    elif trick == 4:
        return json.dumps(dict(pairs)).encode()
    elif trick == 5:
        return rng.randbytes(rng.randint(0, 80))
    rng.shuffle(pairs)
    quoted = quote_plus if trick != 6 else lambda text: text  # unquoted, as no browser sends it
    return "&".join(f"{quoted(name)}={quoted(value)}" for name, value in pairs).encode("utf-8", "surrogatepass")


async def answered(raw: bytes, *, agent: bool) -> dict[str, str] | None:
    """The answer to this form, as the route gives it; None where it is refused."""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": raw, "more_body": False}

    try:
        socket_id, channel, _ = await form(
            Request({"type": "http"}, receive), "socket_id", "channel_name", optional="key"
        )
        return SIGNER.for_agent(socket_id, channel) if agent else SIGNER.for_customer(OWN, socket_id, channel)
    except (Forbidden, Invalid):
        return None


def signature_of(text: str) -> str:
    return "key:" + hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()


def check(raw: bytes, answer: dict[str, str], *, agent: bool) -> None:
    """What was signed is what this form says, word for word, and nothing but that."""
    pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True)
    fields = dict(pairs)
    assert len(pairs) == 2, raw
    assert set(fields) == {"socket_id", "channel_name"}, raw
    socket_id, channel = fields["socket_id"], fields["channel_name"]
    assert SOCKET.fullmatch(socket_id), raw
    theirs = channel == AGENTS_CHANNEL or CHAT.fullmatch(channel) if agent else channel == chat_channel(OWN)
    assert theirs, raw
    assert answer == {"auth": signature_of(f"{socket_id}:{channel}")}, raw


@pytest.mark.parametrize("agent", [False, True], ids=["customer", "agent"])
def test_nothing_foreign_is_signed_in_ten_thousand_tries(agent: bool) -> None:
    rng = random.Random(f"channels of {agent}")
    outcomes: Counter[str] = Counter()

    async def tries() -> None:
        for _ in range(CASES):
            raw = body(rng)
            answer = await answered(raw, agent=agent)
            outcomes["signed" if answer else "refused"] += 1
            if answer:
                check(raw, answer, agent=agent)

    loop = asyncio.new_event_loop()
    loop.run_until_complete(tries())
    loop.close()
    # Neither kind is so rare that the test says nothing.
    assert outcomes["signed"] > 50, outcomes
    assert outcomes["refused"] > CASES / 2, outcomes


def test_a_hundred_of_them_through_the_whole_function(callers: Callers) -> None:
    rng = random.Random("channels of a function")
    alice, ana = callers.customer(), callers.agent()
    for _ in range(100):
        raw = body(rng).decode("latin-1")
        for caller, route, agent in ((alice, "POST /pusher/auth", False), (ana, "POST /admin/pusher/auth", True)):
            answer = caller(route, raw=raw, content_type="application/x-www-form-urlencoded")
            assert answer.status in {200, 403, 422}, raw
            if answer.status == 200:
                check(raw.encode(), answer.json(), agent=agent)
            else:
                assert answer.code in {"forbidden", "invalid"}
                assert "key:" not in answer.text
