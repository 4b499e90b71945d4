"""What each release has put into people's accounts, as far as an update could lose or break it."""

from __future__ import annotations

import json
import sys
from typing import Any

from tests.template import ROOT, template

FOLDER = ROOT / "tests" / "released"
# CloudFormation makes these anew, and empty, when one of the named properties changes, or the resource its name.
KEPT = {
    "AWS::DynamoDB::Table": ("TableName", "KeySchema"),
    "AWS::Cognito::UserPool": ("UserPoolName", "UsernameAttributes", "AliasAttributes", "Schema"),
    "AWS::SecretsManager::Secret": ("Name", "GenerateSecretString"),
    "AWS::CloudFront::Distribution": (),
    "AWS::S3::Bucket": ("BucketName",),
    "AWS::ApiGatewayV2::Api": ("ProtocolType",),
    "AWS::Scheduler::ScheduleGroup": ("Name",),
    "AWS::SQS::Queue": ("QueueName",),
}


def statement() -> dict[str, Any]:
    """What the template of today would leave behind."""
    parsed = template()
    (table,) = [item["Properties"] for item in parsed["Resources"].values() if item["Type"] == "AWS::DynamoDB::Table"]
    return {
        "indexes": {index["IndexName"]: index for index in table["GlobalSecondaryIndexes"]},
        "attributes": {each["AttributeName"]: each["AttributeType"] for each in table["AttributeDefinitions"]},
        "kept": {
            name: {key: item["Properties"][key] for key in KEPT[item["Type"]] if key in item["Properties"]}
            for name, item in parsed["Resources"].items()
            if item["Type"] in KEPT
        },
        "parameters": sorted(parsed["Parameters"]),
        "outputs": sorted(parsed["Outputs"]),
    }


def released() -> dict[str, Any]:
    """What the newest release has left behind."""
    newest = max(FOLDER.glob("*.json"), key=lambda path: [int(part) for part in path.stem.split(".")])
    stated: dict[str, Any] = json.loads(newest.read_text())
    return stated


if __name__ == "__main__":
    (FOLDER / f"{sys.argv[1]}.json").write_text(json.dumps(statement(), indent=1, sort_keys=True) + "\n")
