"""From settings to clients to the desk: the one place where things are put together."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cached_property
from uuid import UUID

from aws_lambda_powertools.utilities.parameters import SecretsProvider

from support_chat.audit import AuditList
from support_chat.changes import Changes
from support_chat.clients import Clients
from support_chat.counters import Counters
from support_chat.desk import Desk
from support_chat.effects import OnThreads
from support_chat.erasure import Erasure
from support_chat.erasure_log import Erased, ErasureLog
from support_chat.expiry import Expiry
from support_chat.export import Export
from support_chat.health import Checkup, HealthBook
from support_chat.identity import CustomerTokens
from support_chat.keys import Made
from support_chat.limits import HourlyLimit, NewChats
from support_chat.lists import Lists
from support_chat.mail import Letterhead, Mailer
from support_chat.mailroom import Mailroom
from support_chat.marks import Marks
from support_chat.notes import Notes, NoteStore
from support_chat.pace import Pace
from support_chat.pusher_keys import PusherKeys
from support_chat.realtime import Event, PusherApp, Signer
from support_chat.reply_times import ReplyTimes
from support_chat.saved_replies import SavedReplies
from support_chat.schedule import OneShot
from support_chat.search import Search
from support_chat.secret import Secret
from support_chat.settings import Settings
from support_chat.settlement import Settlement, tell_nobody
from support_chat.standing import Standing
from support_chat.statistics import Statistics
from support_chat.store import Store
from support_chat.table import Table
from support_chat.team import Team
from support_chat.tokens import TokenKeys
from support_chat.visitors import Reception, VisitorTokens


def utc_now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


class Wiring:
    """Builds each part when it is first asked for, so that a function gets only what its role allows."""

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

    @cached_property
    def statistics(self) -> Statistics:
        """What is counted as it happens."""
        return Statistics(self._counters, self.now)

    @cached_property
    def lists(self) -> Lists:
        """The agents' lists of chats."""
        return Lists(self.table)

    @cached_property
    def export(self) -> Export:
        """Everything held about a customer."""
        return Export(self.table, self.now)

    @cached_property
    def erasure(self) -> Erasure:
        """Nothing held about a customer any more."""
        return Erasure(self.table, self._publish, self._log_erasure, self.now)

    @cached_property
    def expiry(self) -> Expiry:
        """What is older than chats are kept."""
        return Expiry(self.table, self.erasure, self.settings.retention, self.now)

    @cached_property
    def reply_times(self) -> ReplyTimes:
        """How soon first replies come."""
        return ReplyTimes(self._counters, self.now)

    @cached_property
    def desk(self) -> Desk:
        """The use cases of customers and agents."""
        return Desk(
            self.store,
            self._publish,
            self._schedule_check,
            self.now,
            mail_delay=self.settings.email_delay,
            mail_to_visitors=self.settings.visitors_mailed,
            pace=Pace(int(self.settings.messages_per_minute)),
            admit=self._admit,
            counting=self.statistics.counting,
            side_by_side=OnThreads(),
        )

    @cached_property
    def team(self) -> Team:
        """The agents who have signed in."""
        return Team(self.table, self.now)

    @cached_property
    def standing(self) -> Standing:
        """Whose a chat is, and whose messages are not wanted."""
        return Standing(self.desk, self.team, self.now)

    @cached_property
    def audit_list(self) -> AuditList:
        """Who did what."""
        return AuditList(self.table)

    @cached_property
    def saved_replies(self) -> SavedReplies:
        """The texts that the team keeps."""
        return SavedReplies(self.table, self.now)

    @cached_property
    def notes(self) -> Notes:
        """Agents' notes."""
        return Notes(NoteStore(self.table), self.desk.chat, self._publish, self.now)

    @cached_property
    def changes(self) -> Changes:
        """What agents change of their own messages."""
        return Changes(self.store, self._publish, self.now)

    @cached_property
    def search(self) -> Search:
        """Finding chats."""
        return Search(self.table)

    @cached_property
    def marks(self) -> Marks:
        """What agents mark by hand."""
        return Marks(self.desk, self.now)

    @cached_property
    def link_desk(self) -> Desk:
        """The use cases of whoever holds a link from a mail: the store only, and nobody is told."""
        return Desk(self.store, tell_nobody, lambda _chat_id, _at: True, self.now, mail_delay=self.settings.email_delay)

    @cached_property
    def mailroom(self) -> Mailroom:
        """The e-mail check and its sweep."""
        settings = self.settings
        letterhead = Letterhead(settings.sender_email, settings.sender_name, settings.chat_link, settings.api_url)
        return Mailroom(
            self.store,
            Mailer(self._clients.ses, letterhead, settings.ses_configuration_set),
            self._schedule_check,
            self.now,
            mail_delay=settings.email_delay,
            mail_to_visitors=settings.visitors_mailed,
            publish=self._publish,
        )

    @cached_property
    def settlement(self) -> Settlement:
        """What SES tells about mails it took."""
        return Settlement(self.store, self._publish, mail_to_visitors=self.settings.visitors_mailed)

    @cached_property
    def health(self) -> HealthBook:
        """What the checkup found."""
        return HealthBook(self.table, self.now)

    @cached_property
    def checkup(self) -> Checkup:
        """Looks whether what the product stands on is well."""
        sender = self.settings.sender_email
        return Checkup(
            self.health, self.table, self._clients.ses_of_checkup, lambda: self._pusher_keys.probe(), self.now, sender
        )

    @cached_property
    def signer(self) -> Signer:
        """Signs Pusher subscriptions."""
        return self._pusher_keys.signer

    @cached_property
    def customer_tokens(self) -> CustomerTokens:
        """Verifies the host application's tokens with the keys in force."""
        settings = self.settings
        secret = self._secret(settings.identity_secret_id)
        return CustomerTokens(
            _keys_of(secret),
            renewed=lambda: TokenKeys(**secret.renewed()),
            audience=settings.identity_audience,
            issuer=settings.identity_issuer,
            now=self.now,
        )

    @cached_property
    def reception(self) -> Reception:
        """Gives visitors their identity, and recognises them by it."""
        settings, secret = self.settings, self._secret(self.settings.visitor_secret_id)
        keys = _keys_of(secret)
        limit = HourlyLimit(
            Made.VISITORS,
            self._counters,
            keys,
            self.now,
            per_address=int(settings.visitors_per_address_per_hour),
            in_total=int(settings.visitors_per_hour),
        )
        tokens = VisitorTokens(keys, self.now, renewed=lambda: TokenKeys(**secret.renewed()))
        return Reception(tokens, limit, is_open=settings.visitors_allowed)

    @cached_property
    def _admit(self) -> NewChats:
        settings = self.settings
        keys = _keys_of(self._secret(settings.identity_secret_id))
        per_address = int(settings.chats_per_address_per_hour)
        return NewChats(HourlyLimit(Made.CHATS, self._counters, keys, self.now, per_address=per_address))

    @cached_property
    def _counters(self) -> Counters:
        return Counters(self.table)

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

    def _log_erasure(self, erased: Erased, at: datetime) -> None:
        self._erasure_log.add(erased, at)

    @cached_property
    def _erasure_log(self) -> ErasureLog:
        return ErasureLog(self._clients.s3, self.settings.erasure_log)

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


def _keys_of(secret: Secret) -> Callable[[], TokenKeys]:
    return lambda: TokenKeys(**secret())
