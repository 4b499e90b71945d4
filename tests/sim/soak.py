"""A million messages over five thousand chats, five faults in a hundred calls of every service, and what came of it.

python -m tests.sim.soak [MESSAGES [CHATS]]
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass, field, fields
from itertools import pairwise

from support_chat.ledger import MailState
from tests.sim.faults import Weather
from tests.sim.many import on_all_processors
from tests.sim.partition import agents_messages
from tests.sim.quiet import hushed
from tests.sim.world import Conversation, World

FAULT_RATE, CRASH_RATE = 0.05, 0.005
CHATS_PER_WORLD = 50


@dataclass
class Tally:
    """What was sent and what became of it."""

    chats: int = 0
    messages: int = 0
    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0
    mails: int = 0
    mails_doubled: int = 0
    mails_missing: int = 0
    uncertain: int = 0
    calls: int = 0
    faults: int = 0
    violations: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        for one in fields(Tally):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


class Talk:
    """A customer and an agent who write to each other, leave for a while, come back, and read, until all is said."""

    def __init__(self, world: World, chat: Conversation, messages: int) -> None:
        self._world, self._chat, self._left = world, chat, messages
        self._next(world.kernel.random.uniform(0, 60))

    def _next(self, seconds: float) -> None:
        self._world.kernel.after(seconds, self._go_on)

    def _go_on(self) -> None:
        if not self._left:
            return
        world, chat, dice = self._world, self._chat, self._world.kernel.random
        what = dice.random()
        if what < 0.01:
            self._leave()
            return
        if what < 0.08:
            world.tab(chat, "user").look()
        else:
            self._left -= 1
            world.type(chat, "user" if what < 0.5 else "admin")
        self._next(dice.uniform(0.2, 2.0))

    def _leave(self) -> None:
        """The customer is away for longer than the delay; the agent writes on, and leaves, too."""
        world, chat = self._world, self._chat
        for tab in [tab for tab in chat.tabs if tab.endpoints.role == "user"]:
            world.close_tab(chat, tab)
        if self._left:
            self._left -= 1
            world.type(chat, "admin")
        world.kernel.after(30.0, self._close_all)
        self._next(world.kernel.random.uniform(300, 600))

    def _close_all(self) -> None:
        for tab in list(self._chat.tabs):
            self._world.close_tab(self._chat, tab)


def soak(piece: tuple[int, int, int]) -> Tally:
    """One world: its seed, its chats, the messages of each chat."""
    seed, chats, messages = piece
    with hushed():
        world = World(f"soak {seed}", Weather.even(FAULT_RATE, CRASH_RATE), chats)
        for chat in world.chats:
            Talk(world, chat, messages)
        while any(len(chat.texts) < messages for chat in world.chats):
            world.kernel.run(60.0)
        violations = world.settle()
    tally = Tally(chats=chats, calls=world.ports.calls, faults=world.ports.faults, violations=violations)
    tally.mails = len(world.ses.accepted)
    for chat in world.chats:
        _count(world, chat, tally)
    return tally


def _count(world: World, chat: Conversation, tally: Tally) -> None:
    """Counted from what was typed, stored and sent, not from the violations."""
    partition = world.table.partitions[chat.chat_id]
    kept = Counter(entry.message.content for entry in partition.entries)
    place = {entry.message.content: entry.message.seq for entry in partition.entries}
    tally.messages += len(chat.texts)
    tally.lost += sum(text not in kept for text in chat.texts.values())
    tally.doubled += sum(times - 1 for times in kept.values())
    for typed in chat.typed.values():
        seqs = [place.get(chat.texts[one], 0) for one in typed]
        tally.out_of_order += sum(after < before for before, after in pairwise(seqs))
    lines = list(partition.mails.values())
    mails = [accepted.mail for accepted in world.ses.accepted if accepted.chat.id == chat.chat_id]
    for message in agents_messages(partition):
        tally.mails_doubled += max(0, sum(mail.covers(message.seq) for mail in mails) - 1)
        ended = message.seq <= partition.head.read_seq or any(line.covers(message.seq) for line in lines)
        tally.mails_missing += not ended
    tally.uncertain += sum(line.state is MailState.UNCERTAIN for line in lines)


def main(arguments: list[str]) -> int:
    started = time.monotonic()
    messages = int(arguments[0]) if arguments else 1_000_000
    chats = int(arguments[1]) if arguments[1:] else 5_000
    whole = Tally()
    pieces = [(n, CHATS_PER_WORLD, messages // chats) for n in range(max(1, chats // CHATS_PER_WORLD))]
    for done, tally in enumerate(on_all_processors(soak, pieces), 1):
        whole.add(tally)
        if done % 10 == 0:
            sys.stderr.write(f"{whole.messages:,} messages, {time.monotonic() - started:.0f} s\n")
    for violation in whole.violations[:10]:
        sys.stdout.write(f"VIOLATED {violation}\n")
    seconds = time.monotonic() - started
    sys.stdout.write(
        f"{whole.messages:,} messages over {whole.chats:,} chats in {seconds:.0f} s "
        f"({whole.messages / seconds:,.0f} a second), {whole.calls:,} calls of services, {whole.faults:,} faults\n"
        f"lost {whole.lost}, doubled {whole.doubled}, out of order {whole.out_of_order}\n"
        f"mails {whole.mails:,}, doubled {whole.mails_doubled}, missing {whole.mails_missing}, "
        f"uncertain {whole.uncertain}; violations {len(whole.violations)}\n"
    )
    wrong = (whole.lost, whole.doubled, whole.out_of_order, whole.mails_doubled, whole.mails_missing)
    return 1 if any(wrong) or whole.violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
