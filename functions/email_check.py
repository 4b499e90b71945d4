"""The alarm clock rang for one chat: EventBridge Scheduler's one-shot invokes this with {"chat_id": …}."""

from typing import Any
from uuid import UUID

from support_chat import cold_start
from support_chat.lambdas import observed
from support_chat.settings import Settings
from support_chat.telemetry import logger
from support_chat.wiring.mail import MailWiring

mailroom = MailWiring(Settings.from_env()).mailroom


@observed
def handler(event: dict[str, Any], context: Any) -> dict[str, str | None]:
    """Settle the chat's mail if it is due."""
    chat_id = UUID(event["chat_id"])
    end = mailroom.check(chat_id)
    logger.info("checked", extra={"chat_id": str(chat_id), "state": end})
    return {"mail": end}


cold_start.over()
