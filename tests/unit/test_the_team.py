"""Who belongs to the team, who is an admin, and what only admins may see."""

from __future__ import annotations

import pytest

from support_chat.audit import AuditList
from support_chat.desk import Desk
from support_chat.model import chat_id_of
from support_chat.people import Agent, Role
from support_chat.table import Table
from support_chat.team import Team
from tests.unit.people import ADMIN_CLAIMS, AGENT_CLAIMS, Callers
from tests.unit.world import ALICE, ANA, Clock, new_id, patience

CHAT = chat_id_of("alice")


@pytest.fixture
def team(table: Table, clock: Clock) -> Team:
    return Team(table, clock, patience())


def named(name: str, role: Role = "agent") -> Agent:
    return Agent(id=f"agent-{name.casefold()}", name=name, role=role)


def roles_changed(table: Table) -> list[dict[str, object]]:
    entries, _ = AuditList(table).page("2026-11", None, 100)
    return [dict(entry.facts) for entry in entries if entry.action == "role_changed"]


def test_who_comes_is_in_the_team_by_name_and_once(team: Team) -> None:
    for agent in (named("Zoe"), named("ada"), named("Zoe")):
        team.meet(agent)
    assert [agent.name for agent in team.agents()] == ["ada", "Zoe"]


def test_a_new_name_is_shown_and_no_change_of_role(team: Team, table: Table) -> None:
    team.meet(ANA)
    team.meet(ANA.model_copy(update={"name": "Ana Maria"}))
    assert [agent.name for agent in team.agents()] == ["Ana Maria"]
    assert roles_changed(table) == []


def test_a_changed_role_stands_in_the_audit_list_once(team: Team, table: Table, clock: Clock) -> None:
    roles: tuple[Role, ...] = ("agent", "admin", "admin", "agent")
    for role in roles:
        team.meet(named("Ada", role))
        clock.forward(seconds=1)
    assert roles_changed(table) == [{"was": "admin", "role": "agent"}, {"was": "agent", "role": "admin"}]


def test_two_pages_that_notice_a_changed_role_at_once_write_one_line(
    team: Team, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.meet(named("Ada"))
    write, rivals = table.write, [named("Ada", "admin")]

    def rival_first(actions: object) -> None:
        if rivals:
            team.meet(rivals.pop())
        write(actions)  # type: ignore[arg-type]

    monkeypatch.setattr(table, "write", rival_first)
    team.meet(named("Ada", "admin"))
    assert roles_changed(table) == [{"was": "agent", "role": "admin"}]


def test_me_tells_the_role_and_agents_the_team(callers: Callers) -> None:
    assert callers.agent()("GET /admin/me").json() == {"id": "agent-ana", "name": "Ana", "role": "agent"}
    assert callers.agent(ADMIN_CLAIMS)("GET /admin/me").json()["role"] == "admin"
    listed = callers.agent()("GET /admin/agents").json()["agents"]
    assert [(agent["name"], agent["role"]) for agent in listed] == [("Ada", "admin"), ("Ana", "agent")]


def test_an_admin_may_answer_without_being_in_the_agents_group(callers: Callers) -> None:
    only_admin = {**ADMIN_CLAIMS, "cognito:groups": "[admins]"}
    assert callers.agent(only_admin)("GET /admin/chats").status == 200


def test_the_audit_list_is_for_admins(callers: Callers, desk: Desk) -> None:
    desk.say(ALICE, "Hello", new_id())
    callers.agent()(f"POST /admin/chats/{CHAT}/archive")
    refused = callers.agent()("GET /admin/audit")
    assert (refused.status, refused.code) == (403, "forbidden")
    assert "Ana" not in refused.text
    answer = callers.agent(ADMIN_CLAIMS)("GET /admin/audit")
    (entry,) = answer.json()["entries"]
    assert answer.json()["next_cursor"] is None
    assert set(entry) == {"id", "at", "action", "actor", "chat_id", "facts"}
    assert entry["action"] == "archived"
    assert entry["actor"] == {"id": "agent-ana", "name": "Ana"}
    assert entry["chat_id"] == str(CHAT)
    assert entry["at"] == "2026-11-23T12:00:00.000Z"


def test_the_audit_list_is_paged_by_cursors_of_ours(callers: Callers, desk: Desk) -> None:
    desk.say(ALICE, "Hello", new_id())
    agent, admin = callers.agent(), callers.agent(ADMIN_CLAIMS)
    for verb in ("archive", "unarchive", "archive"):
        agent(f"POST /admin/chats/{CHAT}/{verb}")
        callers.clock.forward(seconds=1)
    first = admin("GET /admin/audit", query={"limit": 2, "month": "2026-11"}).json()
    rest = admin("GET /admin/audit", query={"limit": 2, "month": "2026-11", "cursor": first["next_cursor"]}).json()
    actions = [entry["action"] for page in (first, rest) for entry in page["entries"]]
    assert actions == ["archived", "unarchived", "archived"]
    assert rest["next_cursor"] is None
    assert admin("GET /admin/audit", query={"month": "2026-10"}).json()["entries"] == []


@pytest.mark.parametrize("query", [{"month": "2026-13"}, {"month": "11"}, {"cursor": "bm90IG91cnM="}, {"limit": 101}])
def test_what_the_audit_list_does_not_understand_is_told(callers: Callers, query: dict[str, str]) -> None:
    assert callers.agent(ADMIN_CLAIMS)("GET /admin/audit", query=query).status == 422


def test_nobody_without_a_group_learns_of_the_team(callers: Callers) -> None:
    outsider = callers.agent({**AGENT_CLAIMS, "cognito:groups": "[others]"})
    for route in ("GET /admin/me", "GET /admin/agents", "GET /admin/audit"):
        assert (outsider(route).status, callers.agent(None)(route).status) == (403, 401)
