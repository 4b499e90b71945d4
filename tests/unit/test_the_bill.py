"""docs/cost.md says what local/cost computes, and that adds up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from local.cost.__main__ import PATH, VOLUMES, text
from local.cost.bill import bill, pusher_plan, totals
from local.cost.prices import PRICES, PUSHER
from local.cost.usage import Assumed, measured, operations, usage_of

ASSUMED = Assumed()


def test_the_committed_document_is_what_is_computed() -> None:
    assert PATH.read_text() == text(), "`make cost` writes it anew"


def test_a_month_without_messages_is_the_sweep_and_the_secrets() -> None:
    lines = {line.name: line for line in bill(usage_of(0, ASSUMED), ASSUMED)}
    assert lines["HTTP API"].usd == lines["SES"].usd == lines["DynamoDB, writes"].usd == 0
    assert lines["Scheduler"].amount == lines["Lambda, requests"].amount == 730 * 60
    assert lines["DynamoDB, reads"].amount == 730 * 60 * operations()["sweep, nothing overdue"][0]


def test_a_conversation_comes_to_what_its_parts_come_to() -> None:
    alone = replace(ASSUMED, hours_online=0, page_views=0, minutes_open=0, minutes_watched=0, new_customers=0)
    usage = usage_of(10, alone)
    assert {route: times for route, times in usage.requests.items() if times} == {
        "GET /support_chat": 2,
        "POST /support_chat/messages": 5,
        "PATCH /support_chat/mark_read": 5,
        "POST /pusher/auth": 1,
        "POST /admin/pusher/auth": 1,
        "POST /admin/chats/{chat_id}/messages": 5,
        "GET /admin/chats/{chat_id}": 2,
        "POST /admin/chats/{chat_id}/archive": 1,
    }
    units = operations()
    sent, replied = (
        units[name][1] for name in ("send with a context: the head passes 1 KB", "reply, first to who waits")
    )
    read, viewed, archived = (units[name][1] for name in ("mark read, one unread", "view, unseen", "archive"))
    mailed = units["mail check, mail sent"][1]
    moved = 10
    expected = 5 * (sent + replied + read) + viewed + archived + 2 * 0.2 * mailed + moved
    assert usage.write_units == pytest.approx(expected)


def test_more_messages_never_cost_less_and_free_is_never_more_than_the_list() -> None:
    ends = []
    for messages in VOLUMES:
        usage = usage_of(messages, ASSUMED)
        lines = bill(usage, ASSUMED)
        assert all(0 <= line.free <= line.usd for line in lines)
        ends.append(totals(lines)[1] + pusher_plan(usage, ASSUMED)[0] / 1e9)
    assert ends == sorted(ends)


def test_a_plan_of_pushers_holds_a_busy_day() -> None:
    a_day, plan = pusher_plan(usage_of(100_000, ASSUMED), ASSUMED)
    assert plan == next(known for known in PUSHER if known.messages_a_day >= a_day)
    assert pusher_plan(usage_of(VOLUMES[-1], ASSUMED), ASSUMED)[1] is None


def test_every_route_of_the_bill_was_measured() -> None:
    assert set(usage_of(1, ASSUMED).requests) <= set(measured()["milliseconds"])
    assert set(measured()["milliseconds"]) == set(measured()["answer_bytes"])


def test_every_price_says_by_whom() -> None:
    assert all(price.source for price in PRICES.values())
