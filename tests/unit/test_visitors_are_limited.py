"""How many visitors may be made: per network address and in all, counted by the table, and no address kept."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from support_chat.counters import Counters
from support_chat.limits import network_of
from support_chat.store import Store
from support_chat.tokens import TokenKeys
from tests.http_events import Answer
from tests.unit.people import VISITOR_SECRET, Callers
from tests.unit.world import Clock, all_items


def come(callers: Callers, source_ip: str = "192.0.2.1", **headers: str) -> Answer:
    return callers.bearer(None)("POST /visitors", headers=headers, source_ip=source_ip)


def counted(store: Store) -> list[dict[str, Any]]:
    items = all_items(store)
    return [item for item in items if item["PK"]["S"].startswith("VISITORS#")]


def test_an_address_makes_so_many_an_hour_and_no_more(callers: Callers, clock: Clock) -> None:
    callers.receive(per_address=3)
    clock.forward(minutes=20)
    assert [come(callers).status for _ in range(4)] == [201, 201, 201, 429]
    refused = come(callers)
    assert (refused.code, refused.headers["retry-after"]) == ("too_many", str(40 * 60))
    assert come(callers, "192.0.2.2").status == 201
    clock.forward(minutes=40)
    assert come(callers).status == 201


def test_all_together_make_so_many_an_hour_and_no_more(callers: Callers, clock: Clock) -> None:
    callers.receive(in_total=3)
    assert [come(callers, f"192.0.2.{n}").status for n in range(5)] == [201, 201, 201, 429, 429]
    clock.forward(hours=1)
    assert come(callers).status == 201


def test_who_is_over_their_own_limit_uses_up_nobody_elses(callers: Callers) -> None:
    callers.receive(per_address=1, in_total=2)
    assert [come(callers).status for _ in range(5)] == [201, 429, 429, 429, 429]
    assert come(callers, "192.0.2.2").status == 201


def test_renewing_counts_for_nothing(callers: Callers) -> None:
    callers.receive(per_address=1, in_total=1)
    visitor = callers.bearer(come(callers).json()["token"])
    assert [visitor("POST /visitors").status for _ in range(3)] == [200, 200, 200]


def test_what_a_header_says_of_the_address_counts_for_nothing(callers: Callers) -> None:
    callers.receive(per_address=1)
    assert come(callers).status == 201
    for header in ("x-forwarded-for", "forwarded", "x-real-ip", "cf-connecting-ip", "true-client-ip"):
        assert come(callers, **{header: "198.51.100.7"}).status == 429, header


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:DB8:1:2:0:0:0:1", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("", "nonsense", True),
    ],
)
def test_a_subscriber_is_an_ipv4_address_or_the_64_of_an_ipv6_address(one: str, other: str, same: bool) -> None:
    assert (network_of(one) == network_of(other)) is same


def test_the_table_keeps_a_keyed_hash_no_address_and_forgets(callers: Callers, store: Store, clock: Clock) -> None:
    come(callers, "198.51.100.7")
    own, total = sorted(counted(store), key=lambda item: item["PK"]["S"] == "VISITORS#ALL")
    assert "198.51.100" not in str(counted(store))
    assert len(own["PK"]["S"]) == len("VISITORS#") + 32
    assert total["SK"]["S"] == "2026-11-23T12"
    for item in (own, total):
        assert int(item["expires_at"]["N"]) == int(clock().timestamp()) + 2 * 3600
    assert VISITOR_SECRET not in str(counted(store))


def test_another_key_makes_another_hash(callers: Callers, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    come(callers)
    monkeypatch.setattr("tests.unit.people.VISITOR_KEYS", TokenKeys("another-key-that-nobody-knows-0123456789"))
    come(callers)
    own = {item["PK"]["S"] for item in counted(store)} - {"VISITORS#ALL"}
    assert len(own) == 2


def test_where_the_table_does_not_count_nobody_is_made(
    callers: Callers, counters: Counters, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: Any, **__: Any) -> Any:
        raise ReadTimeoutError(endpoint_url="https://dynamodb")

    monkeypatch.setattr(counters, "take", silent)
    answer = come(callers)
    assert (answer.status, answer.code, "retry-after" in answer.headers) == (503, "unavailable", True)
