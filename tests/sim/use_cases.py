"""Every use case of the product, each with what must be there before: what the crash sweep goes through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from support_chat.model import chat_id_of
from support_chat.people import Customer
from tests.sim import changing
from tests.sim.faults import Weather
from tests.sim.people import AGENTS
from tests.sim.world import Conversation, World

Start = Callable[[World, Conversation], Any]


@dataclass(frozen=True)
class UseCase:
    """`before` is done in peace; `start` sets off the invocation named `task`, which is then made to die."""

    name: str
    task: str
    before: tuple[Start, ...]
    start: Start


def _open(world: World, chat: Conversation) -> None:
    world.open_tab(chat, "user")


def _say(world: World, chat: Conversation) -> None:
    world.type(chat, "user")


def _reply(world: World, chat: Conversation) -> None:
    world.type(chat, "admin")


def _look(world: World, chat: Conversation) -> None:
    world.tab(chat, "user").look()


def _view(world: World, chat: Conversation) -> None:
    world.open_tab(chat, "admin")


def _check(world: World, chat: Conversation) -> None:
    world.server.ring(chat.chat_id)


def _sweep(world: World, _chat: Conversation) -> None:
    world.server.invoke("sweep", world.server.mailroom.sweep, 60.0, lambda _: None)


def _archive(world: World, chat: Conversation) -> None:
    world.archive(chat)


def _unarchive(world: World, chat: Conversation) -> None:
    world.unarchive(chat)


def _link(out: bool) -> Start:
    return lambda world, chat: world.follow_link(chat, out)


def _as_visitor(_world: World, chat: Conversation) -> None:
    """Nobody has signed this customer in; before anything else."""
    chat.customer = Customer(user_id="visitor:0", email="")
    chat.chat_id = chat_id_of(chat.customer.user_id)


def _leave_address(world: World, chat: Conversation) -> None:
    world.leave_address(chat)


def _sign_in(world: World, chat: Conversation) -> None:
    world.link(chat)


def _wait(seconds: float) -> Start:
    return lambda world, _chat: world.kernel.run(seconds)


def _ses_down(world: World, _chat: Conversation) -> None:
    world.ports.weather.down_until["ses"] = world.kernel.now + 60.0


def _no_alarms(world: World, _chat: Conversation) -> None:
    world.ports.weather.down_until["scheduler"] = world.kernel.now + 3600.0
    world.ports.weather.down_until["invoke"] = world.kernel.now + 450.0


def _no_news(world: World, _chat: Conversation) -> None:
    """SES's events do not come."""
    world.ses.tell = lambda _event: None


def _check_and_reply(world: World, chat: Conversation) -> None:
    """An agent writes on while the mail is on its way."""
    give_up = world.kernel.now + 5.0

    def write_on() -> None:
        if world.table.partitions[chat.chat_id].head.mail_claim:
            world.type(chat, "admin")
        elif world.kernel.now < give_up:
            world.kernel.after(0.001, write_on)

    world.server.ring(chat.chat_id)
    write_on()


def _repeat(world: World, chat: Conversation) -> None:
    """The same message again, as a client does that had no answer."""
    client_message_id, message = next(reversed(chat.acked.items()))
    tab = world.tab(chat, "user" if message.sender_type.value == "user" else "admin")
    tab.send(message.content, client_message_id)


def _edit(world: World, chat: Conversation) -> None:
    changing.edit(world, chat, 0)


def _unsend(world: World, chat: Conversation) -> None:
    changing.unsend(world, chat, 0)


def _lost_race(start: Start) -> Start:
    """The use case beside another customer's message, so that one of the two must try again."""

    def both(world: World, chat: Conversation) -> None:
        start(world, chat)
        world.server.request("rival", partial(world.server.desk.archive, AGENTS[0], chat.chat_id), lambda _: None)
        chat.archived.begin(True, world.kernel.now, "rival")

    return both


def _die(world: World, chat: Conversation) -> None:
    """A mailer dies holding its claim."""
    task = world.server.invoke("check", lambda: world.server.mailroom.check(chat.chat_id), 30.0, lambda _: None)
    task.crash_at = ("send_email", "before")


_DUE = _wait(330.0)
_TALK = (_open, _say, _wait(3), _view, _wait(3), _reply, _wait(3))
_UNREAD = (*_TALK, _no_alarms, _look, _wait(3), _reply, _wait(0.5), _reply, _wait(3))

