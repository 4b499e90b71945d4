"""What must hold when a history has come to rest: messages, views, counters. The mail's rules are beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from support_chat.lists import Filter, Lists, Wanted
from support_chat.model import Chat, Sender, chat_id_of
from tests.sim import changing
from tests.sim.server import Answer
from tests.sim.timeline import seen

if TYPE_CHECKING:
    from support_chat.table import Table
    from tests.sim.world import Conversation, World

AGENT = "ana"
LEFT_ADDRESS = "visitor@example.com"


def of_views(world: World, chat: Conversation) -> list[str]:
    """Every open tab shows the history from its window's start, in order, each once, and nobody waits to send."""
    partition = world.table.partitions.get(chat.chat_id)
    history = [seen(entry.message) for entry in partition.entries] if partition else []
    wrongs = []
    for tab in chat.tabs:
        who = f"{chat.customer.user_id}'s chat, a tab of {tab.endpoints.role}"
        if tab.outbox or tab.storage:
            wrongs.append(f"{who} still waits to send {list(tab.outbox.values()) or list(tab.storage.values())}")
        if tab.endpoints.role == "admin" and not partition:
            continue
        if not tab.timeline.opened:
            wrongs.append(f"{who} never opened")
            continue
        expected = [message for message in history if message.seq >= tab.timeline.start]
        if tab.timeline.in_order() != expected:
            held = [message.seq for message in tab.timeline.in_order()]
            wrongs.append(f"{who} shows {held}, the history is {[message.seq for message in expected]}")
        wrongs += [f"{who} heard of {stray}" for stray in tab.strays]
    return wrongs


def of_history(world: World, chat: Conversation) -> list[str]:
    """Acknowledged is stored once; dense; in the order typed; counters equal the recount; switches as last pressed."""
    wrongs = list(chat.wrongs)
    partition = world.table.partitions.get(chat.chat_id)
    if partition is None:
        return wrongs + (["messages were typed and there is no chat"] if chat.texts else [])
    messages = [entry.message for entry in partition.entries]
    if partition.seqs != list(range(1, len(messages) + 1)):
        wrongs.append(f"seq is not dense: {partition.seqs}")
    by_id = {message.client_message_id: message for message in messages}
    if len(by_id) != len(messages):
        wrongs.append("a message is in the history twice")
    for client_message_id, acked in chat.acked.items():
        kept = by_id.get(client_message_id)
        if kept is None or (kept.id, kept.seq) != (acked.id, acked.seq):
            wrongs.append(f"{acked.content!r} was acknowledged at {acked.seq}; the history has {kept}")
    if set(by_id) != set(chat.texts):
        wrongs.append("what was typed is not what is in the history")
    for (role, _), typed in chat.typed.items():
        seqs = [by_id[one].seq for one in typed if one in by_id]
        if seqs != sorted(seqs):
            wrongs.append(f"{role} typed in one order, and the history has another: {seqs}")
    return wrongs + changing.of_texts(partition, chat) + _of_head(world, chat)


# Since when a chat is in a list; None: it is not.
SINCE: dict[Filter, Callable[[Chat], object]] = {
    "all": lambda head: head.last_message_at,
    "unseen": lambda head: head.unseen_since,
    "waiting": lambda head: head.waiting_since,
    "unread": lambda head: head.marked_unread_at,
    "mine": lambda head: head.last_message_at if head.assignee_id == AGENT else None,
}


def of_lists(world: World) -> list[str]:
    """Every chat with a message is in the lists where it belongs, newest first, each once; what is archived, only
    among those."""
    lists = Lists(cast("Table", world.table))
    heads = [partition.head for partition in world.table.partitions.values() if partition.entries]
    answers: dict[Wanted, list[Chat]] = {}
    wanted = [Wanted(name, "newest", False, AGENT) for name in SINCE] + [Wanted("all", "newest", True, AGENT)]
    for asked in wanted:
        look = partial(lists.page, asked, None, 1000)
        world.server.request("list", look, partial(_keep, answers, asked))
    world.kernel.run(5.0)
    wrongs = []
    for asked in wanted:
        found, since = answers[asked], SINCE[asked.filter]
        expected = [head for head in heads if head.archived is asked.archived and since(head)]
        if sorted(chat.id for chat in found) != sorted(head.id for head in expected):
            wrongs.append(f"the list {asked} has {len(found)} chats instead of {len(expected)}")
        elif [since(chat) for chat in found] != sorted(map(since, expected), key=str, reverse=True):
            wrongs.append(f"the list {asked} is not in order")
    return wrongs


def _keep(answers: dict[Wanted, list[Chat]], asked: Wanted, answer: Answer) -> None:
    answers[asked] = answer.value[0]


def _of_head(world: World, chat: Conversation) -> list[str]:
    partition = world.table.partitions[chat.chat_id]
    head = partition.head
    messages = [entry.message for entry in partition.entries]
    last = messages[-1] if messages else None
    standing = changing.standing(partition)
    unread = sum(message.seq > head.read_seq for message in standing)
    last_user_seq = max((m.seq for m in messages if m.sender_type is Sender.USER), default=0)
    marks = all((m.read_at is not None) == (m.seq <= head.read_seq) for m in standing)
    opted_out = head.unsubscribed_at is not None
    person = world.table.partitions.get(chat_id_of(chat.person.user_id))
    known = person is not None and head.linked_chats == (person.head.id,) and person.head.linked_chats == (head.id,)
    rules = {
        f"unread_count is {head.unread_count}, the recount {unread}": head.unread_count == unread,
        "read_at is set on exactly the agent messages that were read": marks,
        f"last_seq is {head.last_seq}": head.last_seq == len(messages),
        "last_user_seq is the last customer's message": head.last_user_seq == last_user_seq,
        "the preview is the last message": last is None
        or (head.last_message_preview, head.last_message_sender) == (last.content[:100], last.sender_type),
        "unread by agents though an agent was shown it": not (
            head.unread_by_agents and last_user_seq <= chat.seen_acked
        ),
        f"unseen since {head.unseen_since}": (head.unseen_since is not None) == head.unread_by_agents,
        f"archived is {head.archived}": chat.archived.may_be(head.archived),
        f"unsubscribed is {opted_out}": chat.unsubscribed.may_be(opted_out),
        f"the address is {head.user_email!r}": chat.address_left.may_be(head.user_email == LEFT_ADDRESS),
        f"linked to {head.linked_chats}": chat.linked.may_be(known),
        f"read up to {head.read_seq}, more than anybody asked for": head.read_seq <= chat.read_tried,
    }
    return [f"{chat.customer.user_id}: {rule}" for rule, holds in rules.items() if not holds]
