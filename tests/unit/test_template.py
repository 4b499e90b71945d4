"""What must stand in template.yaml, and agree with the code."""

from __future__ import annotations

import importlib
import re
import sys
from dataclasses import fields
from typing import Any

import pytest
from fastapi.routing import APIRoute
from operate.restored_table import indexes_of

from support_chat import keys
from support_chat.http_admin import admin_routes
from support_chat.http_public import public_routes
from support_chat.http_user import user_routes
from support_chat.ledger import Mail
from support_chat.model import Chat, Message
from support_chat.settings import Settings
from tests.template import ROOT, resources, template

FUNCTIONS = resources("AWS::Serverless::Function")
ROUTES = {route["RouteKey"]: route for route in resources("AWS::ApiGatewayV2::Route").values()}


def test_every_route_of_the_code_is_in_the_template_and_no_other() -> None:
    wiring: Any = None
    routers = (user_routes(wiring), admin_routes(wiring), public_routes(wiring))
    coded = {
        f"{method} {route.path}"
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods
    }
    assert coded == set(ROUTES)


@pytest.mark.parametrize("key", ROUTES)
def test_every_route_says_who_may_call_it_and_leads_to_its_audience(key: str) -> None:
    route = ROUTES[key]
    admin = key.split(" ")[1].startswith("/admin/")
    assert route["AuthorizationType"] == ("JWT" if admin else "NONE")
    assert ("AuthorizerId" in route) == admin
    public = key.split(" ")[1] in {"/unsubscribe", "/health"}
    audience = "Admin" if admin else "Public" if public else "User"
    assert route["Target"] == {"Fn::Sub": f"integrations/${{{audience}Integration}}"}


def test_the_functions_environment_is_what_settings_reads() -> None:
    variables = template()["Globals"]["Function"]["Environment"]["Variables"]
    ours = {name for name in variables if not name.startswith(("POWERTOOLS_", "PYDANTIC_"))}
    assert ours == {field.name.upper() for field in fields(Settings)}


def test_a_missing_variable_is_named_at_the_start() -> None:
    with pytest.raises(LookupError, match="TABLE_NAME"):
        Settings.from_env({})


def test_no_secret_stands_in_an_environment() -> None:
    text = str(template()["Globals"]["Function"]["Environment"])
    assert "PusherSecret'" not in text
    assert template()["Parameters"]["PusherSecret"]["NoEcho"] is True


def test_the_tables_keys_and_indexes_are_the_codes() -> None:
    (table,) = resources("AWS::DynamoDB::Table").values()
    assert indexes_of(table) == keys.INDEXES
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True


def test_the_table_forgets_by_one_attribute_that_no_rule_of_a_chat_knows() -> None:
    (table,) = resources("AWS::DynamoDB::Table").values()
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert "expires_at" not in Chat.model_fields
    assert "expires_at" not in Message.model_fields
    assert "expires_at" not in Mail.model_fields


def test_visitors_are_nobody_unless_the_deployment_says_so() -> None:
    parameters = template()["Parameters"]
    for name in ("AllowVisitors", "MailToVisitors"):
        assert (parameters[name]["Default"], parameters[name]["AllowedValues"]) == ("false", ["true", "false"])
    assert (parameters["VisitorsPerAddressPerHour"]["Default"], parameters["VisitorsPerHour"]["Default"]) == (20, 1000)


def test_visitors_have_a_key_of_their_own_and_only_the_customers_function_reads_it() -> None:
    secrets = resources("AWS::SecretsManager::Secret")
    generated = [secrets[name]["GenerateSecretString"] for name in ("IdentitySecret", "VisitorSecret")]
    assert generated[0] == generated[1]
    assert generated[0]["SecretStringTemplate"] == '{"previous": ""}'
    readers = [name for name, function in FUNCTIONS.items() if "VisitorSecret" in str(function["Policies"])]
    assert readers == ["UserFunction"]


def test_whoever_asks_for_health_all_the_time_keeps_no_function_busy() -> None:
    (stage,) = resources("AWS::ApiGatewayV2::Stage").values()
    throttled = stage["RouteSettings"]
    assert set(throttled) <= set(ROUTES)
    assert throttled["GET /health"]["ThrottlingRateLimit"] <= 10
    # A route must be there before a stage can name it.
    first = set(template()["Resources"]["Stage"]["DependsOn"])
    assert first == {
        name for name, route in resources("AWS::ApiGatewayV2::Route").items() if route["RouteKey"] in throttled
    }


def test_browsers_may_read_the_id_of_their_request_and_send_no_header_more() -> None:
    (api,) = resources("AWS::ApiGatewayV2::Api").values()
    assert "x-request-id" in api["CorsConfiguration"]["ExposeHeaders"]
    assert api["CorsConfiguration"]["AllowHeaders"] == ["authorization", "content-type"]


def test_browsers_may_use_every_method_that_a_route_has() -> None:
    (api,) = resources("AWS::ApiGatewayV2::Api").values()
    assert set(api["CorsConfiguration"]["AllowMethods"]) == {key.split(" ")[0] for key in ROUTES}


def test_what_fails_for_good_is_kept() -> None:
    for name in ("EmailCheckFunction", "EmailSweepFunction", "MailEventsFunction"):
        failure = FUNCTIONS[name]["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]
        assert failure == {"Type": "SQS", "Destination": {"Fn::GetAtt": ["DeadLetters", "Arn"]}}


def test_sess_events_about_this_stacks_mails_and_no_others_come_back() -> None:
    ours = {"Ref": "MailConfiguration"}
    (destination,) = resources("AWS::SES::ConfigurationSetEventDestination").values()
    assert destination["ConfigurationSetName"] == ours
    wanted = set(destination["EventDestination"]["MatchingEventTypes"])
    assert wanted == {"send", "delivery", "bounce", "complaint", "reject", "deliveryDelay"}
    ((name, rule),) = resources("AWS::Events::Rule").items()
    tags = {"tags": {"ses:configuration-set": [ours]}}
    assert rule["EventPattern"] == {"source": ["aws.ses"], "detail": {"mail": tags}}
    (target,) = rule["Targets"]
    assert target["Arn"] == {"Fn::GetAtt": ["MailEventsFunction", "Arn"]}
    assert target["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": ["DeadLetters", "Arn"]}}
    (permission,) = [
        permission
        for permission in resources("AWS::Lambda::Permission").values()
        if permission["Principal"] == "events.amazonaws.com"
    ]
    assert permission["SourceArn"] == {"Fn::GetAtt": [name, "Arn"]}


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name != "SitePublisherFunction"])
def test_a_functions_entry_can_be_imported_with_the_templates_environment(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for field in fields(Settings):
        monkeypatch.setenv(field.name.upper(), "1")
    monkeypatch.syspath_prepend(str(ROOT / "functions"))
    module = FUNCTIONS[name]["Handler"].removesuffix(".handler")
    monkeypatch.delitem(sys.modules, module, raising=False)
    assert callable(importlib.import_module(module).handler)
    del sys.modules[module]  # for good: this environment is nobody else's


def test_the_logs_are_kept_for_a_stated_time() -> None:
    for group in resources("AWS::Logs::LogGroup").values():
        assert group["RetentionInDays"] == {"Ref": "LogRetentionDays"}


def test_the_dashboards_policy_allows_no_inline_script_and_no_eval() -> None:
    policy = str(template()["Resources"]["AdminHeaders"])
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert not re.search(r"unsafe-|\*;", policy)
