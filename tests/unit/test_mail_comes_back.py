"""What SES tells about a mail afterwards: settled once, in any order; no more mail to an address that refuses it."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from support_chat.desk import Desk
from support_chat.errors import MailUncertain
from support_chat.ledger import MailState
from support_chat.mail import tags_of
from support_chat.mail_head import CLAIM_LEASE
from support_chat.mailroom import SWEEP_GRACE, Mailroom
from support_chat.model import Chat, chat_id_of
from support_chat.receipts import Receipt, receipt_of
from support_chat.settlement import Settlement
from support_chat.store import Store
from tests.unit.world import ALICE, ANA, DELAY, Clock, Outside, new_id, patience

CHAT = chat_id_of("alice")
PARTICULARS: dict[str, dict[str, Any]] = {
    "Send": {},
    "Delivery": {"smtpResponse": "250 ok"},
    "Bounce": {"bounceType": "Permanent", "bounceSubType": "General"},
    "Complaint": {"complaintFeedbackType": "abuse"},
    "Reject": {"reason": "Bad content"},
    "DeliveryDelay": {"delayType": "MailboxFull"},
}


@pytest.fixture
def settlement(store: Store, outside: Outside) -> Settlement:
    return Settlement(store, outside.publish, patience())


def event(outside: Outside, kind: str, *, to: str | None = None, **particulars: Any) -> dict[str, Any]:
    """SES's event about the last mail that was sent."""
    chat, mail, newest = outside.mails[-1]
    tags = {name: [value] for name, value in tags_of(chat, mail, newest).items()}
    told = {**PARTICULARS[kind], "timestamp": "2026-11-23T12:06:01.500Z", **particulars}
    return {
        "source": "aws.ses",
        "detail": {
            "eventType": kind,
            kind[0].lower() + kind[1:]: told,
            "mail": {
                "timestamp": "2026-11-23T12:06:00.100Z",
                "messageId": "ses-1",
                "destination": [to or chat.user_email],
                "tags": {"ses:configuration-set": ["set"], **tags},
            },
        },
    }


def receipt(outside: Outside, kind: str, **changes: Any) -> Receipt:
    found = receipt_of(event(outside, kind, **changes))
    assert found
    return found


def mailed(desk: Desk, mailroom: Mailroom, clock: Clock, text: str = "Hi") -> MailState | None:
    desk.open(ALICE)
    desk.reply(ANA, CHAT, text, new_id())
    clock.at += DELAY
    return mailroom.check(CHAT)


def line(store: Store, through_seq: int = 1) -> tuple[str, str | None]:
    mail = store.mail(CHAT, through_seq)
    assert mail
    return mail.state, mail.reason


def head(store: Store) -> Chat:
    chat = store.chat(CHAT)
    assert chat
    return chat


@pytest.mark.parametrize("kind", ["Send", "Delivery"])
def test_an_uncertain_mail_is_settled_as_sent(
    desk: Desk, mailroom: Mailroom, settlement: Settlement, store: Store, clock: Clock, outside: Outside, kind: str
) -> None:
    def accepted_and_not_answered(*args: Any) -> str:
        outside.mails.append(args)  # type: ignore[arg-type]
        raise MailUncertain("ReadTimeoutError")

    mailroom._send_email = accepted_and_not_answered
    assert mailed(desk, mailroom, clock) is MailState.UNCERTAIN
    assert settlement.receive(receipt(outside, kind)) is MailState.SENT
    assert settlement.receive(receipt(outside, kind)) is None
    assert line(store) == ("sent", None)


def test_an_event_carries_the_id_that_the_shown_message_has_in_the_logs(
    desk: Desk, mailroom: Mailroom, clock: Clock, outside: Outside
) -> None:
    mailed(desk, mailroom, clock)
    assert receipt(outside, "Send").correlation_id == str(outside.mails[-1][2].client_message_id)
    # Of a mail from before there were such tags.
    told = event(outside, "Send")
    del told["detail"]["mail"]["tags"]["correlation_id"]
    old = receipt_of(told)
    assert old
    assert old.correlation_id is None


def test_an_event_that_is_faster_than_our_record_settles_the_claim(
    desk: Desk, mailroom: Mailroom, settlement: Settlement, store: Store, clock: Clock, outside: Outside
) -> None:
    real = outside.send_email

    def send_email(*args: Any) -> str:
        message_id = real(*args)
        assert settlement.receive(receipt(outside, "Send")) is MailState.SENT
        return message_id

    mailroom._send_email = send_email
    assert mailed(desk, mailroom, clock) is MailState.SENT
    assert (head(store).mail_claim, head(store).mail_settled_seq) == (None, 1)
    assert line(store) == ("sent", None)
    assert outside.names().count("mail_updated") == 1


def test_a_mailer_that_died_after_sess_yes_is_settled_by_the_event(
    desk: Desk, mailroom: Mailroom, settlement: Settlement, store: Store, clock: Clock, outside: Outside
) -> None:
    def accepted_and_died(*args: Any) -> str:
        outside.mails.append(args)  # type: ignore[arg-type]
        raise SystemExit

    mailroom._send_email = accepted_and_died
    with pytest.raises(SystemExit):
        mailed(desk, mailroom, clock)
    assert settlement.receive(receipt(outside, "Delivery")) is MailState.SENT
    clock.at += CLAIM_LEASE + SWEEP_GRACE
    assert mailroom.sweep() == []
    assert line(store) == ("sent", None)


