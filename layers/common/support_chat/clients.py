"""The AWS clients, each made when it is first asked for, and how long each may be waited for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sesv2 import SESV2Client

# boto3 waits 60 s by default and API Gateway 30 s in all: test_timeouts.py adds up what a request may wait for.
TABLE = Config(connect_timeout=0.5, read_timeout=1.5, retries={"mode": "standard", "total_max_attempts": 2})
SECRETS = Config(connect_timeout=1, read_timeout=1, retries={"mode": "standard", "total_max_attempts": 2})
ERASURE_LOG = Config(connect_timeout=0.5, read_timeout=1.5, retries={"mode": "standard", "total_max_attempts": 2})
ALARM = Config(connect_timeout=1, read_timeout=1, retries={"total_max_attempts": 1})
# SES has no idempotency token: a second attempt after a lost answer would be a second mail.
MAIL = Config(connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 1})


class Clients:
    """One session, and what was asked for of it."""

    def __init__(self) -> None:
        self._session = boto3.session.Session()

    @cached_property
    def dynamodb(self) -> DynamoDBClient:
        """For the table."""
        client: DynamoDBClient = self._session.client("dynamodb", config=TABLE)
        return client

    @cached_property
    def s3(self) -> S3Client:
        """For the erasure log."""
        client: S3Client = self._session.client("s3", config=ERASURE_LOG)
        return client

    @cached_property
    def scheduler(self) -> EventBridgeSchedulerClient:
        """For the alarm clock."""
        client: EventBridgeSchedulerClient = self._session.client("scheduler", config=ALARM)
        return client

    @cached_property
    def secretsmanager(self) -> SecretsManagerClient:
        """For the keys."""
        client: SecretsManagerClient = self._session.client("secretsmanager", config=SECRETS)
        return client

    @cached_property
    def ses(self) -> SESV2Client:
        """For mails."""
        client: SESV2Client = self._session.client("sesv2", config=MAIL)
        return client

    @cached_property
    def ses_of_checkup(self) -> SESV2Client:
        """For a look at the account, which is not worth the time that a mail is."""
        client: SESV2Client = self._session.client("sesv2", config=ALARM)
        return client
