"""The AWS clients, each made when it is first asked for, and how long each may be waited for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sesv2 import SESV2Client

# What botocore does with each call, and nobody needs: mypy checks what is passed, by the services' descriptions;
# a call says who makes it in one word; DynamoDB has no endpoints of accounts that we must have; it checks its own sums.
_QUICK = Config(
    parameter_validation=False,
    user_agent="support-chat",
    account_id_endpoint_mode="disabled",
    disable_request_compression=True,
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)
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

    def _client(self, service: Any, config: Config) -> Any:
        return self._session.client(service, config=_QUICK.merge(config))

    @cached_property
    def dynamodb(self) -> DynamoDBClient:
        """For the table."""
        client: DynamoDBClient = self._client("dynamodb", TABLE)
        return client

    @cached_property
    def s3(self) -> S3Client:
        """For the erasure log."""
        client: S3Client = self._client("s3", ERASURE_LOG)
        return client

    @cached_property
    def scheduler(self) -> EventBridgeSchedulerClient:
        """For the alarm clock."""
        client: EventBridgeSchedulerClient = self._client("scheduler", ALARM)
        return client

    @cached_property
    def secretsmanager(self) -> SecretsManagerClient:
        """For the keys."""
        client: SecretsManagerClient = self._client("secretsmanager", SECRETS)
        return client

    @cached_property
    def ses(self) -> SESV2Client:
        """For mails."""
        client: SESV2Client = self._client("sesv2", MAIL)
        return client

    @cached_property
    def ses_of_checkup(self) -> SESV2Client:
        """For a look at the account, which is not worth the time that a mail is."""
        client: SESV2Client = self._client("sesv2", ALARM)
        return client
