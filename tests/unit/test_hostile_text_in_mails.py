"""Each hostile text as the customer's name and as the reply: the mail has the elements of any other, and says it."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from support_chat.mail import preview
from tests.hostile_text import PAYLOADS
from tests.unit.test_mail_text import bodies, chat_of, delivered
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
