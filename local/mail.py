"""Reads the mails that `local/emulator.py` kept, as a recipient's mail program would."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Mail:
    message_id: str
    sent_at: str
    sender: str
    to: list[str]
    subject: str
    headers: dict[str, str]
    text: str
    html: str

    def as_json(self) -> dict[str, object]:
        return {
            "message_id": self.message_id,
            "sent_at": self.sent_at,
            "from": self.sender,
            "to": self.to,
            "subject": self.subject,
            "headers": self.headers,
            "text": self.text,
            "html": self.html,
        }


def read(outbox: Path) -> list[Mail]:
    """Newest first."""
    if not outbox.exists():
        return []
    whole_lines = outbox.read_text().rpartition("\n")[0]
    return [parse(json.loads(line)) for line in reversed(whole_lines.splitlines())]


def parse(kept: dict[str, Any]) -> Mail:
    request, content = kept["request"], kept["request"]["Content"]
    to = request.get("Destination", {}).get("ToAddresses", [])
    if "Raw" in content:
        message = message_from_bytes(base64.b64decode(content["Raw"]["Data"]), policy=policy.default)
        headers = {name: str(value) for name, value in message.items()}
        text, html = body(message, "plain"), body(message, "html")
    else:
        headers, text, html = simple(request, content["Simple"])
    return Mail(
        message_id=kept["message_id"],
        sent_at=datetime.fromtimestamp(kept["sent_at"], UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        sender=request.get("FromEmailAddress") or headers.get("From", ""),
        to=to or [address.strip() for address in headers.get("To", "").split(",")],
        subject=headers.get("Subject", ""),
        headers=headers,
        text=text,
        html=html,
    )


def simple(request: dict[str, Any], content: dict[str, Any]) -> tuple[dict[str, str], str, str]:
    headers = {
        "From": request.get("FromEmailAddress", ""),
        "To": ", ".join(request.get("Destination", {}).get("ToAddresses", [])),
        "Subject": content.get("Subject", {}).get("Data", ""),
    }
    if reply_to := request.get("ReplyToAddresses"):
        headers["Reply-To"] = ", ".join(reply_to)
    headers.update({header["Name"]: header["Value"] for header in content.get("Headers", [])})
    parts = content.get("Body", {})
    return headers, parts.get("Text", {}).get("Data", ""), parts.get("Html", {}).get("Data", "")


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part else ""
