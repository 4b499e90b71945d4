"""Replaces a key of a deployed stack, wherever that is: a command for its operator. `make rotate SECRET=identity`.

The new key and the old are good side by side, so that nobody has to change anything in the same moment.
"""

import argparse
import json
import sys
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

SECRETS = {"identity": "IdentitySecret", "visitor": "VisitorSecret"}
LENGTH = 64
NEXT = {
    "identity": "Give the new key to your application: it is `current` of the secret. "
    "What the old one signs stays good until `make retire SECRET=identity`.",
    "visitor": "Nothing else is to do: visitors get a token of the new key when they come back. "
    "What the old one signed stays good until `make retire SECRET=visitor`; who still holds such a token begins anew.",
}
NOT_RETIRED = (
    "the {name} key was replaced before, and what its old one signs is good still; a new one would end that. "
    "When nobody signs with the old one any more: `make retire SECRET={name}`, then again."
)
RETIRED = "The old key is good no more, everywhere within five minutes."


class StillGood(Exception):
    """Only two keys are good at a time, and there are two already."""


def rotate(session: Any, stack: str, name: str) -> str:
    """A new key becomes the current one, and the current one the previous. What to do next, or `StillGood`."""
    client, arn, secret = held(session, stack, name)
    if secret.get("previous"):
        raise StillGood(NOT_RETIRED.format(name=name))
    key = client.get_random_password(PasswordLength=LENGTH, ExcludePunctuation=True)["RandomPassword"]
    keep(client, arn, current=key, previous=secret["current"])
    return f"Replaced the {name} key in {arn}.\n{NEXT[name]}"


def retire(session: Any, stack: str, name: str) -> str:
    """Only the current key is left."""
    client, arn, secret = held(session, stack, name)
    keep(client, arn, current=secret["current"], previous="")
    return f"{arn}: {RETIRED}"


def held(session: Any, stack: str, name: str) -> tuple[Any, str, dict[str, str]]:
    resource = session.client("cloudformation").describe_stack_resource(
        StackName=stack, LogicalResourceId=SECRETS[name]
    )
    arn: str = resource["StackResourceDetail"]["PhysicalResourceId"]
    client = session.client("secretsmanager")
    return client, arn, json.loads(client.get_secret_value(SecretId=arn)["SecretString"])


def keep(client: Any, arn: str, *, current: str, previous: str) -> None:
    client.put_secret_value(SecretId=arn, SecretString=json.dumps({"current": current, "previous": previous}))


def main() -> None:
    parser = argparse.ArgumentParser(prog="make rotate, make retire", description=__doc__)
    parser.add_argument("command", choices=["new", "retire"])
    parser.add_argument("--secret", choices=list(SECRETS), required=True, help="SECRET=")
    parser.add_argument("--stack", default="support-chat", help="STACK=")
    given = parser.parse_args()
    act = rotate if given.command == "new" else retire
    try:
        print(act(boto3.session.Session(), given.stack, given.secret))
    except (StillGood, BotoCoreError, ClientError) as problem:
        sys.exit(f"error: {problem}")


if __name__ == "__main__":
    main()
