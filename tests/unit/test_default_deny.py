"""Whoever there is, on every route there is: nobody gets in whom the table below does not name, and a refused call
reads nothing, stores nothing and tells nobody.

A route of the template that has no row here fails. That API Gateway lets no customer's token through to the agents'
routes is its own part, shown on the deployed stack (tests/stack/test_chat_over_http.py); here such a caller comes
without claims, as the function would see them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from support_chat import mail
from support_chat.desk import Desk
from support_chat.erasure import Erasure
from support_chat.people import Agent, Customer
from support_chat.realtime import chat_channel
from support_chat.store import Store
from tests.http_events import Answer, Caller
from tests.template import resources
from tests.unit.people import ADMIN_CLAIMS, AGENT_CLAIMS, Callers
from tests.unit.policies import HUMANS, MALFORMED, MAY, MESSAGE, OWNERS, POLICIES, VERA
from tests.unit.world import ALICE, ANA, BOB, Outside, all_items, dies_after_the_first_write, patience

CAROL = Customer(user_id="carol", email="carol@example.com", email_verified=True, name="Carol")
DORA = Customer(user_id="dora", email="dora@example.com", email_verified=True, name="Dora")
ADA = Agent(id="agent-ada", name="Ada", role="admin")
REPLY = "11111111-1111-4111-8111-111111111111"


ROUTES = [route["RouteKey"] for route in resources("AWS::ApiGatewayV2::Route").values()]
ACTORS = (*HUMANS, "nobody", "garbage", "outsider", "agent", "admin")

FOREIGN = str(uuid4())


@pytest.fixture
def world(callers: Callers, desk: Desk, store: Store, outside: Outside) -> Callers:
    """Everybody has a chat with a word of their own in it; Carol is blocked, and Dora is being erased."""
    visitor = Customer(user_id=VERA, email="")
    for who, person in zip(OWNERS, (ALICE, BOB, CAROL, DORA, visitor), strict=True):
        desk.say(person, f"word-of-{who}", uuid4())
        desk.reply(ANA, OWNERS[who], f"answer-to-{who}", uuid4())
    ana = callers.agent()
    ana("GET /admin/me")
    ana(f"PUT /admin/replies/{REPLY}", {"name": "word-of-team", "text": "word-of-team"})
    assert ana(f"PUT /admin/chats/{OWNERS['carol']}/block", {"reason": "word-of-team"}).status == 200
    table = store._table
    erasure = Erasure(table, outside.publish, lambda _erased, _at: None, callers.clock, patience())
    with dies_after_the_first_write(table):
        erasure.erase(ADA, OWNERS["dora"], "dora")
    outside.events.clear()
    outside.alarms.clear()
    return callers


def come(callers: Callers, actor: str, route: str) -> Caller:
    """This actor as the function that has the route sees them: with a token, or with the gateway's claims."""
    if POLICIES[route].who == "anyone":
        return callers.anyone()
    staff = {
        "agent": AGENT_CLAIMS,
        "admin": ADMIN_CLAIMS,
        "outsider": {**AGENT_CLAIMS, "sub": "eve", "cognito:groups": "[customers agents2 formeragents]"},
    }
    if "/admin/" in route:
        return callers.agent(staff.get(actor))
    people: dict[str, Callable[[], Caller]] = {
        "alice": callers.customer,
        "bob": lambda: callers.customer(BOB),
        "carol": lambda: callers.customer(CAROL),
        "dora": lambda: callers.customer(DORA),
        "vera": lambda: callers.visitor(callers.visitor_tokens.sign(VERA)),
        "nobody": lambda: callers.bearer(None),
    }
    return people.get(actor, lambda: callers.bearer("garbage"))()


