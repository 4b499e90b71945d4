"""Secrets as they are now: read through Powertools, kept for minutes, and read again at once where one is not known."""

from __future__ import annotations

import time
from collections.abc import Callable

from aws_lambda_powertools.utilities.parameters import SecretsProvider

_AGE_SECONDS = 300
# However many wrong signatures come in a second: the time in which a new key may not be known yet.
_RENEW_SECONDS = 5


class Secret:
    """One JSON secret of Secrets Manager. Raises `GetParameterError` where it cannot be had."""

    def __init__(self, provider: SecretsProvider, secret_id: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._provider = provider
        self._id = secret_id
        self._clock = clock
        self._renewed_at: float | None = None

    def __call__(self) -> dict[str, str]:
        """What it said at most five minutes ago."""
        return self._read(force=False)

    def renewed(self) -> dict[str, str]:
        """What it says now, for whoever met a key that is not in it; what it said where that was asked a moment ago."""
        now = self._clock()
        if self._renewed_at is not None and now - self._renewed_at < _RENEW_SECONDS:
            return self()
        # Before the answer is there: of many at once, one asks.
        self._renewed_at = now
        return self._read(force=True)

    def _read(self, *, force: bool) -> dict[str, str]:
        secret: dict[str, str] = self._provider.get(  # type: ignore[assignment]
            self._id, max_age=_AGE_SECONDS, transform="json", force_fetch=force
        )
        return secret
