"""SES tells what became of a mail: EventBridge invokes this with one of its events."""

from typing import Any

from support_chat import cold_start
from support_chat.lambdas import observed
from support_chat.receipts import receipt_of
from support_chat.settings import Settings
from support_chat.telemetry import about, logger
from support_chat.wiring.mail import MailWiring

settlement = MailWiring(Settings.from_env()).settlement


@observed
def handler(event: dict[str, Any], context: Any) -> dict[str, str | None]:
    """Correct the ledger, and stop mail to an address that bounced or complained."""
    receipt = receipt_of(event)
    if receipt is None:
        return {"mail": None}
    about(chat_id=str(receipt.chat_id), mail_id=str(receipt.mail_id), correlation_id=receipt.correlation_id)
    state = settlement.receive(receipt)
    logger.info("mail_event", extra={"told": receipt.state, "state": state})
    return {"mail": state}


cold_start.over()
