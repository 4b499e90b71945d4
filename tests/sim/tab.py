"""A browser tab: the rules of widget/src/core (conversation, outbox, reconciler, reading) on the simulated clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from support_chat.model import Chat, Entry, Message
from support_chat.realtime import Event, chat_channel
from tests.sim.kernel import Alarm, Kernel
from tests.sim.server import Answer, Server
from tests.sim.services import Pusher
from tests.sim.timeline import Seen, Timeline, seen, seen_in_event

POLL, SLOW_POLL, GAP_WAIT, GAP_ATTEMPTS, GATHER = 5.0, 30.0, 0.25, 5, 0.15
PAGE = 50


@dataclass(frozen=True)
class Endpoints:
    """The routes of one role for one chat."""

    role: str
    chat_id: UUID
    open: Callable[[], tuple[Chat, list[Entry], bool]]
    after: Callable[[int], tuple[list[Entry], bool]]
    send: Callable[[str, UUID], tuple[Message, bool]]
    mark_read: Callable[[int], Chat] | None
    acknowledged: Callable[[Message, str, UUID], None]
    opened: Callable[[float, bool, int], None]


class Backoff:
    """Full jitter above a quarter, as in backoff.ts."""

    def __init__(self, kernel: Kernel, limit: float) -> None:
        self._kernel, self._limit, self._attempt = kernel, limit, 0

    def reset(self) -> None:
        self._attempt = 0

    def next(self) -> float:
        ceiling = min(self._limit, 2.0**self._attempt)
        self._attempt = min(self._attempt + 1, 16)
        return ceiling * (0.25 + 0.75 * self._kernel.random.random())


class Tab:
    """One tab on one chat. `storage` (client_message_id -> text) outlives it and is shared by a person's tabs."""

    def __init__(self, server: Server, pusher: Pusher, endpoints: Endpoints, storage: dict[UUID, str]) -> None:
        self.kernel = server.kernel
        self.endpoints = endpoints
        self.timeline = Timeline()
        self.storage = storage
        self.outbox: dict[UUID, str] = dict(storage)
        self.online = True
        self.live = False  # what the tab believes of its socket
        self.deaf = False  # a half-open socket: believed alive, and nothing comes
        self.closed = False
        self.owner = (endpoints.role, 0)  # whose tab: the customer's, or the n-th agent's
        self.number = 0
        self.strays: list[str] = []  # events that were none of this tab's business
        self._server, self._pusher = server, pusher
        self._sending = self._asking = self._again = self._marking = False
        self._reopen = True
        self._gap_attempts = 0
        self._read_seq = self._told_seq = 0
        self._outbox_backoff, self._poll_backoff, self._read_backoff = (
            Backoff(self.kernel, 30.0),
            Backoff(self.kernel, 15.0),
            Backoff(self.kernel, 30.0),
        )
        self._alarms: dict[str, Alarm] = {}

    def start(self) -> None:
        self.connect()
        self.reconcile(reopen=True)
        self._pump()

    def close(self) -> None:
        """The tab is gone; a request under way still arrives at the server."""
        self.closed = True
        self.disconnect()
        for name in list(self._alarms):
            self._clear(name)

    # -- what the person does

    def send(self, content: str, client_message_id: UUID) -> None:
        self.outbox[client_message_id] = content
        self.storage[client_message_id] = content
        self._pump()

    def look(self) -> None:
        """Everything held so far is before the person's eyes."""
        if self.endpoints.mark_read and self.timeline.contiguous > self._read_seq:
            self._read_seq = self.timeline.contiguous
            self._set("read", GATHER, self._flush_read)

    # -- connection

    def connect(self) -> None:
        if self.online and not self.closed:
            self._pusher.subscribe(chat_channel(self.endpoints.chat_id), self)
            self.live, self.deaf = True, False
            self._returned()

    def disconnect(self) -> None:
        self._pusher.leave(chat_channel(self.endpoints.chat_id), self)
        self.live = False
        if not self.closed:
            self._returned()

    def go_offline(self) -> None:
        self.online = False
        self.disconnect()

    def go_online(self) -> None:
        self.online = True
        self.connect()

    def _returned(self) -> None:
        self._outbox_backoff.reset()
        self._clear("outbox")
        self.reconcile()
        self._pump()
        if "read" in self._alarms:
            self._set("read", GATHER, self._flush_read)

    def hear(self, event: Event) -> None:
        if self.closed or not self.online or not self.live or self.deaf:
            return
        if event.channel != chat_channel(self.endpoints.chat_id):
            self.strays.append(event.channel)
        if event.name == "messages_read":
            self._told_seq = max(self._told_seq, event.data["up_to_seq"])
        if event.name not in ("new_message", "message_changed") or not self.timeline.opened:
            return
        message = event.data.get("message")
        if message:
            self._take(self.timeline.add([seen_in_event(message)]))
        else:
            self.timeline.expected = max(self.timeline.expected, event.data["seq"])
            if self.timeline.gap:
                self.reconcile()

    # -- catching up

    def reconcile(self, reopen: bool = False) -> None:
        self._reopen |= reopen
        if self.closed:
            return
        if self._asking:
            self._again = True
            return
        self._clear("poll")
        self._clear("gap")
        self._asking = True
        self._ask()

    def _ask(self) -> None:
        self._again = False
        if self._reopen or not self.timeline.opened:
            started = self.kernel.now
            self._request(f"{self.endpoints.role} open", self.endpoints.open, lambda a: self._opened(a, started))
        else:
            after = self.timeline.ask_after(self.kernel.now)
            self._request("after", lambda: self.endpoints.after(after), lambda answer: self._paged(answer, after))

    def _opened(self, answer: Answer, started: float) -> None:
        if answer.good:
            chat, entries, _ = answer.value
            self.endpoints.opened(started, True, chat.last_seq)
            self._reopen = False
            self._told_seq = max(self._told_seq, chat.read_seq)
            self._take(self.timeline.open([seen(entry.message) for entry in entries], chat.last_seq))
        else:
            self.endpoints.opened(started, False, 0)
        self._asked(answer, more=answer.good and self.timeline.gap)

    def _paged(self, answer: Answer, after: int) -> None:
        if answer.good:
            entries, has_more = answer.value
            self._take(self.timeline.add_after(after, [seen(entry.message) for entry in entries], has_more))
        else:
            self.timeline.ask_anew()
        self._asked(answer, self.timeline.more)

    def _asked(self, answer: Answer, more: bool) -> None:
        if self.closed:
            return
        if answer.good and (more or self._again):
            self._ask()
            return
        self._asking = False
        if answer.good:
            self._poll_backoff.reset()
            interval = SLOW_POLL if self.live else POLL
            wait = interval * (0.85 + 0.15 * self.kernel.random.random())
        else:
            wait = self._poll_backoff.next()
        self._set("poll", wait, self.reconcile)
        if answer.good:
            self._look_for_gap()

    def _look_for_gap(self) -> None:
        if not self.timeline.gap:
            self._gap_attempts = 0
        elif not self._asking and "gap" not in self._alarms:
            if self._gap_attempts >= GAP_ATTEMPTS:
                self._gap_attempts = 0
                self.timeline.expected = max(self.timeline.held, default=0)
                return
            self._gap_attempts += 1
            self._set("gap", GAP_WAIT * 2 ** (self._gap_attempts - 1), self.reconcile)

    def _take(self, added: list[Seen]) -> None:
        for message in added:
            if message.sender == self.endpoints.role:
                self._settle(UUID(message.client_message_id))
        self._look_for_gap()

    # -- sending and reading

    def _pump(self) -> None:
        if self._sending or self.closed or "outbox" in self._alarms or not self.outbox:
            return
        client_message_id, content = next(iter(self.outbox.items()))
        self._sending = True
        self._request(
            f"{self.endpoints.role} send",
            lambda: self.endpoints.send(content, client_message_id),
            lambda answer: self._sent(answer, client_message_id, content),
        )

    def _sent(self, answer: Answer, client_message_id: UUID, content: str) -> None:
        if self.closed:  # nobody is there to hear it: the storage keeps the message for the next tab
            return
        self._sending = False
        if answer.good:
            message, _ = answer.value
            self.endpoints.acknowledged(message, content, client_message_id)
            self._outbox_backoff.reset()
            if self.timeline.opened:
                self._take(self.timeline.add([seen(message)]))
            self._settle(client_message_id)
        elif client_message_id in self.outbox:
            self._set("outbox", self._outbox_backoff.next(), self._pump)
        self._pump()

    def _settle(self, client_message_id: UUID) -> None:
        self.storage.pop(client_message_id, None)
        if self.outbox.pop(client_message_id, None) is not None:
            self._clear("outbox")
            self._pump()

    def _flush_read(self) -> None:
        mark_read, up_to = self.endpoints.mark_read, self._read_seq
        if mark_read is None or self._marking or up_to <= self._told_seq:
            return
        self._marking = True
        self._request("mark_read", lambda: mark_read(up_to), lambda answer: self._marked(answer, up_to))

    def _marked(self, answer: Answer, up_to: int) -> None:
        self._marking = False
        if answer.good:
            self._told_seq = max(self._told_seq, up_to)
            self._read_backoff.reset()
        if self._read_seq > self._told_seq and not self.closed:
            self._set("read", GATHER if answer.good else self._read_backoff.next(), self._flush_read)

    # -- how

    def _request(self, name: str, work: Callable[[], Any], on_answer: Callable[[Answer], None]) -> None:
        if self.online:
            self._server.request(name, work, on_answer)
        else:
            self.kernel.after(0.01, lambda: on_answer(Answer(0)))

    def _set(self, name: str, seconds: float, call: Callable[[], None]) -> None:
        self._clear(name)

        def ring() -> None:
            del self._alarms[name]
            if not self.closed:
                call()

        self._alarms[name] = self.kernel.after(seconds, ring)

    def _clear(self, name: str) -> None:
        alarm = self._alarms.pop(name, None)
        if alarm:
            alarm.clear()
