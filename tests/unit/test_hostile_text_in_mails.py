"""Each hostile text as the customer's name and as the reply: the mail has the elements of any other, and says it. And
as what a link in it leads to: the page that ends mails."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes
from email.policy import compat32, default
from html.parser import HTMLParser

import pytest

from support_chat.desk import Desk
from support_chat.errors import MailRefused
from support_chat.mail import compose, preview, unsubscribe_token
from tests.hostile_text import ADDRESSES, HEADERS, PAYLOADS
from tests.unit.people import Callers, token_of
from tests.unit.test_mail_text import LETTERHEAD, bodies, chat_of, delivered, message_of
from tests.unit.world import ALICE


class Elements(HTMLParser):
    """The elements of a mail with the names of their attributes, where its links lead, and what it says."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "action"}]

    def handle_comment(self, data: str) -> None:
        self.elements.append(("comment", (data,)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_mail_has_the_elements_of_any_other_and_its_headers(payload: str) -> None:
    plain = delivered(chat_of(ALICE), "Hi")
    mail = delivered(chat_of(ALICE.model_copy(update={"name": payload})), payload)
    assert [name for name, _ in mail.items()] == [name for name, _ in plain.items()]
    assert (mail["To"], mail["From"], mail["Subject"]) == (plain["To"], plain["From"], plain["Subject"])
    text, html = bodies(mail)
    read, usual = Elements(html), Elements(bodies(plain)[1])
    assert read.elements == usual.elements
    assert [link.split("?")[0] for link in read.links] == [link.split("?")[0] for link in usual.links]
    for said in (text, read.text):
        assert " ".join(preview(payload).split()) in " ".join(said.split())


@pytest.mark.parametrize("name", HEADERS)
def test_no_name_and_no_reply_begins_a_header(name: str) -> None:
    """As the bytes go to SES: the lines of the head are those of any other mail, and so are its readers'."""
    usual, hostile = (
        compose(LETTERHEAD, chat_of(ALICE.model_copy(update={"name": called})), message_of(called)).as_bytes()
        for called in ("Alice", name)
    )
    assert head_of(hostile) == head_of(usual)
    for reader in (default, compat32):
        mail = message_from_bytes(hostile, policy=reader)
        assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
        assert mail.get_all("bcc") is None
        assert "evil.example" not in str(mail["to"]) + str(mail["from"]) + str(mail["subject"])


def head_of(mail: bytes) -> list[bytes]:
    """Its lines down to the text, without what differs in every mail."""
    head = mail.partition(b"\r\n\r\n")[0]
    return [line for line in head.split(b"\r\n") if b"boundary=" not in line and b"unsubscribe?token" not in line]


@pytest.mark.parametrize("local_part", ADDRESSES)
def test_any_address_that_a_token_may_name_is_one_recipient(local_part: str) -> None:
    address = f"{local_part}@shop.example"
    mail = delivered(chat_of(ALICE.model_copy(update={"email": address})), "Hi")
    (to,) = mail["To"].addresses
    assert to.addr_spec == address
    assert [name for name, _ in mail.items()] == [name for name, _ in delivered(chat_of(), "Hi").items()]


@pytest.mark.parametrize("text", [*PAYLOADS, *HEADERS])
def test_no_token_names_an_address_or_an_id_that_is_anything_else(callers: Callers, text: str) -> None:
    for wrong in ({"email": text}, {"email": f"{text}@shop.example"}, {"email": f"eve@{text}"}, {"sub": text}):
        token = token_of(ALICE, callers.clock, **wrong)
        answer = callers.bearer(token)("GET /support_chat")
        assert answer.status == 401 or passable(wrong), wrong


def passable(claims: dict[str, str]) -> bool:
    """No blank, quote, bracket or control character: none of them ends an attribute, an element or a header."""
    return not any(re.search(r"[\s\"<>(),;\\\[\]\x00-\x1f\x7f-\U0010ffff]", value) for value in claims.values())


@pytest.mark.parametrize(
    "email", ["a..b@x.example", ".a@x.example", "a.@x.example", "a@x.", "=?utf-8?q?a=40b?=@x.example"]
)
def test_an_address_that_no_mail_can_name_is_refused_and_breaks_nothing(email: str) -> None:
    with pytest.raises(MailRefused):
        delivered(chat_of(ALICE.model_copy(update={"email": email})), "Hi")


def test_the_link_that_ends_mails_stands_in_its_header_as_it_is() -> None:
    """Encoded words, as they are made of a long line, are unreadable to who offers the one click."""
    api = "https://abcdefghij.execute-api.eu-west-1.amazonaws.com"
    chat = chat_of()
    raw = compose(replace(LETTERHEAD, api_url=api), chat, message_of("Hi")).as_bytes()
    line = f"List-Unsubscribe: <{api}/unsubscribe?token={unsubscribe_token(chat)}>"
    assert line.encode() in raw.split(b"\r\n")


@pytest.mark.parametrize("text", [*PAYLOADS, *HEADERS])
def test_the_page_behind_a_mails_link_says_nothing_of_what_its_address_holds(
    callers: Callers, desk: Desk, text: str
) -> None:
    wrong = callers.anyone()("GET /unsubscribe", query={"token": "x"})
    chat = desk.open(ALICE.model_copy(update={"name": text}))[0]
    right = callers.anyone()("GET /unsubscribe", query={"token": unsubscribe_token(chat)})
    for method in ("GET", "POST"):
        answer = callers.anyone()(f"{method} /unsubscribe", query={"token": text, text: text})
        assert (answer.status, answer.text) == (404, wrong.text)
        told = callers.anyone()(f"{method} /unsubscribe", query={"token": unsubscribe_token(chat), "again": text})
        assert told.status in {200, 422}
        assert told.status == 422 or Elements(told.text).elements == Elements(right.text).elements
        assert told.headers["content-type"].startswith("text/html" if told.status == 200 else "application/json")
    assert text not in right.text
