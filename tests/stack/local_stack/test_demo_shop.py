"""The demo shop as a host application, and its page of sent mail; a real process asked over HTTP."""

import base64
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from local.processes import Server, free_port

from tests.people import SOON_SECONDS

ROOT = Path(__file__).parents[3]
SECRET = "s" * 64
EVIL = "</pre><script>alert(1)</script>"

SIMPLE = {
    "sent_at": 1795397286.5,
    "message_id": "m-1",
    "request": {
        "FromEmailAddress": "Support <support@shop.example>",
        "Destination": {"ToAddresses": ["alice@example.com"]},
        "Content": {
            "Simple": {
                "Subject": {"Data": "One new message"},
                "Body": {"Text": {"Data": "plain " + EVIL}, "Html": {"Data": '<p class="x">rich</p>'}},
                "Headers": [{"Name": "List-Unsubscribe", "Value": "<https://api.example/unsubscribe?token=t>"}],
            }
        },
    },
}
RAW_TEXT = """From: Support <support@shop.example>
To: bob@example.com
Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
List-Unsubscribe-Post: List-Unsubscribe=One-Click
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=cut

--cut
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

R3LDvMOfZQ==
--cut
Content-Type: text/html; charset=utf-8

<b>rich</b>
--cut--
"""
RAW = {
    "sent_at": 1795397287.0,
    "message_id": "m-2",
    "request": {"Content": {"Raw": {"Data": base64.b64encode(RAW_TEXT.encode()).decode()}}},
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder, port = tmp_path_factory.mktemp("shop"), free_port()
    # The last line is being written at this moment.
    (folder / "mail.jsonl").write_text(f'{json.dumps(SIMPLE)}\n{json.dumps(RAW)}\n{{"sent_at": 17')
    stack: dict[str, Any] = {
        "admin_url": "http://admin.localhost/",
        "widget_url": "http://widget.localhost",
        "mail_outbox": str(folder / "mail.jsonl"),
        "agent": {"email": "agent@example.com", "password": "p"},
        "identity": {"secret": SECRET, "audience": "support-chat", "issuer": "demo-shop"},
    }
    (folder / "stack.json").write_text(json.dumps(stack))
    command = [sys.executable, "-m", "local.demo", "--port", str(port), "--stack", str(folder / "stack.json")]
    server = Server("demo", command, port=port, health="/health", log=folder / "log", env=os.environ, cwd=ROOT)
    try:
        server.start()
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=SOON_SECONDS) as client:
            yield client
    finally:
        server.stop()


def test_the_page_embeds_the_widget_with_the_documented_tag(shop: httpx.Client) -> None:
    tag = (
        '<script src="http://widget.localhost/support-chat.js" '
        'data-token-url="/support-chat/token?as={}" async></script>'
    )
    assert tag.format("alice") in shop.get("/").text
    assert tag.format("bob") in shop.get("/?as=bob").text
    assert tag.format("bob") in shop.get("/").text, "the shop forgot who is signed in"
    assert tag.format("alice") in shop.get("/?as=alice").text


def test_the_shop_signs_for_the_customer_as_the_contract_says(shop: httpx.Client) -> None:
    answer = shop.get("/support-chat/token?as=bob")
    claims = jwt.decode(
        answer.json()["token"], SECRET, algorithms=["HS256"], audience="support-chat", issuer="demo-shop"
    )
    assert claims["email"] == "bob@example.com"
    assert claims["email_verified"] is True
    assert claims["exp"] - claims["iat"] == 600
    assert answer.headers["cache-control"] == "no-store"


def test_the_shop_signs_for_nobody_it_does_not_know(shop: httpx.Client) -> None:
    assert shop.get("/support-chat/token?as=mallory").status_code == 404


def test_mails_are_told_newest_first_with_their_headers(shop: httpx.Client) -> None:
    raw, simple = shop.get("/mail.json").json()["mails"]
    assert simple == {
        "message_id": "m-1",
        "sent_at": "2026-11-23T01:28:06.500Z",
        "from": "Support <support@shop.example>",
        "to": ["alice@example.com"],
        "subject": "One new message",
        "headers": {
            "From": "Support <support@shop.example>",
            "To": "alice@example.com",
            "Subject": "One new message",
            "List-Unsubscribe": "<https://api.example/unsubscribe?token=t>",
        },
        "text": "plain " + EVIL,
        "html": '<p class="x">rich</p>',
    }
    assert (raw["to"], raw["subject"], raw["text"].strip(), raw["html"].strip()) == (
        ["bob@example.com"],
        "Grüße",
        "Grüße",
        "<b>rich</b>",
    )
    assert raw["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_mail_can_run_nothing_on_the_page_that_shows_it(shop: httpx.Client) -> None:
    answer = shop.get("/mail")
    assert "<script" not in answer.text
    assert "&lt;/pre&gt;&lt;script&gt;" in answer.text
    assert 'srcdoc="&lt;base target=_blank&gt;&lt;p class=&#34;x&#34;&gt;rich&lt;/p&gt;"' in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
