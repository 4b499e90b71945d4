"""How many of a kind may be made in an hour, counted by the table. It knows a network address by a keyed hash only."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from support_chat.counters import Counters
from support_chat.errors import TooMany
from support_chat.keys import Made
from support_chat.people import Customer
from support_chat.telemetry import count
from support_chat.tokens import Keys

_HOUR = timedelta(hours=1)


class HourlyLimit:
    """How many may be made in an hour: from one network address, and, where that is limited, in all."""

    def __init__(
        self,
        made: Made,
        counters: Counters,
        keys: Keys,
        now: Callable[[], datetime],
        *,
        per_address: int,
        in_total: int | None = None,
    ) -> None:
        self._made = made
        self._counters = counters
        self._keys = keys
        self._now = now
        self._per_address = per_address
        self._in_total = in_total

    def take(self, address: str) -> None:
        """Take one of each. Raises `TooMany` where none is left until the next hour."""
        now = self._now()
        hour = now.replace(minute=0, second=0, microsecond=0)
        # The address first: who is over their own limit uses up nobody else's.
        limits = {self._known_as(address): self._per_address}
        if self._in_total is not None:
            limits["ALL"] = self._in_total
        for who, limit in limits.items():
            if not self._counters.take(self._made, who, hour, limit, forget_at=hour + 2 * _HOUR):
                count("VisitorsRefused" if self._made is Made.VISITORS else "ChatsRefused")
                raise TooMany(f"too many new {self._made.lower()} at the moment", retry_after=hour + _HOUR - now)

    def _known_as(self, address: str) -> str:
        """The address as the table knows it: by a keyed hash, from which nobody gets back to it."""
        key = self._keys().current.encode()
        return hmac.new(key, f"network address: {network_of(address)}".encode(), hashlib.sha256).hexdigest()[:32]


class NewChats:
    """Lets people begin a chat, so many from one network address. Visitors were counted when they were made."""

    def __init__(self, limit: HourlyLimit) -> None:
        self._limit = limit

    def __call__(self, customer: Customer) -> None:
        """Raises `TooMany`."""
        if not customer.visitor:
            self._limit.take(customer.address)


def network_of(address: str) -> str:
    """What one subscriber holds: an IPv4 address, or the /64 of an IPv6 address; what is neither is all one."""
    try:
        known = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or IPv6Address(int(known) >> 64 << 64))
    return str(known)
