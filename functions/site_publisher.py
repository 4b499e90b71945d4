"""CloudFormation's custom resource that puts the widget and the dashboard into their buckets."""

from typing import Any

import boto3
from botocore.config import Config

from support_chat import site

s3 = boto3.client("s3", config=Config(connect_timeout=2, read_timeout=10))


def handler(event: dict[str, Any], context: Any) -> None:
    """Publish on create and update, empty on delete."""
    site.handle(s3, event)
