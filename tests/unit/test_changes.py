"""An agent edits or unsends their own message within ten minutes: once, with its history, and told to everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from support_chat.changes import Changes
from support_chat.desk import Desk
from support_chat.errors import Conflict, Forbidden, MessageIdReused, NotFound, TooLate, Unclear, Withdrawn
from support_chat.keys import message_sk, partition, version_sk
from support_chat.model import Chat, Entry, Message, chat_id_of
from support_chat.people import Agent
from support_chat.revision import CHANGEABLE
from support_chat.store import Store
from tests.unit.people import AGENT_CLAIMS, Callers
from tests.unit.world import ALICE, ANA, BOB, Clock, Outside, all_items, new_id

CHAT = chat_id_of("alice")
BEN = Agent(id="agent-ben", name="Ben")
ROUTE = f"/admin/chats/{CHAT}/messages/2"


@pytest.fixture
def said(desk: Desk, outside: Outside) -> Message:
    """A question, and Ana's reply at seq 2."""
    desk.say(ALICE, "Where is my order?", new_id())
    reply, _ = desk.reply(ANA, CHAT, "It left on Monday", new_id())
    outside.events.clear()
    return reply


def shown(desk: Desk) -> Message:
    """The reply as the customer gets it."""
    return desk.open(ALICE)[1][1].message


def test_an_edit_shows_everywhere_and_keeps_what_the_message_said(
    desk: Desk, changes: Changes, clock: Clock, outside: Outside, said: Message
) -> None:
    clock.forward(minutes=3)
    chat, entry = changes.edit(ANA, CHAT, 2, "It left on Tuesday")
    assert shown(desk) == entry.message
    assert entry.message == said.model_copy(
        update={"content": "It left on Tuesday", "edited_at": clock(), "revision": 1}
    )
    assert (chat.last_message_preview, chat.unread_count) == ("It left on Tuesday", 1)
    _, versions = changes.history(CHAT, 2)
    assert versions == [("It left on Monday", said.created_at), ("It left on Tuesday", clock())]
    assert outside.names() == ["message_changed", "chat_updated"]
    assert outside.events[0].data["message"] == entry.message.model_dump(mode="json")
    assert outside.events[1].data["chat"]["last_message_preview"] == "It left on Tuesday"


def test_an_unsent_message_has_no_text_left_but_in_its_history(
    desk: Desk, changes: Changes, clock: Clock, said: Message
) -> None:
    changes.edit(ANA, CHAT, 2, "It left on Tuesday")
    clock.forward(minutes=1)
    chat, _ = changes.unsend(ANA, CHAT, 2)
    gone = shown(desk)
    assert (gone.content, gone.unsent_at, gone.revision, gone.seq) == ("", clock(), 2, said.seq)
    assert (chat.last_message_preview, chat.unread_count, chat.last_seq) == ("", 0, 2)
    assert [text for text, _ in changes.history(CHAT, 2)[1]] == ["It left on Monday", "It left on Tuesday"]


@pytest.mark.parametrize("change", [lambda c: c.edit(ANA, CHAT, 2, "Else"), lambda c: c.unsend(ANA, CHAT, 2)])
def test_ten_minutes_by_the_servers_clock_and_not_a_moment_longer(
    changes: Changes, clock: Clock, said: Message, change: Callable[[Changes], object]
) -> None:
    clock.at = said.created_at + CHANGEABLE + timedelta(milliseconds=1)
    with pytest.raises(TooLate):
        change(changes)
    clock.at -= timedelta(milliseconds=1)
    change(changes)


def test_a_repeat_makes_no_second_version_and_is_told_again_even_when_time_is_up(
    desk: Desk, changes: Changes, clock: Clock, outside: Outside, said: Message
) -> None:
    first = changes.edit(ANA, CHAT, 2, "It left on Tuesday")
    outside.events.clear()
    clock.forward(minutes=11)
    assert changes.edit(ANA, CHAT, 2, "It left on Tuesday") == first
    assert outside.names() == ["message_changed", "chat_updated"]
    clock.at = said.created_at
    gone = changes.unsend(ANA, CHAT, 2)
    clock.forward(minutes=11)
    assert changes.unsend(ANA, CHAT, 2) == gone
    assert len(changes.history(CHAT, 2)[1]) == 2


def test_the_text_that_a_message_has_anyway_changes_nothing(changes: Changes, outside: Outside, said: Message) -> None:
    assert changes.edit(ANA, CHAT, 2, said.content)[1].message == said
    assert outside.events == []


