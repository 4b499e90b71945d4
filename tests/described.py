"""Holds what a route answers to docs/openapi.json: the status, the body to the last field, and the error's code."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any, Protocol

from jsonschema import Draft202012Validator

from tests.template import ROOT

ERROR = {"$ref": "#/components/schemas/ErrorAnswer"}


class Given(Protocol):
    """An answer."""

    @property
    def status(self) -> int: ...

    @property
    def text(self) -> str: ...

    def json(self) -> Any: ...


@cache
def api() -> dict[str, Any]:
    """The document as it is committed."""
    parsed: dict[str, Any] = json.loads((ROOT / "docs/openapi.json").read_text())
    return parsed


@cache
def operations() -> dict[str, dict[str, Any]]:
    """Every operation, by e.g. `GET /support_chat`."""
    return {f"{m.upper()} {path}": told for path, methods in api()["paths"].items() for m, told in methods.items()}


def check(route: str, body: Any, answer: Given) -> None:
    """Fails where the document does not know this answer, or refuses a body that the route took."""
    key = _key(route)
    if key is None or _is_of_another_function(answer):
        assert answer.status in {404, 405}, route
        return _fits(ERROR, answer.json())
    told = operations()[key]["responses"].get(str(answer.status))
    assert told is not None, f"docs/openapi.json does not know that {key} may answer {answer.status}"
    if "$ref" in told:
        told = api()["components"]["responses"][told["$ref"].rpartition("/")[2]]
    if schema := _json_of(told):
        _fits(schema, answer.json())
    if answer.status < 300 and body is not None:
        _fits(_json_of(operations()[key]["requestBody"]), body)
    return None


@cache
def _key(route: str) -> str | None:
    method, path = route.split(" ", 1)
    for key in operations():
        of, template = key.split(" ")
        if of == method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            return key
    return None


def _is_of_another_function(answer: Given) -> bool:
    return answer.status == 404 and '"Not Found"' in answer.text  # the framework's words, not ours


def _json_of(told: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = told.get("content", {}).get("application/json", {}).get("schema", {})
    return schema


def _fits(schema: dict[str, Any], value: Any) -> None:
    errors = [f"{error.json_path}: {error.message}" for error in _validator(json.dumps(schema)).iter_errors(value)]
    assert not errors, f"not as docs/openapi.json says: {errors}"


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator({**json.loads(schema), "components": {"schemas": _closed()}})


@cache
def _closed() -> dict[str, Any]:
    """The schemas, where a field that they do not name is one too many."""
    schemas = api()["components"]["schemas"].items()
    return {
        name: {"additionalProperties": False, **schema} if "properties" in schema else schema
        for name, schema in schemas
    }
