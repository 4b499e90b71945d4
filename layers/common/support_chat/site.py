"""Publishes the built widget and dashboard to their buckets, with the `config.json` that names the API."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

from support_chat.telemetry import logger

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# Names under assets/ carry a hash of their content; everything else keeps its name and must be asked for again.
_IMMUTABLE = "public, max-age=31536000, immutable"
_SHORT = "public, max-age=300"
_CONFIG = "public, max-age=60"
_ANSWER_SECONDS = 10


def publish(client: S3Client, bucket: str, site: str, config: dict[str, Any]) -> int:
    """Upload one built site and its configuration; the number of files. Older assets stay for pages still open."""
    count = 0
    for name, file in _files(files("support_chat_sites") / site):
        client.put_object(
            Bucket=bucket,
            Key=name,
            Body=file.read_bytes(),
            ContentType=_content_type(name),
            CacheControl=_IMMUTABLE if name.startswith("assets/") else _SHORT,
        )
        count += 1
    body = json.dumps(config).encode()
    client.put_object(Bucket=bucket, Key="config.json", Body=body, ContentType="application/json", CacheControl=_CONFIG)
    return count + 1


def empty(client: S3Client, bucket: str) -> None:
    """Remove everything, so that the bucket can be deleted with the stack."""
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        keys = [{"Key": item["Key"]} for item in page.get("Contents", [])]
        if keys:
            client.delete_objects(Bucket=bucket, Delete={"Objects": keys})  # type: ignore[typeddict-item]


def handle(client: S3Client, event: dict[str, Any]) -> None:
    """Answer CloudFormation's custom resource request; a failure is told to CloudFormation, too."""
    properties = event["ResourceProperties"]
    bucket = properties["Bucket"]
    status, reason = "SUCCESS", ""
    try:
        if event["RequestType"] == "Delete":
            empty(client, bucket)
        else:
            publish(client, bucket, properties["Site"], _typed(json.loads(properties["Config"])))
    except Exception as error:  # CloudFormation would wait an hour for an answer that never comes
        logger.exception("publish_failed")
        status, reason = "FAILED", f"{type(error).__name__}: {error}"
    _answer(event, status, reason, physical_id=f"{bucket}/{properties['Site']}")


def _answer(event: dict[str, Any], status: str, reason: str, physical_id: str) -> None:
    answer = {
        "Status": status,
        "Reason": reason or "published",
        "PhysicalResourceId": physical_id,
        **{name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")},
    }
    # CloudFormation's own pre-signed address.
    request = Request(event["ResponseURL"], json.dumps(answer).encode(), {"content-type": ""}, method="PUT")  # noqa: S310
    urlopen(request, timeout=_ANSWER_SECONDS).close()  # noqa: S310


def _typed(config: dict[str, Any]) -> dict[str, Any]:
    """CloudFormation knows only text; the clients want numbers and booleans."""
    pusher = config["pusher"]
    typed = {**config, "pusher": {**pusher, "port": int(pusher["port"]), "tls": pusher["tls"] == "true"}}
    return {**typed, "visitors": config["visitors"] == "true"} if "visitors" in config else typed


def _files(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.is_dir():
            yield from _files(entry, f"{prefix}{entry.name}/")
        else:
            yield f"{prefix}{entry.name}", entry


def _content_type(name: str) -> str:
    # The table of the machine may know .js as something else.
    if name.endswith((".js", ".mjs")):
        return "text/javascript; charset=utf-8"
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
