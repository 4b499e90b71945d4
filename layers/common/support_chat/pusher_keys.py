"""Publishing and signing with the keys of the Pusher app that are in force, while these are replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError, TransformParameterError

from support_chat.realtime import Event, Publisher, PusherApp, PusherApps, Signer
from support_chat.secret import Secret
from support_chat.telemetry import cause, count, logger


class PusherKeys:
    """The app `app`, whose key and secret are those that `secret` says now."""

    def __init__(self, secret: Secret, app: PusherApp) -> None:
        self._secret = secret
        self._app = app
        self._publisher: Publisher | None = None
        self.signer = Signer(lambda: self._apps(secret()), lambda: self._apps(secret.renewed()))

    def publish(self, events: list[Event]) -> bool:
        """What was stored stands, whether or not the secret of the Pusher app can be had."""
        try:
            publish = self._publisher_with(self._apps(self._secret()).current)
        except (GetParameterError, TransformParameterError) as error:
            if self._publisher is None:
                logger.warning("publish_failed", extra={"error": cause(error), "events": [e.name for e in events]})
                count("PublishFailed")
                return False
            publish = self._publisher  # with what was good five minutes ago
        return publish(events)

    def probe(self) -> tuple[str, str | None]:
        """How Pusher takes the current key, as `Publisher.probe` tells it."""
        return self._publisher_with(self._apps(self._secret()).current).probe()

    def _publisher_with(self, app: PusherApp) -> Publisher:
        """The one that we have, for it keeps a connection, until the key is another."""
        if self._publisher is None or self._publisher.app != app:
            self._publisher = Publisher(app)
        return self._publisher

    def _apps(self, secret: Mapping[str, str]) -> PusherApps:
        current = replace(self._app, key=secret["key"], secret=secret["secret"])
        if not secret.get("previous_key"):
            return PusherApps(current)
        return PusherApps(current, replace(current, key=secret["previous_key"], secret=secret["previous_secret"]))
