"""A history: a seed, and a list of steps in words. The seed alone makes the steps, unless they are given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.sim import changing
from tests.sim.faults import PORTS, Weather
from tests.sim.world import Conversation, World

CUSTOMERS = 2
VISITORS = 0.2  # the share of them that nobody has signed in
STEPS = 40
# Each step, and how often it comes. Steps name a chat (c), a tab (t), a service, or seconds.
WEIGHTS = {
    "say": 10,
    "reply": 12,
    "look": 6,
    "view": 3,
    "wait": 16,
    "burst": 3,
    "tab": 2,
    "reload": 2,
    "close": 1,
    "drop": 2,
    "deaf": 1,
    "offline": 2,
    "online": 2,
    "archive": 2,
    "unarchive": 1,
    "opt-out": 1,
    "opt-in": 1,
    "unverify": 1,
    "verify": 1,
    "attack": 1,
    "edit": 3,
    "unsend": 2,
    "kill": 3,
    "down": 2,
    "ring": 2,
    "sweep": 1,
}
WAITS = ("0.02", "0.02", "0.3", "2", "20", "90", "310", "420", "1200")
OUTAGES = ("60", "600", "3600")


@dataclass(frozen=True)
class Outcome:
    """What became of a history, and what ran."""

    seed: str
    steps: tuple[str, ...]
    violations: tuple[str, ...]
    messages: int
    faults: int
    calls: int
    mails: int

    @property
    def replay(self) -> str:
        """The one line that plays it again."""
        return " ".join([".venv/bin/python -m tests.sim.replay", self.seed, *self.steps])


def steps_of(seed: int | str) -> list[str]:
    """The steps that a seed stands for."""
    dice = Random(f"steps of {seed}")
    kinds = dice.choices(list(WEIGHTS), list(WEIGHTS.values()), k=STEPS)
    return [_step(kind, dice) for kind in kinds]


def _step(kind: str, dice: Random) -> str:
    if kind == "wait":
        return f"wait:{dice.choice(WAITS)}"
    if kind == "down":
        return f"down:{dice.choice(PORTS)}:{dice.choice(OUTAGES)}"
    if kind == "kill":
        return f"kill:{dice.randint(1, 6)}:{dice.choice(('before', 'after'))}"
    return f"{kind}:{dice.randrange(CUSTOMERS)}:{dice.randrange(2)}"


def begin(seed: int | str) -> World:
    """The world of a seed, before its first step."""
    return World(str(seed), Weather.swarm(Random(f"weather of {seed}")), CUSTOMERS, VISITORS)


def play(seed: int | str, steps: list[str] | None = None) -> Outcome:
    """Play a history to its end and judge it."""
    steps = steps_of(seed) if steps is None else steps
    world = begin(seed)
    for step in steps:
        take(world, step)
    return end(world, seed, steps)


def end(world: World, seed: int | str, steps: list[str]) -> Outcome:
    """Let the world come to rest; what it was and what it violated."""
    violations = world.settle()
    return Outcome(
        seed=str(seed),
        steps=tuple(steps),
        violations=tuple(violations),
        messages=sum(len(partition.entries) for partition in world.table.partitions.values()),
        faults=world.ports.faults,
        calls=world.ports.calls,
        mails=len(world.ses.accepted),
    )


def take(world: World, step: str) -> None:
    """Take one step and let a moment pass."""
    kind, *details = step.split(":")
    if kind == "wait":
        world.kernel.run(float(details[0]))
    elif kind == "down":
        world.ports.weather.down_until[details[0]] = world.kernel.now + float(details[1])
    elif kind == "kill":
        world.server.doomed = (int(details[0]), details[1])
    else:
        _act(world, kind, world.chats[int(details[0])], int(details[1]))
        world.kernel.run(world.kernel.random.choice((0.0, 0.01, 0.1)))


def _act(world: World, kind: str, chat: Conversation, n: int) -> None:
    if kind in ("view", "tab", "archive", "unarchive") and chat.chat_id not in world.table.partitions:
        kind = "say"  # agents learn of a chat when there is one
    simple: dict[str, Callable[[], object]] = {
        "say": lambda: world.type(chat, "user", n),
        "reply": lambda: world.type(chat, "admin", n),
        "burst": lambda: [world.type(chat, role, n) for role in ("user", "admin") for _ in range(4)],
        "look": lambda: world.tab(chat, "user", n).look(),
        "view": lambda: world.tab(chat, "admin", n).reconcile(reopen=True),
        "tab": lambda: world.open_tab(chat, "user" if n else "admin", 0 if n else 1),
        "archive": lambda: world.archive(chat),
        "unarchive": lambda: world.unarchive(chat),
        "opt-out": lambda: world.follow_link(chat, out=True),
        "opt-in": lambda: world.follow_link(chat, out=False),
        "unverify": lambda: world.leave_address(chat) if chat.customer.visitor else _verify(chat, False),
        "verify": lambda: world.link(chat) if chat.customer.visitor else _verify(chat, True),
        "attack": lambda: world.attack(chat, next(one for one in world.chats if one is not chat)),
        "edit": lambda: changing.edit(world, chat, n),
        "unsend": lambda: changing.unsend(world, chat, n),
        "ring": lambda: _ring(world, chat, times=5 if n else 1),
        "sweep": lambda: world.server.invoke("sweep", world.server.mailroom.sweep, 60.0, lambda _: None),
    }
    if kind in simple:
        simple[kind]()
    elif chat.tabs:
        _touch(world, kind, chat, n)


def _ring(world: World, chat: Conversation, times: int) -> None:
    """The alarm goes off unasked, perhaps five times at once."""
    for _ in range(times):
        world.server.ring(chat.chat_id)


def _touch(world: World, kind: str, chat: Conversation, n: int) -> None:
    """Something happens to one open tab."""
    tab = chat.tabs[n % len(chat.tabs)]
    if kind == "drop":
        tab.disconnect()
        world.kernel.after(world.kernel.random.uniform(1, 90), tab.connect)
    elif kind == "deaf":
        tab.deaf = True
        world.kernel.after(150.0, tab.connect)
    elif kind == "offline":
        tab.go_offline()
    elif kind == "online":
        tab.go_online()
    elif kind in ("close", "reload"):
        world.close_tab(chat, tab)
        if kind == "reload":
            world.open_tab(chat, *tab.owner)


def _verify(chat: Conversation, verified: bool) -> None:
    """From now on the host application's tokens say so."""
    chat.customer = chat.customer.model_copy(update={"email_verified": verified})
