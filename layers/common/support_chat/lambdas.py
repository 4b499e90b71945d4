"""What every function's entry has in common: logging, metrics, traces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from support_chat.errors import InvocationFailed
from support_chat.telemetry import cause, flush, is_sampled, logger, tracer, where

Handler = Callable[[dict[str, Any], Any], Any]


def observed(handle: Handler) -> Handler:
    """The handler with its log context, metrics and trace; events stay out of the log."""

    def measured(event: dict[str, Any], context: Any) -> Any:
        try:
            return handle(event, context)
        except Exception as error:
            # Lambda prints what is raised and keeps it beside a dead letter, X-Ray shows it: its text may quote a chat.
            logger.error("invocation_failed", extra={"error": cause(error), "where": where(error)})
            raise InvocationFailed(cause(error)) from None
        finally:
            flush()

    traced = tracer.capture_lambda_handler(measured, capture_response=False)

    def noted(event: dict[str, Any], context: Any) -> Any:
        return traced(event, context) if is_sampled() else measured(event, context)

    logged: Handler = logger.inject_lambda_context(noted, log_event=False, clear_state=True)
    return logged