def test_a_record_that_comes_after_the_sweep_called_it_uncertain_still_counts(
    desk: Desk, mailroom: Mailroom, store: Store, clock: Clock, outside: Outside
) -> None:
    real = outside.send_email

    def slow(*args: Any) -> str:
        clock.at += CLAIM_LEASE + SWEEP_GRACE
        assert mailroom.sweep() == [MailState.UNCERTAIN]
        return real(*args)

    mailroom._send_email = slow
    assert mailed(desk, mailroom, clock) is MailState.SENT
    assert line(store) == ("sent", None)


@pytest.mark.parametrize("order", list(itertools.permutations(["Send", "Delivery", "Bounce", "Complaint"])))
def test_the_order_of_events_does_not_matter_nor_that_they_come_twice(
    desk: Desk,
    mailroom: Mailroom,
    settlement: Settlement,
    store: Store,
    clock: Clock,
    outside: Outside,
    order: tuple[str, ...],
) -> None:
    mailed(desk, mailroom, clock)
    for kind in (*order, *order):
        settlement.receive(receipt(outside, kind))
    assert line(store) == ("complained", "abuse")
    assert head(store).email_state(False) == "complained"


@pytest.mark.parametrize(("kind", "state"), [("Bounce", "bounced"), ("Complaint", "complained")])
def test_no_more_mail_goes_to_an_address_that_bounced_or_complained(
    desk: Desk,
    mailroom: Mailroom,
    settlement: Settlement,
    store: Store,
    clock: Clock,
    outside: Outside,
    kind: str,
    state: str,
) -> None:
    mailed(desk, mailroom, clock)
    assert settlement.receive(receipt(outside, kind)) == state
    assert mailed(desk, mailroom, clock, "again") is MailState.SKIPPED
    assert line(store, 2) == ("skipped", state)
    assert len(outside.mails) == 1
    # Opting in again does not undo it: the mail would come back again.
    secret = head(store).unsubscribe_secret
    desk.opt_out(CHAT, secret)
    assert desk.opt_in(CHAT, secret) == state


def test_another_address_gets_mail_again_and_late_news_of_the_old_one_changes_nothing(
    desk: Desk, mailroom: Mailroom, settlement: Settlement, store: Store, clock: Clock, outside: Outside
) -> None:
    mailed(desk, mailroom, clock)
    settlement.receive(receipt(outside, "Bounce"))
    desk.open(ALICE.model_copy(update={"email": "alice@elsewhere.example"}))
    assert head(store).email_state(False) is None
    desk.reply(ANA, CHAT, "again", new_id())
    clock.at += DELAY
    assert mailroom.check(CHAT) is MailState.SENT
    settlement.receive(receipt(outside, "Bounce", to="alice@elsewhere.example"))
    settlement.receive(receipt(outside, "Bounce", to="ALICE@example.com"))
    assert head(store).email_state(False) == "bounced"
    desk.open(ALICE.model_copy(update={"email": "Alice@Elsewhere.example"}))
    assert head(store).email_state(False) == "bounced"


@pytest.mark.parametrize(
    ("kind", "particulars"),
    [
        ("DeliveryDelay", {}),
        ("Bounce", {"bounceType": "Transient", "bounceSubType": "MailboxFull"}),
        ("Bounce", {"bounceType": "Undetermined"}),
    ],
)
def test_a_delay_or_a_soft_bounce_ends_nothing(
    desk: Desk, mailroom: Mailroom, clock: Clock, outside: Outside, kind: str, particulars: dict[str, Any]
) -> None:
    mailed(desk, mailroom, clock)
    assert receipt_of(event(outside, kind, **particulars)) is None


def test_a_mail_that_ses_took_and_then_refused_has_failed_for_good(
    desk: Desk, mailroom: Mailroom, settlement: Settlement, store: Store, clock: Clock, outside: Outside
) -> None:
    mailed(desk, mailroom, clock)
    assert settlement.receive(receipt(outside, "Reject")) is MailState.FAILED
    assert settlement.receive(receipt(outside, "Send")) is None
    assert line(store) == ("failed", "Bad content")
    assert head(store).email_state(False) is None


def test_a_bounce_of_a_mail_nobody_knows_stops_mail_all_the_same(
    desk: Desk, mailroom: Mailroom, settlement: Settlement, store: Store, clock: Clock, outside: Outside
) -> None:
    mailed(desk, mailroom, clock)
    strange = event(outside, "Bounce")
    strange["detail"]["mail"]["tags"]["mail_id"] = [str(new_id())]
    found = receipt_of(strange)
    assert found
    assert settlement.receive(found) is None
    assert line(store) == ("sent", None)
    assert head(store).email_state(False) == "bounced"


def test_an_event_about_a_chat_that_is_gone_is_no_error(
    desk: Desk, mailroom: Mailroom, settlement: Settlement, clock: Clock, outside: Outside
) -> None:
    mailed(desk, mailroom, clock)
    strange = event(outside, "Bounce")
    strange["detail"]["mail"]["tags"]["chat_id"] = [str(new_id())]
    found = receipt_of(strange)
    assert found
    assert settlement.receive(found) is None


def test_what_is_not_sess_event_about_our_mail_is_refused() -> None:
    with pytest.raises(LookupError):
        receipt_of({"detail": {"eventType": "Send", "mail": {"timestamp": "2026-11-23T12:06:00Z", "tags": {}}}})
