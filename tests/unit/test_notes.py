"""Internal notes: written once, found at their place, paged, and told to the agents."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from support_chat.desk import Desk
from support_chat.errors import Busy
from support_chat.model import chat_id_of
from support_chat.notes import Notes, NoteStore
from support_chat.realtime import AGENTS_CHANNEL
from support_chat.table import Table
from tests.unit.people import AGENT_CLAIMS, Callers
from tests.unit.world import ALICE, ANA, Clock, Outside, new_id, patience

CHAT = chat_id_of("alice")
NOTES = f"/admin/chats/{CHAT}/notes"
BEN_CLAIMS = {**AGENT_CLAIMS, "sub": "agent-ben", "name": "Ben"}


def written(text: str = "Rang her, she calls back") -> dict[str, str]:
    return {"content": text, "client_message_id": str(new_id())}


@pytest.fixture
def chat(desk: Desk) -> UUID:
    return desk.say(ALICE, "Where is my order?", new_id())[0].id


@pytest.mark.usefixtures("chat")
def test_a_note_has_its_author_its_time_and_its_place_in_the_thread(callers: Callers, desk: Desk) -> None:
    ana, ben = callers.agent(), callers.agent(BEN_CLAIMS)
    first = ana(f"POST {NOTES}", written("Before the second message"))
    assert first.status == 201
    desk.say(ALICE, "Hello?", new_id())
    callers.clock.forward(seconds=1)
    ben(f"POST {NOTES}", written("After it"))
    notes = ana(f"GET {NOTES}").json()
    assert notes["has_more"] is False
    assert notes["notes"] == [
        {
            "id": first.json()["id"],
            "content": "Before the second message",
            "author": {"id": "agent-ana", "name": "Ana"},
            "client_message_id": first.json()["client_message_id"],
            "created_at": "2026-11-23T12:00:00.000Z",
            "after_seq": 1,
        },
        {
            "id": notes["notes"][1]["id"],
            "content": "After it",
            "author": {"id": "agent-ben", "name": "Ben"},
            "client_message_id": notes["notes"][1]["client_message_id"],
            "created_at": "2026-11-23T12:00:01.000Z",
            "after_seq": 2,
        },
    ]


@pytest.mark.usefixtures("chat")
def test_a_repeat_is_the_same_note_and_another_text_under_its_id_is_refused(callers: Callers, outside: Outside) -> None:
    ana, note = callers.agent(), written()
    first = ana(f"POST {NOTES}", note)
    outside.events.clear()
    again = ana(f"POST {NOTES}", note)
    assert (again.status, again.json()) == (200, first.json())
    assert [(event.channel, event.name) for event in outside.events] == [(AGENTS_CHANNEL, "note_added")]
    other = ana(f"POST {NOTES}", {**note, "content": "Something else"})
    assert (other.status, other.code) == (409, "client_message_id_reused")
    assert len(ana(f"GET {NOTES}").json()["notes"]) == 1


@pytest.mark.usefixtures("chat")
def test_ids_of_notes_and_of_messages_and_of_other_agents_do_not_take_each_others_place(callers: Callers) -> None:
    ana, ben, note = callers.agent(), callers.agent(BEN_CLAIMS), written()
    assert ana(f"POST /admin/chats/{CHAT}/messages", note).status == 201
    assert ana(f"POST {NOTES}", note).status == 201
    assert ben(f"POST {NOTES}", {**note, "content": "Ben's own"}).status == 201
    assert {found["content"] for found in ana(f"GET {NOTES}").json()["notes"]} == {note["content"], "Ben's own"}


@pytest.mark.usefixtures("chat")
def test_notes_are_paged_back_from_the_newest_without_a_gap_or_a_repeat(callers: Callers) -> None:
    ana = callers.agent()
    for n in range(7):
        callers.clock.forward(milliseconds=1)
        ana(f"POST {NOTES}", written(f"note {n}"))
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 3}
    while True:
        page = ana(f"GET {NOTES}", query=query).json()
        seen = [note["content"] for note in page["notes"]] + seen
        if not page["has_more"]:
            break
        query["before"] = page["notes"][0]["id"]
    assert seen == [f"note {n}" for n in range(7)]


@pytest.mark.usefixtures("chat")
def test_agents_are_told_of_a_note_and_of_one_too_large_for_an_event_where_it_is(
    callers: Callers, outside: Outside
) -> None:
    ana = callers.agent()
    outside.events.clear()
    short = ana(f"POST {NOTES}", written()).json()
    long = ana(f"POST {NOTES}", written("好" * 4000)).json()
    assert [(event.channel, event.data) for event in outside.events] == [
        (AGENTS_CHANNEL, {"type": "note_added", "chat_id": str(CHAT), "note": short}),
        (AGENTS_CHANNEL, {"type": "note_added", "chat_id": str(CHAT), "id": long["id"]}),
    ]


@pytest.mark.parametrize(
    "body", [{}, written(""), written("  "), written("x" * 4001), {**written(), "client_message_id": "1"}, [], "text"]
)
@pytest.mark.usefixtures("chat")
def test_a_note_without_text_or_with_too_much_is_refused(callers: Callers, body: Any) -> None:
    assert callers.agent()(f"POST {NOTES}", body).status == 422
    assert callers.agent()(f"GET {NOTES}").json() == {"notes": [], "has_more": False}


def test_a_chat_that_does_not_exist_gets_no_notes(callers: Callers) -> None:
    assert callers.agent()(f"POST {NOTES}", written()).code == "not_found"


@pytest.mark.usefixtures("chat")
def test_a_chat_that_changes_at_every_attempt_gets_no_note_with_a_wrong_place(
    table: Table, desk: Desk, outside: Outside, clock: Clock
) -> None:
    """Whoever erases a chat, or writes in it, changes its head: no note is written past that."""

    def changed(chat_id: UUID) -> Any:
        stale = desk.chat(chat_id)
        desk.say(ALICE, "And another thing", new_id())
        return stale

    notes = Notes(NoteStore(table), changed, outside.publish, clock, patience=patience())
    with pytest.raises(Busy):
        notes.add(ANA, CHAT, "Too late", new_id())
    assert NoteStore(table).before(CHAT, None, 10) == ([], False)
