"""The one-shot schedule that wakes the e-mail check; it carries ids only, and deletes itself."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from botocore.exceptions import BotoCoreError, ClientError

from support_chat.telemetry import about, cause, count, logger, traced

if TYPE_CHECKING:
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_scheduler.type_defs import RetryPolicyTypeDef, TargetTypeDef

# A mail that is an hour late is worse than the sweep's: do not let Scheduler retry for its default of a day.
_RETRIES: RetryPolicyTypeDef = {"MaximumEventAgeInSeconds": 3600, "MaximumRetryAttempts": 5}


class OneShot:
    """Sets the alarm for a chat's mail; a failure is logged and counted, never raised: the sweep repairs it."""

    def __init__(
        self, client: EventBridgeSchedulerClient, *, group: str, target_arn: str, role_arn: str, dead_letter_arn: str
    ) -> None:
        self._client = client
        self._group = group
        self._target: TargetTypeDef = {
            "Arn": target_arn,
            "RoleArn": role_arn,
            "DeadLetterConfig": {"Arn": dead_letter_arn},
            "RetryPolicy": _RETRIES,
        }

    def __call__(self, chat_id: UUID, at: datetime) -> bool:
        second = math.ceil(at.timestamp())
        name = f"{chat_id}-{second}"  # 47 characters of the 64; the same alarm twice is one
        try:
            with traced("Scheduler"):
                self._client.create_schedule(
                    Name=name,
                    GroupName=self._group,
                    ClientToken=name,
                    ScheduleExpression=f"at({datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%S})",
                    FlexibleTimeWindow={"Mode": "OFF"},
                    ActionAfterCompletion="DELETE",
                    Target={**self._target, "Input": json.dumps({"chat_id": str(chat_id)})},
                )
        except self._client.exceptions.ConflictException:
            return True
        except (ClientError, BotoCoreError) as error:
            logger.warning("schedule_failed", extra={"chat_id": str(chat_id), "error": cause(error)})
            count("ScheduleFailed")
            about(alarm=None)
            return False
        about(alarm=name)
        return True
