"""Our functions as one would write them who has never looked at a cold start: the same rules, routes and models over
the same calls, and every measure taken back. Its packages are installed as PyPI resolves them, botocore whole."""

from __future__ import annotations

import functools
import inspect
import os
import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

import boto3
import mangum
import pydantic
from aws_lambda_powertools import Tracer
from fastapi import FastAPI
from pusher.pusher_client import PusherClient
from pusher.requests import RequestsBackend


def without_deferring(**config: Any) -> dict[str, Any]:
    """pydantic's configuration, in which models are built at once."""
    return {name: value for name, value in config.items() if name != "defer_build"}


class NoCare(ModuleType):
    """In place of `cold_start`: the function imports it, and says that it is over."""

    @staticmethod
    def over() -> None:
        """Nothing was done."""


# Before ours are imported, and all of them are.
pydantic.ConfigDict = without_deferring  # type: ignore[assignment, misc]
for name in ("support_chat.cold_start", "support_chat.cold_start_http"):
    sys.modules[name] = NoCare(name)
import_module("support_chat.wiring.admin")
import_module("support_chat.wiring.sweep")
import_module("support_chat.wiring.public")
from support_chat import clients, http_edge, http_lambda, lambdas, realtime, telemetry, wiring  # noqa: E402


class EagerClients:
    """Each client made when the process starts, in the default session, as boto3's guide begins."""

    def __init__(self) -> None:
        self.dynamodb = boto3.client("dynamodb")
        self.s3 = boto3.client("s3")
        self.scheduler = boto3.client("scheduler")
        self.secretsmanager = boto3.client("secretsmanager")
        self.ses = self.ses_of_checkup = boto3.client("sesv2")


class PusherWithRequests(PusherClient):  # type: ignore[misc]
    """pusher as it comes: by `requests`, which reads the certificates for each connection."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{**options, "backend": BackendOfPusher})


class BackendOfPusher(RequestsBackend):  # type: ignore[misc]
    """With the certificates of this bench beside those of 2021 that pusher brings."""

    def __init__(self, client: PusherClient, **options: Any) -> None:
        super().__init__(client, **options)
        self.options["verify"] = os.environ["SSL_CERT_FILE"]


def in_a_thread(route: Callable[..., Any]) -> Callable[..., Any]:
    """The route as `def` instead of `async def`: FastAPI runs it in a thread."""
    if not inspect.iscoroutinefunction(route) or "request" in inspect.signature(route).parameters:
        return route

    @functools.wraps(route)
    def plain(*arguments: Any, **named: Any) -> Any:
        coroutine = route(*arguments, **named)
        try:
            coroutine.send(None)  # none of our routes waits for anything
        except StopIteration as end:
            return end.value
        raise AssertionError("a route that waits")

    plain.__signature__ = inspect.signature(route, eval_str=True)  # type: ignore[attr-defined]
    del plain.__wrapped__
    return plain


def create_app(router: Any) -> FastAPI:
    """FastAPI's defaults: a description of everything, ready to be served."""
    for route in router.routes:
        route.endpoint = in_a_thread(route.endpoint)
    app = FastAPI()
    app.include_router(router)
    for kind in http_edge.STATUS:
        app.add_exception_handler(kind, http_edge._known)
    app.add_middleware(http_edge._Edge)
    return app


class WithLifespan(mangum.Mangum):
    """Mangum's default: starts the application up, and shuts it down, with each request."""

    def __init__(self, app: Any, **_: Any) -> None:
        super().__init__(app)


def instead(name: str, value: Any, *modules: Any) -> None:
    """Use this under that name in these modules."""
    for module in modules:
        setattr(module, name, value)


# Powertools patches what it finds, unless told otherwise.
instead("tracer", Tracer(), telemetry, lambdas)
instead("is_sampled", lambda: True, telemetry, lambdas)
instead("Clients", EagerClients, clients, wiring)
instead("PusherClient", PusherWithRequests, realtime)
instead("create_app", create_app, http_lambda)
instead("Mangum", WithLifespan, http_lambda)
handler = import_module(os.environ["BENCH_FUNCTION"]).handler
