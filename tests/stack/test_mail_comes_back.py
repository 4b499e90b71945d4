"""What SES tells about a mail afterwards reaches the agents: through its events, the bus, the rule and the function."""

from __future__ import annotations

from typing import Any

import pytest
from local.stack import LocalStack

from tests.conftest import MAIL_SECONDS
from tests.people import Person, agent, eventually, mails_to, new_customer


@pytest.fixture(scope="module")
def ada(stack: LocalStack) -> Person:
    return agent(stack)


def chat_of(ada: Person, chat_id: str) -> dict[str, Any]:
    chat: dict[str, Any] = ada.get(f"/admin/chats/{chat_id}").raise_for_status().json()
    return chat


def mail_states(ada: Person, chat_id: str) -> list[Any]:
    """What became of the mail about each agent message, oldest first."""
    messages = chat_of(ada, chat_id)["messages"]
    return [m["mail"] and (m["mail"]["state"], m["mail"]["reason"]) for m in messages if m["sender_type"] == "admin"]


def replied_to(stack: LocalStack, ada: Person, **claims: Any) -> tuple[Person, str]:
    """A customer with one unread reply."""
    customer = new_customer(stack, **claims)
    customer.say("Hello")
    chat_id = customer.chat()["id"]
    ada.reply(chat_id, "a reply").raise_for_status()
    return customer, chat_id


def test_a_mail_is_due_then_sent_and_the_customer_is_not_told(stack: LocalStack, ada: Person) -> None:
    alice, chat_id = replied_to(stack, ada)
    assert mail_states(ada, chat_id) == [("due", None)]
    eventually(
        lambda: mail_states(ada, chat_id),
        lambda seen: seen == [("sent", None)],
        within=MAIL_SECONDS,
        what="it shows as sent",
    )
    page = ada.get(f"/admin/chats/{chat_id}/messages", after_seq=0).json()["messages"]
    assert [message["mail"] and message["mail"]["state"] for message in page] == [None, "sent"]
    assert "mail" not in str(alice.chat()["messages"])


@pytest.mark.parametrize(
    ("box", "state", "reason"), [("bounce", "bounced", "General"), ("complaint", "complained", "abuse")]
)
def test_an_address_that_bounces_or_complains_gets_no_further_mail(
    stack: LocalStack, ada: Person, box: str, state: str, reason: str
) -> None:
    address = f"{box}+{state}@simulator.amazonses.com"
    customer, chat_id = replied_to(stack, ada, email=address)
    eventually(
        lambda: mail_states(ada, chat_id),
        lambda seen: seen == [(state, reason)],
        within=MAIL_SECONDS,
        what=f"it {state}",
    )
    assert chat_of(ada, chat_id)["email_state"] == state
    ada.reply(chat_id, "another reply").raise_for_status()
    eventually(
        lambda: mail_states(ada, chat_id),
        lambda seen: seen == [(state, reason), ("skipped", state)],
        within=MAIL_SECONDS,
        what="the next one is skipped",
    )
    assert len(mails_to(stack, address)) == 1
    assert "email_state" not in customer.chat()