def ask(callers: Callers, actor: str, route: str, ids: dict[str, str] | None = None) -> Answer:
    """The actor's request, good but for who sends it; about Alice, or about these ids."""
    policy = POLICIES[route]
    known = {"chat_id": str(OWNERS["alice"]), "seq": "2", "reply_id": REPLY, **(ids or {})}
    path = re.sub(r"\{(\w+)\}", lambda name: known[name[1]], route)
    caller = come(callers, actor, route)
    if policy.form is not None:
        form = policy.form
        if route == "POST /pusher/auth" and actor in OWNERS:
            form = {**form, "channel_name": chat_channel(OWNERS[actor])}
        return caller.form(path, **form)
    body = policy.body
    if route == "POST /support_chat/link":
        body = {"visitor_token": callers.visitor_tokens.sign(VERA).token}
    return caller(path, body, query=policy.query)


def refused(actor: str, route: str) -> int | None:
    """The status that keeps this actor out; None where they may."""
    who = POLICIES[route].who
    if actor in MAY[who]:
        return None
    if "/admin/" in route:
        return 403 if actor in {"outsider", "agent"} else 401
    if route == "POST /visitors" and actor == "nobody":
        return None
    # A customer whom the route is not for is known; everybody else is not. Only visitors have a pass to renew.
    return 403 if actor in HUMANS and route != "POST /visitors" else 401


def cells() -> Iterator[tuple[str, str]]:
    for actor in ACTORS:
        for route in ROUTES:
            if route in POLICIES:
                yield actor, route


def words_of_others(actor: str, answer: Answer) -> list[str]:
    """What the answer says of anybody else."""
    said = answer.text + str(answer.headers)
    return [who for who in (*OWNERS, "team") if who != actor and f"word-of-{who}" in said]


def test_every_route_has_a_policy_here_and_every_policy_a_route() -> None:
    assert sorted(POLICIES) == sorted(ROUTES)


def test_a_route_asks_the_gateway_for_a_token_exactly_where_the_policy_says_agents_or_admins() -> None:
    for route in resources("AWS::ApiGatewayV2::Route").values():
        staff = POLICIES[route["RouteKey"]].who in {"agents", "admins"}
        assert route["AuthorizationType"] == ("JWT" if staff else "NONE"), route["RouteKey"]
        assert route.get("AuthorizerId") == ({"Ref": "AgentAuthorizer"} if staff else None), route["RouteKey"]


def test_every_agents_route_is_closed_in_the_function_too(world: Callers) -> None:
    for route in ROUTES:
        closed = ask(world, "nobody", route).status == 401
        assert closed == (POLICIES[route].who != "anyone" and route != "POST /visitors"), route


@pytest.mark.parametrize("actor", ACTORS)
def test_who_may_not_is_refused_reads_nothing_and_changes_nothing(
    actor: str, world: Callers, store: Store, outside: Outside
) -> None:
    before = all_items(store)
    for route in (route for who, route in cells() if who == actor):
        status = refused(actor, route)
        if status is None:
            continue
        known, unknown = (ask(world, actor, route, {"chat_id": id_}) for id_ in (str(OWNERS["alice"]), FOREIGN))
        assert known.status == status, route
        # Whether the chat exists is nobody's business who is refused.
        assert (known.status, known.text) == (unknown.status, unknown.text), route
        assert words_of_others("", known) == [], route
        for bad in MALFORMED[::4]:
            for name in re.findall(r"\{(\w+)\}", route):
                answer = ask(world, actor, route, {name: bad})
                assert answer.status in {status, 404}, (route, name, bad)
    assert all_items(store) == before
    assert (outside.events, outside.alarms) == ([], [])


@pytest.mark.parametrize("actor", HUMANS)
def test_a_customer_meets_only_what_is_theirs(actor: str, world: Callers) -> None:
    for route in ROUTES:
        if refused(actor, route) is not None:
            continue
        answer = ask(world, actor, route)
        if actor == "dora" and POLICIES[route].who != "anyone" and answer.status != 200:
            assert answer.code == "being_erased" or answer.status == 404, route
        elif actor == "carol" and route == "POST /support_chat/messages":
            assert (answer.status, answer.code) == (403, "blocked")
        elif POLICIES[route].who != "anyone":
            assert answer.status in {200, 201}, (route, answer.text)
        assert words_of_others(actor, answer) == [], route


