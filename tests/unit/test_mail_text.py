"""What stands in a mail, and what a hostile name or message cannot put there."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError

from support_chat.errors import MailNotSent, MailPostponed, MailRefused, MailUncertain
from support_chat.ledger import Mail, MailState
from support_chat.mail import Letterhead, Mailer, compose, preview, unsubscribe_token
from support_chat.model import Chat, Message, Sender, new_chat
from support_chat.people import Customer
from tests.unit.world import ALICE, Clock, new_id

NOW = Clock().at
LETTERHEAD = Letterhead("support@shop.example", "Shop Support", "https://shop.example/#support-chat", "https://api")


def chat_of(customer: Customer = ALICE, *, unread: int = 1) -> Chat:
    return new_chat(customer, NOW).model_copy(update={"unread_count": unread, "last_seq": unread})


def message_of(content: str) -> Message:
    return Message(
        id=new_id(), seq=1, content=content, sender_type=Sender.ADMIN, client_message_id=new_id(), created_at=NOW
    )


def delivered(chat: Chat, content: str = "Hi") -> EmailMessage:
    """The mail as it arrives: written out and parsed again."""
    sent = compose(LETTERHEAD, chat, message_of(content)).as_bytes()
    return cast("EmailMessage", message_from_bytes(sent, policy=default))


def bodies(mail: EmailMessage) -> tuple[str, str]:
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


def test_a_mail_has_text_and_html_with_the_preview_and_the_link_that_opens_the_chat() -> None:
    mail = delivered(chat_of(), "Your order is on its way")
    assert mail["From"] == "Shop Support <support@shop.example>"
    assert mail["To"] == "alice@example.com"
    assert mail["Subject"] == "You have a new reply from Shop Support"
    for body in bodies(mail):
        assert "Your order is on its way" in body
        assert "https://shop.example/#support-chat" in body
        assert "Hello Alice," in body


def test_a_burst_is_counted() -> None:
    assert delivered(chat_of(unread=3))["Subject"] == "You have 3 new replies from Shop Support"


def test_a_mail_can_be_unsubscribed_with_one_click() -> None:
    chat = chat_of()
    mail = delivered(chat)
    assert mail["List-Unsubscribe"] == f"<https://api/unsubscribe?token={unsubscribe_token(chat)}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert len(mail["List-Unsubscribe"]) < 900
    assert "alice" not in unsubscribe_token(chat)


@pytest.mark.parametrize(("length", "shown"), [(199, 199), (200, 200), (201, 200), (4000, 200)])
def test_the_preview_is_at_most_200_characters(length: int, shown: int) -> None:
    assert len(preview("x" * length)) == shown


def test_html_in_a_message_or_a_name_arrives_as_text() -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    mail = delivered(chat_of(ALICE.model_copy(update={"name": hostile})), hostile)
    _, html = bodies(mail)
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


@pytest.mark.parametrize("name", ["$subject", "${preview}", "{0}", "%(x)s", "=?utf-8?q?x?=", "Ä 😀 \u202e"])
def test_a_name_is_never_read_as_a_template(name: str) -> None:
    text, _ = bodies(delivered(chat_of(ALICE.model_copy(update={"name": name}))))
    assert f"Hello {name}," in text


def test_the_name_stands_in_no_header() -> None:
    mail = delivered(chat_of(ALICE.model_copy(update={"name": "Eve\r\nBcc: all@example.com"})))
    assert mail.get_all("Bcc") is None
    assert "Eve" not in str(mail["To"]) + str(mail["From"]) + str(mail["Subject"])


class Ses:
    """Answers as SES does, once."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.calls: list[dict[str, Any]] = []

    def send_email(self, **request: Any) -> Any:
        self.calls.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def refusal(code: str, status: int = 400) -> ClientError:
    return ClientError(
        {"Error": {"Code": code, "Message": code}, "ResponseMetadata": {"HTTPStatusCode": status}},  # type: ignore[typeddict-item]
        "SendEmail",
    )


LINE = Mail(id=new_id(), from_seq=1, through_seq=1, state=MailState.SENDING, at=NOW)


def test_one_recipient_and_the_ledgers_tag_go_to_ses() -> None:
    ses = Ses({"MessageId": "m-1"})
    assert Mailer(cast("Any", ses), LETTERHEAD, "set")(chat_of(), LINE, message_of("Hi")) == "m-1"
    (call,) = ses.calls
    assert call["Destination"] == {"ToAddresses": ["alice@example.com"]}
    assert {"Name": "mail_id", "Value": str(LINE.id)} in call["EmailTags"]


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (refusal("TooManyRequestsException", 429), MailPostponed),
        (refusal("LimitExceededException"), MailPostponed),
        (ConnectTimeoutError(endpoint_url="https://email"), MailPostponed),
        (refusal("MessageRejected"), MailRefused),
        (refusal("AccountSuspendedException"), MailRefused),
        (refusal("SendingPausedException"), MailRefused),
        (refusal("MailFromDomainNotVerifiedException"), MailRefused),
        (refusal("AccessDeniedException", 403), MailRefused),
        (refusal("InternalFailure", 500), MailUncertain),
        (ReadTimeoutError(endpoint_url="https://email"), MailUncertain),
    ],
)
def test_what_ses_says_decides_whether_it_may_be_tried_again(error: Exception, meaning: type[MailNotSent]) -> None:
    with pytest.raises(meaning):
        Mailer(cast("Any", Ses(error)), LETTERHEAD, "set")(chat_of(), LINE, message_of("Hi"))
