"""From messages a month to requests, capacity units, seconds, bytes, events and mails."""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.aws import ROOT

GB = 1_000_000_000
MINUTES = 730 * 60
_MEASURED = Path(__file__).with_name("measured.json")
_ROWS = re.compile(r"^\| ([^|]+?) +\| +\d+ \| +([\d.]+) \| +([\d.]+) \|", re.MULTILINE)


@dataclass(frozen=True)
class Assumed:
    """What cannot be measured before there are customers. Change it, and `python -m local.cost` tells what it costs."""

    messages: int = 10  # in a conversation: half the customer's, half the agents'
    new_customers: float = 0.3  # of conversations are somebody's first
    page_views: int = 30  # by people who are signed in, for each conversation: each looks once for unread messages
    minutes_open: int = 10  # the chat is open on both sides; a poll every 30 s beside the realtime connection
    minutes_watched: int = 10  # the chat is closed and the page in view; a look every 30 s
    streaks: int = 2  # of unread replies in a conversation: each sets an alarm
    mailed: float = 0.2  # of streaks are still unread after five minutes
    messages_an_agent: int = 20_000  # a month; Chatwoot's fair-use figure for its plan Business
    hours_online: int = 160  # that an agent has the dashboard open in a month
    busy_days: int = 22  # over which a month's messages spread
    message_bytes: int = 1_200  # in the table: the message, its id, its share of head and indexes
    months_kept: int = 12  # nothing of a chat is forgotten by itself; this is the table after a year
    slower: float = 2.0  # a function of 1 GB has 0.58 of a processor; the milliseconds are of a whole, busy one
    background_ms: int = 100  # a mail check or a sweep
    page_of_a_list: float = 12  # read units, tests/stack/test_cost_of_operations.py
    moved_in_inbox: int = 1  # write unit that DynamoDB charges beside the table of operations, for each message
    widget_bytes: int = 30_000  # once a customer; the loader alone stays in the cache


@dataclass(frozen=True)
class Usage:
    """Of one month."""

    messages: int
    agents: int
    requests: dict[str, float]
    read_units: float
    write_units: float
    background_runs: float
    mails: float
    alarms_set: float
    published: float
    delivered: float
    new_customers: float
    page_views: float


def operations() -> dict[str, tuple[float, float]]:
    """Read and write units of each operation, from the table in docs/architecture.md that the stack tests hold."""
    text = (ROOT / "docs/architecture.md").read_text().split("## What an operation costs")[1]
    return {name: (float(read), float(write)) for name, read, write in _ROWS.findall(text)}


def measured() -> dict[str, Any]:
    """What local/cost/measure.py has measured."""
    found: dict[str, Any] = json.loads(_MEASURED.read_text())
    return found


def usage_of(messages: int, assumed: Assumed) -> Usage:
    """What so many messages a month come to."""
    talks = messages / assumed.messages
    agents = math.ceil(messages / assumed.messages_an_agent)
    half, looks = assumed.messages // 2, assumed.page_views + 2 * assumed.minutes_watched
    polls = 2 * assumed.minutes_open
    # Both sides hear of messages, replies, reads and a view; the lists also of archiving and mails.
    chat_events = 3 * half + 1
    list_events = chat_events + 1 + assumed.mailed * assumed.streaks
    listed = agents * assumed.hours_online * 120.0  # a page and the counts every 30 s
    # An event makes each dashboard count, every two seconds at most.
    counted = agents * min(talks * list_events, assumed.hours_online * 1800.0)
    done = {
        ("GET /support_chat", "open"): talks * (looks + 2),
        ("GET /support_chat/messages", "poll, nothing new"): talks * polls,
        ("POST /support_chat/messages", "send with a context: the head passes 1 KB"): talks * half,
        ("PATCH /support_chat/mark_read", "mark read, one unread"): talks * half,
        ("POST /pusher/auth", ""): talks,
        ("POST /admin/pusher/auth", ""): talks,
        ("POST /admin/chats/{chat_id}/messages", "reply, first to who waits"): talks * half,
        ("GET /admin/chats/{chat_id}", "view, unseen"): talks,
        ("GET /admin/chats/{chat_id}", "view, seen"): talks,
        ("GET /admin/chats/{chat_id}/messages", "poll, nothing new"): talks * polls,
        ("POST /admin/chats/{chat_id}/archive", "archive"): talks,
        ("GET /admin/chats", "a page of a list"): listed,
        ("GET /admin/counts", "counts of all lists"): listed + counted,
    }
    checks = talks * assumed.streaks
    extra = {
        "open, first time": talks * assumed.new_customers,
        "send, the first (its chat is found by 5 terms)": talks * assumed.new_customers,
        "mail check, mail sent": checks * assumed.mailed,
        "mail check, read or nothing due": checks * (1 - assumed.mailed),
        "sweep, nothing overdue": MINUTES,
    }
    units = operations() | {"": (0, 0), "a page of a list": (assumed.page_of_a_list, 0)}
    spent = [(times, units[name]) for (_, name), times in done.items()] + [
        (n, units[name]) for name, n in extra.items()
    ]
    requests: defaultdict[str, float] = defaultdict(float)
    for (route, _), times in done.items():
        requests[route] += times
    return Usage(
        messages=messages,
        agents=agents,
        requests=dict(requests),
        read_units=sum(times * read for times, (read, _) in spent),
        write_units=sum(times * write for times, (_, write) in spent) + messages * assumed.moved_in_inbox,
        background_runs=MINUTES + checks * (1 + 2 * assumed.mailed),  # SES tells twice of each mail: sent, delivered
        mails=checks * assumed.mailed,
        alarms_set=checks,
        published=talks * (chat_events + list_events),
        delivered=talks * (2 * chat_events + agents * list_events),
        new_customers=talks * assumed.new_customers,
        page_views=talks * assumed.page_views,
    )
