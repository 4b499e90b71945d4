"""`python -m local.openapi` writes docs/openapi.json, one document for all audiences, from the routes' own code."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator
from typing import Any, get_args

from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from local.aws import ROOT
from local.openapi_errors import ERRORS, refusals, responses_of_errors
from support_chat.http_admin import admin_routes
from support_chat.http_agents import Administrator
from support_chat.http_edge import ErrorAnswer
from support_chat.http_public import public_routes
from support_chat.http_user import user_routes
from support_chat.model import OF_CHANGES

PATH = ROOT / "docs/openapi.json"
REFS = "#/components/schemas/{model}"

AUDIENCES: dict[str, tuple[Callable[[Any], Any], str, list[dict[str, list[str]]]]] = {
    "customers": (user_routes, "What the widget calls.", [{"customer": []}]),
    "agents": (admin_routes, "What the dashboard calls.", [{"agent": []}]),
    "anyone": (public_routes, "Links in mails, and monitors.", []),
}

DESCRIPTION = " ".join(
    """What the widget and the dashboard speak. Times are UTC, ids are UUIDs, unknown fields of a body
are refused. Clients ignore fields and events that they do not know.

Every error of ours has one shape, `{"error": {"code", "message", "details"?}}`: programs read `code`, people `message`.
API Gateway answers some requests before we see them, with `{"message"}` and nothing else: 401 where an agent's token is
missing or not valid, 404 for a path that does not exist, 429 above the throttle, 503 when no function could be run.

