"""The mail for unread replies: compose it, send it once, and the link that stops further mail."""

from __future__ import annotations

from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from html import escape
from string import Template
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError

from support_chat.errors import Invalid, MailPostponed, MailRefused, MailUncertain
from support_chat.ledger import Mail
from support_chat.model import Chat, Message
from support_chat.telemetry import traced

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

PREVIEW_LENGTH = 200

_THROTTLED = {"TooManyRequestsException", "LimitExceededException", "ThrottlingException", "Throttling"}

_TEXT = Template("""\
$greeting

$summary

  "$preview"

Read and answer: $chat_link

You get this mail because a reply in your support chat was not read.
No more mails like this: $unsubscribe_link
""")

_HTML = Template("""\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>$subject</title></head>
<body style="margin:0;padding:24px 12px;background:#f3f4f6;\
font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" \
style="max-width:520px;background:#ffffff;border-radius:12px;color:#111827">
<tr><td style="padding:28px 28px 8px;font-size:16px">$greeting</td></tr>
<tr><td style="padding:0 28px 16px;font-size:16px;line-height:1.5">$summary</td></tr>
<tr><td style="padding:0 28px"><div style="padding:14px 16px;background:#f3f4f6;border-radius:12px;color:#111827;\
font-size:15px;line-height:1.5">$preview</div></td></tr>
<tr><td style="padding:24px 28px"><a href="$chat_link" style="display:inline-block;padding:12px 20px;\
background:#1d4ed8;border-radius:8px;color:#ffffff;font-size:15px;font-weight:600;text-decoration:none">\
Open the chat</a></td></tr>
<tr><td style="padding:16px 28px 28px;border-top:1px solid #e5e7eb;color:#4b5563;font-size:13px;line-height:1.5">
You get this mail because a reply in your support chat was not read.
<a href="$unsubscribe_link" style="color:#4b5563">No more mails like this</a></td></tr>
</table></td></tr></table></body></html>
""")


class _AsItIs(UnstructuredHeader, BaseHeader):
    """A header that only programs read: they know no encoded words, which the library makes of a long address."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _AsItIs)
_POLICY = SMTP.clone(header_factory=_HEADERS)


@dataclass(frozen=True)
class Letterhead:
    """What every mail of this deployment shares. `api_url` carries the unsubscribe page."""

    sender: str
    sender_name: str
    chat_link: str
    api_url: str


def unsubscribe_token(chat: Chat) -> str:
    """Says whose mail to stop, and proves it came from a mail of ours; no address in it."""
    return f"{chat.id.hex}.{chat.unsubscribe_secret}"


def parse_unsubscribe_token(token: str) -> tuple[UUID, str]:
    """The chat and the secret of a token; `Invalid` where it is not one."""
    chat_id, _, secret = token.partition(".")
    try:
        return UUID(hex=chat_id), secret
    except ValueError as error:
        raise Invalid("this link is not valid") from error


def preview(content: str) -> str:
    """The message on one line, at most 200 characters."""
    line = " ".join(content.split())
    return line if len(line) <= PREVIEW_LENGTH else line[: PREVIEW_LENGTH - 1] + "…"


def compose(letterhead: Letterhead, chat: Chat, newest: Message) -> EmailMessage:
    """The mail to the chat's owner: text and HTML, with one-click unsubscribe (RFC 8058).

    Raises `MailRefused` for an address that no mail can name: "a..b@", or one with an encoded word in it."""
    link = f"{letterhead.api_url}/unsubscribe?{urlencode({'token': unsubscribe_token(chat)})}"
    replies = "a new reply" if chat.unread_count == 1 else f"{chat.unread_count} new replies"
    subject = f"You have {replies} from {letterhead.sender_name}"
    words = {
        "subject": subject,
        "greeting": f"Hello {chat.user_name}," if chat.user_name else "Hello,",
        "summary": f"{letterhead.sender_name} wrote to you in the chat, and you have {replies}.",
        "preview": preview(newest.content),
        "chat_link": letterhead.chat_link,
        "unsubscribe_link": link,
    }
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address(display_name=letterhead.sender_name, addr_spec=letterhead.sender)
    message["To"] = _recipient(chat.user_email)
    message["Subject"] = subject
    message["List-Unsubscribe"] = f"<{link}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_TEXT.substitute(words))
    message.add_alternative(_HTML.substitute({name: escape(word) for name, word in words.items()}), subtype="html")
    return message


def _recipient(email: str) -> Address:
    try:
        return Address(addr_spec=email)
    except (MessageError, ValueError) as error:
        raise MailRefused("InvalidAddress") from error


def tags_of(chat: Chat, mail: Mail, newest: Message) -> dict[str, str]:
    """What SES's events about this mail carry: where its line in the ledger is, and the id that the message it shows
    has in the logs. `receipts.py` reads it back."""
    return {
        "chat_id": str(chat.id),
        "mail_id": str(mail.id),
        "through_seq": str(mail.through_seq),
        "correlation_id": str(newest.client_message_id),
    }


class Mailer:
    """Sends through SES, one attempt only: SES has no idempotency token, and a retried timeout would send twice."""

    def __init__(self, client: SESV2Client, letterhead: Letterhead, configuration_set: str) -> None:
        self._client = client
        self._letterhead = letterhead
        self._configuration_set = configuration_set

    def __call__(self, chat: Chat, mail: Mail, newest: Message) -> str:
        message = compose(self._letterhead, chat, newest)
        try:
            with traced("SES"):
                answer = self._client.send_email(
                    FromEmailAddress=str(message["From"]),
                    Destination={"ToAddresses": [chat.user_email]},
                    Content={"Raw": {"Data": message.as_bytes()}},
                    ConfigurationSetName=self._configuration_set,
                    EmailTags=[{"Name": name, "Value": value} for name, value in tags_of(chat, mail, newest).items()],
                )
        except (ConnectTimeoutError, EndpointConnectionError) as error:
            raise MailPostponed(type(error).__name__) from error
        except BotoCoreError as error:
            raise MailUncertain(type(error).__name__) from error
        except ClientError as error:
            raise _meaning(error) from error
        return answer["MessageId"]


def _meaning(error: ClientError) -> MailPostponed | MailRefused | MailUncertain:
    code = error.response["Error"]["Code"]
    if code in _THROTTLED:
        return MailPostponed(code)
    if error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500:
        return MailUncertain(code)
    return MailRefused(code)
