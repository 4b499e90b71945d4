"""Unseen, waiting, marked unread: three facts about a chat, each begun and settled by its own causes and no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from support_chat.desk import Desk
from support_chat.keys import shard_of
from support_chat.lists import Lists, Wanted
from support_chat.marks import Marks
from support_chat.model import Chat, chat_id_of
from tests.unit.people import Callers
from tests.unit.world import ALICE, ANA, BOB, Clock, Outside, new_id

CHAT = chat_id_of("alice")
UNSEEN, WAITING, MARKED = "unseen_since", "waiting_since", "marked_unread_at"


def ask(desk: Desk) -> None:
    desk.say(ALICE, "Where is my order?", new_id())


def facts(desk: Desk) -> set[str]:
    chat = desk.chat(CHAT)
    return {name for name in (UNSEEN, WAITING, MARKED) if getattr(chat, name)}


def listed(lists: Lists) -> set[str]:
    """The facts by which the chat is found."""
    found = {
        name: lists.page(Wanted(fact, "oldest", False, ANA.id), None, 10)[0]
        for name, fact in ((UNSEEN, "unseen"), (WAITING, "waiting"), (MARKED, "unread"))  # type: ignore[misc]
    }
    return {name for name, chats in found.items() if CHAT in [chat.id for chat in chats]}


ACTS: dict[str, tuple[Callable[[Desk, Marks], object], set[str]]] = {
    "opened": (lambda desk, _: desk.view(CHAT), {WAITING, MARKED}),
    "answered": (lambda desk, _: desk.reply(ANA, CHAT, "On its way", new_id()), {UNSEEN, MARKED}),
    "marked read": (lambda _, marks: marks.read(CHAT), {UNSEEN, WAITING}),
    "marked unread again": (lambda _, marks: marks.unread(CHAT), {UNSEEN, WAITING, MARKED}),
    "asked again": (lambda desk, _: ask(desk), {UNSEEN, WAITING, MARKED}),
    "read by the customer": (lambda desk, _: desk.mark_read(ALICE, None), {UNSEEN, WAITING, MARKED}),
    "opened by the customer": (lambda desk, _: desk.open(ALICE), {UNSEEN, WAITING, MARKED}),
}


@pytest.mark.parametrize("act", ACTS)
def test_each_act_settles_its_own_fact_and_no_other(act: str, desk: Desk, marks: Marks, lists: Lists) -> None:
    ask(desk)
    marks.unread(CHAT)
    assert facts(desk) == listed(lists) == {UNSEEN, WAITING, MARKED}
    do, left = ACTS[act]
    do(desk, marks)
    assert facts(desk) == listed(lists) == left


def test_a_chat_that_is_put_away_is_in_no_list_and_waits_for_nothing(desk: Desk, marks: Marks, lists: Lists) -> None:
    ask(desk)
    marks.unread(CHAT)
    desk.archive(ANA, CHAT)
    assert listed(lists) == set()
    assert facts(desk) == {UNSEEN}  # still true, and found again with the chat
    desk.unarchive(ANA, CHAT)
    assert listed(lists) == {UNSEEN}


def test_a_new_message_after_archiving_is_unseen_and_waits_from_then_on(
    desk: Desk, marks: Marks, lists: Lists, clock: Clock
) -> None:
    ask(desk)
    desk.view(CHAT)
    marks.unread(CHAT)
    desk.archive(ANA, CHAT)
    clock.forward(days=2)
    ask(desk)
    assert listed(lists) == {UNSEEN, WAITING}
    assert desk.chat(CHAT).unseen_since == desk.chat(CHAT).waiting_since == clock()


def test_a_fact_is_one_since_its_first_cause(desk: Desk, marks: Marks, clock: Clock) -> None:
    ask(desk)
    marks.unread(CHAT)
    begun = clock()
    clock.forward(minutes=5)
    ask(desk)
    marks.unread(CHAT)
    chat = desk.chat(CHAT)
    assert {chat.unseen_since, chat.waiting_since, chat.marked_unread_at} == {begun}


def test_what_was_seen_and_asked_anew_is_unseen_since_the_new_message(desk: Desk, clock: Clock) -> None:
    ask(desk)
    asked_first = clock()
    desk.view(CHAT)
    clock.forward(minutes=5)
    ask(desk)
    chat = desk.chat(CHAT)
    assert (chat.unseen_since, chat.waiting_since) == (clock(), asked_first)


def test_marking_tells_the_agents_and_nobody_else_and_repeats_in_silence(
    desk: Desk, marks: Marks, outside: Outside
) -> None:
    ask(desk)
    outside.events.clear()
    marks.unread(CHAT)
    marks.unread(CHAT)
    marks.read(CHAT)
    marks.read(CHAT)
    assert outside.names() == ["chat_updated", "chat_updated"]
    assert [event.data["chat"]["marked_unread"] for event in outside.events] == [True, False]


def test_a_chat_that_is_put_away_cannot_be_marked(desk: Desk, marks: Marks) -> None:
    ask(desk)
    desk.archive(ANA, CHAT)
    assert marks.unread(CHAT).marked_unread_at is None


def test_agents_mark_over_http_and_customers_cannot_and_see_nothing_of_it(callers: Callers) -> None:
    alice, ana = callers.customer(), callers.agent()
    alice("POST /support_chat/messages", {"content": "Hello", "client_message_id": str(new_id())})
    for _ in range(2):
        row = ana(f"POST /admin/chats/{CHAT}/mark_unread").json()
        assert (row["id"], row["marked_unread"], row["marked_unread_at"]) == (str(CHAT), True, row["unseen_since"])
    assert "unread_at" not in alice("GET /support_chat").text
    assert ana(f"POST /admin/chats/{CHAT}/mark_read").json()["marked_unread"] is False
    for verb in ("mark_unread", "mark_read"):
        assert ana(f"POST /admin/chats/{new_id()}/{verb}").code == "not_found"
        assert alice(f"POST /admin/chats/{CHAT}/{verb}").code == "not_found"


# -- lists


def crowd(desk: Desk, clock: Clock, count: int) -> list[str]:
    """That many customers who wait, a second apart, the longest waiting first."""
    users = [f"user{n}" for n in range(count)]
    for user in users:
        clock.forward(seconds=1)
        desk.say(ALICE.model_copy(update={"user_id": user}), "Hello", new_id())
    return users


def pages(callers: Callers, **query: str | int) -> list[str]:
    """The users of a list, page by page."""
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = callers.agent()("GET /admin/chats", query={**query, **cursor}).json()
        found += [chat["user_id"] for chat in page["chats"]]
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}


@pytest.mark.parametrize("fact", ["unseen", "waiting", "unread"])
def test_pages_of_a_fact_join_without_gap_or_repeat_the_longest_first(
    fact: str, desk: Desk, marks: Marks, callers: Callers, clock: Clock
) -> None:
    users = crowd(desk, clock, 11)
    for user in users:
        clock.forward(seconds=1)
        marks.unread(chat_id_of(user))
    assert pages(callers, filter=fact, limit=3) == users
    assert pages(callers, filter=fact, order="oldest", limit=4) == users
    assert pages(callers, filter=fact, order="newest", limit=4) == users[::-1]


def test_chats_of_the_same_instant_are_all_listed_once(desk: Desk, callers: Callers) -> None:
    users = [f"user{n}" for n in range(9)]
    for user in users:
        desk.say(ALICE.model_copy(update={"user_id": user}), "Hello", new_id())
    assert sorted(pages(callers, filter="waiting", limit=2)) == users


def test_a_row_that_left_while_the_index_was_behind_is_dropped(
    desk: Desk, lists: Lists, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd(desk, clock, 3)
    behind = lists._table.of_index
    held = {shard: behind("waiting", ("fact_shard", str(shard)), ("waiting_at >", " "), 10) for shard in range(4)}
    desk.reply(ANA, chat_id_of("user1"), "Here", new_id())
    monkeypatch.setattr(lists._table, "of_index", lambda _index, place, *_, **__: held[int(place[1])])
    chats, position = lists.page(Wanted("waiting", "oldest", False, ANA.id), None, 10)
    assert ([chat.user_id for chat in chats], position) == (["user0", "user2"], None)


def test_mine_are_the_chats_that_are_assigned_to_me_newest_first(desk: Desk, callers: Callers, clock: Clock) -> None:
    crowd(desk, clock, 3)
    for user in ("user0", "user2"):
        assign(desk, user, "agent-ana")
    assign(desk, "user1", "somebody else")
    assert pages(callers, filter="mine") == ["user2", "user0"]
    desk.archive(ANA, chat_id_of("user2"))
    assert pages(callers, filter="mine") == ["user0"]
    assert callers.agent()("GET /admin/counts").json()["mine"] == {"count": 1, "capped": False}


def assign(desk: Desk, user: str, agent_id: str) -> None:
    def rule(chat: Chat) -> Chat:
        return chat.model_copy(update={"version": chat.version + 1, "assignee_id": agent_id, "assignee_name": "Ana"})

    desk.change(lambda: desk.chat(chat_id_of(user)), rule)


@pytest.mark.parametrize(
    "query",
    [
        {"filter": "everything"},
        {"order": "random"},
        {"filter": "all", "order": "oldest"},
        {"filter": "mine", "order": "oldest"},
        {"filter": "unseen", "archived": "true"},
        {"filter": "mine", "archived": "true"},
    ],
)
def test_a_list_that_there_is_not_is_told(query: dict[str, str], callers: Callers) -> None:
    answer = callers.agent()("GET /admin/chats", query=query)
    assert (answer.status, answer.code) == (422, "invalid")


def test_a_cursor_belongs_to_its_list(desk: Desk, callers: Callers, clock: Clock) -> None:
    crowd(desk, clock, 3)
    ana = callers.agent()
    cursor = ana("GET /admin/chats", query={"filter": "waiting", "limit": 1}).json()["next_cursor"]
    for other in ({}, {"filter": "unseen"}, {"filter": "waiting", "order": "newest"}):
        answer = ana("GET /admin/chats", query={**other, "cursor": cursor})
        assert (answer.status, answer.code) == (422, "invalid")
    assert ana("GET /admin/chats", query={"filter": "waiting", "cursor": cursor}).status == 200


# -- counts


def counts(callers: Callers) -> dict[str, int]:
    answer = callers.agent()("GET /admin/counts").json()
    assert not any(counted["capped"] for counted in answer.values())
    return {name: counted["count"] for name, counted in answer.items()}


def test_every_list_is_counted_by_itself(desk: Desk, marks: Marks, callers: Callers) -> None:
    assert counts(callers) == {"unseen": 0, "waiting": 0, "unread": 0, "mine": 0}
    ask(desk)
    desk.say(BOB, "Hello", new_id())
    desk.view(CHAT)
    marks.unread(CHAT)
    assert counts(callers) == {"unseen": 1, "waiting": 2, "unread": 1, "mine": 0}
    desk.archive(ANA, CHAT)
    assert counts(callers) == {"unseen": 1, "waiting": 1, "unread": 0, "mine": 0}


def test_a_count_ends_at_its_bound_and_says_so(
    desk: Desk, callers: Callers, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("support_chat.lists.COUNTED", 1)
    shards = {shard_of(chat_id_of(user)) for user in crowd(desk, clock, 12)}
    waiting = callers.agent()("GET /admin/counts").json()["waiting"]
    assert waiting == {"count": len(shards), "capped": True}


def test_times_of_facts_are_told_with_the_row(desk: Desk, callers: Callers, clock: Clock) -> None:
    ask(desk)
    (row,) = callers.agent()("GET /admin/chats", query={"filter": "unseen"}).json()["chats"]
    assert datetime.fromisoformat(row["unseen_since"]) == clock()
