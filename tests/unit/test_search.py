"""Chats are found by beginnings of words of the customer's name, address and id; always the right ones, each once."""

from __future__ import annotations

import pytest

from support_chat import keys, rows, search_terms
from support_chat.context import one_line
from support_chat.desk import Desk
from support_chat.errors import Conflict, Invalid
from support_chat.model import chat_id_of, new_chat
from support_chat.people import Customer
from support_chat.search import Search
from support_chat.store import Store
from support_chat.table import Table
from tests.hostile_text import PAYLOADS
from tests.unit.people import Callers
from tests.unit.world import ANA, Clock, all_items, new_id

JOSE = Customer(user_id="auth0|5f7c8ec7", email="jose.garcia+shop@mail.example.com", name="José García-Márquez")
NOW = Clock().at
LONG = Customer(user_id="long", email=f"{'long.' * 12}one@{'mail.' * 6}example.com", name=None)
MAX = Customer(user_id="4711", email="max@example.org", name="Max O’Müller")


@pytest.fixture
def search(table: Table) -> Search:
    return Search(table)


def wrote(desk: Desk, *customers: Customer) -> None:
    for customer in customers:
        desk.say(customer, "Hello", new_id())


def found(search: Search, query: str) -> list[str]:
    chats, capped = search.find(query, 20)
    assert not capped
    return [chat.user_id for chat in chats]


@pytest.mark.parametrize(
    "query",
    [
        "jose",
        "JOSÉ",
        "Jose\u0301",
        "garc",
        "marquez",
        "jose garc",
        "garc j",
        "jose.garcia+shop@mail.example.com",
        "jose.g",
        "shop@",
        "mail.exam",
        "example.com",
        "auth0|5f7c8ec7",
        "5f7c",
        str(chat_id_of(JOSE.user_id)),
        str(chat_id_of(JOSE.user_id))[:6],
        "(José)",
    ],
)
def test_a_customer_is_found_by_the_beginning_of_any_word(desk: Desk, search: Search, query: str) -> None:
    wrote(desk, JOSE, MAX)
    assert found(search, query) == [JOSE.user_id]


@pytest.mark.parametrize("query", ["ose", "garciax", "jose muller", "hello", "com", "5f7d", "example.org max jose"])
def test_not_by_the_middle_of_a_word_nor_by_messages_nor_by_words_of_two_customers(
    desk: Desk, search: Search, query: str
) -> None:
    wrote(desk, JOSE, MAX)
    assert found(search, query) == []


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("李明", "李明"),
        ("山田 太郎", "山田"),
        ("김철수", "김철"),
        ("Дмитрий", "дмит"),
        ("عمر خالد", "خالد"),
        ("STRASSE", "straße"),
    ],
)
def test_names_of_every_script_are_found(desk: Desk, search: Search, name: str, query: str) -> None:
    wrote(desk, MAX.model_copy(update={"name": name}))
    assert found(search, query) == [MAX.user_id]


@pytest.mark.parametrize("query", ["", " ", "j", "j m", "@", "., !"])
def test_fewer_than_two_letters_are_refused_rather_than_answered_with_everybody(callers: Callers, query: str) -> None:
    answer = callers.agent()("GET /admin/search", query={"q": query})
    assert (answer.status, answer.code) == (422, "invalid")


def test_a_single_letter_beside_a_word_narrows_it_down(desk: Desk, search: Search) -> None:
    wrote(desk, JOSE, JOSE.model_copy(update={"user_id": "ana", "email": "a@x.example", "name": "Ana García"}))
    assert found(search, "j garcía") == [JOSE.user_id]


def test_the_route_answers_with_rows_archived_ones_too_the_newest_first(desk: Desk, callers: Callers) -> None:
    wrote(desk, JOSE)
    callers.clock.forward(seconds=1)
    wrote(desk, Customer(user_id="garcia", email="garcia@x.example", name=None))
    desk.archive(ANA, chat_id_of(JOSE.user_id))
    ana = callers.agent()
    answer = ana("GET /admin/search", query={"q": "garcia"}).json()
    inbox = [ana("GET /admin/chats", query={"archived": archived}).json()["chats"][0] for archived in ("false", "true")]
    assert answer == {"chats": inbox, "capped": False}


def test_who_has_not_written_is_not_found(desk: Desk, search: Search, store: Store) -> None:
    desk.open(JOSE)
    assert found(search, "jose") == []
    assert [item for item in all_items(store) if item["PK"]["S"].startswith("FIND#")] == []


def test_a_new_name_finds_the_chat_and_the_old_one_no_longer_does(desk: Desk, search: Search, store: Store) -> None:
    wrote(desk, JOSE)
    desk.open(JOSE.model_copy(update={"name": "José Blanco"}))
    assert found(search, "blanco") == [JOSE.user_id]
    assert found(search, "garcia-m") == []
    assert found(search, "jose.garcia") == [JOSE.user_id]
    _nothing_stale(store)


