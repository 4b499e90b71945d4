"""Restore the chats as they were: into a new table, without those who were erased since, ready for the stack.

    .venv/bin/python -m operate.restore --stack support-chat --at 2026-11-25T10:00:00Z
    .venv/bin/python -m operate.restore --stack support-chat --at latest --to a-drill
    .venv/bin/python -m operate.restore --stack support-chat --backup arn:aws:dynamodb:…
    .venv/bin/python -m operate.restore --stack support-chat --replay a-drill

It changes nothing of the table in use. Repeating it is safe: what is done already stays done."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from operate.mails import settle_mails
from operate.restored_table import CannotRestore, RestoredTable, past_of
from operate.torn_chats import make_whole
from support_chat.erasure import Erasure
from support_chat.erasure_log import ErasureLog
from support_chat.settlement import tell_nobody
from support_chat.store import Store
from support_chat.table import Table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True)
class Stack:
    """What the stack's outputs and parameters tell."""

    table: str
    erasure_log: str
    recovery_days: int


@dataclass(frozen=True)
class Wanted:
    """What the command was asked for."""

    at: str | None
    backup_arn: str | None
    to: str | None


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    asked = _parser().parse_args(arguments)
    session = boto3.session.Session()
    try:
        stack = _stack(session.client("cloudformation"), asked.stack)
        wanted = Wanted(asked.at, asked.backup, asked.to)
        dynamodb, log = session.client("dynamodb"), ErasureLog(session.client("s3"), stack.erasure_log)
        if asked.replay:
            replay(dynamodb, log, asked.replay, print)
        else:
            restore(dynamodb, log, stack, wanted, print)
    except (CannotRestore, ClientError, BotoCoreError) as error:
        print(f"not restored: {error}", file=sys.stderr)
        return 1
    return 0


def restore(
    dynamodb: DynamoDBClient, log: ErasureLog, stack: Stack, wanted: Wanted, tell: Callable[[str], None]
) -> str:
    """The name of the restored table, with everything done to it that must be before it is used."""
    past = past_of(dynamodb, stack.table, wanted.at, wanted.backup_arn)
    name = wanted.to or f"{stack.table[:230]}-{past.at:%Y%m%dT%H%M%SZ}"
    restored = RestoredTable(dynamodb, name)
    tell(f"{stack.table} as of {past.at:%Y-%m-%dT%H:%M:%SZ}, into {name}")
    tell(
        "  restoring: minutes to hours" if restored.make(stack.table, past) else "  is there already; going on with it"
    )
    restored.wait()
    restored.set_up(stack.recovery_days)
    restored.check()
    tell("  time to live, point-in-time recovery, deletion protection and indexes are as they must be")
    replay(dynamodb, log, name, tell)
    with ThreadPoolExecutor(1) as readers:
        table = Table(dynamodb, name, readers)
        torn = make_whole(table, past.at)
        settled = settle_mails(Store(table), past.at, _now())
    tell(f"  {torn} chats were being written to in that second; what had only half been written is taken out")
    tell(f"  mails: {settled} that may have been sent since will not be sent again (agents see: uncertain)")
    tell(_NEXT.format(name=name))
    return name


def replay(dynamodb: DynamoDBClient, log: ErasureLog, name: str, tell: Callable[[str], None]) -> int:
    """Erase whom the restore brought back; how many there were."""
    lines = list(log.lines())
    with ThreadPoolExecutor(1) as readers:
        # They stand in the log already.
        erasure = Erasure(Table(dynamodb, name, readers), tell_nobody, lambda _erased, _at: None, _now)
        again = sum(erasure.again(erased) for erased in lines)
    tell(f"  erasure log: {len(lines)} lines; {again} had come back, and are erased again")
    return again


_NEXT = """\
Now let the stack use it: sam deploy --parameter-overrides RestoredTable={name}
Then once more, for who was erased meanwhile: --replay {name}
To go back: sam deploy --parameter-overrides 'RestoredTable=""'"""


def _now() -> datetime:
    return datetime.now(UTC)


def _stack(client: Any, name: str) -> Stack:
    (described,) = client.describe_stacks(StackName=name)["Stacks"]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}
    parameters = {each["ParameterKey"]: each["ParameterValue"] for each in described["Parameters"]}
    return Stack(outputs["TableName"], outputs["ErasureLogName"], int(parameters["RecoveryDays"]))


def _parser() -> argparse.ArgumentParser:
    lines = (__doc__ or "").split("\n\n")
    parser = argparse.ArgumentParser(
        prog="python -m operate.restore",
        description=lines[0],
        epilog="\n\n".join(lines[1:]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--stack", required=True, help="the stack's name")
    when = parser.add_mutually_exclusive_group(required=True)
    when.add_argument("--at", help='the time to go back to (UTC unless it says otherwise), or "latest"')
    when.add_argument(
        "--backup", metavar="ARN", help="a backup, for a table that is gone: list-backups --backup-type ALL"
    )
    when.add_argument("--replay", metavar="TABLE", help="only replay the erasure log, in a table restored before")
    parser.add_argument("--to", metavar="NAME", help="name of the new table (default: the old one's, and the time)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