def test_only_who_wrote_a_message_may_change_it(changes: Changes, said: Message) -> None:
    for agent, seq in ((BEN, 2), (ANA, 1), (Agent(id="user", name="user"), 1)):
        with pytest.raises(Forbidden):
            changes.edit(agent, CHAT, seq, "Else")
        with pytest.raises(Forbidden):
            changes.unsend(agent, CHAT, seq)


def test_what_is_not_there_is_not_found(desk: Desk, changes: Changes, said: Message) -> None:
    for chat_id, seq in ((CHAT, 3), (chat_id_of("bob"), 1)):
        for ask in (lambda i, s: changes.edit(ANA, i, s, "x"), lambda i, s: changes.unsend(ANA, i, s), changes.history):
            with pytest.raises(NotFound):
                ask(chat_id, seq)


def test_an_unsent_message_cannot_be_edited(changes: Changes, said: Message) -> None:
    changes.unsend(ANA, CHAT, 2)
    with pytest.raises(Withdrawn):
        changes.edit(ANA, CHAT, 2, "Else")


def test_an_older_message_leaves_the_preview_and_the_list_alone(
    desk: Desk, changes: Changes, outside: Outside, said: Message
) -> None:
    desk.say(ALICE, "Thanks", new_id())
    outside.events.clear()
    assert changes.edit(ANA, CHAT, 2, "It left on Tuesday")[0].last_message_preview == "Thanks"
    assert changes.unsend(ANA, CHAT, 2)[0].last_message_preview == "Thanks"
    assert outside.names() == ["message_changed", "message_changed"]


