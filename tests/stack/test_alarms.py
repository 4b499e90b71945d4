"""The alarms and the dashboard, as the stack has them."""

from __future__ import annotations

import json
from typing import Any

from local.stack import LocalStack

from tests.template import resources


def alarms(stack: LocalStack) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = stack.aws.client("cloudwatch").describe_alarms()["MetricAlarms"]
    return found


def test_every_alarm_is_there_and_tells_the_operator(stack: LocalStack) -> None:
    found = alarms(stack)
    assert len(found) == len(resources("AWS::CloudWatch::Alarm"))
    (topic,) = {action for alarm in found for action in alarm["AlarmActions"] + alarm["OKActions"]}
    told = stack.aws.client("sns").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert [(who["Protocol"], who["Endpoint"]) for who in told] == [("email", "operator@shop.example")]


def test_alarms_and_dashboard_look_at_what_this_stack_has(stack: LocalStack) -> None:
    functions = {f["FunctionName"] for f in stack.aws.client("lambda").list_functions()["Functions"]}
    queue = stack.info["outputs"]["DeadLettersUrl"].rpartition("/")[2]
    of = {"FunctionName": functions, "QueueName": {queue}, "service": {"support-chat"}}
    for alarm in alarms(stack):
        for dimension in alarm["Dimensions"]:
            if dimension["Name"] != "ApiId":
                assert dimension["Value"] in of[dimension["Name"]], alarm["AlarmName"]
    body = stack.aws.client("cloudwatch").get_dashboard(DashboardName="support-chat")["DashboardBody"]
    metrics = [metric for widget in json.loads(body)["widgets"] for metric in widget["properties"]["metrics"]]
    shown = {metric[3] for metric in metrics if metric[2:3] == ["FunctionName"]}
    assert shown == {name for name in functions if not name.endswith("site-publisher")}
