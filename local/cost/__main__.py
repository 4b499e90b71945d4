"""`python -m local.cost` writes docs/cost.md."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from local.aws import ROOT
from local.cost.bill import bill, pusher_plan, totals
from local.cost.prices import OTHERS, PRICES, PUSHER, PUSHER_SOURCE
from local.cost.usage import Assumed, measured, usage_of

PATH = ROOT / "docs/cost.md"
VOLUMES = (0, 1_000, 100_000, 10_000_000)
_REASONS = re.compile(r"^    (\w+): \w+ = [\d_.]+(?:  # (.*))?$", re.MULTILINE)


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table of Markdown."""
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])


def money(usd: float) -> str:
    """Cents below a hundred dollars, whole ones above."""
    return "0" if usd == 0 else "< 0.01" if usd < 0.005 else f"{usd:,.2f}" if usd < 100 else f"{usd:,.0f}"


def number(amount: float) -> str:
    """As exact as it is worth."""
    if amount >= 1_000_000:
        return f"{amount / 1_000_000:,.1f} M"
    return f"{amount:,.0f}" if amount >= 10 or amount == int(amount) else f"{amount:.2g}"


def _bill(assumed: Assumed) -> str:
    months = [usage_of(messages, assumed) for messages in VOLUMES]
    bills = [bill(usage, assumed) for usage in months]
    rows = [[name, *(money(lines[n].usd) for lines in bills)] for n, name in enumerate(PRICES)]
    both = [totals(lines) for lines in bills]
    rows.append(["**AWS, by the list**", *(f"**{money(listed)}**" for listed, _ in both)])
    rows.append(["**AWS, after what is free for good**", *(f"**{money(paid)}**" for _, paid in both)])
    plans = [pusher_plan(usage, assumed) for usage in months]
    rows.append(["Pusher", *(f"{money(plan.usd)} ({plan.name})" if plan else "beyond its plans" for _, plan in plans)])
    ends = [
        f"**{money(paid + plan.usd)}**" if plan else "see below"
        for (_, paid), (_, plan) in zip(both, plans, strict=True)
    ]
    rows.append(["**together**", *ends])
    rows.append(["agents", *(number(usage.agents) for usage in months)])
    rows.append(["requests", *(number(sum(usage.requests.values())) for usage in months)])
    rows.append(["write units", *(number(usage.write_units) for usage in months)])
    rows.append(["read units", *(number(usage.read_units) for usage in months)])
    rows.append(["messages of Pusher on a busy day", *(number(a_day) for a_day, _ in plans)])
    return table(["US dollars a month", *(f"{messages:,} messages" for messages in VOLUMES)], rows)


def _others(assumed: Assumed) -> str:
    agents = [usage_of(messages, assumed).agents for messages in VOLUMES]
    rows = [
        [other.name, *(money(other.fixed + other.per_agent * max(count, 1)) for count in agents), other.source]
        for other in OTHERS
    ]
    rows[0][-2] = "more machines"
    return table(["US dollars a month", *(f"{messages:,} messages" for messages in VOLUMES), "by"], rows)


def _facts(assumed: Assumed) -> dict[str, str]:
    """What the sentences of the document name."""
    most = usage_of(VOLUMES[-1], assumed)
    talks = 100_000 / assumed.messages
    viewed = replace(assumed, page_views=assumed.page_views + round(1_000_000 / talks))
    few, many = (totals(bill(usage_of(100_000, given), given))[0] for given in (assumed, viewed))
    return {
        "agents_most": number(most.agents),
        "counted_share": f"{most.requests['GET /admin/counts'] / sum(most.requests.values()):.0%}",
        "views": f"${money(many - few)}",
        "log_bytes": f"{measured()['log_bytes_per_request']:,}",
        "pusher_source": PUSHER_SOURCE,
    }


def _tables(assumed: Assumed) -> dict[str, str]:
    reasons = dict(_REASONS.findall((Path(__file__).with_name("usage.py")).read_text()))
    took = measured()
    return {
        "bill": _bill(assumed),
        "others": _others(assumed),
        "assumptions": table(
            ["assumption", "is", "because"],
            [[f"`{name}`", f"{value:,}", reasons[name]] for name, value in vars(assumed).items()],
        ),
        "routes": table(
            ["route", "milliseconds", "bytes of the answer"],
            [[f"`{route}`", f"{ms}", f"{took['answer_bytes'][route]:,}"] for route, ms in took["milliseconds"].items()],
        ),
        "prices": table(
            ["for", "US dollars", "for each", "free each month", "by"],
            [
                [
                    name,
                    f"{p.usd:.10f}".rstrip("0").rstrip("."),
                    f"{p.per:,} {p.unit}",
                    f"{p.free:,}" if p.free else "",
                    p.source,
                ]
                for name, p in PRICES.items()
            ],
        ),
        "plans": table(
            ["plan", "US dollars", "messages a day", "connections"],
            [[plan.name, f"{plan.usd:,}", f"{plan.messages_a_day:,}", f"{plan.connections:,}"] for plan in PUSHER],
        ),
    }


def text() -> str:
    """The document as it is committed."""
    assumed = Assumed()
    written = Path(__file__).with_name("cost.md.in").read_text()
    for blank, filled in (_facts(assumed) | _tables(assumed)).items():
        written = written.replace(f"{{{blank}}}", filled)
    return written


if __name__ == "__main__":
    PATH.write_text(text())
