"""`python -m local run` brings everything up and stays; `python -m local token alice` prints a bearer token."""

import argparse
import json
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import httpx

from local import people
from local.aws import ROOT
from local.processes import StackError, require_free
from local.stack import LocalStack, Ports, say

FOLDER = ROOT / ".local"
WATCH_SECONDS = 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="bring the whole product up, until Ctrl-C")
    run.add_argument("--aws-port", type=int, default=4566)
    run.add_argument("--realtime-port", type=int, default=6001)
    run.add_argument("--demo-port", type=int, default=8000)
    run.add_argument("--origins", default="", help="where pages of your own come from, as http://localhost:3000,…")
    run.add_argument("--fresh", action="store_true", help="forget the data of earlier runs")
    token = commands.add_parser("token", help="print a bearer token of the running stack")
    token.add_argument("who", choices=[*people.AGENTS, *people.CUSTOMERS])
    return parser.parse_args()


def run(given: argparse.Namespace) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    ports = {"AWS_PORT": given.aws_port, "REALTIME_PORT": given.realtime_port, "DEMO_PORT": given.demo_port}
    chosen = Ports(given.aws_port, given.realtime_port, given.demo_port)
    origins = [origin.strip() for origin in given.origins.split(",") if origin.strip()]
    stack = LocalStack(FOLDER, ports=chosen, keep=True, origins=origins)
    say("Starting the local stack" + (" afresh" if given.fresh else "") + "; the first time takes a minute.")
    try:
        for name, port in ports.items():
            require_free(port, f"{name} (another one: `make run {name}=…`)")
        announce(stack.start(fresh=given.fresh))
        while not (dead := stack.dead()):
            time.sleep(WATCH_SECONDS)
        raise StackError(f"{' and '.join(dead)} ended without being asked to; the logs are in {FOLDER / 'logs'}.")
    except KeyboardInterrupt:
        say("\nStopping; the data is kept for the next run.")
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # stopping saves the data: a second Ctrl-C must not cut that short
        stack.stop()


def interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def announce(info: dict[str, Any]) -> None:
    say(f"""
Support Chat runs on this machine:

  demo shop    {info["demo_url"]}   (Alice or Bob; the chat is at the bottom right)
  dashboard    {info["admin_url"]}
               sign in as {info["agent"]["email"]} with {info["agent"]["password"]}
  sent mail    {info["mail_url"]}
  API          {info["api_url"]}
               curl -H "Authorization: Bearer $(make -s token WHO=agent)" {info["api_url"]}/admin/chats

For a page of your own (`make run ORIGINS=http://localhost:3000`):
  <script src="{info["widget_url"]}/support-chat.js" data-token-url="/support-chat/token" async></script>
  tokens are signed with {info["identity"]["secret"]}

All of it is in .local/stack.json, logs are in .local/logs. Ctrl-C stops everything.""")


def print_token(who: str) -> None:
    try:
        stack = json.loads(Path(FOLDER / "stack.json").read_text())
    except FileNotFoundError:
        raise StackError("The local stack is not running: `make run` starts it.") from None
    try:
        print(people.token(who, stack))
    except httpx.TransportError as problem:
        raise StackError(f"The local stack does not answer ({problem}): `make run` starts it.") from None


def main() -> None:
    given = arguments()
    try:
        if given.command == "run":
            run(given)
        else:
            print_token(given.who)
    except StackError as problem:
        sys.exit(f"error: {problem}")


if __name__ == "__main__":
    main()
