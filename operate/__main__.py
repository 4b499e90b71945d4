"""`python -m operate letters | replay ID… | discard ID…`: the dead letters of a deployment.

ID is the beginning of an id, or `all`. Against AWS with the credentials, profile and Region of the shell; with --local
against the stack that `make run` started.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from operate.dead_letters import DeadLetters, Letter

LOCAL_STACK = Path(__file__).parent.parent / ".local" / "stack.json"
# A replayed function may take its 90 s; a second attempt by the client would run it twice at once.
PATIENT = Config(connect_timeout=5, read_timeout=100, retries={"total_max_attempts": 1})


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m operate", description=__doc__)
    parser.add_argument("--stack", default="support-chat", help="the name it was deployed under")
    parser.add_argument("--local", action="store_true", help="the local stack instead of AWS")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("letters", help="list the dead letters: ids and reasons, nothing of a chat")
    for name, does in (("replay", "run again, and delete what went well"), ("discard", "delete")):
        commands.add_parser(name, help=does).add_argument("id", nargs="+")
    return parser.parse_args()


def session(local: bool) -> dict[str, Any]:
    """What every client is made with."""
    if not local:
        return {}
    try:
        stack = json.loads(LOCAL_STACK.read_text())
    except FileNotFoundError:
        sys.exit("error: the local stack is not running: `make run` starts it.")
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return {"endpoint_url": stack["aws_endpoint_url"], "region_name": stack["aws_region"], **keys}


def dead_letters(stack: str, **made_with: Any) -> DeadLetters:
    """The dead letters of this stack."""
    described = boto3.client("cloudformation", **made_with).describe_stacks(StackName=stack)["Stacks"][0]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}
    return DeadLetters(
        boto3.client("sqs", **made_with),
        boto3.client("lambda", config=PATIENT, **made_with),
        queue_url=outputs["DeadLettersUrl"],
        stack=stack,
    )


def chosen(letters: list[Letter], wanted: list[str]) -> list[Letter]:
    """Those whose id begins so."""
    if wanted == ["all"]:
        return letters
    for beginning in wanted:
        if len([letter for letter in letters if letter.id.startswith(beginning)]) != 1:
            sys.exit(f"error: {beginning} is the beginning of no letter, or of several.")
    return [letter for letter in letters if letter.id.startswith(tuple(wanted))]


def line(letter: Letter) -> str:
    ids = " ".join(f"{name}={value}" for name, value in letter.ids.items())
    return f"{letter.id[:8]}  {letter.at:%Y-%m-%d %H:%M:%SZ}  {letter.function or '?'}  {letter.reason}  {ids}"


def run(given: argparse.Namespace) -> int:
    """How many could not be replayed."""
    box = dead_letters(given.stack, **session(given.local))
    failed = 0
    with box.held() as letters:
        if given.command == "letters":
            print("\n".join(map(line, letters)) or "There are no dead letters.")
            return 0
        for letter in chosen(letters, given.id):
            if given.command == "discard":
                box.discard(letter)
                print(f"{letter.id[:8]}  discarded")
                continue
            problem = box.replay(letter)
            failed += problem is not None
            print(f"{letter.id[:8]}  {problem or 'replayed'}")
    return failed


def main() -> None:
    try:
        sys.exit(1 if run(arguments()) else 0)
    except (BotoCoreError, ClientError) as problem:
        sys.exit(f"error: {problem}")


if __name__ == "__main__":
    main()
