"""The deployed product, started once for all stack and browser tests of a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from local.processes import free_port
from local.stack import LocalStack, Ports

from tests.canary import leaks
from tests.people import HTTP

# Long enough to read a reply before its mail is due, on a busy machine; short enough to wait for one that is.
EMAIL_DELAY_SECONDS = 10
# Nothing here grows that old by itself; but all that retention does, and needs a permission for, is done.
RETENTION_DAYS = 36500
# The delay, the emulator's clock of ten seconds, cold starts on a busy machine. The sweep would repair what an alarm
# missed, but not before 75 seconds have passed.
MAIL_SECONDS = EMAIL_DELAY_SECONDS + 60
# Tests write faster than people.
MANY_A_MINUTE = "6000"


@pytest.fixture(scope="session")
def host_port() -> int:
    """Where the tests' host application will be: the API must know its origin before."""
    return free_port()


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, host_port: int) -> Iterator[LocalStack]:
    """template.yaml, built and deployed into the emulator with IAM enforced; on ports of its own."""
    folder: Path = tmp_path_factory.mktemp("stack")
    ports = Ports()
    parameters = {
        "EmailDelaySeconds": str(EMAIL_DELAY_SECONDS),
        "AlarmEmail": "operator@shop.example",
        "RetentionDays": str(RETENTION_DAYS),
        "MessagesPerMinute": MANY_A_MINUTE,
        "AllowedOrigins": f"http://127.0.0.1:{ports.demo},http://127.0.0.1:{host_port}",
    }
    running = LocalStack(folder, ports=ports, parameters=parameters)
    running.start(fresh=True)
    yield running
    HTTP.close()
    leaked, _ = leaks(running)
    running.stop()
    assert leaked == [], "what nobody may read stands where operators look"
