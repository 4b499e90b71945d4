"""Agents edit and unsend their own messages: what they press, and what must have come of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from support_chat.model import Message
from tests.sim.partition import Partition, agents_messages
from tests.sim.people import AGENTS
from tests.sim.server import Answer

if TYPE_CHECKING:
    from tests.sim.world import Conversation, World

_AGAIN = 5
_FINAL = {200, 403, 404, 409}


@dataclass
class Changed:
    """By seq: texts that somebody tried to give a message, those that were acknowledged, and what was unsent."""

    tried: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    acked: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    unsent: set[int] = field(default_factory=set)
    count: int = 0


def edit(world: World, chat: Conversation, n: int) -> None:
    """The n-th agent edits the last message of theirs."""
    seq = _last(world, chat, n)
    if seq is None:
        return
    changed, changes, agent = chat.changes, world.server.changes, AGENTS[n]
    changed.count += 1
    text = f"{chat.customer.user_id} edited {changed.count}"
    changed.tried[seq].add(text)
    _press(
        world,
        "edit",
        lambda: changes.edit(agent, chat.chat_id, seq, text),
        lambda: changed.acked[seq].add(text),
    )


def unsend(world: World, chat: Conversation, n: int) -> None:
    """The n-th agent withdraws the last message of theirs."""
    seq = _last(world, chat, n)
    if seq is None:
        return
    changes, agent = world.server.changes, AGENTS[n]
    chat.changes.tried[seq].add("")
    _press(world, "unsend", lambda: changes.unsend(agent, chat.chat_id, seq), lambda: chat.changes.unsent.add(seq))


def of_texts(partition: Partition, chat: Conversation) -> list[str]:
    """A message says what was typed or what it was changed to; no acknowledged change is lost, none is made twice."""
    wrongs = []
    for entry in partition.entries:
        message = entry.message
        said = [partition.versions[message.seq, n].message.content for n in range(message.revision)]
        rules = {
            "says what nobody typed": {message.content, *said}
            <= {chat.texts.get(message.client_message_id), *chat.changes.tried[message.seq]},
            "does not begin with what was typed": [*said, message.content][0]
            == chat.texts.get(message.client_message_id),
            "was changed to what it said already": all(old != new for old, new in pairwise([*said, message.content])),
            "has lost an edit that was acknowledged": chat.changes.acked[message.seq] <= {*said, message.content},
            "was unsent, and says so": (message.unsent_at is not None) == (message.content == ""),
            "came back": message.seq not in chat.changes.unsent or message.unsent_at is not None,
        }
        wrongs += [f"message {message.seq} {rule}: {message}" for rule, holds in rules.items() if not holds]
    return wrongs


def standing(partition: Partition) -> list[Message]:
    """The agents' messages that were not unsent."""
    return [message for message in agents_messages(partition) if not message.unsent_at]


def _last(world: World, chat: Conversation, n: int) -> int | None:
    partition = world.table.partitions.get(chat.chat_id, Partition())
    own = [entry.message.seq for entry in partition.entries if entry.author == AGENTS[n].id]
    return own[-1] if own else None


def _press(world: World, name: str, work: Callable[[], object], acked: Callable[[], object], again: int = 0) -> None:
    def answered(answer: Answer) -> None:
        if answer.good:
            acked()
        elif answer.status not in _FINAL and again < _AGAIN:
            world.kernel.after(2.0, lambda: _press(world, name, work, acked, again + 1))

    world.server.request(name, work, answered)
