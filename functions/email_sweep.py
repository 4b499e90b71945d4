"""Every minute: chats whose mail is overdue because an alarm was lost or a mailer died, erasures left halfway, and
chats that are older than chats are kept; and whether what the product stands on is well."""

from collections import Counter
from typing import Any

from support_chat import cold_start
from support_chat.lambdas import observed
from support_chat.settings import Settings
from support_chat.telemetry import logger
from support_chat.wiring.sweep import SweepWiring

wiring = SweepWiring(Settings.from_env())


@observed
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Settle whatever is overdue."""
    mails = list(wiring.mailroom.sweep())
    # After the mails, which have their time to the second; an erasure that is cut off goes on in a minute.
    swept = {"mails": mails, "erasures": wiring.erasure.sweep(), "expired": wiring.expiry.sweep()}
    wiring.checkup()
    logger.info("swept", extra={**swept, "mails": Counter(mails)})
    return swept


cold_start.over()
