"""Customers and agents around the server, what they did and were told, and how the day ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

from support_chat.errors import Forbidden
from support_chat.model import Chat, Message, chat_id_of
from support_chat.people import Agent, Customer
from support_chat.realtime import PusherApp, PusherApps, Signer, chat_channel
from tests.sim import invariants, mail_invariants
from tests.sim.changing import Changed
from tests.sim.faults import Ports, Weather
from tests.sim.kernel import Kernel
from tests.sim.people import AGENTS
from tests.sim.register import Register
from tests.sim.server import Answer, Server
from tests.sim.services import Pusher
from tests.sim.tab import PAGE, Endpoints, Tab
from tests.sim.table import Table
from tests.sim.watch import Watch

# A connected client whose socket is dead finds everything by its slow poll, and then fetches a page or two.
VIEW_BOUND = 45.0
# From the last reply: the delay, the grace of the sweep, its minute, a retried claim, an index that lags, and some air.
MAIL_BOUND = 900.0
_AGAIN = 5

_APP = PusherApp("1", "key", "secret", "eu", "", 443, True)
_SIGNER = Signer(lambda: PusherApps(_APP))


@dataclass
class Conversation:
    """One customer's chat with everybody's tabs on it, and what its people may rely on."""

    customer: Customer
    chat_id: UUID
    tabs: list[Tab] = field(default_factory=list)
    storages: dict[str, dict[UUID, str]] = field(default_factory=lambda: defaultdict(dict))
    typed: dict[tuple[str, int], list[UUID]] = field(default_factory=lambda: defaultdict(list))
    texts: dict[UUID, str] = field(default_factory=dict)
    acked: dict[UUID, Message] = field(default_factory=dict)
    archived: Register[bool] = field(default_factory=lambda: Register(False))
    unsubscribed: Register[bool] = field(default_factory=lambda: Register(False))
    address_left: Register[bool] = field(default_factory=lambda: Register(False))
    linked: Register[bool] = field(default_factory=lambda: Register(False))
    read_acked: int = 0
    read_tried: int = 0
    seen_acked: int = 0  # an agent's view that was answered had this last seq
    changes: Changed = field(default_factory=Changed)
    wrongs: list[str] = field(default_factory=list)

    @property
    def person(self) -> Customer:
        """Who a visitor turns out to be."""
        return Customer(user_id=f"person-{self.customer.user_id.replace(':', '-')}", email="person@example.com")


def conversation_of(customer: Customer) -> Conversation:
    return Conversation(customer, chat_id_of(customer.user_id))


class World:
    """The whole simulation."""

    def __init__(self, seed: int | str, weather: Weather, customers: int = 2, visitors: float = 0.0) -> None:
        self.kernel = Kernel(seed)
        self.ports = Ports(self.kernel, weather)
        self.watch = Watch(self.kernel)
        self.table = Table(self.ports, self.watch)
        self.pusher = Pusher(self.ports)
        self.server = Server(self.ports, self.table, self.pusher)
        self.ses = self.server.ses
        self._tabs = 0
        dice = Random(f"visitors of {seed}")
        self.chats = [self._conversation(n, dice.random() < visitors) for n in range(customers)]
        self.kernel.after(self.kernel.random.uniform(0, 60), self.server.sweep_every_minute)

    def _conversation(self, n: int, is_visitor: bool) -> Conversation:
        if is_visitor:
            return conversation_of(Customer(user_id=f"visitor:{n}", email=""))
        customer = Customer(user_id=f"customer-{n}", email=f"c{n}@example.com", email_verified=True, name=f"C{n}")
        return conversation_of(customer)

    def new_id(self) -> UUID:
        return UUID(int=self.kernel.random.getrandbits(128), version=4)

    # -- tabs

    def open_tab(self, chat: Conversation, role: str, agent: int = 0) -> Tab:
        endpoints = self._customer(chat) if role == "user" else self._agent(chat, AGENTS[agent])
        tab = Tab(self.server, self.pusher, endpoints, chat.storages[f"{role}{agent}"])
        tab.owner, tab.number = (role, agent), self._tabs
        self._tabs += 1
        chat.tabs.append(tab)
        tab.start()
        return tab

    def tab(self, chat: Conversation, role: str, n: int = 0) -> Tab:
        """The person's n-th open tab; opened if they have none."""
        tabs = [tab for tab in chat.tabs if tab.endpoints.role == role and not tab.closed]
        return tabs[n % len(tabs)] if tabs else self.open_tab(chat, role)

    def close_tab(self, chat: Conversation, tab: Tab) -> None:
        tab.close()
        chat.wrongs += tab.strays
        chat.tabs.remove(tab)

    def type(self, chat: Conversation, role: str, n: int = 0) -> UUID:
        """Somebody writes a message and presses Enter; agents only where there is a chat."""
        role = role if chat.chat_id in self.table.partitions else "user"
        tab = self.tab(chat, role, n)
        client_message_id = self.new_id()
        sent = chat.typed[role, tab.number]
        text = f"{chat.customer.user_id} {role} {len(chat.texts)}"
        sent.append(client_message_id)
        chat.texts[client_message_id] = text
        if role == "user":
            chat.archived.begin(False, self.kernel.now, client_message_id)
        tab.send(text, client_message_id)
        return client_message_id

    def _customer(self, chat: Conversation) -> Endpoints:
        desk, chat_id = self.server.desk, chat.chat_id

        def mark_read(up_to: int) -> Chat:
            chat.read_tried = max(chat.read_tried, up_to)
            head = desk.mark_read(chat.customer, up_to)
            if head.read_seq < min(up_to, head.last_seq) and head.unread_count:
                chat.wrongs.append(f"mark_read({up_to}) answered {head.read_seq}")
            return head

        return Endpoints(
            role="user",
            chat_id=chat_id,
            open=lambda: desk.open(chat.customer),
            after=lambda seq: desk.store.after(chat_id, seq, PAGE),
            send=lambda text, client_message_id: desk.say(chat.customer, text, client_message_id),
            mark_read=mark_read,
            acknowledged=self._acknowledged(chat),
            opened=lambda _started, _good, _last_seq: None,
        )

    def _agent(self, chat: Conversation, agent: Agent) -> Endpoints:
        desk, chat_id = self.server.desk, chat.chat_id

        def opened(_started: float, good: bool, last_seq: int) -> None:
            if good:
                chat.seen_acked = max(chat.seen_acked, last_seq)

        return Endpoints(
            role="admin",
            chat_id=chat_id,
            open=lambda: desk.view(chat_id),
            after=lambda seq: desk.store.after(chat_id, seq, PAGE),
            send=lambda text, client_message_id: desk.reply(agent, chat_id, text, client_message_id),
            mark_read=None,
            acknowledged=self._acknowledged(chat),
            opened=opened,
        )

    def _acknowledged(self, chat: Conversation) -> Callable[[Message, str, UUID], None]:
        def acknowledged(message: Message, text: str, client_message_id: UUID) -> None:
            earlier = chat.acked.setdefault(client_message_id, message)
            # Who repeats gets the message as it is by now.
            same_text = bool(message.revision) or message.content == text
            if (earlier.id, earlier.seq) != (message.id, message.seq) or not same_text:
                chat.wrongs.append(f"{text!r} was acknowledged as {message.content!r} at {earlier.seq}, {message.seq}")
            chat.archived.end(client_message_id, self.kernel.now)

        return acknowledged

    # -- what is pressed once, and again if it did not work

    def press(self, name: str, work: Callable[[], Any], register: Register[bool], value: bool, again: int = 0) -> None:
        operation = object()
        register.begin(value, self.kernel.now, operation)

        def answered(answer: Answer) -> None:
            if answer.good:
                register.end(operation, self.kernel.now)
            elif answer.status != 404 and again < _AGAIN:
                self.kernel.after(2.0, lambda: self.press(name, work, register, value, again + 1))

        self.server.request(name, work, answered)

    def archive(self, chat: Conversation) -> None:
        self.press("archive", lambda: self.server.desk.archive(AGENTS[0], chat.chat_id), chat.archived, True)

    def unarchive(self, chat: Conversation) -> None:
        self.press("unarchive", lambda: self.server.desk.unarchive(AGENTS[0], chat.chat_id), chat.archived, False)

    def follow_link(self, chat: Conversation, out: bool) -> None:
        """The customer follows the link in a mail."""
        partition = self.table.partitions.get(chat.chat_id)
        if partition is None:
            return
        secret = partition.head.unsubscribe_secret
        use = self.server.desk.opt_out if out else self.server.desk.opt_in
        self.press("opt_out" if out else "opt_in", lambda: use(chat.chat_id, secret), chat.unsubscribed, out)

    def leave_address(self, chat: Conversation) -> None:
        """A visitor says where to be reached."""
        leave = partial(self.server.desk.leave_address, chat.customer, invariants.LEFT_ADDRESS)
        self.press("leave_address", leave, chat.address_left, True)

    def link(self, chat: Conversation) -> None:
        """A visitor signs in, and their browser tells who they were."""
        if chat.chat_id in self.table.partitions:
            self.press("link", partial(self.server.desk.link, chat.person, chat.customer), chat.linked, True)

    # -- what must not work

    def attack(self, chat: Conversation, other: Conversation) -> None:
        """A customer tries another's channel and link, and somebody sends another text under a used id."""
        try:
            _SIGNER.for_customer(chat.chat_id, "1.1", chat_channel(other.chat_id))
        except Forbidden:
            pass
        else:
            chat.wrongs += ["another customer's channel was signed"] if other is not chat else []

        def refused(answer: Answer) -> None:
            if answer.good:
                chat.wrongs.append("a forged request was answered with success")

        desk = self.server.desk
        self.server.request("forged link", lambda: desk.opt_out(chat.chat_id, "no secret of ours"), refused)
        used = next((m for m in chat.acked.values() if m.sender_type.value == "user"), None)
        if used:
            self.server.request(
                "reused id", lambda: desk.say(chat.customer, "other text", used.client_message_id), refused
            )

    # -- the end of the day

    def settle(self) -> list[str]:
        """Everything works again: what must have come about, and within which time. The violations."""
        self.ports.weather.clear_up()
        self.server.doomed = None
        for chat in self.chats:
            self._come_back(chat)
        self.kernel.run(VIEW_BOUND)
        found = [wrong for chat in self.chats for wrong in invariants.of_views(self, chat)]
        for chat in self.chats:
            for tab in list(chat.tabs):
                self.close_tab(chat, tab)
        self.kernel.run(MAIL_BOUND)
        found += [wrong for chat in self.chats for wrong in mail_invariants.of_alarm(self, chat)]
        mails = len(self.ses.accepted)
        for chat in self.chats:
            self.server.ring(chat.chat_id)
            self.server.ring(chat.chat_id)
        self.kernel.run(5.0)
        if len(self.ses.accepted) != mails:
            found.append("an alarm that rang after the end sent a mail")
        found += invariants.of_lists(self)
        for chat in self.chats:
            found += invariants.of_history(self, chat) + mail_invariants.of_mail(self, chat)
        return [*self.watch.violations, *self.server.oddities, *found]

    def _come_back(self, chat: Conversation) -> None:
        for name, storage in chat.storages.items():
            role, agent = name[:-1], int(name[-1])
            held = {one for tab in chat.tabs if tab.storage is storage for one in tab.outbox}
            if set(storage) - held:  # a closed tab left them: the next one takes them up
                self.open_tab(chat, role, agent)
        for tab in chat.tabs:
            if not tab.online:
                tab.go_online()
            elif not tab.live:
                tab.connect()
