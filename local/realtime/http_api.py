"""The signed HTTP API: publish events, ask about channels."""

import json
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from local.realtime.hub import Hub
from local.realtime.protocol import (
    CHANNEL_NAME,
    MAX_BATCH,
    MAX_CHANNELS,
    App,
    Event,
    RefusedError,
    check_signature,
    read_event,
    same,
)

MAX_BODY_BYTES = 512 * 1024

Body = dict[str, object]
Answer = Callable[[Request, Body], object]


class HttpApi:
    def __init__(self, app: App, hub: Hub) -> None:
        self.app = app
        self.hub = hub

    def routes(self) -> list[Route]:
        return [
            Route("/apps/{app_id}/events", self.signed(self.trigger), methods=["POST"]),
            Route("/apps/{app_id}/batch_events", self.signed(self.trigger_batch), methods=["POST"]),
            Route("/apps/{app_id}/channels", self.signed(self.channels), methods=["GET"]),
            Route("/apps/{app_id}/channels/{channel}", self.signed(self.channel), methods=["GET"]),
        ]

    def signed(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        """Wraps an answer with Pusher's checks and its plain-text refusals."""

        async def endpoint(request: Request) -> Response:
            try:
                return JSONResponse(answer(request, await self.checked_body(request)))
            except RefusedError as refused:
                return PlainTextResponse(refused.reason + "\n", refused.status)

        return endpoint

    async def checked_body(self, request: Request) -> Body:
        if not same(request.path_params["app_id"], self.app.id):
            raise RefusedError(404, "Unknown app_id")
        raw = bytearray()
        async for chunk in request.stream():
            raw += chunk
            if len(raw) > MAX_BODY_BYTES:
                raise RefusedError(413, "Request entity too large")
        check_signature(self.app, request.method, request.url.path, request.query_params, bytes(raw))
        if request.method == "GET":
            return {}
        try:
            body = json.loads(raw)
        except ValueError:
            raise RefusedError(400, "Invalid JSON") from None
        if not isinstance(body, dict):
            raise RefusedError(400, "Expected a JSON object")
        return body

    def trigger(self, _request: Request, body: Body) -> object:
        names = body.get("channels", [body["channel"]] if "channel" in body else [])
        if not isinstance(names, list) or not names:
            raise RefusedError(400, "Missing required parameter: channel or channels")
        if len(names) > MAX_CHANNELS:
            raise RefusedError(400, f"An event may go to at most {MAX_CHANNELS} channels")
        self.publish([read_event(body, name) for name in names])
        asked = str(body.get("info", ""))
        return {"channels": {name: self.info(name, asked) for name in names}} if asked else {}

    def trigger_batch(self, _request: Request, body: Body) -> object:
        batch = body.get("batch")
        if not isinstance(batch, list) or not all(isinstance(item, dict) for item in batch):
            raise RefusedError(400, "Missing required parameter: batch")
        if len(batch) > MAX_BATCH:
            raise RefusedError(400, f"Batch too large: at most {MAX_BATCH} events")
        self.publish([read_event(item, item.get("channel")) for item in batch])
        return {}

    def publish(self, events: list[Event]) -> None:
        for event in events:
            self.hub.publish(event)

    def channels(self, request: Request, _body: Body) -> object:
        prefix, asked = request.query_params.get("filter_by_prefix", ""), request.query_params.get("info", "")
        return {"channels": {name: self.info(name, asked) for name in self.hub.occupied(prefix)}}

    def channel(self, request: Request, _body: Body) -> object:
        name = request.path_params["channel"]
        if not CHANNEL_NAME.fullmatch(name):
            raise RefusedError(400, f"Invalid channel name: {name!r}")
        return {"occupied": self.hub.count(name) > 0, **self.info(name, request.query_params.get("info", ""))}

    def info(self, channel: str, asked: str) -> dict[str, int]:
        return {"subscription_count": self.hub.count(channel)} if "subscription_count" in asked.split(",") else {}
