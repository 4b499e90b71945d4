"""The realtime stand-in, run as the processes that `make run` would start."""

from collections.abc import Iterator

import pytest

from tests.stack.realtime.driver import Realtime


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Realtime]:
    yield from run(Realtime(tmp_path_factory.mktemp("realtime") / "log"))


@pytest.fixture(scope="session")
def impatient_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Realtime]:
    yield from run(
        Realtime(tmp_path_factory.mktemp("impatient") / "log", "--activity-timeout", "1", "--pong-timeout", "2")
    )


def run(server: Realtime) -> Iterator[Realtime]:
    try:
        server.process.start()
        yield server
    finally:
        server.stop()
