"""Who is connected, who listens to what, and delivery to them."""

import asyncio
import secrets
import time
from collections import defaultdict, deque
from collections.abc import Callable

from starlette.websockets import WebSocket, WebSocketDisconnect

from local.realtime.protocol import App, Event

MAX_WAITING = 1000
CLIENT_EVENTS_PER_SECOND = 10


class RateLimit:
    """Of one connection's client events; what was refused does not count."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._sent: deque[float] = deque(maxlen=CLIENT_EVENTS_PER_SECOND)

    def is_over(self) -> bool:
        now = self._clock()
        if len(self._sent) == CLIENT_EVENTS_PER_SECOND and now - self._sent[0] < 1:
            return True
        self._sent.append(now)
        return False


class Connection:
    """One client. Messages wait in a queue so that a slow reader delays only itself."""

    def __init__(self, websocket: WebSocket, app: App) -> None:
        self.websocket = websocket
        self.app = app
        self.socket_id = f"{secrets.randbelow(10**9)}.{secrets.randbelow(10**9)}"
        self.channels: set[str] = set()
        self.overflowed = asyncio.Event()
        self.client_events = RateLimit()
        self._waiting: asyncio.Queue[str] = asyncio.Queue(MAX_WAITING)

    def send(self, text: str) -> None:
        try:
            self._waiting.put_nowait(text)
        except asyncio.QueueFull:
            self.overflowed.set()

    async def write_out(self) -> None:
        try:
            while True:
                await self.websocket.send_text(await self._waiting.get())
        except (WebSocketDisconnect, RuntimeError):
            return  # the client left while a message was on its way; the reader ends the connection

    async def flush(self) -> None:
        while not self._waiting.empty():
            await self.websocket.send_text(self._waiting.get_nowait())


class Hub:
    def __init__(self) -> None:
        self.dropping = False  # a fault for tests: events are accepted and go nowhere, as the real service may
        self._listeners: dict[str, dict[str, Connection]] = defaultdict(dict)

    def subscribe(self, connection: Connection, channel: str) -> None:
        connection.channels.add(channel)
        self._listeners[channel][connection.socket_id] = connection

    def unsubscribe(self, connection: Connection, channel: str) -> None:
        connection.channels.discard(channel)
        listeners = self._listeners[channel]
        listeners.pop(connection.socket_id, None)
        if not listeners:
            del self._listeners[channel]

    def leave(self, connection: Connection) -> None:
        for channel in tuple(connection.channels):
            self.unsubscribe(connection, channel)

    def publish(self, event: Event) -> None:
        if self.dropping:
            return
        text = event.envelope()
        for socket_id, connection in self._listeners.get(event.channel, {}).items():
            if socket_id != event.except_socket:
                connection.send(text)

    def count(self, channel: str) -> int:
        return len(self._listeners.get(channel, {}))

    def occupied(self, prefix: str = "") -> list[str]:
        return sorted(channel for channel in self._listeners if channel.startswith(prefix))