@pytest.mark.parametrize("actor", ["agent", "admin"])
def test_agents_and_admins_get_in_where_the_table_says(actor: str, world: Callers) -> None:
    for route in sorted(ROUTES, key=lambda route: route.startswith("DELETE")):
        if refused(actor, route) is None and POLICIES[route].who != "anyone":
            answer = ask(world, actor, route)
            assert answer.status in {200, 201, 204, 422} if "erase" in route else {200, 201, 204}, (route, answer.text)


@pytest.mark.parametrize("actor", ["agent", "admin"])
def test_an_id_of_nothing_or_of_no_form_is_told_and_changes_nothing(
    actor: str, world: Callers, store: Store, outside: Outside
) -> None:
    before = all_items(store)
    for route in ROUTES:
        if "{" not in route or refused(actor, route) is not None:
            continue
        # Whoever names a new id makes a reply of it, and what is not there is taken out already.
        repeatable = "{reply_id}" in route
        for name in re.findall(r"\{(\w+)\}", route):
            for bad in (*MALFORMED, *([] if repeatable else [FOREIGN])):
                answer = ask(world, actor, route, {name: bad})
                empty = route.endswith(("/messages", "/notes")) and route.startswith("GET") and bad == FOREIGN
                assert answer.status in ({200} if empty else {404, 405, 422}), (route, name, bad, answer.text)
                assert words_of_others("", answer) == [], (route, bad)
    assert all_items(store) == before
    assert (outside.events, outside.alarms) == ([], [])


SMUGGLED = ("chat_id", "user_id", "sub", "id", "email", "conversation_id", "owner")


def test_a_customer_who_names_somebody_elses_chat_gets_their_own_or_nothing(world: Callers, store: Store) -> None:
    """In the query, in a header, in the body: there is no way to say whose chat is meant but the token."""
    bob = str(OWNERS["bob"])
    alice = world.customer()
    headers = {f"x-{name.replace('_', '-')}": bob for name in SMUGGLED}
    for query in (dict.fromkeys(SMUGGLED, bob), {f"{name}[]": "bob" for name in SMUGGLED}):
        told = alice("GET /support_chat", query=query, headers=headers)
        assert told.json()["id"] == str(OWNERS["alice"])
        page = alice("GET /support_chat/messages", query={"after_seq": 0, **query}, headers=headers)
        assert words_of_others("alice", told) == words_of_others("alice", page) == []
    before = all_items(store)
    for name in (*SMUGGLED, "seq", "sender_type", "created_at", "read_at", "author", "tenant", "account_id"):
        for route, body in (
            ("POST /support_chat/messages", MESSAGE),
            ("PATCH /support_chat/mark_read", {"up_to_seq": 1}),
            ("POST /support_chat/link", {"visitor_token": "x"}),
        ):
            answer = alice(route, {**body, name: bob})
            assert (answer.status, answer.code) == (422, "invalid"), (route, name)
    assert all_items(store) == before


def test_a_link_from_a_mail_opens_nothing_but_its_own_choice(world: Callers, store: Store) -> None:
    token = mail.unsubscribe_token(world.desk.chat(OWNERS["alice"]))
    anyone = world.anyone()
    before = all_items(store)
    foreign = token.replace(token[:8], f"{OWNERS['bob']}"[:8])
    for bad in ("", "x", token[:-1], token + "x", foreign, *MALFORMED):
        for method in ("GET", "POST"):
            answer = anyone(f"{method} /unsubscribe", query={"token": bad})
            assert answer.status == 404, bad
            assert words_of_others("", answer) == []
    assert all_items(store) == before
