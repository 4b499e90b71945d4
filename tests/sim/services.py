"""Pusher, EventBridge Scheduler and SES as they behave on a bad day."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from support_chat.errors import MailPostponed, MailRefused, MailUncertain
from support_chat.instant import stamp
from support_chat.ledger import Mail
from support_chat.model import Chat, Message
from support_chat.realtime import Event
from tests.sim.faults import Fault, Ports
from tests.sim.kernel import START


class Listener(Protocol):
    """Whoever subscribed to a channel."""

    def hear(self, event: Event) -> None: ...


class Pusher:
    """Takes events and delivers them: late, twice, in another order, or not at all, as it never promised otherwise."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._channels: dict[str, list[Listener]] = defaultdict(list)
        self.delivered = 0

    def subscribe(self, channel: str, listener: Listener) -> None:
        if listener not in self._channels[channel]:
            self._channels[channel].append(listener)

    def leave(self, channel: str, listener: Listener) -> None:
        if listener in self._channels[channel]:
            self._channels[channel].remove(listener)

    def publish(self, events: list[Event]) -> bool:
        """The product's port `Publish`."""
        fault, _ = self._ports.call("pusher", "publish", lambda: self._deliver(events))
        return fault in (Fault.NONE, Fault.REPEATED)

    def _deliver(self, events: list[Event]) -> None:
        for event in events[:10]:
            for listener in self._channels.get(event.channel, ()):
                for seconds in self._arrivals():
                    self._send(seconds, listener, event)

    def _send(self, seconds: float, listener: Listener, event: Event) -> None:
        self.delivered += 1
        self._ports.kernel.after(seconds, lambda: listener.hear(event))

    def _arrivals(self) -> tuple[float, ...]:
        dice = self._ports.kernel.random
        soon = dice.uniform(0.01, 0.12)
        if not self._ports.hits("pusher"):
            return (soon,)
        return dice.choice(((), (soon, soon * 3), (soon + 2,), (600.0,)))


class Scheduler:
    """Rings at the named minute or up to a minute later; more than once, much later, too early or never by fault."""

    def __init__(self, ports: Ports, ring: Callable[[UUID], None]) -> None:
        self._ports = ports
        self._ring = ring
        self._names: set[tuple[UUID, int]] = set()
        self.refused = 0

    def schedule_check(self, chat_id: UUID, at: datetime) -> bool:
        """The product's port `ScheduleCheck`."""
        fault, _ = self._ports.call("scheduler", "schedule_check", lambda: self._create(chat_id, at))
        worked = fault in (Fault.NONE, Fault.REPEATED)
        self.refused += not worked
        return worked

    def _create(self, chat_id: UUID, at: datetime) -> None:
        second = math.ceil((at - START).total_seconds())
        if (chat_id, second) in self._names:
            return  # the same name again: a conflict, which is success
        self._names.add((chat_id, second))
        wait = max(0.0, second - self._ports.kernel.now)
        for late in self._rings(wait):
            self._ports.kernel.after(wait + late, lambda: self._ring(chat_id))

    def _rings(self, wait: float) -> tuple[float, ...]:
        dice = self._ports.kernel.random
        on_time = dice.uniform(0, 60)
        if not self._ports.hits("scheduler"):
            return (on_time,)
        return dice.choice(((), (on_time,) * 5, (on_time, on_time + 0.01), (on_time + 300,), (-min(wait, 20.0),)))


@dataclass(frozen=True)
class Accepted:
    """A mail that SES took."""

    chat: Chat
    mail: Mail
    newest: Message
    mailer_time: datetime
    at: float


@dataclass
class Ses:
    """Takes a mail, or throttles, refuses, or keeps silent before or after it took it; knows no idempotency.

    What it took it tells of by events: late, twice, in any order. Some mail it takes and never sends, or it bounces.
    """

    ports: Ports
    tell: Callable[[dict[str, Any]], None]
    accepted: list[Accepted] = field(default_factory=list)
    refused: set[UUID] = field(default_factory=set)
    silent: set[UUID] = field(default_factory=set)
    events: dict[UUID, set[str]] = field(default_factory=dict)

    def send_email(self, chat: Chat, mail: Mail, newest: Message) -> str:
        """The product's port `SendEmail`."""
        kernel = self.ports.kernel

        def take() -> str:
            accepted = Accepted(chat, mail, newest, kernel.function_time(), kernel.now)
            self.accepted.append(accepted)
            self._tell_of(accepted)
            return f"ses-{mail.id}"

        fault, message_id = self.ports.call("ses", "send_email", take)
        if fault is Fault.REFUSED:
            if self.ports.down("ses") or kernel.random.random() < 0.7:
                raise MailPostponed("TooManyRequestsException")
            self.refused.add(mail.id)
            raise MailRefused("MessageRejected")
        if message_id is None or fault is Fault.SILENT_AFTER:
            self.silent.add(mail.id)
            raise MailUncertain("ReadTimeoutError")
        return message_id

    def _tell_of(self, accepted: Accepted) -> None:
        dice = self.ports.kernel.random
        kinds = ["Send", dice.choice(("Delivery", "Delivery", "Delivery", "Bounce", "Complaint"))]
        if self.ports.hits("ses"):
            kinds = dice.choice((kinds * 2, kinds[::-1], kinds[:1], []))
        self.events[accepted.mail.id] = set(kinds)
        for kind in kinds:
            event = _event(kind, accepted)
            self.ports.kernel.after(dice.choice((0.01, 0.5, 5.0, 200.0)), partial(self.tell, event))


def _event(kind: str, accepted: Accepted) -> dict[str, Any]:
    """An event as EventBridge brings it, as far as the product reads it."""
    at = stamp(accepted.mailer_time)
    mail, particulars = accepted.mail, {"timestamp": at}
    if kind == "Bounce":
        particulars |= {"bounceType": "Permanent", "bounceSubType": "General"}
    tags = {"chat_id": [str(accepted.chat.id)], "mail_id": [str(mail.id)], "through_seq": [str(mail.through_seq)]}
    about = {"tags": tags, "timestamp": at, "messageId": f"ses-{mail.id}", "destination": [accepted.chat.user_email]}
    return {"detail": {"eventType": kind, "mail": about, kind[0].lower() + kind[1:]: particulars}}
