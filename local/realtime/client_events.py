"""Client events: what one subscriber of a private channel tells the others without a server of the application."""

import json
from typing import Any

from local.realtime.hub import Connection, Hub
from local.realtime.protocol import MAX_DATA_BYTES, MAX_EVENT_NAME, Event, error_envelope

PREFIX = "client-"
RATE_LIMITED = 4301


def relay(hub: Hub, connection: Connection, message: dict[str, Any]) -> None:
    """To everybody on the channel but the sender; an error to the sender where Pusher would refuse it."""
    if connection.client_events.is_over():
        connection.send(error_envelope(RATE_LIMITED, "Client event rejected due to rate limit"))
    elif refusal := why_refused(connection, message):
        connection.send(error_envelope(None, f"Client event rejected - {refusal}"))
    else:
        event = Event(message["channel"], message["event"], encoded(message.get("data")), connection.socket_id)
        hub.publish(event)


def why_refused(connection: Connection, message: dict[str, Any]) -> str | None:
    name, channel = message["event"], message.get("channel")
    if len(name) > MAX_EVENT_NAME:
        return "the event's name is too long"
    if not isinstance(channel, str) or not channel.startswith("private-"):
        return "only supported on private and presence channels"
    if channel not in connection.channels:
        return "you are not subscribed to this channel"
    if len(encoded(message.get("data")).encode("utf-8", "surrogatepass")) > MAX_DATA_BYTES:
        return f"the data is larger than {MAX_DATA_BYTES} bytes"
    return None


def encoded(data: object) -> str:
    return data if isinstance(data, str) else json.dumps(data)
