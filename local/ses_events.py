"""Stands in for SES's events: ministack keeps a configuration set's event destination, and sends nothing to it.

A mail is sent and delivered, unless it goes to one of the addresses of SES's own mailbox simulator, with or without a
label: bounce@simulator.amazonses.com, complaint@…, suppressionlist@…, ooto@….
"""

import importlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

SIMULATOR = "@simulator.amazonses.com"
DETAIL_TYPES = {
    "Send": "Email Sent",
    "Delivery": "Email Delivered",
    "Bounce": "Email Bounced",
    "Complaint": "Email Complaint Received",
}

Particulars = dict[str, Any]


@dataclass(frozen=True)
class Accepted:
    """A SendEmail request that was answered with a message id."""

    request: dict[str, Any]
    message_id: str

    @property
    def configuration_set(self) -> str | None:
        return self.request.get("ConfigurationSetName")

    @property
    def recipients(self) -> list[str]:
        addresses: list[str] = self.request.get("Destination", {}).get("ToAddresses", [])
        return addresses


def fate(address: str) -> Iterator[tuple[str, Particulars]]:
    """What happens to a mail to this address after it was sent, in order."""
    box = address.lower().removesuffix(SIMULATOR).partition("+")[0] if address.lower().endswith(SIMULATOR) else ""
    recipients = [{"emailAddress": address}]
    if box in ("bounce", "suppressionlist"):
        kind = "General" if box == "bounce" else "Suppressed"
        yield "Bounce", {"bounceType": "Permanent", "bounceSubType": kind, "bouncedRecipients": recipients}
        return
    yield (
        "Delivery",
        {"recipients": [address], "processingTimeMillis": 546, "smtpResponse": "250 2.6.0 Message received"},
    )
    if box == "ooto":
        yield "Bounce", {"bounceType": "Transient", "bounceSubType": "General", "bouncedRecipients": recipients}
    if box == "complaint":
        yield "Complaint", {"complaintFeedbackType": "abuse", "complainedRecipients": recipients}


def entries(mail: Accepted, now: datetime) -> list[dict[str, Any]]:
    """The events as the bus takes them."""
    happened: list[tuple[str, Particulars]] = [("Send", {})]
    for address in mail.recipients:
        happened += fate(address)
    return [entry(mail, kind, particulars, now) for kind, particulars in happened]


def entry(mail: Accepted, kind: str, particulars: Particulars, now: datetime) -> dict[str, Any]:
    at = now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    tags = {tag["Name"]: [tag["Value"]] for tag in mail.request.get("EmailTags", [])}
    detail = {
        "eventType": kind,
        "mail": {
            "timestamp": at,
            "source": mail.request.get("FromEmailAddress", ""),
            "messageId": mail.message_id,
            "destination": mail.recipients,
            "tags": {"ses:operation": ["SendEmail"], "ses:configuration-set": [mail.configuration_set], **tags},
        },
        kind.lower(): {**particulars, **({"timestamp": at} if particulars else {})},
    }
    return {"Source": "aws.ses", "DetailType": DETAIL_TYPES[kind], "Detail": json.dumps(detail)}


def publish(mail: Accepted) -> None:
    """Put what the configuration set's event destination asks for on the bus; runs in ministack's own process."""
    ses: Any = importlib.import_module("ministack.services.ses_v2")
    bus: Any = importlib.import_module("ministack.services.eventbridge")
    wanted = wanted_kinds(ses, mail.configuration_set)
    happened = entries(mail, datetime.now(UTC))
    bus_entries = [entry for entry in happened if json.loads(entry["Detail"])["eventType"].upper() in wanted]
    if bus_entries:
        bus._put_events({"Entries": bus_entries}, allow_aws_source=True)


def wanted_kinds(ses: Any, configuration_set: str | None) -> set[str]:
    known = (ses._config_sets.get(configuration_set) or {}) if configuration_set else {}
    destinations: dict[str, dict[str, Any]] = known.get("EventDestinations") or {}
    return {
        kind
        for destination in destinations.values()
        if destination.get("Enabled") and destination.get("EventBridgeDestination")
        for kind in destination["MatchingEventTypes"]
    }
