"""The only reader of the environment. Every field is a variable of the template, and every variable a field."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Self

from support_chat.people import Groups
from support_chat.retention import Retention


@dataclass(frozen=True)
class Settings:
    """What the functions were deployed with; a variable is its field's name in capitals. No secret is among them."""

    table_name: str
    erasure_log: str
    retention_days: str
    identity_secret_id: str
    identity_audience: str
    identity_issuer: str
    visitor_secret_id: str
    allow_visitors: str
    mail_to_visitors: str
    visitors_per_address_per_hour: str
    visitors_per_hour: str
    chats_per_address_per_hour: str
    messages_per_minute: str
    agents_group: str
    admins_group: str
    groups_claim: str
    pusher_secret_id: str
    pusher_app_id: str
    pusher_cluster: str
    pusher_host: str
    pusher_port: str
    pusher_tls: str
    schedule_group: str
    schedule_target_arn: str
    schedule_role_arn: str
    schedule_dead_letter_arn: str
    email_delay_seconds: str
    sender_email: str
    sender_name: str
    chat_link: str
    api_url: str
    ses_configuration_set: str

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """The settings of this process. Raises `LookupError` naming every variable that is missing."""
        missing = [field.name.upper() for field in fields(cls) if field.name.upper() not in environ]
        if missing:
            raise LookupError(f"not in the environment: {', '.join(missing)}")
        return cls(**{field.name: environ[field.name.upper()] for field in fields(cls)})

    @property
    def groups(self) -> Groups:
        """Who is an agent, and who an admin."""
        return Groups(self.agents_group, self.admins_group, self.groups_claim)

    @property
    def retention(self) -> Retention:
        """How long what was said is kept."""
        return Retention(int(self.retention_days))

    @property
    def email_delay(self) -> timedelta:
        """How long a reply may stay unread before the customer gets a mail."""
        return timedelta(seconds=int(self.email_delay_seconds))

    @property
    def visitors_allowed(self) -> bool:
        """Whether people may chat whom the host application has not signed in."""
        return self.allow_visitors == "true"

    @property
    def visitors_mailed(self) -> bool:
        """Whether mail goes to an address that a visitor left, and nobody has verified."""
        return self.mail_to_visitors == "true"
