"""Days with a figure to keep: a crowd, no Scheduler for an hour, an alarm five times, no Pusher, clocks off."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

from tests.sim.faults import Weather
from tests.sim.mailroom_times import lateness
from tests.sim.quiet import hushed
from tests.sim.server import Answer
from tests.sim.world import Conversation, World

WRITERS = 50


@dataclass(frozen=True)
class Result:
    """What was measured, and what was violated."""

    figure: str
    violations: list[str]


def crowd() -> Result:
    """Fifty writers at once on one chat: all committed, dense, each within five seconds."""
    world = World("crowd", Weather(), customers=1)
    chat = world.chats[0]
    world.open_tab(chat, "user")
    world.kernel.run(2.0)
    began = world.kernel.now
    took: list[float] = []
    statuses: list[int] = []

    def answered(answer: Answer) -> None:
        statuses.append(answer.status)
        took.append(world.kernel.now - began)

    for _ in range(WRITERS):
        _write(world, chat, answered)
    world.kernel.run(30.0)
    violations = world.settle()
    if statuses.count(200) != WRITERS or max(took) > 5.5:
        violations.append(f"{statuses.count(200)} of {WRITERS} writers were answered 200, the last after {max(took)} s")
    return Result(f"{WRITERS} writers at once on one chat: all committed, the last after {max(took):.1f} s", violations)


def _write(world: World, chat: Conversation, answered: Callable[[Answer], None]) -> None:
    one = world.new_id()
    text = f"{chat.customer.user_id} crowd {len(chat.texts)}"
    chat.texts[one] = text
    world.server.request("crowd", lambda: world.server.desk.say(chat.customer, text, one), answered)


def scheduler_out() -> Result:
    """Scheduler refuses for an hour while replies fall due: the sweep sends every mail."""
    world = World("scheduler out", Weather(), customers=40)
    world.ports.weather.down_until["scheduler"] = 3600.0
    for chat in world.chats:
        world.type(chat, "user")
    world.kernel.run(5.0)
    for chat in world.chats:
        world.type(chat, "admin")
        world.kernel.run(80.0)
    violations = world.settle()
    late = lateness(world)
    if len(late) != len(world.chats) or max(late) > 75 + 60 + 120:
        violations.append(f"{len(late)} of {len(world.chats)} mails, the latest {max(late, default=0):.0f} s late")
    missing = len(world.chats) - len(late)
    figure = f"{missing} of {len(world.chats)} mails missing, the latest {max(late, default=0):.0f} s after it was due"
    return Result(f"Scheduler refusing for an hour: {figure}", violations)


def five_alarms() -> Result:
    """A schedule fires five times at once: one mail."""
    violations: list[str] = []
    for seed in range(50):
        world = World(f"five alarms {seed}", Weather(), customers=1)
        chat = world.chats[0]
        world.type(chat, "user")
        world.kernel.run(5.0)
        world.type(chat, "admin")
        world.kernel.run(305.0)
        for _ in range(5):
            world.server.ring(chat.chat_id)
        violations += world.settle()
        if len(world.ses.accepted) != 1:
            violations.append(f"{len(world.ses.accepted)} mails")
    return Result("a schedule fired five times at once, 50 times over: one mail each", violations)


def pusher_out() -> Result:
    """Pusher refuses everything: every send works, and who is online sees it by polling."""
    weather = Weather(down_until={"pusher": 1e9})
    world = World("pusher out", weather, customers=1)
    chat = world.chats[0]
    reader, writer = world.open_tab(chat, "user"), world.open_tab(chat, "user")
    world.kernel.run(5.0)
    reader.disconnect()
    writer.disconnect()
    waits: list[float] = []
    for n in range(1, 101):
        world.type(chat, "user", 1)
        began = world.kernel.now
        while n not in reader.timeline.held and world.kernel.now < began + 60:
            world.kernel.run(0.05)
        waits.append(world.kernel.now - began)
        world.kernel.run(world.kernel.random.uniform(0, 9))
    refused = sum(count for status, count in world.server.answers.items() if status != 200)
    violations = world.settle()
    if refused or max(waits) > 6:
        violations.append(f"{refused} requests refused, the longest wait {max(waits):.1f} s")
    return Result(f"Pusher out, 100 messages: {refused} refused, seen by others within {max(waits):.1f} s", violations)


def clocks_off() -> Result:
    """The functions' clocks differ by up to two seconds, and messages follow each other by a tenth: order holds."""
    world = World("clocks off", Weather(), customers=1)
    chat = world.chats[0]
    world.type(chat, "user")
    world.kernel.run(3.0)
    order = []
    for n in range(200):
        order.append(world.type(chat, ("user", "admin")[n % 2]))
        while order[-1] not in chat.acked:
            world.kernel.run(0.1)
    violations = world.settle()
    kept = [entry.message.client_message_id for entry in world.table.partitions[chat.chat_id].entries]
    if kept[1:] != order:
        violations.append("messages lie in another order than they were sent")
    return Result("clocks of functions up to 2 s off, 200 messages 0.1 s apart: order kept", violations)


SCENARIOS = (crowd, scheduler_out, five_alarms, pusher_out, clocks_off)


def main() -> int:
    bad = 0
    with hushed():
        for scenario in SCENARIOS:
            result = scenario()
            bad += bool(result.violations)
            sys.stdout.write(f"{result.figure}\n")
            sys.stdout.writelines(f"    VIOLATED {violation}\n" for violation in result.violations)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
