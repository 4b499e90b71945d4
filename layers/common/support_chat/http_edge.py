"""The edge of every HTTP function: one error shape, one log line a request, one table from exception to status."""

from __future__ import annotations

import math
import time
from typing import Any
from urllib.parse import parse_qsl

from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError, TransformParameterError
from botocore.exceptions import BotoCoreError, ClientError
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from support_chat import errors
from support_chat.frozen import View
from support_chat.telemetry import cause, count, logger, where

# Powertools has logs, metrics and traces in hand.
_NO_TELEMETRY: Any = {"tracing": False, "metrics": False, "logs": False}
_BODY_BYTES = 64 * 1024
_RETRY_AFTER_SECONDS = 2

# One row per exception: the status and the code the client sees.
STATUS: dict[type[Exception], tuple[int, str]] = {
    errors.Unauthorized: (401, "unauthorized"),
    errors.VisitorsNotAllowed: (403, "visitors_not_allowed"),
    errors.Blocked: (403, "blocked"),
    errors.Forbidden: (403, "forbidden"),
    errors.NotFound: (404, "not_found"),
    errors.Invalid: (422, "invalid"),
    errors.BeingErased: (409, "being_erased"),
    errors.MessageIdReused: (409, "client_message_id_reused"),
    errors.ChangedMeanwhile: (409, "changed_meanwhile"),
    errors.NoRoom: (409, "no_room"),
    errors.TooLate: (409, "too_late"),
    errors.Withdrawn: (409, "unsent"),
    errors.TooMany: (429, "too_many"),
    errors.Conflict: (503, "busy"),
    errors.Unclear: (503, "unavailable"),
    errors.Busy: (503, "busy"),
    GetParameterError: (503, "unavailable"),  # a secret that cannot be read: closed, and worth trying again
    TransformParameterError: (503, "unavailable"),  # or understood
    BotoCoreError: (503, "unavailable"),
    ClientError: (503, "unavailable"),
}


class ErrorBody(View):
    """What went wrong: `code` for programs, `message` for people."""

    code: str
    message: str
    details: list[dict[str, Any]] | None = None


class ErrorAnswer(View):
    """The one shape of every error."""

    error: ErrorBody


class StrictBody(BaseModel):
    """A request body: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


def create_app(router: APIRouter) -> FastAPI:
    """The application of one audience. `python -m local.openapi` describes it; nothing of that is done here."""
    app = FastAPI(
        openapi_url=None,
        # A slash too many is not found; redirected, it would lead to whatever host the request names.
        redirect_slashes=False,
        telemetry=_NO_TELEMETRY,
        # An included router would be asked twice with each request, and make all its routes anew for the first.
        routes=router.routes,
    )
    for kind in STATUS:
        app.add_exception_handler(kind, _known)
    app.add_exception_handler(RequestValidationError, _unprocessable)
    app.add_exception_handler(HTTPException, _http)
    app.add_middleware(_Edge)
    return app


def problem(
    status: int,
    code: str,
    message: str,
    details: list[dict[str, Any]] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """An error in the one shape."""
    body = ErrorAnswer(error=ErrorBody(code=code, message=message, details=details))
    return JSONResponse(body.model_dump(exclude_none=True), status, headers)


async def form(request: Request, *names: str, optional: str) -> list[str]:
    """The named fields of a form body, each exactly once and nothing else; pusher-js sends its requests so.

    One more may be missing, and is empty then."""
    try:
        pairs = parse_qsl(
            (await request.body()).decode("ascii"), keep_blank_values=True, max_num_fields=10, strict_parsing=True
        )
    except ValueError as error:
        raise errors.Invalid("the body is not a form") from error
    values = dict(pairs)
    if len(pairs) != len(values) or set(values) - {optional} != set(names):
        raise errors.Invalid(f"the form must have the fields {' and '.join(names)}, once each")
    return [values.get(name, "") for name in (*names, optional)]


class _Edge:
    """What every request meets first and every answer last. Not a middleware that calls the next with a request: those
    run the rest in a task of its own, which costs more than all that this does."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        request = Request(scope)
        answered = 0

        async def told(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = message["status"]
                _add_headers(message, request)
            await send(message)

        try:
            await self._within_limits(scope, receive, told)
        except Exception as error:  # the edge: nobody above would turn it into our shape
            logger.error("request_failed", extra={"error": cause(error), "where": where(error)})
            count("RequestFailed")
            if not answered:
                await problem(500, "internal", "something went wrong on our side")(scope, receive, told)
        _log(request, answered, time.perf_counter() - started)

    async def _within_limits(self, scope: Scope, receive: Receive, send: Send) -> None:
        # The body is here already, whole; what a header says of its length counts for nothing.
        whole = await receive()
        if len(whole.get("body", b"")) > _BODY_BYTES:
            await problem(413, "too_large", f"a body may have {_BODY_BYTES} bytes")(scope, receive, send)
            return

        async def again() -> Message:
            return whole

        await self._app(scope, again, send)


def _add_headers(start: Message, request: Request) -> None:
    headers = MutableHeaders(raw=start["headers"])
    headers["cache-control"] = "no-store"
    headers["x-content-type-options"] = "nosniff"
    # With it somebody's report is found in the logs of the gateway and of the function.
    headers["x-request-id"] = request.scope.get("aws.event", {}).get("requestContext", {}).get("requestId", "")


def _log(request: Request, status: int, seconds: float) -> None:
    facts = {
        "method": request.method,
        "route": getattr(request.scope.get("route"), "path", "unknown"),
        "status": status,
        "duration_ms": round(seconds * 1000, 1),
    }
    logger.info("request", extra=facts)
    if status >= 500:
        count("ServerErrors")


async def _known(request: Request, error: Exception) -> Response:
    status, code = next(row for kind, row in STATUS.items() if isinstance(error, kind))
    if status == 503:
        logger.warning("unavailable", extra={"error": cause(error)})
        count("Unavailable")
        return problem(503, code, "please try again in a moment", headers={"retry-after": str(_RETRY_AFTER_SECONDS)})
    headers = {"www-authenticate": "Bearer"} if status == 401 else {}
    if isinstance(error, errors.TooMany):
        headers["retry-after"] = str(math.ceil(error.retry_after.total_seconds()))
    return problem(status, code, str(error), headers=headers)


async def _unprocessable(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(problem_["type"] == "json_invalid" for problem_ in found):
        return problem(400, "invalid_json", "the body is not JSON")
    # What was sent stays out of the answer: it may hold anything, and the sender knows it.
    details = [{"field": ".".join(map(str, item["loc"])), "problem": item["msg"]} for item in found]
    return problem(422, "invalid", "some fields are not acceptable", details)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    codes = {404: "not_found", 405: "method_not_allowed"}
    code = codes.get(error.status_code, "bad_request")
    return problem(error.status_code, code, str(error.detail), headers=dict(error.headers or {}))
