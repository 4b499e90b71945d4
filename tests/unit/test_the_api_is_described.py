"""docs/openapi.json is what the code says now; that every answer is as it says is checked where the unit tests call."""

from __future__ import annotations

import json
from types import SimpleNamespace
from uuid import uuid4

import pytest
from jsonschema import Draft202012Validator
from local import openapi
from local.openapi_errors import ERRORS

from support_chat.http_edge import STATUS
from tests import described
from tests.described import api, operations
from tests.template import resources
from tests.unit.people import Callers

MESSAGE = {
    "id": str(uuid4()),
    "seq": 1,
    "content": "Hello",
    "sender_type": "user",
    "client_message_id": str(uuid4()),
    "read_at": None,
    "created_at": "2026-11-23T12:00:00.000Z",
}


def test_the_committed_document_is_what_the_code_says() -> None:
    assert openapi.PATH.read_text() == openapi.text(), "`make openapi` writes it anew"


def test_it_has_every_route_of_the_template_and_no_other() -> None:
    assert set(operations()) == {route["RouteKey"] for route in resources("AWS::ApiGatewayV2::Route").values()}


def test_it_says_who_may_call_what() -> None:
    asked = {key: told["security"] for key, told in operations().items()}
    for key, route in ((route["RouteKey"], route) for route in resources("AWS::ApiGatewayV2::Route").values()):
        assert (asked[key] == [{"agent": []}]) == (route["AuthorizationType"] == "JWT"), key
    assert {key for key, security in asked.items() if not security} == {
        "GET /unsubscribe",
        "POST /unsubscribe",
        "GET /health",
    }
    admins = {key for key, told in operations().items() if told.get("description") == "Admins only."}
    assert admins == {"GET /admin/audit", "GET /admin/chats/{chat_id}/export", "POST /admin/chats/{chat_id}/erase"}


def test_it_has_every_code_with_its_status() -> None:
    assert {code: status for status, code in STATUS.values()}.items() <= {c: s for c, (s, _) in ERRORS.items()}.items()
    assert api()["components"]["schemas"]["ErrorBody"]["properties"]["code"]["enum"] == sorted(ERRORS)
    assert all(words for _, words in ERRORS.values())


def test_every_reference_leads_somewhere() -> None:
    components = api()["components"]
    for kind, name in (ref.split("/")[-2:] for ref in _references(api())):
        assert name in components[kind]


def test_its_schemas_are_schemas_and_its_examples_fit_them() -> None:
    schemas = api()["components"]["schemas"]
    for name, schema in schemas.items():
        Draft202012Validator.check_schema(schema)
        for example in schema.get("examples", []):
            wanted = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
            Draft202012Validator(wanted).validate(example)


def test_operations_have_names_of_their_own() -> None:
    names = [told["operationId"] for told in operations().values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("route", "status", "body"),
    [
        ("POST /support_chat/messages", 418, {}),  # a status it does not know
        ("POST /support_chat/messages", 201, {**MESSAGE, "author": "alice"}),  # a field too many
        ("POST /support_chat/messages", 201, {n: v for n, v in MESSAGE.items() if n != "read_at"}),  # one too few
        ("POST /support_chat/messages", 201, {**MESSAGE, "created_at": "yesterday"}),
        ("POST /support_chat/messages", 409, {"error": {"code": "no_such_code", "message": "?"}}),
        ("POST /support_chat/messages", 409, {"error": {"code": "invalid", "message": "?"}}),  # of another status
        ("GET /nobodys/path", 200, {}),
    ],
)
def test_an_answer_that_is_not_described_is_noticed(route: str, status: int, body: object) -> None:
    with pytest.raises(AssertionError):
        described.check(route, None, SimpleNamespace(status=status, text="", json=lambda: body))


def test_nothing_of_it_is_served(callers: Callers) -> None:
    for path in ("/openapi.json", "/docs", "/redoc"):
        assert callers.anyone()(f"GET {path}").status == 404


def _references(node: object) -> set[str]:
    return {part.split('"')[0] for part in json.dumps(node).split('"$ref": "')[1:]}
