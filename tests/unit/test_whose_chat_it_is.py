"""A chat is somebody's or nobody's: agents decide, and everybody of the team is told."""

from __future__ import annotations

import pytest

from support_chat.desk import Desk
from support_chat.model import chat_id_of
from support_chat.realtime import AGENTS_CHANNEL
from tests.unit.people import ADMIN_CLAIMS, Callers
from tests.unit.world import ALICE, Outside, new_id

CHAT = chat_id_of("alice")
ASSIGNEE = f"PUT /admin/chats/{CHAT}/assignee"
ADA = {"id": "agent-ada", "name": "Ada"}


@pytest.fixture
def team(callers: Callers, desk: Desk) -> Callers:
    """Ana and Ada have signed in, and Alice has written."""
    for claims in (None, ADMIN_CLAIMS):
        (callers.agent(claims) if claims else callers.agent())("GET /admin/me")
    desk.say(ALICE, "Hello", new_id())
    return callers


def test_it_is_made_ones_own_a_colleagues_and_nobodys(team: Callers, outside: Outside) -> None:
    ana = team.agent()
    assert ana(ASSIGNEE, {"agent_id": "agent-ana"}).json()["assignee"] == {"id": "agent-ana", "name": "Ana"}
    assert ana(ASSIGNEE, {"agent_id": "agent-ada"}).json()["assignee"] == ADA
    told = outside.events[-1]
    assert (told.channel, told.name, told.data["chat"]["assignee"]) == (AGENTS_CHANNEL, "chat_updated", ADA)
    assert ana(f"GET /admin/chats/{CHAT}").json()["assignee"] == ADA
    assert ana(ASSIGNEE, {"agent_id": None}).json()["assignee"] is None


def test_to_assign_again_changes_and_tells_nothing(team: Callers, outside: Outside, desk: Desk) -> None:
    team.agent()(ASSIGNEE, {"agent_id": "agent-ada"})
    version, events = desk.chat(CHAT).version, len(outside.events)
    assert team.agent()(ASSIGNEE, {"agent_id": "agent-ada"}).status == 200
    assert (desk.chat(CHAT).version, len(outside.events)) == (version, events)


def test_the_chat_stays_somebodys_whatever_is_said(team: Callers, desk: Desk) -> None:
    team.agent()(ASSIGNEE, {"agent_id": "agent-ada"})
    desk.say(ALICE, "Anybody?", new_id())
    team.agent()(f"POST /admin/chats/{CHAT}/archive")
    desk.say(ALICE, "Again", new_id())
    (row,) = team.agent()("GET /admin/chats").json()["chats"]
    assert row["assignee"] == ADA


def test_who_is_not_in_the_team_gets_no_chat_and_what_is_no_answer_is_refused(team: Callers) -> None:
    unknown = team.agent()(ASSIGNEE, {"agent_id": "nobody"})
    assert (unknown.status, unknown.code) == (404, "not_found")
    no_chat = team.agent()(f"PUT /admin/chats/{new_id()}/assignee", {"agent_id": "agent-ada"})
    assert no_chat.status == 404
    for body in ({}, {"agent_id": ""}, {"agent_id": 7}, {"agent_id": None, "name": "Ada"}):
        assert team.agent()(ASSIGNEE, body).status == 422
