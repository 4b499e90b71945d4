"""The log, one structured line an event; metrics in CloudWatch's embedded metric format beside it; traces in X-Ray."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from botocore.exceptions import ClientError

logger = Logger()
_sink = Metrics(namespace="SupportChat")
# Nothing is patched: X-Ray's SDK would keep the text of AWS's errors, in which SES names addresses.
tracer = Tracer(auto_patch=False)


def count(name: str, value: int = 1) -> None:
    """Add to a counter; written when the handler returns."""
    _sink.add_metric(name=name, unit=MetricUnit.Count, value=value)


def measure(name: str, seconds: float) -> None:
    """Note how long something is; written when the handler returns."""
    _sink.add_metric(name=name, unit=MetricUnit.Seconds, value=seconds)


def about(**ids: Any) -> None:
    """Every further line of this invocation carries these: ids and codes only, never text, address or token."""
    logger.append_keys(**ids)


@contextmanager
def concerning(**ids: Any) -> Iterator[None]:
    """Every line until the end of this carries these, as with `about`."""
    with logger.append_context_keys(**ids):
        yield


def is_sampled() -> bool:
    """Whether X-Ray keeps this request, as Lambda tells it anew for each."""
    return "Sampled=1" in os.environ.get("_X_AMZN_TRACE_ID", "")


@contextmanager
def traced(service: str) -> Iterator[None]:
    """Show in the trace how long this service is waited for, and by its code how it failed."""
    if not is_sampled():  # the SDK would make all parts of it, and throw them away
        yield
        return
    failed: Exception | None = None
    with tracer.provider.in_subsegment(name=service, namespace="remote") as segment:
        try:
            yield
        except Exception as error:
            if segment:  # none where the SDK has no trace to add to
                segment.put_annotation("error", cause(error))
            failed = error
    if failed:
        raise failed


def flush() -> None:
    """Write what was counted, if anything was: most requests have nothing to say."""
    if _sink.metric_set:
        _sink.flush_metrics()


def cause(error: Exception) -> str:
    """What to log of an error: AWS's own code, or the class; never its text, which may quote what was sent."""
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else type(error).__name__


def where(error: Exception) -> list[str]:
    """The way to an unexpected error, as file, line and function: a traceback's last line would quote values."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames[-8:]]
