"""What `layers/common/trim.py` leaves of the packages is what the code calls, and works as the whole does."""

from __future__ import annotations

import ast
import gzip
import importlib.util
import json
import os
import shutil
from pathlib import Path
from typing import Any

import botocore
import certifi
import pytest
from botocore import xform_name
from botocore.model import ServiceModel
from botocore.parsers import create_parser
from botocore.serialize import create_serializer

from tests.template import ROOT

BOTOCORE = Path(botocore.__file__).parent
CODE = [*(ROOT / "layers/common/support_chat").rglob("*.py"), *(ROOT / "functions").glob("*.py")]

_spec = importlib.util.spec_from_file_location("trim", ROOT / "layers/common/trim.py")
assert _spec
assert _spec.loader
trim = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(trim)

CHAT = {"PK": {"S": "CHAT#1"}, "SK": {"S": "HEAD"}}
ITEM = {
    **CHAT,
    "content": {"S": "héllo \u2028 <b>"},
    "seq": {"N": "12"},
    "verified": {"BOOL": False},
    "context": {"M": {"page": {"S": "https://shop.example"}, "n": {"NULL": True}}},
    "linked": {"L": [{"S": "a"}, {"N": "1"}]},
}
REQUESTS: dict[str, dict[str, Any]] = {
    "GetItem": {"TableName": "t", "Key": CHAT, "ConsistentRead": True},
    "PutItem": {"TableName": "t", "Item": ITEM, "ConditionExpression": "attribute_not_exists(PK)"},
    "Query": {
        "TableName": "t",
        "IndexName": "inbox",
        "KeyConditionExpression": "a = :a",
        "ExpressionAttributeValues": {":a": {"S": "x"}},
        "ExclusiveStartKey": CHAT,
        "Limit": 3,
    },
    "UpdateItem": {
        "TableName": "t",
        "Key": CHAT,
        "UpdateExpression": "SET a = :a",
        "ExpressionAttributeValues": {":a": {"N": "1"}},
    },
    "BatchGetItem": {"RequestItems": {"t": {"Keys": [CHAT, CHAT], "ConsistentRead": True}}},
    "TransactWriteItems": {
        "TransactItems": [{"Put": {"TableName": "t", "Item": ITEM}}, {"Delete": {"TableName": "t", "Key": CHAT}}]
    },
}
ANSWERS: dict[str, dict[str, Any]] = {
    "GetItem": {"Item": ITEM},
    "PutItem": {},
    "Query": {"Items": [ITEM, ITEM], "Count": 2, "LastEvaluatedKey": CHAT},
    "UpdateItem": {"Attributes": ITEM},
    "BatchGetItem": {"Responses": {"t": [ITEM]}, "UnprocessedKeys": {"t": {"Keys": [CHAT]}}},
    "TransactWriteItems": {"ConsumedCapacity": [{"TableName": "t", "CapacityUnits": 2.0}]},
}
REFUSED = {
    "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
    "Message": "cancelled",
    "CancellationReasons": [{"Code": "None"}, {"Code": "ConditionalCheckFailed", "Item": ITEM}],
}


def whole(service: str) -> dict[str, Any]:
    """botocore's own description of a service, the newest of it."""
    (*_, newest) = sorted((BOTOCORE / "data" / service).glob("*/service-2.json.gz"))
    description: dict[str, Any] = json.loads(gzip.decompress(newest.read_bytes()))
    return description


def trimmed(service: str) -> dict[str, Any]:
    """What the layer has of it."""
    description: dict[str, Any] = trim.trimmed(
        whole(service), trim.OPERATIONS[service], trim.AS_THEY_ARE.get(service, ())
    )
    return description


def called() -> set[tuple[str, str]]:
    """Every operation of these services that the code names."""
    operations = {
        xform_name(name): (service, name) for service in trim.OPERATIONS for name in whole(service)["operations"]
    }
    names = {
        word
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text()))
        for word in (
            [node.attr] if isinstance(node, ast.Attribute) else [node.value] if isinstance(node, ast.Constant) else []
        )
        if isinstance(word, str)
    }
    return {operation for name, operation in operations.items() if name in names}


def test_the_layer_keeps_every_service_that_the_code_uses_and_no_other() -> None:
    asked = {
        argument.value
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"client", "_client"}
        for argument in node.args[:1]
        if isinstance(argument, ast.Constant)
    }
    assert asked == set(trim.OPERATIONS)


def test_the_layer_keeps_every_operation_that_the_code_calls_and_no_other() -> None:
    # Powertools reads the secrets.
    powertools = {("secretsmanager", "GetSecretValue"), ("dynamodb", "DescribeEndpoints")}
    kept = {(service, name) for service, names in trim.OPERATIONS.items() for name in names}
    assert called() | powertools == kept


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_is_the_same_by_the_trimmed_description(name: str) -> None:
    def request(description: dict[str, Any]) -> Any:
        model = ServiceModel(description, "dynamodb")
        serialize = create_serializer(model.metadata["protocol"], include_validation=False)
        return serialize.serialize_to_request(REQUESTS[name], model.operation_model(name))

    assert request(trimmed("dynamodb")) == request(whole("dynamodb"))


@pytest.mark.parametrize(
    ("name", "status", "answer"), [(n, 200, a) for n, a in ANSWERS.items()] + [("TransactWriteItems", 400, REFUSED)]
)
def test_an_answer_is_the_same_by_the_trimmed_description(name: str, status: int, answer: dict[str, Any]) -> None:
    def parsed(description: dict[str, Any]) -> Any:
        model = ServiceModel(description, "dynamodb")
        raw = {"body": json.dumps(answer).encode(), "headers": {"x-amzn-requestid": "1"}, "status_code": status}
        return create_parser(model.metadata["protocol"]).parse(raw, model.operation_model(name).output_shape)

    assert parsed(trimmed("dynamodb")) == parsed(whole("dynamodb"))


def test_amazons_authorities_are_all_there_and_trusted_by_everybody() -> None:
    bundle = (BOTOCORE / "cacert.pem").read_text()
    few = trim._certificates(bundle, trim.COMMON_AUTHORITIES)
    assert few.count("BEGIN CERTIFICATE") == len(trim.COMMON_AUTHORITIES)
    everybodys = Path(certifi.where()).read_text().replace("\n", "")
    for certificate in trim._certificates(bundle, trim.AUTHORITIES).split("-----BEGIN")[1:]:
        body = certificate.partition("-----\n")[2].partition("-----END")[0].replace("\n", "")
        assert body in everybodys


def test_trimming_leaves_what_uv_has_linked_to_as_it_was(tmp_path: Path) -> None:
    packages = tmp_path / "python"
    data = packages / "botocore" / "data"
    data.mkdir(parents=True)
    for name in (*trim.NOT_ASKED_FOR, "support_chat", "botocore/data/sqs"):
        (packages / name).mkdir(parents=True)
    for service in trim.OPERATIONS:
        shutil.copytree(BOTOCORE / "data" / service, data / service, copy_function=os.link)
    for name in ("botocore/cacert.pem", "botocore/data/endpoints.json"):
        os.link(BOTOCORE.parent / name, packages / name)
    before = {path: path.stat().st_size for path in BOTOCORE.rglob("*") if path.is_file()}
    trim.trim(packages)
    assert {path: path.stat().st_size for path in BOTOCORE.rglob("*") if path.is_file()} == before
    assert {path.name for path in data.iterdir() if path.is_dir()} == set(trim.OPERATIONS)
    assert (packages / "botocore/cacert.pem").stat().st_size < 10_000
    assert (data / "endpoints.json").stat().st_size < 50_000
