"""What the OpenAPI document says of errors: which status a route may answer with, and which codes go with a status."""

from __future__ import annotations

from typing import Any

from support_chat.http_edge import STATUS

# Codes that come from no exception of ours: the framework and the edge make them.
_OF_THE_EDGE = {
    "invalid_json": (400, "The body is not JSON."),
    "bad_request": (400, "The request is not one that can be read."),
    "method_not_allowed": (405, "The path has no such method."),
    "too_large": (413, "A body may have 64 KB."),
    "internal": (500, "A mistake of ours. Trying again is safe."),
}
# These stand for more than one exception: the first one's words would be too narrow.
_IN_OTHER_WORDS = {
    "not_found": "There is no such path, chat, or whatever else was named.",
    "invalid": "Well-formed, and not acceptable; `details` names the fields.",
    "busy": "Others wrote to the same chat at the same time, for five seconds. Trying again is safe.",
    "unavailable": "The table or a secret does not answer. Trying again is safe; the change may have been made.",
}
_NAMES = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    409: "Conflict",
    413: "TooLarge",
    422: "Unprocessable",
    429: "TooMany",
    500: "Internal",
    503: "Unavailable",
}
_HEADERS = {
    401: {"www-authenticate": {"schema": {"type": "string", "enum": ["Bearer"]}}},
    429: {"retry-after": {"description": "Seconds.", "schema": {"type": "string"}}},
    503: {"retry-after": {"description": "Seconds.", "schema": {"type": "string"}}},
}


def _of_exceptions() -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    for kind, (status, code) in STATUS.items():
        words = _IN_OTHER_WORDS.get(code) or " ".join((kind.__doc__ or "").split())
        found.setdefault(code, (status, words))
    return found


# Every code a client may see: its status, and what it means.
ERRORS: dict[str, tuple[int, str]] = _OF_THE_EDGE | _of_exceptions()


def responses_of_errors() -> dict[str, Any]:
    """One response a status, with its codes."""
    return {name: _response(status) for status, name in _NAMES.items()}


def _response(status: int) -> dict[str, Any]:
    codes = {code: words for code, (of, words) in ERRORS.items() if of == status}
    shape = {"type": "object", "properties": {"error": {"type": "object", "properties": {"code": {"enum": [*codes]}}}}}
    told: dict[str, Any] = {
        "description": "\n".join(f"- `{code}`: {words}" for code, words in codes.items()),
        "content": {
            "application/json": {"schema": {"allOf": [{"$ref": "#/components/schemas/ErrorAnswer"}, shape]}},
        },
    }
    return told | ({"headers": _HEADERS[status]} if status in _HEADERS else {})


def refusals(audience: str, method: str, path: str, *, has_input: bool) -> dict[str, Any]:
    """The error responses that a route may give."""
    statuses = {500, 503}
    if has_input:
        statuses |= {422}
    if method != "GET":
        statuses |= {400, 413}
    if audience != "anyone":
        statuses |= {401, 403, 429}
    if (audience, method) == ("agents", "DELETE") or "{chat_id}" in path:
        statuses |= {404}
    if path.endswith("/mark_read"):  # without a chat there is nothing to mark
        statuses |= {404}
    if audience != "anyone" and (method != "GET" or path == "/support_chat"):
        statuses |= {409}
    return {str(status): {"$ref": f"#/components/responses/{_NAMES[status]}"} for status in statuses}
