"""The product's log and counters, silenced: a million lines of the simulation would say nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from support_chat import telemetry


@contextmanager
def hushed() -> Iterator[None]:
    """No log line and no counter within."""
    level = telemetry.logger.log_level
    telemetry.logger.setLevel(logging.CRITICAL)
    with patch.object(telemetry._sink, "add_metric", lambda **_: None):
        yield
    telemetry.logger.setLevel(level)
