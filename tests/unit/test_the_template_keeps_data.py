"""What the template says of the data: who may delete it, how far back it can be restored, and what a stack leaves."""

from __future__ import annotations

from typing import Any

from tests.template import resources, template

PARAMETERS = template()["Parameters"]
CHATS = {
    "Fn::If": [
        "UsesRestoredTable",
        {"Fn::Sub": "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${RestoredTable}"},
        {"Fn::GetAtt": ["Table", "Arn"]},
    ]
}


def statements() -> list[dict[str, Any]]:
    functions = resources("AWS::Serverless::Function").values()
    return [statement for function in functions for policy in function["Policies"] for statement in policy["Statement"]]


def test_the_table_can_neither_be_deleted_nor_overwritten_beyond_repair_unless_the_deployment_says_so() -> None:
    (table,) = resources("AWS::DynamoDB::Table").values()
    assert table["DeletionProtectionEnabled"] == {"Fn::If": ["IsProtected", True, False]}
    assert template()["Conditions"]["IsProtected"] == {"Fn::Equals": [{"Ref": "DeletionProtection"}, "true"]}
    assert PARAMETERS["DeletionProtection"]["Default"] == "true"
    recovery = {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": {"Ref": "RecoveryDays"}}
    assert table["PointInTimeRecoverySpecification"] == recovery
    assert (PARAMETERS["RecoveryDays"]["MinValue"], PARAMETERS["RecoveryDays"]["Default"]) == (1, 35)


def test_a_stack_that_is_deleted_leaves_its_data_and_says_so() -> None:
    left = [name for name, resource in template()["Resources"].items() if resource.get("DeletionPolicy") == "Retain"]
    assert left == ["Table", "ErasureLog", "ErasureLogPolicy", "UserPool"]
    assert all(template()["Resources"][name]["UpdateReplacePolicy"] == "Retain" for name in left)
    told = template()["Outputs"]["TableName"]["Description"]
    assert '"sam delete" leaves this table, the erasure log and the user pool' in told


def test_every_function_reads_and_writes_the_restored_table_once_there_is_one_and_no_other() -> None:
    variables = template()["Globals"]["Function"]["Environment"]["Variables"]
    assert variables["TABLE_NAME"] == {"Fn::If": ["UsesRestoredTable", {"Ref": "RestoredTable"}, {"Ref": "Table"}]}
    assert PARAMETERS["RestoredTable"]["Default"] == ""
    reaching = [statement for statement in statements() if "dynamodb:" in str(statement["Action"])]
    assert len(reaching) > 10
    for statement in reaching:
        resource = statement["Resource"]
        for one in resource if isinstance(resource, list) else [resource]:
            assert one == CHATS or one["Fn::Sub"][1] == {"Arn": CHATS}, statement["Sid"]


def test_the_erasure_log_is_private_takes_lines_from_who_erases_and_loses_none() -> None:
    log = resources("AWS::S3::Bucket")["ErasureLog"]
    assert set(log["PublicAccessBlockConfiguration"].values()) == {True}
    assert log["VersioningConfiguration"] == {"Status": "Enabled"}
    (denied,) = resources("AWS::S3::BucketPolicy")["ErasureLogPolicy"]["PolicyDocument"]["Statement"]
    assert (denied["Effect"], denied["Principal"]) == ("Deny", "*")
    assert set(denied["Action"]) == {"s3:DeleteObject", "s3:DeleteObjectVersion"}
    functions = resources("AWS::Serverless::Function")
    writers = {name for name, function in functions.items() if "ErasureLog" in str(function["Policies"])}
    assert writers == {"AdminFunction", "EmailSweepFunction"}
    allowed = {str(statement["Action"]) for statement in statements() if "ErasureLog" in str(statement["Resource"])}
    assert allowed == {"s3:PutObject"}
