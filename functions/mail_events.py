"""SES tells what became of a mail: EventBridge invokes this with one of its events."""

from typing import Any

from support_chat.lambdas import observed
from support_chat.receipts import receipt_of
from support_chat.settings import Settings
from support_chat.wiring import Wiring

settlement = Wiring(Settings.from_env()).settlement


@observed
def handler(event: dict[str, Any], context: Any) -> dict[str, str | None]:
    """Correct the ledger, and stop mail to an address that bounced or complained."""
    receipt = receipt_of(event)
    return {"mail": settlement.receive(receipt) if receipt else None}
