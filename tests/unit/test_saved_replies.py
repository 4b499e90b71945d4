"""Saved replies: written, changed and taken out by anybody of the team, and nothing lost where two do it at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from support_chat import saved_replies
from support_chat.errors import ChangedMeanwhile, Conflict, NoRoom
from support_chat.people import Agent
from support_chat.saved_replies import SavedReplies, SavedReply
from support_chat.table import Action, Table
from tests.http_events import Answer
from tests.unit.people import AGENT_CLAIMS, Callers
from tests.unit.world import ANA, Clock, patience

BEN = Agent(id="agent-ben", name="Ben")
TEXT = "Hello {{name|there}}, your order is on its way."


@pytest.fixture
def replies(table: Table, clock: Clock) -> SavedReplies:
    return SavedReplies(table, clock, patience=patience())


def all_of(replies: SavedReplies) -> list[SavedReply]:
    found: list[SavedReply] = []
    has_more = True
    while has_more:
        page, has_more = replies.page(found[-1].id if found else None)
        found += page
    return found


def written(**changes: Any) -> dict[str, Any]:
    return {"name": "On its way", "content": TEXT, **changes}


def put(callers: Callers, reply_id: UUID, **changes: Any) -> Answer:
    return callers.agent()(f"PUT /admin/replies/{reply_id}", written(**changes))


def test_a_reply_is_written_listed_changed_and_taken_out(callers: Callers) -> None:
    ana, reply_id = callers.agent(), uuid4()
    first = put(callers, reply_id)
    assert (first.status, first.json()) == (
        200,
        {
            "id": str(reply_id),
            "version": 1,
            "name": "On its way",
            "content": TEXT,
            "updated_at": "2026-11-23T12:00:00.000Z",
            "updated_by": {"id": "agent-ana", "name": "Ana"},
        },
    )
    assert ana("GET /admin/replies").json() == {"replies": [first.json()], "has_more": False}
    callers.clock.forward(minutes=1)
    ben = callers.agent({**AGENT_CLAIMS, "sub": "agent-ben", "name": "Ben"})
    changed = ben(f"PUT /admin/replies/{reply_id}", written(content="Soon.", version=1)).json()
    assert (changed["version"], changed["content"], changed["updated_by"]["name"]) == (2, "Soon.", "Ben")
    assert changed["updated_at"] == "2026-11-23T12:01:00.000Z"
    for _ in range(2):
        assert ana(f"DELETE /admin/replies/{reply_id}", query={"version": 2}).status == 204
    assert ana("GET /admin/replies").json() == {"replies": [], "has_more": False}


def test_a_repeat_changes_nothing(callers: Callers) -> None:
    reply_id = uuid4()
    first = put(callers, reply_id)
    callers.clock.forward(minutes=1)
    assert put(callers, reply_id).json() == first.json()
    second = put(callers, reply_id, name="Sent", version=1)
    assert put(callers, reply_id, name="Sent", version=1).json() == second.json()


def test_who_changes_what_a_colleague_has_changed_meanwhile_is_told_and_nothing_is_lost(
    callers: Callers,
) -> None:
    reply_id = uuid4()
    put(callers, reply_id)
    put(callers, reply_id, content="The colleague's text", version=1)
    late = put(callers, reply_id, content="The later text", version=1)
    assert (late.status, late.code) == (409, "changed_meanwhile")
    removed = callers.agent()(f"DELETE /admin/replies/{reply_id}", query={"version": 1})
    assert (removed.status, removed.code) == (409, "changed_meanwhile")
    (held,) = callers.agent()("GET /admin/replies").json()["replies"]
    assert held["content"] == "The colleague's text"


def test_a_change_of_what_was_taken_out_meanwhile_does_not_bring_it_back_unasked(callers: Callers) -> None:
    reply_id = uuid4()
    put(callers, reply_id)
    callers.agent()(f"DELETE /admin/replies/{reply_id}", query={"version": 1})
    assert put(callers, reply_id, content="Changed", version=1).code == "changed_meanwhile"
    assert put(callers, reply_id, content="Changed").status == 200


def test_of_two_who_write_at_the_very_same_time_the_second_is_told(replies: SavedReplies, table: Table) -> None:
    reply_id = uuid4()
    replies.put(ANA, reply_id, "On its way", TEXT, 0)
    first_in(table, lambda: replies.put(BEN, reply_id, "On its way", "Ben's", 1))
    with pytest.raises(ChangedMeanwhile):
        replies.put(ANA, reply_id, "On its way", "Ana's", 1)
    assert [reply.content for reply in all_of(replies)] == ["Ben's"]


def test_a_reply_that_is_changed_while_it_is_taken_out_stays(replies: SavedReplies, table: Table) -> None:
    reply_id = uuid4()
    replies.put(ANA, reply_id, "On its way", TEXT, 0)
    first_in(table, lambda: replies.put(BEN, reply_id, "On its way", "Ben's", 1))
    with pytest.raises(ChangedMeanwhile):
        replies.delete(reply_id, 1)
    assert [reply.content for reply in all_of(replies)] == ["Ben's"]


def first_in(table: Table, other: Callable[[], object]) -> None:
    """Somebody else writes between the next write's read and the write itself."""
    write = table.write

    def overtaken(actions: list[Action]) -> None:
        table.write = write  # type: ignore[method-assign]
        other()
        write(actions)

    table.write = overtaken  # type: ignore[assignment, method-assign]