USE_CASES = (
    UseCase("open, first", "user open", (), _open),
    UseCase("open, again", "user open", _TALK, _open),
    UseCase("say, first", "user send", (), _say),
    UseCase("say", "user send", _TALK, _say),
    UseCase("say, repeated", "user send", _TALK[:4], _repeat),
    UseCase("say, archived", "user send", (*_TALK, _archive, _wait(3)), _say),
    UseCase("say, beside another write", "user send", _TALK, _lost_race(_say)),
    UseCase("mark read", "mark_read", _TALK, _look),
    UseCase("mark read, beside another write", "mark_read", _TALK, _lost_race(_look)),
    UseCase("view", "admin open", (_open, _say, _wait(3)), _view),
    UseCase("view, beside another write", "admin open", (_open, _say, _wait(3)), _lost_race(_view)),
    UseCase("reply, first of a streak", "admin send", _TALK[:5], _reply),
    UseCase("reply, later in a streak", "admin send", _TALK, _reply),
    UseCase("reply, repeated", "admin send", _TALK, _repeat),
    UseCase("reply, beside another write", "admin send", _TALK, _lost_race(_reply)),
    UseCase("edit", "edit", _TALK, _edit),
    UseCase("edit, beside another write", "edit", _TALK, _lost_race(_edit)),
    UseCase("unsend, unread", "unsend", _TALK, _unsend),
    UseCase("unsend, read", "unsend", (*_TALK, _look, _wait(3)), _unsend),
    UseCase("unsend, edited", "unsend", (*_TALK, _edit, _wait(3)), _unsend),
    UseCase("archive", "archive", _TALK, _archive),
    UseCase("unarchive", "unarchive", (*_TALK, _archive, _wait(3)), _unarchive),
    UseCase("opt out", "opt_out", _TALK, _link(True)),
    UseCase("opt in", "opt_in", (*_TALK, _link(True), _wait(3)), _link(False)),
    UseCase("visitor leaves an address", "leave_address", (_as_visitor, *_TALK), _leave_address),
    UseCase("visitor leaves an address, first", "leave_address", (_as_visitor,), _leave_address),
    UseCase("visitor signs in", "link", (_as_visitor, *_TALK), _sign_in),
    UseCase("check, visitor", "check", (_as_visitor, *_UNREAD, _leave_address, _DUE), _check),
    UseCase("check, visitor without an address", "check", (_as_visitor, *_UNREAD, _DUE), _check),
    UseCase("check, due", "check", (*_UNREAD, _DUE), _check),
    UseCase("check, due, no news from SES", "check", (*_UNREAD, _DUE, _no_news), _check),
    UseCase("check, with a reply meanwhile", "check", (*_UNREAD, _DUE), _check_and_reply),
    UseCase("reply, during a check", "admin send", (*_UNREAD, _DUE), _check_and_reply),
    UseCase("check, early", "check", _UNREAD, _check),
    UseCase("check, read", "check", (*_UNREAD, _look, _DUE), _check),
    UseCase("check, archived", "check", (*_UNREAD, _archive, _DUE), _check),
    UseCase("check, unsubscribed", "check", (*_UNREAD, _link(True), _DUE), _check),
    UseCase("check, wholly unsent", "check", (*_TALK, _no_alarms, _unsend, _DUE), _check),
    UseCase("check, partly unsent", "check", (*_UNREAD, _unsend, _DUE), _check),
    UseCase("check, partly read", "check", (*_TALK, _no_alarms, _wait(200), _look, _reply, _wait(130)), _check),
    UseCase("check, throttled", "check", (*_UNREAD, _DUE, _ses_down), _check),
    UseCase("check, beside another write", "check", (*_UNREAD, _DUE), _lost_race(_check)),
    UseCase("check, sender died", "check", (*_UNREAD, _DUE, _die, _wait(125)), _check),
    UseCase("sweep, due", "sweep", (*_UNREAD, _DUE, _wait(60)), _sweep),
    UseCase("sweep, due, no news from SES", "sweep", (*_UNREAD, _DUE, _wait(60), _no_news), _sweep),
    UseCase("sweep, sender died", "sweep", (*_UNREAD, _DUE, _die, _wait(190)), _sweep),
    UseCase("receipt", "receipt", (*_UNREAD, _DUE), _check),
)


def begin() -> tuple[World, Conversation]:
    """A world in peace, with one customer."""
    world = World("use cases", Weather(), customers=1)
    return world, world.chats[0]
