"""The page behind the link in our mails: plain words for each state, one style, nothing else."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from support_chat.desk import Desk
from support_chat.ledger import EmailBlock
from support_chat.mail import unsubscribe_token
from support_chat.model import Chat
from support_chat.store import Store
from tests.http_events import Answer
from tests.unit.people import Callers
from tests.unit.world import ALICE


def page(callers: Callers, chat: Chat, method: str = "GET", **query: str) -> Answer:
    return callers.anyone()(f"{method} /unsubscribe", query={"token": unsubscribe_token(chat), **query})


def title(answer: Answer) -> str:
    (found,) = re.findall("<h1>(.*)</h1>", answer.text)
    return str(found)


def test_the_page_says_what_is_and_offers_the_other(desk: Desk, callers: Callers) -> None:
    chat, _, _ = desk.open(ALICE)
    assert title(page(callers, chat)) == "Mail about replies is on"
    unsubscribed = page(callers, chat, "POST")
    assert title(unsubscribed) == "You are unsubscribed"
    assert "again=true" in unsubscribed.text
    assert title(page(callers, chat)) == "You are unsubscribed"
    assert title(page(callers, chat, "POST", again="true")) == "Mail about replies is on"


@pytest.mark.parametrize(("reason", "words"), [("bounced", "came back"), ("complained", "marked as spam")])
def test_who_gets_no_mail_for_another_reason_is_told_so(
    desk: Desk, store: Store, callers: Callers, reason: str, words: str
) -> None:
    chat, _, _ = desk.open(ALICE)
    block = EmailBlock.model_validate({"address": ALICE.email, "reason": reason})
    store.save(chat, chat.email_blocked(block))
    assert words in page(callers, chat).text
    assert "You are unsubscribed" in page(callers, chat, "POST").text


def test_the_policy_allows_exactly_the_pages_own_style(desk: Desk, callers: Callers) -> None:
    answer = page(callers, desk.open(ALICE)[0])
    (style,) = re.findall("<style>(.*)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = answer.headers["content-security-policy"]
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self';")
    assert "unsafe" not in policy
    assert not re.search(r"<script|\bstyle=|\bon\w+=|https?:", answer.text)


def test_a_link_that_is_not_ours_shows_a_page_too(callers: Callers) -> None:
    answer = callers.anyone()("GET /unsubscribe", query={"token": "<script>alert(1)</script>"})
    assert (answer.status, title(answer)) == (404, "This link is not valid")
    assert "<script" not in answer.text