def test_a_lost_race_and_a_lost_answer_end_in_one_change(
    changes: Changes, store: Store, said: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = store.save_change
    troubles: list[Exception | None] = [Conflict("lost"), Unclear("silence")]

    def fails(old: Chat, new: Chat, before: Entry, after: Message) -> None:
        trouble = troubles.pop(0) if troubles else None
        if not isinstance(trouble, Conflict):
            save(old, new, before, after)
        if trouble:
            raise trouble

    monkeypatch.setattr(store, "save_change", fails)
    _, entry = changes.edit(ANA, CHAT, 2, "It left on Tuesday")
    assert (troubles, entry.message.revision) == ([], 1)
    assert len(changes.history(CHAT, 2)[1]) == 2


def test_of_two_changes_at_once_the_second_builds_on_the_first(store: Store, changes: Changes, said: Message) -> None:
    old, entry = store.chat(CHAT), store.entry(CHAT, 2)
    assert old
    assert entry
    changes.edit(ANA, CHAT, 2, "first")
    changed = entry.message.model_copy(update={"content": "second", "revision": 1})
    with pytest.raises(Conflict):
        store.save_change(old, old.model_copy(update={"version": old.version + 1}), entry, changed)
    now = store.chat(CHAT)
    assert now
    with pytest.raises(Conflict):  # the head of today does not help who read the message of yesterday
        store.save_change(now, now.model_copy(update={"version": now.version + 1}), entry, changed)


def test_reading_counts_unsent_replies_no_more(desk: Desk, changes: Changes, said: Message) -> None:
    desk.reply(ANA, CHAT, "By post", new_id())
    changes.unsend(ANA, CHAT, 2)
    assert desk.open(ALICE)[0].unread_count == 1
    read = desk.mark_read(ALICE, None)
    assert (read.unread_count, read.read_seq) == (0, 3)
    assert [entry.message.read_at is None for entry in desk.open(ALICE)[1][1:]] == [True, False]
    desk.reply(ANA, CHAT, "Anything else?", new_id())
    assert desk.mark_read(ALICE, 3).unread_count == 1


def test_unsending_what_was_read_leaves_the_count_of_unread(desk: Desk, changes: Changes, said: Message) -> None:
    desk.mark_read(ALICE, None)
    desk.reply(ANA, CHAT, "By post", new_id())
    assert changes.unsend(ANA, CHAT, 2)[0].unread_count == 1


def test_a_repeated_send_finds_its_message_though_it_says_something_else_by_now(
    desk: Desk, changes: Changes, said: Message
) -> None:
    cmid = said.client_message_id
    for change in (lambda: changes.edit(ANA, CHAT, 2, "It left on Tuesday"), lambda: changes.unsend(ANA, CHAT, 2)):
        change()
        message, is_new = desk.reply(ANA, CHAT, "It left on Monday", cmid)
        assert (message, is_new) == (shown(desk), False)
        with pytest.raises(MessageIdReused):
            desk.reply(ANA, CHAT, "It left on Tuesday", cmid)


def test_a_text_too_large_for_an_event_goes_as_a_pointer(changes: Changes, outside: Outside, said: Message) -> None:
    changes.edit(ANA, CHAT, 2, "ü" * 4000)
    expected = {"type": "message_changed", "seq": 2, "id": str(said.id), "revision": 1}
    assert outside.events[0].data == expected


def test_what_a_message_said_lies_where_no_query_for_messages_reaches(
    desk: Desk, changes: Changes, store: Store, said: Message
) -> None:
    changes.edit(ANA, CHAT, 2, "It left on Tuesday")
    places = {(item["PK"]["S"], item["SK"]["S"]) for item in all_items(store)}
    assert (partition(CHAT), version_sk(2, 0)) in places
    assert version_sk(10**12 - 1, 10**6 - 1) < message_sk(0)
    seen = [desk.open(ALICE)[1], store.after(CHAT, 0, 100)[0], store.before(CHAT, 10**9, 100)[0]]
    assert [[entry.message.seq for entry in entries] for entries in seen] == [[1, 2]] * 3


# -- over HTTP


def test_an_agent_edits_and_unsends_over_http(callers: Callers, said: Message, clock: Clock) -> None:
    ana = callers.agent()
    edited = ana(f"PATCH {ROUTE}", {"content": "It left on Tuesday"})
    assert (edited.status, edited.json()["content"], edited.json()["sender_id"]) == (200, "It left on Tuesday", ANA.id)
    assert edited.json()["mail"]["state"] == "due"
    unsent = ana(f"DELETE {ROUTE}")
    assert (unsent.status, unsent.json()["content"], unsent.json()["mail"]) == (200, "", None)
    assert ana(f"DELETE {ROUTE}").json() == unsent.json()
    history = ana(f"GET {ROUTE}/history").json()["versions"]
    assert [version["content"] for version in history] == ["It left on Monday", "It left on Tuesday"]
    assert history[0]["by"] == {"id": ANA.id, "name": ANA.name}


def test_the_refusals_have_the_one_shape(callers: Callers, said: Message, clock: Clock) -> None:
    ana = callers.agent()
    ben = callers.agent({**AGENT_CLAIMS, "sub": BEN.id, "name": BEN.name})
    text = {"content": "Else"}
    refused = [ben(f"PATCH {ROUTE}", text), ben(f"DELETE {ROUTE}"), ana(f"PATCH {ROUTE[:-1]}1", text)]
    assert [(answer.status, answer.code) for answer in refused] == [(403, "forbidden")] * 3
    missing = [ana(f"DELETE {ROUTE[:-1]}9"), ana(f"GET {ROUTE[:-1]}9/history")]
    assert [(answer.status, answer.code) for answer in missing] == [(404, "not_found")] * 2
    ana(f"DELETE {ROUTE}")
    assert (ana(f"PATCH {ROUTE}", text).status, ana(f"PATCH {ROUTE}", text).code) == (409, "unsent")
    callers.desk.reply(ANA, CHAT, "Late", new_id())
    clock.forward(minutes=11)
    late = [ana(f"PATCH {ROUTE[:-1]}3", text), ana(f"DELETE {ROUTE[:-1]}3")]
    assert [(answer.status, answer.code) for answer in late] == [(409, "too_late")] * 2


@pytest.mark.parametrize("body", [{}, {"content": " "}, {"content": "x" * 4001}, {"content": "x", "seq": 1}, None])
def test_an_edit_keeps_to_the_limits_of_a_message(callers: Callers, said: Message, body: Any) -> None:
    assert callers.agent()(f"PATCH {ROUTE}", body).status == 422


def test_a_customer_has_no_such_routes_and_sees_no_history(callers: Callers, said: Message, changes: Changes) -> None:
    changes.edit(ANA, CHAT, 2, "It left on Tuesday")
    alice = callers.customer()
    for route in ("PATCH /support_chat/messages/2", "DELETE /support_chat/messages/2", f"GET {ROUTE}/history"):
        assert alice(route, {"content": "x"} if route.startswith("PATCH") else None).status in {404, 405}
    told = alice("GET /support_chat").text + alice("GET /support_chat/messages", query={"after_seq": 0}).text
    assert "Tuesday" in told
    assert "Monday" not in told
    assert UUID(alice("GET /support_chat").json()["messages"][1]["id"]) == said.id


def test_a_message_that_nobody_changed_says_nothing_of_it(callers: Callers, said: Message, desk: Desk) -> None:
    desk.say(BOB, "Hello", new_id())
    (message,) = callers.customer(BOB)("GET /support_chat").json()["messages"]
    assert message.keys().isdisjoint({"edited_at", "unsent_at", "revision"})
