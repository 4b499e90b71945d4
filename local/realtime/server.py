"""Both sides of the stand-in as one ASGI application."""

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute

from local.realtime.http_api import HttpApi
from local.realtime.hub import Hub
from local.realtime.protocol import App
from local.realtime.sockets import SocketEndpoint

NOTICE = (
    "A stand-in for Pusher Channels, for development and tests only: "
    "it listens on loopback, keeps nothing, and is not made to face a network."
)


async def health(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("ok\n")


def dropping(hub: Hub) -> Callable[[Request], Awaitable[Response]]:
    """For tests: after PUT every event is answered with 200 and goes nowhere; DELETE ends it. Not part of Pusher."""

    async def endpoint(request: Request) -> Response:
        hub.dropping = request.method == "PUT"
        return Response(status_code=204)

    return endpoint


async def notice(_request: Request) -> PlainTextResponse:
    return PlainTextResponse(NOTICE + "\n")


def build(app: App) -> Starlette:
    hub = Hub()
    routes = [
        Route("/", notice),
        Route("/health", health),
        Route("/faults/drop", dropping(hub), methods=["PUT", "DELETE"]),
        *HttpApi(app, hub).routes(),
        WebSocketRoute("/app/{key}", SocketEndpoint(app, hub).serve),
    ]
    return Starlette(routes=routes)
