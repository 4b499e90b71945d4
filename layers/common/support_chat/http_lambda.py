"""An HTTP function's entry: API Gateway's event to the application and back."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from mangum import Mangum

from support_chat.http_edge import create_app
from support_chat.lambdas import Handler, observed
from support_chat.telemetry import about


def http_handler(routes: APIRouter) -> Handler:
    """The handler of an HTTP function."""
    # lifespan="auto" would run start-up and shut-down on every request.
    adapter = Mangum(create_app(routes), lifespan="off")

    def handle(event: dict[str, Any], context: Any) -> Any:
        about(request_id=event.get("requestContext", {}).get("requestId"))
        return adapter(event, context)

    return observed(handle)
