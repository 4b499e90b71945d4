"""What browsers are told by both sites and by the API, as it really comes over the wire."""

from __future__ import annotations

import httpx
import pytest
from local.stack import LocalStack

from tests.people import HTTP, agent, bearer, new_customer, site_file

A_YEAR = "max-age=31536000; includeSubDomains"
HEADERS = {
    "widget": {
        "x-content-type-options": "nosniff",
        "strict-transport-security": A_YEAR,
        "cross-origin-resource-policy": "cross-origin",
        "access-control-allow-origin": "*",
    },
    "dashboard": {
        "x-content-type-options": "nosniff",
        "strict-transport-security": A_YEAR,
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
    },
}


def files(stack: LocalStack, site: str) -> list[httpx.Response]:
    """A page, a script, the configuration, and what is not there."""
    url = stack.info["widget_url"] if site == "widget" else stack.info["admin_url"]
    names = ["support-chat.js", "config.json"] if site == "widget" else ["index.html", "config.json"]
    found = [site_file(stack, url, name, origin="https://any.example") for name in names]
    assert [page.status_code for page in found] == [200] * len(names)
    return found


@pytest.mark.parametrize("site", HEADERS)
def test_every_file_of_a_site_comes_with_its_headers(stack: LocalStack, site: str) -> None:
    for page in files(stack, site):
        sent = {name: page.headers.get(name) for name in HEADERS[site]}
        assert sent == HEADERS[site], page.url
        assert "access-control-allow-credentials" not in page.headers
        assert "set-cookie" not in page.headers


def test_the_dashboards_policy_names_what_may_be_loaded_and_from_where(stack: LocalStack) -> None:
    page, _ = files(stack, "dashboard")
    policy = dict(part.strip().partition(" ")[::2] for part in page.headers["content-security-policy"].split(";"))
    connect = policy.pop("connect-src").split()
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
    }
    assert connect[0] == "'self'"
    assert not [source for source in connect if source in {"*", "https:", "http:", "ws:", "wss:"}]


def test_every_answer_of_the_functions_is_neither_kept_nor_guessed_at(stack: LocalStack) -> None:
    alice, ada, nobody = new_customer(stack), agent(stack), bearer(stack, None)
    answers = [
        alice.get("/support_chat"),
        alice.say("Hello"),
        alice.post("/support_chat/messages", {}),
        alice.sign("/pusher/auth", "private-anything"),
        nobody.get("/support_chat"),
        ada.get("/admin/chats"),
        ada.get("/admin/chats/00000000-0000-4000-8000-000000000000"),
        nobody.get("/unsubscribe", token="x"),
        nobody.get("/health"),
    ]
    assert [answer.status_code for answer in answers] == [200, 201, 422, 403, 401, 200, 404, 404, 200]
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store", answer.url
        assert answer.headers["x-content-type-options"] == "nosniff", answer.url
        assert "set-cookie" not in answer.headers
        assert "access-control-allow-credentials" not in answer.headers


def test_the_page_behind_a_mails_link_runs_nothing_and_tells_nobody_where_it_was(stack: LocalStack) -> None:
    page = HTTP.get(f"{stack.info['api_url']}/unsubscribe", params={"token": "x"})
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "script-src" not in page.headers["content-security-policy"]
    assert page.headers["referrer-policy"] == "no-referrer"
