"""The message is stored before anybody is told: whatever Pusher answers, publishing raises nothing."""

from __future__ import annotations

import pytest
import urllib3

from support_chat.realtime import Event, Publisher, PusherApp

EVENT = Event("private-support-chat-x", "new_message", {"type": "new_message"})


class Answer:
    """Pusher's answer, or what stands in its way."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status = status
        self.data = body


def publish(monkeypatch: pytest.MonkeyPatch, answer: Answer | Exception) -> bool:
    def request(*_: object, **__: object) -> Answer:
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(urllib3.PoolManager, "request", request)
    return Publisher(PusherApp("1", "key", "secret", "eu", "", 443, tls=True))([EVENT])


def test_a_yes_is_a_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert publish(monkeypatch, Answer(200, b"{}"))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 429, 500, 502])
def test_a_refusal_is_no_error(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not publish(monkeypatch, Answer(status, b"no"))


def test_an_answer_that_is_no_json_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not publish(monkeypatch, Answer(200, b"<html>a proxy's page</html>"))


@pytest.mark.parametrize(
    "error",
    [
        urllib3.exceptions.ConnectTimeoutError(),
        urllib3.exceptions.ProtocolError("reset"),
        urllib3.exceptions.SSLError("certificate"),
    ],
)
def test_a_broken_connection_is_no_error(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not publish(monkeypatch, error)
