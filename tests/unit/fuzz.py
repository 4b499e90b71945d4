"""Requests made up from the applications' own OpenAPI schemas: some as the schema wants them, most off in one place or
in many, with ids and cursors from earlier answers, so that they reach deep. Everything follows from a seed."""

from __future__ import annotations

import json
import random
import string
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import quote, urlencode

from fastapi import APIRouter

from support_chat.http_edge import create_app

Schema = dict[str, Any]

WORDS = [
    *("", " ", "0", "-1", "1", "1.0", "1e3", "null", "true", "NaN", "Infinity", "９", "٣", "x" * 5000, "é", "😀" * 40),
    *(
        "\x00",
        "\n",
        "\r\n",
        "\u2028",
        "\u202e",
        "\ud800",
        "\ufffe",
        "%00",
        "../..",
        "~HEAD",
        "MSG#000000000001",
        "CHAT#x",
    ),
    *("{}", "[]", "__proto__", "constructor", "' OR 1=1 --", "<script>", "${7*7}", "{{7*7}}", "#", "a#b", "a" * 129),
    *("2026-11-23", "9999-12-31", "0000-00-00", "2026-13", "2026-11", "2026-11-23T12:00:00.000Z", "=1+1", "alice"),
]
NUMBERS = [0, 1, -1, 2, 99, 100, 101, 500, 2**31, 2**53, 10**11, 10**11 + 1, 10**400, 0.5, -0.0, 1e308]
JUNK: list[Any] = [None, True, False, [], {}, [[]], [None], {"": ""}, *NUMBERS[:9], "x"]


@dataclass(frozen=True)
class Operation:
    """A route, and what its schema says may be sent."""

    method: str
    path: str
    parameters: list[dict[str, Any]]
    body: Schema | None


@dataclass
class Request:
    """A request as it goes to the function; `str()` says all that is needed to send it again."""

    route: str
    query: dict[str, Any]
    raw: str | None
    content_type: str
    headers: dict[str, str]


def operations(router: APIRouter) -> tuple[list[Operation], dict[str, Schema]]:
    """What these routes offer, and the schemas that they refer to."""
    document = create_app(router).openapi()
    found = [
        Operation(
            method.upper(),
            path,
            operation.get("parameters", []),
            operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema"),
        )
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    return found, document["components"]["schemas"]


@dataclass
class Fuzz:
    """Makes requests. What answers told goes into `known`, to be sent again."""

    rng: random.Random
    schemas: dict[str, Schema]
    known: list[str] = field(default_factory=list)

    def request(self, operation: Operation) -> Request:
        """A request for this operation."""
        path, query, headers = operation.path, {}, {}
        for parameter in operation.parameters:
            name, schema = parameter["name"], parameter["schema"]
            if parameter["in"] == "path":
                path = path.replace(f"{{{name}}}", self._segment(schema))
            elif parameter.get("required") or self.rng.random() < 0.5:
                query[name] = _written(self._value(schema))
        if self.rng.random() < 0.1:
            query[_encodable(self._word())] = _encodable(self._word())
        if self.rng.random() < 0.1:
            headers[self.rng.choice(["x-forwarded-for", "user-agent", "content-length", "accept"])] = self._printable()
        raw, content_type = self._body(operation)
        return Request(f"{operation.method} {path}", query, raw, content_type, headers)

    def learn(self, answer: Any) -> None:
        """Keep some of the words of an answer."""
        found = [word for word in _strings(answer) if 0 < len(word) < 300]
        self.known += self.rng.sample(found, min(3, len(found)))
        del self.known[:-60]

    # -- parts

    def _body(self, operation: Operation) -> tuple[str | None, str]:
        kind = "application/json"
        if self.rng.random() < 0.05:
            kind = self.rng.choice(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x", ""])
        if operation.path.endswith("/pusher/auth"):
            form = {"socket_id": self.rng.choice(["1.1", self._word()]), "channel_name": self._word()}
            return urlencode({name: _encodable(value) for name, value in form.items()}), kind
        if operation.body is None and self.rng.random() < 0.8:
            return None, kind
        odd = self.rng.random()
        if odd < 0.03:
            return self._printable() + self.rng.choice(["{", '{"', "[" * 3000, "\x00", "null", '"']), kind
        value = self.rng.choice(JUNK) if odd < 0.06 else self._value(operation.body or {}, wild=0.04)
        return json.dumps(value), kind

    def _value(self, schema: Schema, *, wild: float = 0.12, depth: int = 0) -> Any:
        """Something for this schema; `wild` of all that is in it is something else."""
        if self.rng.random() < wild:
            return self.rng.choice([self._word(), self.rng.choice(JUNK), self.rng.choice(NUMBERS)])
        if "$ref" in schema:
            return self._value(self.schemas[schema["$ref"].rsplit("/", 1)[1]], wild=wild, depth=depth + 1)
        if choices := schema.get("anyOf"):
            return self._value(self.rng.choice(choices), wild=wild, depth=depth + 1)
        if allowed := schema.get("enum"):
            return self.rng.choice(allowed)
        match schema.get("type"):
            case "object":
                return self._object(schema, wild, depth)
            case "array":
                return [self._value(schema.get("items", {}), wild=wild, depth=depth + 1) for _ in range(2)]
            case "integer" | "number":
                ends = [schema.get("minimum", 0), schema.get("maximum", 10), schema.get("maximum", 10) + 1]
                return self.rng.choice([*ends, self.rng.randint(0, 20)])
            case "boolean":
                return self.rng.random() < 0.5
            case "null":
                return None
        return self._text(schema)

    def _object(self, schema: Schema, wild: float, depth: int) -> dict[str, Any]:
        made = {
            name: self._value(inner, wild=wild, depth=depth + 1)
            for name, inner in schema.get("properties", {}).items()
            if name in schema.get("required", []) or self.rng.random() < 0.7
        }
        if self.rng.random() < wild:
            made[self._word()] = self._word()
        if made and self.rng.random() < wild:
            made.pop(self.rng.choice(list(made)))
        return made

    def _text(self, schema: Schema) -> str:
        if schema.get("format") == "uuid":
            return self.rng.choice([str(_uuid(self.rng)), *(word for word in self.known if len(word) == 36)])
        if schema.get("format") == "date":
            return f"2026-{self.rng.randint(1, 12):02d}-{self.rng.randint(1, 28):02d}"
        longest = min(schema.get("maxLength", 30), 6000)
        plain = "".join(self.rng.choice(string.printable) for _ in range(self.rng.randint(1, 30)))
        return self.rng.choice([plain, self._word(), "x" * longest, "x" * (longest + 1), "2026-11", "en-GB"])

    def _word(self) -> str:
        return self.rng.choice(self.known if self.known and self.rng.random() < 0.5 else WORDS)

    def _printable(self) -> str:
        return "".join(char for char in self._word() if char.isascii() and char.isprintable())

    def _segment(self, schema: Schema) -> str:
        return quote(_encodable(_written(self._value(schema, wild=0.15))), safe="")


def _uuid(rng: random.Random) -> Any:
    return uuid.UUID(int=rng.getrandbits(128), version=4)


def _written(value: Any) -> str:
    """A value as a query has it."""
    return _encodable(value if isinstance(value, str) else json.dumps(value))


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _strings(answer: Any) -> Iterator[str]:
    if isinstance(answer, str):
        yield answer
    for inner in answer.values() if isinstance(answer, dict) else answer if isinstance(answer, list) else ():
        yield from _strings(cast("Any", inner))
