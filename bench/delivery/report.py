"""The figures as a table in Markdown, and which goals they meet."""

from __future__ import annotations

from typing import Any

from bench.bars import Bar, picture
from bench.delivery.outage import GOAL_MS

SPANS = {
    "front_ms": "sender's page: Enter to request",
    "way_ms": "request to the function's start (emulator's gateway)",
    "event_ms": "function's start to event at the other page (table, publish, realtime server)",
    "receiver_ms": "other page: event to paint",
    "total_ms": "all: Enter to the other page's paint",
}


# Of the spans, what is ours; for the others we wait.
OURS = ("front_ms", "receiver_ms")


def pictures(result: dict[str, Any]) -> dict[str, str]:
    """Where the time of a message goes: the spans' medians one after another."""
    told = result["delivery"]["spans"]["all"]
    bars, at = [], 0.0
    for span, text in SPANS.items():
        if span in told and span != "total_ms":
            length = told[span]["p50"]
            bars.append(Bar(text.split(" (")[0], length, f"{length:.1f} ms", span in OURS, at))
            at += length
    messages = f"{result['delivery']['messages']:,}"
    return {"delivery": picture(f"A message, Enter to paint: medians of {messages} on the local stack", bars)}


def table(result: dict[str, Any]) -> str:
    """Goals first, then where the time goes."""
    delivery, one = result["delivery"], result["load"]
    rows = ["| what | measured | goal | met |", "| --- | --- | --- | --- |"]
    rows.append(
        f"| our share of a message (both pages and the function's processor time), p99 "
        f"| {delivery['our_share_ms']['p99']} ms (p50 {delivery['our_share_ms']['p50']}) "
        f"| {delivery['our_share_goal_ms']} ms | {_met(delivery['our_share_met'])} |"
    )
    rows.append(
        f"| one function instance, messages a second at p99 ≤ {one['bound_ms']} ms "
        f"| {one['held_per_second']} (unloaded p50 {one['unloaded_ms']['p50']}, p99 {one['unloaded_ms']['p99']} ms) "
        f"| none: to be known | |"
    )
    for back in result["outage"]:
        signing, asking = back["signing"], back["asking"]
        refused, requests = (signing[what] + asking[what] for what in ("refused", "requests"))
        met = back["allBackMs"] <= GOAL_MS and refused == 0
        rows.append(
            f"| {back['clients']:,} pages after {back['awayMs'] / 1_000:g} s without realtime: all back "
            f"| {back['allBackMs'] / 1_000:.1f} s; {refused:,} of {requests:,} requests refused; at most "
            f"{signing['peakPerSecond']:,} signed in a second | {GOAL_MS // 1_000} s, none refused | {_met(met)} |"
        )
    rows += ["", f"| {delivery['messages']:,} messages, ms | p50 | p90 | p99 | longest |"]
    rows.append("| --- | --- | --- | --- | --- |")
    spans = delivery["spans"]
    rows += [_row(text, spans["all"][span]) for span, text in SPANS.items() if span in spans["all"]]
    rows.append(_row("customer to agent: Enter to paint", spans["customer"]["total_ms"]))
    rows.append(_row("agent to customer: Enter to paint", spans["agent"]["total_ms"]))
    rows.append(_row("function's processor time", one["cpu_ms"]))
    rows.append(_row("bare: publish to another page's WebSocket", result["echo_ms"]))
    rows.append(_row("polling, the realtime server dead: agent's request to paint", result["polling_ms"]))
    rows += ["", "| one instance, messages a second | p50 | p90 | p99 | longest |"]
    rows.append("| --- | --- | --- | --- | --- |")
    rows += [_row(f"{step['per_second']}", step["ms"]) for step in one["steps"]]
    return "\n".join(rows)


def _met(met: bool) -> str:
    return "met" if met else "**not met**"


def _row(text: str, told: dict[str, float]) -> str:
    return f"| {text} | {told['p50']} | {told['p90']} | {told['p99']} | {told['longest']} |"
