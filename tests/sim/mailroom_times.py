"""How late the mails were."""

from __future__ import annotations

from tests.sim.kernel import START
from tests.sim.partition import agents_messages
from tests.sim.server import MAIL_DELAY
from tests.sim.world import World


def lateness(world: World) -> list[float]:
    """Seconds from the time each accepted mail was due, by the oldest message it covers, to when SES took it."""
    late = []
    for accepted in world.ses.accepted:
        messages = agents_messages(world.table.partitions[accepted.chat.id])
        first = next(message for message in messages if message.seq >= accepted.mail.from_seq)
        late.append(accepted.at - (first.created_at + MAIL_DELAY - START).total_seconds())
    return late
