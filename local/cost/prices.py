"""What the services publish: US dollars, eu-west-1, arm64."""

from __future__ import annotations

from dataclasses import dataclass

MILLION = 1_000_000

LIST = "AWS price list of eu-west-1, published 2026-09-21 to 2026-10-01, by a copy of it"
HALVED = "unverified: half of the $1.4135 and $0.283 that were listed until the cut of November 2024"
KNOWN = "unverified: as commonly quoted"


@dataclass(frozen=True)
class Price:
    """`usd` for each `per` of `unit`; the first `free` of a month cost nothing, and not only in a first year."""

    usd: float
    per: float
    unit: str
    source: str
    free: float = 0

    def of(self, amount: float) -> float:
        """What an amount costs by the list."""
        return amount / self.per * self.usd

    def free_of(self, amount: float) -> float:
        """How much of that AWS does not charge."""
        return self.of(min(amount, self.free))


PRICES = {
    "HTTP API": Price(1.11, MILLION, "requests", LIST),
    "Lambda, requests": Price(0.20, MILLION, "requests", LIST, free=MILLION),
    "Lambda, time": Price(0.0000133334, 1, "GB-seconds", LIST, free=400_000),
    "DynamoDB, writes": Price(0.70675, MILLION, "units", HALVED),
    "DynamoDB, reads": Price(0.1415, MILLION, "units", HALVED),
    "DynamoDB, storage": Price(0.283, 1, "GB", KNOWN, free=25),
    "DynamoDB, point-in-time recovery": Price(0.2264, 1, "GB", KNOWN),
    "CloudWatch, logs": Price(0.57, 1, "GB", LIST, free=5),
    "CloudWatch, alarms": Price(0.10, 1, "alarms", LIST, free=10),
    "CloudWatch, metrics": Price(0.30, 1, "metrics", KNOWN, free=10),
    "X-Ray": Price(5.00, MILLION, "traces", KNOWN, free=100_000),
    "Scheduler": Price(1.00, MILLION, "invocations", "cloudburn.io, 2026-03-13", free=14 * MILLION),
    "SES": Price(0.10, 1_000, "mails", KNOWN),
    "Secrets Manager": Price(0.40, 1, "secrets", KNOWN),
    "Secrets Manager, reads": Price(0.05, 10_000, "reads", KNOWN),
    "CloudFront, requests": Price(0.012, 10_000, "requests", KNOWN, free=10 * MILLION),
    "CloudFront, traffic": Price(0.085, 1, "GB", KNOWN, free=1_000),
    "S3": Price(0.023, 1, "GB", KNOWN),
    "Traffic of the API": Price(0.09, 1, "GB", KNOWN, free=100),
}


@dataclass(frozen=True)
class Plan:
    """A plan of Pusher Channels; a message that is published counts once, and once for each who gets it."""

    name: str
    usd: float
    messages_a_day: int
    connections: int


PUSHER_SOURCE = "api-evangelist/pusher, a list of 2026-05-08 of pusher.com/channels/pricing; unverified"
PUSHER = (
    Plan("Sandbox", 0, 200_000, 100),
    Plan("Startup", 49, 1_000_000, 500),
    Plan("Pro", 99, 4_000_000, 2_000),
    Plan("Business", 299, 10_000_000, 5_000),
    Plan("Premium", 499, 20_000_000, 10_000),
    Plan("Growth", 699, 40_000_000, 15_000),
    Plan("Plus", 899, 60_000_000, 20_000),
    Plan("Growth Plus", 1_199, 90_000_000, 30_000),
)


@dataclass(frozen=True)
class Other:
    """Another product: so much for each agent, and so much for being there."""

    name: str
    per_agent: float
    fixed: float
    source: str


OTHERS = (
    Other(
        "Chatwoot, self-hosted at its minimum",
        0,
        34,
        "one machine of 4 GB with Postgres and Redis on it, as its documentation asks; here t4g.medium, 30 GB and an "
        "address, unverified. Mail, backups, upgrades and somebody who does them come on top",
    ),
    Other("Chatwoot, hosted, Startup", 19, 0, "its pricing page, by our notes of 2026; unverified"),
    Other("Intercom, Essential", 39, 0, "intercom.com/help, article 8205716 (month by month, as stored; undated)"),
    Other("Zendesk, Suite Team", 69, 0, "unverified: as commonly quoted, month by month"),
)
