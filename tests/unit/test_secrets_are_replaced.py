"""Keys that are replaced while requests go on: what is signed with the new one, or the old one, is good at once."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta, tzinfo
from typing import Any

import boto3
import pytest
from aws_lambda_powertools.utilities.parameters import SecretsProvider, base
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError

from support_chat.errors import Forbidden, Unauthorized
from support_chat.identity import CustomerTokens
from support_chat.pusher_keys import PusherKeys
from support_chat.realtime import AGENTS_CHANNEL, Event, Publisher, PusherApp
from support_chat.secret import Secret
from support_chat.tokens import TokenKeys
from tests.unit.people import token_of
from tests.unit.world import ALICE, Clock

OLD, NEW, NEWEST = ("old" * 16, "new" * 16, "newest" * 8)
EVENT = Event(AGENTS_CHANNEL, "chat_updated", {"type": "chat_updated"})
APP = PusherApp("1", "", "", "eu", "", 443, tls=True)
FIRST = {"key": "k1", "secret": "s1", "previous_key": "", "previous_secret": ""}
SECOND = {"key": "k2", "secret": "s2", "previous_key": "k1", "previous_secret": "s1"}


class Kept:
    """A secret in Secrets Manager, and a function that holds it; every reading is counted."""

    def __init__(self, **value: str) -> None:
        self.client: Any = boto3.client("secretsmanager")
        self.readings = 0
        self.seconds = 0.0
        self.name = str(uuid.uuid4())
        self.client.create_secret(Name=self.name, SecretString=json.dumps(value))
        self.client.meta.events.register("before-call.secretsmanager.GetSecretValue", self._count)
        self.held = Secret(SecretsProvider(boto3_client=self.client), self.name, clock=lambda: self.seconds)

    def replace(self, **value: str) -> None:
        self.client.put_secret_value(SecretId=self.name, SecretString=json.dumps(value))

    def lose(self) -> None:
        self.client.delete_secret(SecretId=self.name, ForceDeleteWithoutRecovery=True)

    def _count(self, **_: Any) -> None:
        self.readings += 1


def tokens_of(kept: Kept, clock: Clock) -> CustomerTokens:
    held = kept.held
    return CustomerTokens(
        lambda: TokenKeys(**held()),
        renewed=lambda: TokenKeys(**held.renewed()),
        audience="support-chat",
        issuer="",
        now=clock,
    )


def test_a_new_key_is_good_the_moment_it_is_there_and_the_old_one_still_is(clock: Clock) -> None:
    kept = Kept(current=OLD, previous="")
    tokens = tokens_of(kept, clock)
    assert tokens.customer(token_of(ALICE, clock, secret=OLD)).user_id == "alice"
    kept.replace(current=NEW, previous=OLD)
    assert tokens.customer(token_of(ALICE, clock, secret=NEW)).user_id == "alice"
    assert tokens.customer(token_of(ALICE, clock, secret=OLD)).user_id == "alice"
    assert kept.readings == 2


def test_the_key_before_the_previous_is_good_no_more(clock: Clock) -> None:
    kept = Kept(current=OLD, previous="")
    tokens = tokens_of(kept, clock)
    kept.replace(current=NEW, previous=OLD)
    kept.replace(current=NEWEST, previous=NEW)
    tokens.customer(token_of(ALICE, clock, secret=NEWEST))
    with pytest.raises(Unauthorized):
        tokens.customer(token_of(ALICE, clock, secret=OLD))


class Turned(datetime):
    """The time of day as Powertools reads it."""

    later = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:
        return datetime.now(tz) + cls.later


def test_a_retired_key_is_good_no_more_after_five_minutes(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "datetime", Turned)
    kept = Kept(current=NEW, previous=OLD)
    tokens, retired = tokens_of(kept, clock), token_of(ALICE, clock, secret=OLD)
    assert tokens.customer(retired).user_id == "alice"
    kept.replace(current=NEW, previous="")
    monkeypatch.setattr(Turned, "later", timedelta(minutes=5))
    with pytest.raises(Unauthorized):
        tokens.customer(retired)
    assert tokens.customer(token_of(ALICE, clock, secret=NEW)).user_id == "alice"


def test_a_flood_of_forged_tokens_reads_the_secret_once_in_five_seconds(clock: Clock) -> None:
    kept = Kept(current=OLD, previous="")
    tokens, forged = tokens_of(kept, clock), token_of(ALICE, clock, secret="forged" * 8)
    for _ in range(100):
        with pytest.raises(Unauthorized):
            tokens.customer(forged)
    assert kept.readings == 2
    kept.seconds = 5.0
    with pytest.raises(Unauthorized):
        tokens.customer(forged)
    assert kept.readings == 3


def test_a_good_token_reads_nothing_anew(clock: Clock) -> None:
    kept = Kept(current=OLD, previous=NEW)
    tokens = tokens_of(kept, clock)
    for secret in (OLD, NEW) * 10:
        tokens.customer(token_of(ALICE, clock, secret=secret))
    expired = token_of(ALICE, clock, secret=OLD)
    clock.forward(hours=2)
    with pytest.raises(Unauthorized):
        tokens.customer(expired)
    assert kept.readings == 1


def test_a_secret_that_cannot_be_read_lets_nobody_in(clock: Clock) -> None:
    kept = Kept(current=OLD, previous="")
    tokens = tokens_of(kept, clock)
    kept.lose()
    with pytest.raises(GetParameterError):
        tokens.customer(token_of(ALICE, clock, secret=OLD))


def test_a_channel_is_signed_with_the_key_that_its_client_has_connected_with() -> None:
    kept = Kept(**FIRST)
    signer = PusherKeys(kept.held, APP).signer
    assert signer.for_agent("1.1", AGENTS_CHANNEL, "k1")["auth"].startswith("k1:")
    kept.replace(**SECOND)
    signed = {key: signer.for_agent("1.1", AGENTS_CHANNEL, key)["auth"] for key in ("k2", "k1", "")}
    assert [signed[key].split(":")[0] for key in ("k1", "k2", "")] == ["k1", "k2", "k2"]
    assert signed["k1"].split(":")[1] != signed["k2"].split(":")[1]
    assert kept.readings == 2
    with pytest.raises(Forbidden):
        signer.for_agent("1.1", AGENTS_CHANNEL, "k3")


def test_events_go_out_with_the_current_key_and_with_the_last_one_known_when_there_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    used: list[str] = []
    monkeypatch.setattr(Publisher, "__call__", lambda publisher, _events: used.append(publisher.app.key) or True)
    kept = Kept(**FIRST)
    keys = PusherKeys(kept.held, APP)
    assert keys.publish([EVENT])
    kept.replace(**SECOND)
    kept.held.renewed()
    assert keys.publish([EVENT])
    kept.lose()
    kept.held._provider.clear_cache()
    assert keys.publish([EVENT])
    assert used == ["k1", "k2", "k2"]
    assert not PusherKeys(kept.held, APP).publish([EVENT])
