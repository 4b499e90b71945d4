"""Alarms and the dashboard look at metrics that are really written, by the dimensions they are written with, and each
alarm says where to read what to do."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from support_chat.ledger import MailState
from tests.template import ROOT, resources, template

OURS = "SupportChat"
ALARMS = resources("AWS::CloudWatch::Alarm")
FUNCTIONS = resources("AWS::Serverless::Function")
WATCHED_FUNCTIONS = sorted(set(FUNCTIONS) - {"SitePublisherFunction"})  # CloudFormation waits for that one, and tells
OPERATIONS = (ROOT / "docs/operations.md").read_text()

# Nobody is woken for these: normal, or told by another alarm. The dashboard shows them.
INFORMATIONAL = {
    "MailSent",
    "MailSkipped",
    "MailBounced",  # the account's rate has an alarm
    "MailComplained",
    "PublishSkipped",  # after PublishFailed only
    "ServerErrors",  # the API's 5xx have an alarm
    "Unavailable",
    "NotCounted",
    "ReplyTimesUnknown",
    "VisitorsMade",
    "ChatsRefused",  # an office behind one address, or somebody who makes up customers; both are told why
    "ErasureNotLogged",  # ErasureFailed follows
    "ChatExpired",
}


def written() -> set[str]:
    """The name of every metric that the code writes."""
    names: set[str] = set()
    for path in [*(ROOT / "layers/common/support_chat").rglob("*.py"), *(ROOT / "functions").glob("*.py")]:
        if path.stem == "telemetry":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"count", "measure"}:
                names |= set(names_in(node.args[0]))
    return names


def names_in(argument: ast.expr) -> Iterator[str]:
    match argument:
        case ast.Constant(value=str(name)):
            yield name
        case ast.IfExp():
            yield from names_in(argument.body)
            yield from names_in(argument.orelse)
        case ast.JoinedStr(values=[ast.Constant(value="Mail"), _]):  # f"Mail{state.capitalize()}"
            yield from (f"Mail{state.capitalize()}" for state in MailState if state is not MailState.SENDING)
        case _:
            pytest.fail(f"a metric's name that cannot be read: {ast.unparse(argument)}")


def dashboard() -> list[dict[str, Any]]:
    (properties,) = resources("AWS::CloudWatch::Dashboard").values()
    widgets: list[dict[str, Any]] = json.loads(properties["DashboardBody"]["Fn::Sub"])["widgets"]
    return widgets


def shown() -> list[list[Any]]:
    return [metric for widget in dashboard() for metric in widget["properties"]["metrics"]]


WRITTEN = written()
ALARMED = {alarm["MetricName"] for alarm in ALARMS.values() if alarm["Namespace"] == OURS}
SHOWN = {metric[1] for metric in shown() if metric[0] == OURS}


def test_what_is_watched_is_written_and_what_is_written_is_watched() -> None:
    assert ALARMED | SHOWN <= WRITTEN
    assert WRITTEN - ALARMED == INFORMATIONAL
    assert INFORMATIONAL <= SHOWN


def test_metrics_come_once_an_invocation_with_the_dimensions_that_alarms_ask_for() -> None:
    script = (
        "from support_chat.lambdas import observed\n"
        "from support_chat.telemetry import count, measure\n"
        "from tests.http_events import LambdaContext\n"
        "handler = observed(lambda event, context: [count('MailSent'), count('MailSent'), measure('MailAge', 2)])\n"
        "handler({}, LambdaContext()), handler({}, LambdaContext())"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "layers/common"), str(ROOT)]),
        "POWERTOOLS_SERVICE_NAME": "the-stack",
        "POWERTOOLS_TRACE_DISABLED": "true",
    }
    ran = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    blobs = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(blobs) == 2
    for blob in blobs:
        (directive,) = blob["_aws"]["CloudWatchMetrics"]
        assert directive["Namespace"] == OURS
        assert directive["Dimensions"] == [["service"]]
        assert (blob["service"], blob["MailSent"], blob["MailAge"]) == ("the-stack", [1.0, 1.0], [2.0])
    variables = template()["Globals"]["Function"]["Environment"]["Variables"]
    assert variables["POWERTOOLS_SERVICE_NAME"] == {"Ref": "AWS::StackName"}
    for alarm in ALARMS.values():
        if alarm["Namespace"] == OURS:
            assert alarm["Dimensions"] == [{"Name": "service", "Value": {"Ref": "AWS::StackName"}}]
    assert {tuple(metric[2:4]) for metric in shown() if metric[0] == OURS} == {("service", "${AWS::StackName}")}


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_reaches_somebody_and_says_what_to_do(name: str) -> None:
    alarm = ALARMS[name]
    assert alarm["AlarmActions"] == alarm["OKActions"] == [{"Ref": "AlarmTopic"}]
    assert template()["Resources"][name]["Condition"] == "HasAlarms"
    assert alarm["TreatMissingData"] == {
        "SweepMissingAlarm": "breaching",  # silence is what it is about
        "BounceRateAlarm": "ignore",  # SES tells now and then
        "ComplaintRateAlarm": "ignore",
    }.get(name, "notBreaching")
    (anchor,) = re.findall(r"docs/operations\.md#([a-z-]+)$", alarm["AlarmDescription"])
    assert f'<a id="{anchor}"></a>' in OPERATIONS
    assert f"`{name.removesuffix('Alarm')}`" in OPERATIONS


def test_operations_names_no_alarm_that_is_not_there() -> None:
    named = re.findall(r"^### .*?$\n+\*Alarms?: ([^*]+)\*", OPERATIONS, re.MULTILINE)
    assert {name for line in named for name in re.findall(r"`(\w+)`", line)} == {
        name.removesuffix("Alarm") for name in ALARMS
    }


@pytest.mark.parametrize("name", WATCHED_FUNCTIONS)
def test_every_function_is_watched_for_errors_and_for_coming_near_its_timeout(name: str) -> None:
    its = [a for a in ALARMS.values() if a.get("Dimensions") == [{"Name": "FunctionName", "Value": {"Ref": name}}]]
    assert sorted(alarm["MetricName"] for alarm in its) == ["Duration", "Errors"]
    (slow,) = [alarm for alarm in its if alarm["MetricName"] == "Duration"]
    seconds = FUNCTIONS[name].get("Timeout", template()["Globals"]["Function"]["Timeout"])
    assert slow["ExtendedStatistic"] == "p99"
    assert 0.5 <= slow["Threshold"] / 1000 / seconds <= 0.9


def test_the_dashboard_shows_no_more_than_is_free() -> None:
    assert len(shown()) <= 50
