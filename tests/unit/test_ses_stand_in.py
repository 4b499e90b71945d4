"""The local stack's stand-in for SES's events speaks the language that the product reads."""

from __future__ import annotations

import json

import pytest
from local.ses_events import Accepted, entries

from support_chat.ledger import EmailBlock, MailState
from support_chat.receipts import Receipt, receipt_of
from tests.unit.world import Clock, new_id

CHAT, MAIL = new_id(), new_id()


def receipts(address: str) -> list[Receipt | None]:
    tags = {"chat_id": str(CHAT), "mail_id": str(MAIL), "through_seq": "7"}
    request = {
        "FromEmailAddress": "support@shop.example",
        "Destination": {"ToAddresses": [address]},
        "ConfigurationSetName": "set",
        "EmailTags": [{"Name": name, "Value": value} for name, value in tags.items()],
    }
    sent = entries(Accepted(request, "ses-1"), Clock().at)
    assert {entry["Source"] for entry in sent} == {"aws.ses"}
    details = [json.loads(entry["Detail"]) for entry in sent]
    assert [detail["mail"]["tags"]["ses:configuration-set"] for detail in details] == [["set"]] * len(details)
    return [receipt_of({"detail": detail}) for detail in details]


@pytest.mark.parametrize(
    ("address", "states"),
    [
        ("alice@example.com", ["sent", "sent"]),
        ("success@simulator.amazonses.com", ["sent", "sent"]),
        ("bounce@simulator.amazonses.com", ["sent", "bounced"]),
        ("Bounce+label@simulator.amazonses.com", ["sent", "bounced"]),
        ("suppressionlist@simulator.amazonses.com", ["sent", "bounced"]),
        ("complaint+label@simulator.amazonses.com", ["sent", "sent", "complained"]),
        ("ooto@simulator.amazonses.com", ["sent", "sent", None]),
        ("bounce@example.com", ["sent", "sent"]),
    ],
)
def test_what_happens_to_a_mail_depends_on_its_address(address: str, states: list[str | None]) -> None:
    assert [receipt and receipt.state for receipt in receipts(address)] == states


def test_a_receipt_names_the_line_and_the_address() -> None:
    _, bounced = receipts("bounce@simulator.amazonses.com")
    assert bounced == Receipt(
        chat_id=CHAT,
        mail_id=MAIL,
        through_seq=7,
        state=MailState.BOUNCED,
        at=Clock().at,
        reason="General",
        ses_message_id="ses-1",
        block=EmailBlock(address="bounce@simulator.amazonses.com", reason="bounced"),
    )
