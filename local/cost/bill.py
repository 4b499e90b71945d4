"""From usage to dollars, line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from local.aws import ROOT
from local.cost.prices import PRICES, PUSHER, Plan
from local.cost.usage import GB, Assumed, Usage, measured

# What API Gateway and Lambda themselves log of a request: an access log line, START, END and REPORT.
_ACCESS_LINE = 200
# A function's environment reads two secrets every five minutes while it is busy.
_ENVIRONMENTS = 10
# AWS traces the first request of each second, and every twentieth beside.
_SECONDS = 730 * 3600


@dataclass(frozen=True)
class Line:
    """One line: how much, what the list says, and how much of it AWS does not charge for good."""

    name: str
    amount: float
    usd: float
    free: float


def bill(usage: Usage, assumed: Assumed) -> list[Line]:
    """The month's bill of AWS."""
    amounts = _of_requests(usage, assumed) | _of_the_rest(usage, assumed)
    return [
        Line(name, amounts[name], price.of(amounts[name]), price.free_of(amounts[name]))
        for name, price in PRICES.items()
    ]


def _of_requests(usage: Usage, assumed: Assumed) -> dict[str, float]:
    took, weighed, logged = (measured()[key] for key in ("milliseconds", "answer_bytes", "log_bytes_per_request"))
    requests = sum(usage.requests.values())
    runs = requests + usage.background_runs
    of_requests = sum(times * took[route] for route, times in usage.requests.items()) * assumed.slower
    milliseconds = of_requests + usage.background_runs * assumed.background_ms
    return {
        "HTTP API": requests,
        "Lambda, requests": runs,
        "Lambda, time": milliseconds / 1000,  # at 1 GB
        "CloudWatch, logs": (runs * logged + requests * _ACCESS_LINE) / GB,
        "X-Ray": min(runs, _SECONDS + 0.05 * runs),
        "Traffic of the API": sum(times * weighed[route] for route, times in usage.requests.items()) / GB,
    }


def _of_the_rest(usage: Usage, assumed: Assumed) -> dict[str, float]:
    stored = usage.messages * assumed.message_bytes * assumed.months_kept / GB
    reads = _ENVIRONMENTS * 2 * 12 * assumed.hours_online if usage.messages else 0
    views = usage.page_views + usage.new_customers * 6
    return {
        "DynamoDB, writes": usage.write_units,
        "DynamoDB, reads": usage.read_units,
        "DynamoDB, storage": stored,
        "DynamoDB, point-in-time recovery": stored,
        "CloudWatch, alarms": _in_the_template("AWS::CloudWatch::Alarm"),
        "CloudWatch, metrics": _metrics() if usage.messages else 0,
        "Scheduler": usage.alarms_set + 730 * 60,
        "SES": usage.mails,
        "Secrets Manager": _in_the_template("AWS::SecretsManager::Secret"),
        "Secrets Manager, reads": reads,
        "CloudFront, requests": views,
        "CloudFront, traffic": (usage.page_views * 2_500 + usage.new_customers * assumed.widget_bytes) / GB,
        "S3": 0.001,
    }


def _in_the_template(kind: str) -> int:
    return len(re.findall(rf"^    Type: {kind}$", (ROOT / "template.yaml").read_text(), re.MULTILINE))


def _metrics() -> int:
    """Every metric that the code can count; most only when something fails."""
    sources = (ROOT / "layers/common/support_chat").glob("*.py")
    return len({name for path in sources for name in re.findall(r'\bcount\("(\w+)"', path.read_text())})


def pusher_plan(usage: Usage, assumed: Assumed) -> tuple[float, Plan | None]:
    """Messages on a busy day as Pusher counts them, and the smallest plan that allows them; None: none does."""
    a_day = (usage.published + usage.delivered) / assumed.busy_days
    return a_day, next((plan for plan in PUSHER if plan.messages_a_day >= a_day), None)


def totals(lines: list[Line]) -> tuple[float, float]:
    """By the list, and after what AWS does not charge."""
    listed = sum(line.usd for line in lines)
    return listed, listed - sum(line.free for line in lines)
