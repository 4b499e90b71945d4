"""From settings to clients to use cases: the one place where things are put together.

A module for each audience, so that a function imports only what it is for."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cached_property
from uuid import UUID

from aws_lambda_powertools.utilities.parameters import SecretsProvider

from support_chat.clients import Clients
from support_chat.pusher_keys import PusherKeys
from support_chat.realtime import Event, PusherApp
from support_chat.schedule import OneShot
from support_chat.secret import Secret
from support_chat.settings import Settings
from support_chat.store import Store
from support_chat.table import Table


def utc_now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


class Wiring:
    """What every function needs. Each part is built when it is first asked for, so that a function gets only what its
    role allows."""

    def __init__(self, settings: Settings, now: Callable[[], datetime] = utc_now) -> None:
        self.settings = settings
        self.now = now
        self._clients = Clients()

    @cached_property
    def table(self) -> Table:
        """The table. Its readers query the shards of an index side by side."""
        readers = ThreadPoolExecutor(4, "shard")
        return Table(self._clients.dynamodb, self.settings.table_name, readers, self.settings.retention, self.now)

    @cached_property
    def store(self) -> Store:
        """The chats."""
        return Store(self.table)

    def _publish(self, events: list[Event]) -> bool:
        return self._pusher_keys.publish(events)

    @cached_property
    def _pusher_keys(self) -> PusherKeys:
        settings = self.settings
        app = PusherApp(
            app_id=settings.pusher_app_id,
            key="",
            secret="",
            cluster=settings.pusher_cluster,
            host=settings.pusher_host,
            port=int(settings.pusher_port),
            tls=settings.pusher_tls == "true",
        )
        return PusherKeys(self._secret(settings.pusher_secret_id), app)

    def _schedule_check(self, chat_id: UUID, at: datetime) -> bool:
        return self._one_shot(chat_id, at)

    @cached_property
    def _one_shot(self) -> OneShot:
        return OneShot(
            self._clients.scheduler,
            group=self.settings.schedule_group,
            target_arn=self.settings.schedule_target_arn,
            role_arn=self.settings.schedule_role_arn,
            dead_letter_arn=self.settings.schedule_dead_letter_arn,
        )

    @cached_property
    def _secrets(self) -> SecretsProvider:
        return SecretsProvider(boto3_client=self._clients.secretsmanager)

    def _secret(self, secret_id: str) -> Secret:
        return Secret(self._secrets, secret_id)
