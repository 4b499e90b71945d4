"""The parts of the customers' and the agents' use cases."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from support_chat.counters import Counters
from support_chat.desk import Desk
from support_chat.effects import OnThreads
from support_chat.identity import CustomerTokens
from support_chat.keys import Made
from support_chat.limits import HourlyLimit, NewChats
from support_chat.pace import Pace
from support_chat.realtime import Signer
from support_chat.reply_times import ReplyTimes
from support_chat.secret import Secret
from support_chat.statistics import Statistics
from support_chat.tokens import TokenKeys
from support_chat.visitors import Reception, VisitorTokens
from support_chat.wiring import Wiring


class DeskWiring(Wiring):
    """The desk, and who may come to it."""

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
    def statistics(self) -> Statistics:
        """What is counted as it happens."""
        return Statistics(self._counters, self.now)

    @cached_property
    def reply_times(self) -> ReplyTimes:
        """How soon first replies come."""
        return ReplyTimes(self._counters, self.now)

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


def _keys_of(secret: Secret) -> Callable[[], TokenKeys]:
    return lambda: TokenKeys(**secret())
