"""The WebSocket side: /app/{key}, protocol 7."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from starlette.websockets import WebSocket

from local.realtime import client_events
from local.realtime.hub import Connection, Hub
from local.realtime.protocol import (
    PROTOCOL_VERSION,
    App,
    check_subscription,
    envelope,
    error_envelope,
    same,
)


class CloseError(Exception):
    """Ends the connection with one of Pusher's close codes."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class SocketEndpoint:
    def __init__(self, app: App, hub: Hub) -> None:
        self.app = app
        self.hub = hub
        self.answers: dict[str, Callable[[Connection, dict[str, Any]], None]] = {
            "pusher:ping": self.ping,
            "pusher:pong": self.pong,
            "pusher:subscribe": self.subscribe,
            "pusher:unsubscribe": self.unsubscribe,
            "pusher:signin": self.sign_in,
        }

    async def serve(self, websocket: WebSocket) -> None:
        await websocket.accept()
        connection = Connection(websocket, self.app)
        writer: asyncio.Task[None] | None = None
        try:
            connection.app = self.admit(websocket)
            connection.send(
                envelope(
                    "pusher:connection_established",
                    {"socket_id": connection.socket_id, "activity_timeout": self.app.activity_timeout},
                )
            )
            writer = asyncio.create_task(connection.write_out())
            await self.listen(connection)
        except CloseError as end:
            await close(connection, writer, end)
        finally:
            self.hub.leave(connection)
            if writer:
                writer.cancel()

    def admit(self, websocket: WebSocket) -> App:
        """The app as this client's key names it."""
        key, version = websocket.path_params["key"], websocket.query_params.get("protocol")
        app = self.app.known_as(key)
        if app is None:
            raise CloseError(4001, f"App key {key} not in this cluster. Did you forget to specify the cluster?")
        if version is None:
            raise CloseError(4008, "No protocol version supplied")
        if not (version.isascii() and version.isdigit()):
            raise CloseError(4006, "Invalid version string format")
        if version != PROTOCOL_VERSION:
            raise CloseError(4007, f"Unsupported protocol version: this server speaks {PROTOCOL_VERSION}")
        return app

    async def listen(self, connection: Connection) -> None:
        """Reads until the client leaves; an idle client is pinged and, if silent, closed."""
        overflowed = asyncio.create_task(connection.overflowed.wait())
        reading = asyncio.create_task(connection.websocket.receive())
        pinged = False
        try:
            while True:
                timeout = self.app.pong_timeout if pinged else self.app.activity_timeout
                done, _ = await asyncio.wait(
                    {reading, overflowed}, timeout=timeout, return_when=asyncio.FIRST_COMPLETED
                )
                if overflowed in done:
                    raise CloseError(4100, "Over capacity: the client reads too slowly")
                if reading not in done:
                    if pinged:
                        raise CloseError(4201, "Pong reply not received in time")
                    connection.send(envelope("pusher:ping", {}))
                    pinged = True
                    continue
                message = reading.result()
                if message["type"] == "websocket.disconnect":
                    return
                pinged = False
                self.handle(connection, message.get("text"))
                reading = asyncio.create_task(connection.websocket.receive())
        finally:
            reading.cancel()
            overflowed.cancel()

    def handle(self, connection: Connection, text: str | None) -> None:
        try:
            message = json.loads(text or "")
        except ValueError:
            return connection.send(error_envelope(None, "Invalid JSON"))
        name = message.get("event") if isinstance(message, dict) else None
        data = message.get("data") if isinstance(message, dict) else None
        if not isinstance(name, str):
            return connection.send(error_envelope(None, "Missing event name"))
        if name.startswith(client_events.PREFIX):
            return client_events.relay(self.hub, connection, message)
        answer = self.answers.get(name)
        if answer is None:
            return connection.send(error_envelope(None, f"Unknown event: {name[:200]}"))
        return answer(connection, data if isinstance(data, dict) else {})

    def ping(self, connection: Connection, _data: dict[str, Any]) -> None:
        connection.send(envelope("pusher:pong", {}))

    def pong(self, _connection: Connection, _data: dict[str, Any]) -> None:
        """Any message counts as a sign of life; `listen` has taken note."""

    def subscribe(self, connection: Connection, data: dict[str, Any]) -> None:
        channel, auth = str(data.get("channel", "")), str(data.get("auth", ""))
        if channel in connection.channels:
            return connection.send(error_envelope(None, f"Existing subscription to channel {channel}"))
        if refusal := check_subscription(connection.app, connection.socket_id, channel, auth):
            problem = {"type": "AuthError", "error": refusal, "status": 401}
            return connection.send(envelope("pusher:subscription_error", problem, channel))
        self.hub.subscribe(connection, channel)
        return connection.send(envelope("pusher_internal:subscription_succeeded", {}, channel))

    def unsubscribe(self, connection: Connection, data: dict[str, Any]) -> None:
        channel = str(data.get("channel", ""))
        if channel in connection.channels:
            self.hub.unsubscribe(connection, channel)

    def sign_in(self, connection: Connection, data: dict[str, Any]) -> None:
        user = str(data.get("user_data", ""))
        if not same(str(data.get("auth", "")), connection.app.auth(f"{connection.socket_id}::user::{user}")):
            raise CloseError(4009, "Connection is unauthorized: invalid signature")
        connection.send(envelope("pusher:signin_success", {"user_data": user}))


async def close(connection: Connection, writer: asyncio.Task[None] | None, end: CloseError) -> None:
    if writer:
        writer.cancel()
        await asyncio.wait({writer})
    if not connection.overflowed.is_set():
        connection.send(error_envelope(end.code, end.reason))
        await connection.flush()
    await connection.websocket.close(end.code, end.reason[:120])