Sending again is safe: what has a `client_message_id` is stored once, and everything else leads to the same end. After
5xx, or no answer at all, do so.""".replace("\n\n", "¶").split("\n")
).replace("¶", "\n\n")

SECURITY = {
    "customer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "Signed by your site (docs/identity.md), or a visitor's token from `POST /visitors`.",
    },
    "agent": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The ID token of the OIDC provider that agents sign in with.",
    },
}
SERVER = {
    "url": "https://{api}.execute-api.{region}.amazonaws.com",
    "description": "The output ApiUrl.",
    "variables": {"api": {"default": "abcdefghij"}, "region": {"default": "eu-west-1"}},
}

# What the framework cannot see: the other success of a route, and a form that the route reads by itself.
ALSO: dict[str, tuple[str, str]] = {
    "POST /support_chat/messages": ("200", "It was sent before: the message as it was stored."),
    "POST /admin/chats/{chat_id}/messages": ("200", "It was sent before: the message as it was stored."),
    "POST /admin/chats/{chat_id}/notes": ("200", "It was written before: the note as it was stored."),
    "POST /admin/chats/{chat_id}/erase": ("202", "Not done: ask again with the same body."),
    "POST /visitors": ("200", "With a visitor's token: a younger one for the same visitor."),
}
SUBSCRIPTION = {
    "required": True,
    "content": {
        "application/x-www-form-urlencoded": {
            "schema": {
                "type": "object",
                "properties": {
                    "socket_id": {"type": "string", "pattern": r"^[0-9]{1,20}\.[0-9]{1,20}$"},
                    "channel_name": {"type": "string"},
                },
                "required": ["socket_id", "channel_name"],
                "additionalProperties": False,
            },
            "example": {
                "socket_id": "123.456",
                "channel_name": "private-support-chat-8f3c2b1e-52c6-5a3f-9f57-0d6f6f1f2a11",
            },
        }
    },
}
# Fields of answers that may be absent. All others are always there.
SOMETIMES = {"Message": OF_CHANGES, "AgentMessage": OF_CHANGES, "ErrorBody": {"details"}}
SENT = {"content": "Where is my order?", "client_message_id": "0c6f7a52-9d1b-4a57-8f0e-3b1d6f5a2c44"}
EXAMPLES: dict[str, dict[str, Any]] = {
    "NewMessage": SENT,
    "CustomersMessage": {**SENT, "context": {"page": "https://shop.example/orders", "language": "en-GB"}},
    "Message": {
        "id": "5b0d4c1e-7a0f-4e43-9a38-0d1f6a2b7c55",
        "seq": 1,
        "content": "Where is my order?",
        "sender_type": "user",
        "client_message_id": SENT["client_message_id"],
        "read_at": None,
        "created_at": "2026-11-23T12:00:00.000Z",
    },
    "MarkRead": {"up_to_seq": 4},
    "ErrorAnswer": {
        "error": {
            "code": "invalid",
            "message": "some fields are not acceptable",
            "details": [{"field": "body.content", "problem": "Field required"}],
        }
    },
}


def document() -> dict[str, Any]:
    """The whole API."""
    routes = list(_routes())
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    made = get_openapi(
        title="Support Chat",
        version=version,
        description=DESCRIPTION,
        license_info={"name": "MIT", "identifier": "MIT"},
        routes=[route for _, route in routes],
        servers=[SERVER],
        tags=[{"name": name, "description": text} for name, (_, text, _) in AUDIENCES.items()],
    )
    for audience, route in routes:
        for method in route.methods or ():
            _complete(made["paths"][route.path][method.lower()], audience, route, method)
    components = made["components"]
    for unused in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(unused, None)
    errors = ErrorAnswer.model_json_schema(ref_template=REFS)
    components["schemas"] |= errors.pop("$defs") | {"ErrorAnswer": errors}
    components["schemas"]["ErrorBody"]["properties"]["code"]["enum"] = sorted(ERRORS)
    for name, schema in components["schemas"].items():
        if "properties" in schema and schema.get(
            "additionalProperties", True
        ):  # an answer: fields are null, not absent
            schema["required"] = [field for field in schema["properties"] if field not in SOMETIMES.get(name, ())]
    for name, example in EXAMPLES.items():
        components["schemas"][name]["examples"] = [example]
    components |= {"responses": responses_of_errors(), "securitySchemes": SECURITY}
    without_titles: dict[str, Any] = _without_titles(made)
    return without_titles | {"info": made["info"]}


def _routes() -> Iterator[tuple[str, APIRoute]]:
    for audience, (routes, _, _) in AUDIENCES.items():
        for route in routes(None).routes:
            if isinstance(route, APIRoute):
                yield audience, route


def _complete(operation: dict[str, Any], audience: str, route: APIRoute, method: str) -> None:
    key = f"{method} {route.path}"
    operation |= {"tags": [audience], "operationId": f"{audience}_{route.name}"}
    operation["summary"] = operation.pop("description").split("\n")[0]
    operation["security"] = AUDIENCES[audience][2]
    if key == "POST /visitors":
        operation["security"] = [{}, {"customer": []}]
    if _is_for_admins(route.dependant):
        operation["description"] = "Admins only."
    for parameter in operation.get("parameters", []):
        parameter["schema"] = _without_null(parameter["schema"])
    if route.path.endswith("/pusher/auth"):
        operation["requestBody"] = SUBSCRIPTION
    answers = {status: answer for status, answer in operation["responses"].items() if status.startswith("2")}
    for answer in answers.values():
        answer["description"] = "Done."
    if key in ALSO:
        status, description = ALSO[key]
        (first,) = answers.values()
        answers[status] = {**first, "description": description}
    if audience == "anyone":
        answers |= _in_their_own_words(route.path, answers)
    refused = refusals(audience, method, route.path, has_input="requestBody" in operation or "parameters" in operation)
    operation["responses"] = dict(sorted((refused | answers).items()))


def _in_their_own_words(path: str, answers: dict[str, Any]) -> dict[str, Any]:
    """Refusals that are no error: a page for the person who opened a link, and what a monitor wants to know."""
    if path == "/unsubscribe":
        return {"404": {**answers["200"], "description": "The link is not valid."}}
    if path == "/health":
        return {"503": {**answers["200"], "description": "It does not work."}}
    return {}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter is left out, never null."""
    given = [choice for choice in schema.get("anyOf", []) if choice != {"type": "null"}]
    return given[0] if len(given) == 1 else schema


def _is_for_admins(dependant: Dependant) -> bool:
    asked = get_args(Administrator)[1].dependency
    return any(inner.call is asked or _is_for_admins(inner) for inner in dependant.dependencies)


def _without_titles(node: Any) -> Any:
    """Without what only repeats a field's name; a field that is called "title" stays."""
    if isinstance(node, list):
        return [_without_titles(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        name: part if name in {"example", "examples"} else _without_titles(part)
        for name, part in node.items()
        if name != "title" or not isinstance(part, str)
    }


def text() -> str:
    """The document as it is committed."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(text())