def test_a_lost_answer_is_a_success_when_it_is_asked_again(replies: SavedReplies, table: Table) -> None:
    write = table.write

    def answer_lost(actions: list[Action]) -> None:
        table.write = write  # type: ignore[method-assign]
        write(actions)
        raise Conflict("nobody heard that it worked")

    table.write = answer_lost  # type: ignore[assignment, method-assign]
    assert replies.put(ANA, uuid4(), "On its way", TEXT, 0).version == 1
    assert len(all_of(replies)) == 1


def test_there_are_as_many_as_there_may_be_and_room_again_when_one_goes(
    replies: SavedReplies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved_replies, "MOST", 3)
    ids = [uuid4() for _ in range(3)]
    for reply_id in ids:
        replies.put(ANA, reply_id, "On its way", TEXT, 0)
    with pytest.raises(NoRoom):
        replies.put(ANA, uuid4(), "One more", TEXT, 0)
    replies.put(ANA, ids[0], "On its way", "Changing one needs no room", 1)
    for _ in range(2):
        replies.delete(ids[1], 1)
    replies.put(ANA, uuid4(), "One more", TEXT, 0)
    with pytest.raises(NoRoom):
        replies.put(ANA, uuid4(), "And another", TEXT, 0)
    assert len(all_of(replies)) == 3


def test_two_who_take_the_last_place_at_once_do_not_both_get_it(
    replies: SavedReplies, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved_replies, "MOST", 1)
    first_in(table, lambda: replies.put(BEN, uuid4(), "Ben's", TEXT, 0))
    with pytest.raises(NoRoom):
        replies.put(ANA, uuid4(), "Ana's", TEXT, 0)
    assert [reply.name for reply in all_of(replies)] == ["Ben's"]


def test_pages_join_without_gap_or_repeat(replies: SavedReplies, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_replies, "PAGE", 2)
    ids = {uuid4() for _ in range(5)}
    for reply_id in ids:
        replies.put(ANA, reply_id, "On its way", TEXT, 0)
    assert [reply.id for reply in all_of(replies)] == sorted(ids, key=str)
    assert len(replies.page(None)[0]) == 2


def test_a_page_of_the_longest_texts_passes_through_lambda() -> None:
    assert saved_replies.PAGE * 4 * 4000 < 6 * 1024 * 1024
    assert saved_replies.PAGE < saved_replies.MOST


@pytest.mark.parametrize(
    "bad",
    [
        written(name=""),
        written(name=" \n "),
        written(name="x" * 61),
        written(name=7),
        written(content=""),
        written(content=" \n"),
        written(content="x" * 4001),
        written(version=-1),
        written(version="x"),
        written(updated_by={"id": "agent-ben", "name": "Ben"}),
        {"name": "On its way"},
        {"content": TEXT},
    ],
)
def test_what_is_no_reply_is_refused_and_nothing_is_written(bad: dict[str, Any], callers: Callers) -> None:
    answer = callers.agent()(f"PUT /admin/replies/{uuid4()}", bad)
    assert (answer.status, answer.code) == (422, "invalid")
    assert callers.agent()("GET /admin/replies").json()["replies"] == []


def test_a_name_stands_on_one_line_and_a_text_as_it_was_written(callers: Callers) -> None:
    reply = put(callers, uuid4(), name=" Two\nlines\u202e ", content="  Hello\n\nBye  ").json()
    assert (reply["name"], reply["content"]) == ("Two lines", "  Hello\n\nBye  ")


def test_an_address_that_is_none_and_a_removal_without_a_version_are_refused(callers: Callers) -> None:
    ana = callers.agent()
    assert ana("PUT /admin/replies/1", written()).status == 422
    assert ana("GET /admin/replies", query={"after": "x"}).status == 422
    for query in ({}, {"version": 0}, {"version": "x"}):
        assert ana(f"DELETE /admin/replies/{uuid4()}", query=query).status == 422


def test_only_agents_reach_them(callers: Callers) -> None:
    reply_id = uuid4()
    put(callers, reply_id)
    nobody, stranger = callers.agent(None), callers.agent({**AGENT_CLAIMS, "cognito:groups": "[others]"})
    for caller, status in ((nobody, 401), (stranger, 403)):
        assert caller("GET /admin/replies").status == status
        assert caller(f"PUT /admin/replies/{reply_id}", written(version=1)).status == status
        assert caller(f"DELETE /admin/replies/{reply_id}", query={"version": 1}).status == status
    for customer in (callers.customer(), callers.visitor()):
        assert customer("GET /admin/replies").status == 404
