"""The custom resource that publishes the built sites, on moto's S3."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.request import Request

import boto3
import pytest

from support_chat import site

CONFIG = {
    "api_url": "https://api",
    "visitors": "true",
    "pusher": {"key": "k", "cluster": "eu", "host": "", "port": "443", "tls": "true"},
}


class Answered:
    """CloudFormation's end of the line."""

    def __init__(self) -> None:
        self.answers: list[dict[str, Any]] = []

    def __call__(self, request: Request, timeout: float) -> Answered:
        assert timeout
        assert isinstance(request.data, bytes)
        self.answers.append(json.loads(request.data))
        return self

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture
def bucket() -> str:
    boto3.client("s3").create_bucket(Bucket="site", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return "site"


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A layer with a built widget."""
    package = tmp_path / "support_chat_sites"
    (package / "widget" / "assets").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "widget" / "support-chat.js").write_text("// loader")
    (package / "widget" / "assets" / "panel.ABC.js").write_text("// panel")
    monkeypatch.syspath_prepend(str(tmp_path))


@pytest.fixture
def cloudformation(monkeypatch: pytest.MonkeyPatch) -> Answered:
    answered = Answered()
    monkeypatch.setattr(site, "urlopen", answered)
    return answered


def request(kind: str, bucket: str, config: str = json.dumps(CONFIG)) -> dict[str, Any]:
    return {
        "RequestType": kind,
        "ResponseURL": "https://cloudformation.example/answer",
        "StackId": "stack",
        "RequestId": "request",
        "LogicalResourceId": "WidgetSite",
        "ResourceProperties": {"Bucket": bucket, "Site": "widget", "Config": config},
    }


def test_files_are_published_with_their_type_and_how_long_they_keep(
    bucket: str, built: None, cloudformation: Answered
) -> None:
    s3 = boto3.client("s3")
    site.handle(s3, request("Create", bucket))
    assert cloudformation.answers[0]["Status"] == "SUCCESS"
    loader = s3.get_object(Bucket=bucket, Key="support-chat.js")
    assert loader["ContentType"] == "text/javascript; charset=utf-8"
    assert loader["CacheControl"] == "public, max-age=300"
    assert "immutable" in s3.get_object(Bucket=bucket, Key="assets/panel.ABC.js")["CacheControl"]
    config = json.loads(s3.get_object(Bucket=bucket, Key="config.json")["Body"].read())
    assert config["pusher"]["port"] == 443
    assert config["pusher"]["tls"] is True
    assert config["visitors"] is True
    site.handle(s3, request("Delete", bucket))
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0
    s3.delete_bucket(Bucket=bucket)


def test_a_failure_is_told_to_cloudformation_which_would_wait_an_hour(built: None, cloudformation: Answered) -> None:
    site.handle(boto3.client("s3"), request("Create", "no-such-bucket"))
    (answer,) = cloudformation.answers
    assert answer["Status"] == "FAILED"
    assert "NoSuchBucket" in answer["Reason"]
