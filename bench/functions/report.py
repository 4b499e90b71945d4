"""What was measured of the functions, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bench.bars import Bar, picture
from bench.functions.run import OPERATIONS

# Of the naive arrangement's instructions, unless it says otherwise.
GOALS = (
    ("user_api", "cold", "naive", 0.47),
    ("user_api", "cold", "resolver", 1.2),
    ("admin_api", "cold", "naive", 0.47),
    ("public_api", "cold", "naive", 0.47),
    ("email_check", "cold", "naive", 0.36),
    ("user_api", "send", "naive", 0.49),
    ("user_api", "history", "naive", 0.30),
)
RECONNECTING = 0.2
SIDE_BY_SIDE = 0.72
_NAMES = {
    "send": "a customer's message",
    "history": "a page of 50 messages",
    "empty_poll": "a poll that finds nothing",
    "sign": "Pusher auth, customer",
    "reply": "an agent's reply",
    "inbox": "a page of the inbox",
    "sign_for_agent": "Pusher auth, agent",
    "alarm": "the e-mail check, with its mail",
    "health": "health",
}


def pictures(result: dict[str, Any]) -> dict[str, str]:
    """The processor time of a cold start, beside the other arrangements."""
    found = result["timed"]["user_api"]
    names = sorted(found, key=lambda name: found[name]["cold"][0])
    bars = [Bar(name, found[name]["cold"][0], f"{found[name]['cold'][0]:.0f} ms", name == "ours") for name in names]
    title = "Processor time from the process's start to the answer to a customer's first message"
    return {"cold-start": picture(title, bars)}


def table(result: dict[str, Any]) -> str:
    """The tables of goals, of cold starts and of requests."""
    counted, timed = result["counted"], result["timed"]
    if counted is None:
        return "valgrind was not there: nothing was counted.\n"
    parts = (_goals(result), _cold(counted, timed), _warm(counted), _buys(result))
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _goals(result: dict[str, Any]) -> Iterator[str]:
    counted, timed = result["counted"], result["timed"]
    yield "| goal | of | at most | seen | |"
    yield "|---|---|---|---|---|"
    for function, what, rival, most in GOALS:
        seen = _figure(counted, function, "ours", what) / _figure(counted, function, rival, what)
        name = f"`{function}`, cold" if what == "cold" else _NAMES[what]
        yield _goal(name, rival, most, seen)
    ours, naive = (timed["user_api"][name]["reconnecting"][0] for name in ("ours", "naive"))
    yield _goal("CPU to connect again after an idle disconnect", "naive", RECONNECTING, ours / naive)
    waited = result["side_by_side"]
    seen = waited["ours"][0] / waited["one after another"][0]
    yield _goal("an agent's wait for a first reply, 30 ms a call", "one after another", SIDE_BY_SIDE, seen)


def _goal(name: str, rival: str, most: float, seen: float) -> str:
    return f"| {name} | {rival} | {most:.2f} | **{seen:.3f}** | {'met' if seen <= most else 'not met'} |"


def _figure(counted: dict[str, Any], function: str, name: str, what: str) -> float:
    found = counted[function][name]
    return float(found["cold"] if what == "cold" else found["warm"][what])


def _cold(counted: dict[str, Any], timed: dict[str, Any]) -> Iterator[str]:
    yield "| function | arrangement | million instructions | of naive | modules | CPU ms (least–most) | resident MB |"
    yield "|---|---|---|---|---|---|---|"
    for function in OPERATIONS:
        whole = counted[function]["naive"]["cold"]
        for name in timed.get(function, counted[function]):
            found = counted[function].get(name)
            times = timed.get(function, {}).get(name)
            spent = f"{_spread(times['cold'])} | {times['rss_mb'][0]:.0f}" if times else " | "
            cells = (
                [f"{found['cold']:,.0f}", f"{found['cold'] / whole:.2f}", found["modules"]] if found else ["", "", ""]
            )
            yield f"| `{function}` | {name} | {' | '.join(map(str, cells))} | {spent} |"


def _spread(times: list[float]) -> str:
    median, least, most = times
    return f"{median:.0f} ({least:.0f}–{most:.0f})"


def _buys(result: dict[str, Any]) -> Iterator[str]:
    ours = result["counted"]["user_api"]["ours"]["cold"]
    yield "| of the measures, one taken back | cold start of `user_api` grows by |"
    yield "|---|---|"
    for name, without in result["taken_back"].items():
        yield f"| {name} | {without / ours - 1:.0%} |"


def _warm(counted: dict[str, Any]) -> Iterator[str]:
    yield "| request | ours, thousand instructions | of naive | of the resolver | bare |"
    yield "|---|---|---|---|---|"
    for function, operations in OPERATIONS.items():
        found = counted[function]
        for operation in operations:
            name = operation.__name__
            ours, naive, bare = (found[key]["warm"][name] for key in ("ours", "naive", "bare"))
            rival = f"{ours / found['resolver']['warm'][name]:.2f}" if "resolver" in found else ""
            yield f"| {_NAMES[name]} | {ours:,.0f} | {ours / naive:.2f} | {rival} | {bare:,.0f} |"