def test_a_visitor_is_found_by_the_address_they_leave_and_by_their_id(desk: Desk, search: Search, store: Store) -> None:
    visitor = Customer(user_id=f"visitor:{new_id()}", email="")
    desk.leave_address(visitor, "first@example.com")
    assert found(search, "first@") == []
    wrote(desk, visitor)
    assert found(search, "first@example") == [visitor.user_id]
    desk.leave_address(visitor, "second@example.com")
    assert found(search, "second@example") == [visitor.user_id]
    assert found(search, "first@") == []
    assert found(search, visitor.user_id) == [visitor.user_id]
    assert found(search, visitor.user_id.removeprefix("visitor:")[:8]) == [visitor.user_id]
    _nothing_stale(store)


def _nothing_stale(store: Store) -> None:
    """The items that find chats are exactly those that the heads call for."""
    items = [rows.plain(item) for item in all_items(store)]
    there = {(item["PK"], item["SK"]) for item in items if item["PK"].startswith("FIND#")}
    heads = [rows.chat(item) for item in items if item["SK"] == keys.HEAD_SK]
    assert there == {place for head in heads for place in search_terms.places_of(head)}


def test_a_lost_race_leaves_neither_the_message_nor_what_would_find_it(desk: Desk, store: Store) -> None:
    empty, _, _ = desk.open(JOSE)
    desk.open(JOSE.model_copy(update={"name": "Somebody else"}))
    with pytest.raises(Conflict):
        store.save(empty, empty.model_copy(update={"last_seq": 1, "version": empty.version + 1}))
    assert [item for item in all_items(store) if item["PK"]["S"].startswith("FIND#")] == []


def test_a_hit_whose_chat_says_otherwise_or_is_gone_is_no_hit(desk: Desk, search: Search, table: Table) -> None:
    wrote(desk, JOSE)
    places = [("FIND#jo", f"josephine#{chat_id_of(JOSE.user_id)}"), ("FIND#jo", f"josephine#{new_id()}")]
    table.write([table.put_action({"PK": pk, "SK": sk}) for pk, sk in places])
    assert found(search, "josephine") == []
    assert found(search, "jose") == [JOSE.user_id]


def test_more_than_is_shown_is_said_and_a_second_word_still_finds_the_one(desk: Desk, search: Search) -> None:
    for n in range(8):
        wrote(desk, Customer(user_id=f"id-{n}", email=f"smith{n}@example.com", name=f"Smith Nr{n}"))
    chats, capped = search.find("smith", 5)
    assert (len(chats), capped) == (5, True)
    chats, capped = search.find("smith nr7", 5)
    assert ([chat.user_id for chat in chats], capped) == (["id-7"], False)


def test_words_with_more_hits_than_are_read_are_checked_on_the_heads(
    desk: Desk, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("support_chat.search._MOST_HITS", 3)
    for n in range(6):
        wrote(desk, Customer(user_id=f"id-{n}", email=f"smith{n}@example.com", name=f"Smith Nr{n}"))
    chats, capped = search.find("smith5 example.com", 5)
    assert ([chat.user_id for chat in chats], capped) == (["id-5"], False)
    assert search.find("smith example.com", 5)[1] is True


def test_a_long_name_costs_at_most_twenty_items(desk: Desk, store: Store, search: Search) -> None:
    wrote(desk, MAX.model_copy(update={"name": " ".join(f"{n}name" for n in range(40))}))
    assert len([item for item in all_items(store) if item["PK"]["S"].startswith("FIND#")]) == 20
    assert found(search, "max@") == [MAX.user_id]
    # The first words of the name are among them, the last are not; docs/dashboard.md says so.
    assert found(search, "0name 9name") == [MAX.user_id]
    assert found(search, "39name") == []


def test_a_word_longer_than_what_is_stored_of_it_is_found_and_told_from_its_like(desk: Desk, search: Search) -> None:
    wrote(desk, LONG)
    wrote(desk, LONG.model_copy(update={"user_id": "other", "email": LONG.email.replace("one", "two")}))
    assert found(search, LONG.email) == [LONG.user_id]
    assert found(search, LONG.email[:70]) == [LONG.user_id]
    assert set(found(search, LONG.email[:60])) == {LONG.user_id, "other"}
    assert found(search, LONG.email + "x") == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_whoever_is_called_something_hostile_is_found_by_just_that(payload: str) -> None:
    hostile = MAX.model_copy(update={"name": one_line(payload)})
    chat = new_chat(hostile, NOW).model_copy(update={"last_seq": 1})
    words = search_terms.words_of(payload)
    assert search_terms.is_found_by(chat, words)
    stored = search_terms.stored_terms(chat)
    for word in words:
        assert any(term.startswith(search_terms.as_stored(word)) for term in stored)


def test_customers_have_no_search(callers: Callers) -> None:
    assert callers.customer()("GET /admin/search", query={"q": "jose"}).status == 404
    assert callers.agent(None)("GET /admin/search", query={"q": "jose"}).status == 401


def test_a_query_without_a_word_is_invalid(search: Search) -> None:
    with pytest.raises(Invalid):
        search.find("%", 20)
