"""Called by the Makefile, on the layer's packages: leaves of them what the code calls.

    python3 trim.py <the folder of the layer's packages>

Whole, botocore describes 400 services in 40 MB, lists them for each client, and reads each client's description to the
end. `make bench` says what this buys; `tests/unit/test_the_layer_is_trimmed.py` holds the lists to the code, and the
trimmed descriptions to the whole ones."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

OPERATIONS = {
    "dynamodb": (
        *("BatchGetItem", "DeleteItem", "GetItem", "PutItem", "Query", "TransactWriteItems", "UpdateItem"),
        "DescribeEndpoints",  # the client looks whether there is such a thing
    ),
    "s3": ("DeleteObjects", "ListObjectsV2", "PutObject"),
    "scheduler": ("CreateSchedule",),
    "secretsmanager": ("GetSecretValue",),
    "sesv2": ("GetAccount", "GetEmailIdentity", "SendEmail"),
}
# An attribute's value passes through as it is: botocore would walk ten members for each of them, and find one.
# Bytes would not be encoded then; the table holds none.
AS_THEY_ARE = {
    "dynamodb": (
        *("AttributeValue", "AttributeMap", "PutItemInputAttributeMap", "Key", "ExpressionAttributeValueMap"),
        "ItemList",
    )
}
# Everything of AWS is signed by one of these: https://www.amazontrust.com/repository. OpenSSL reads the whole file for
# each connection, and botocore's has 126.
AUTHORITIES = (
    *("Amazon Root CA 1", "Amazon Root CA 2", "Amazon Root CA 3", "Amazon Root CA 4"),
    "Starfield Services Root Certificate Authority - G2",
)
# Most of the web's servers are certified by one of these: Pusher, or who stands in its place, is asked with them first.
COMMON_AUTHORITIES = (
    *AUTHORITIES,
    *("DigiCert Global Root CA", "DigiCert Global Root G2", "GlobalSign Root CA - R3", "ISRG Root X1"),
    *("USERTrust RSA Certification Authority", "USERTrust ECC Certification Authority"),
)
# FastAPI asks for pydantic.v1, and does without; nothing asks for the others.
NOT_ASKED_FOR = ("pydantic/v1", "boto3/data", "boto3/examples")
KEPT_FILES = ("endpoint-rule-set-1.json", "paginators-1.json", "paginators-1.sdk-extras.json")
MODEL = "service-2.json"


def trim(packages: Path) -> None:
    """Trim the packages in this folder, in place."""
    for name in NOT_ASKED_FOR:
        shutil.rmtree(packages / name)
    certificates = packages / "botocore" / "cacert.pem"
    bundle = certificates.read_text()
    _replace(certificates, _certificates(bundle, AUTHORITIES))
    _replace(packages / "support_chat" / "few_authorities.pem", _certificates(bundle, COMMON_AUTHORITIES))
    data = packages / "botocore" / "data"
    for folder in data.iterdir():
        if folder.is_dir() and folder.name not in OPERATIONS:
            shutil.rmtree(folder)
    for service, operations in OPERATIONS.items():
        *older, current = sorted((data / service).iterdir())
        for folder in older:
            shutil.rmtree(folder)
        _trim_service(current, operations, AS_THEY_ARE.get(service, ()))
    _write(data / "endpoints.json", _without_other_services(_read(data / "endpoints.json")))


def _certificates(bundle: str, labels: tuple[str, ...]) -> str:
    """Those of these authorities, each with the comment that names it."""
    entries = re.findall(r'# Label: "([^"]+)"\n.*?(-----BEGIN.*?-----END CERTIFICATE-----\n)', bundle, re.DOTALL)
    found = {label: f"# {label}\n{entry}" for label, entry in entries}
    return "".join(found[label] for label in labels)


def _trim_service(folder: Path, operations: tuple[str, ...], as_they_are: tuple[str, ...]) -> None:
    for path in list(folder.iterdir()):
        name = path.name.removesuffix(".gz")
        content = _read(path)
        path.unlink()
        if name == MODEL:
            _write(folder / name, trimmed(content, operations, as_they_are))
        elif name in KEPT_FILES:
            _write(folder / name, content)


def trimmed(model: dict[str, Any], operations: tuple[str, ...], as_they_are: tuple[str, ...] = ()) -> dict[str, Any]:
    """A service's description with these operations, and the shapes that they reach, only."""
    kept = {name: model["operations"][name] for name in operations}
    shapes: dict[str, Any] = {}
    reached = [found for operation in kept.values() for found in _shapes_in(operation)]
    while reached:
        name = reached.pop()
        if name in shapes:
            continue
        whole = model["shapes"][name]
        shapes[name] = {"type": "structure", "members": {}, "document": True} if name in as_they_are else whole
        reached += _shapes_in(shapes[name])
    return {**model, "operations": _undocumented(kept), "shapes": _undocumented(shapes)}


def _shapes_in(part: Any) -> list[str]:
    if isinstance(part, list):
        return [name for item in part for name in _shapes_in(item)]
    if not isinstance(part, dict):
        return []
    inner = [name for item in part.values() for name in _shapes_in(item)]
    return [*inner, part["shape"]] if isinstance(part.get("shape"), str) else inner


def _undocumented(part: Any) -> Any:
    if isinstance(part, list):
        return [_undocumented(item) for item in part]
    if not isinstance(part, dict):
        return part
    # A member may be called "documentation", too: that is then no text.
    return {
        name: _undocumented(item)
        for name, item in part.items()
        if not (name == "documentation" and isinstance(item, str))
    }


def _without_other_services(endpoints: dict[str, Any]) -> dict[str, Any]:
    partitions = [
        {
            **partition,
            "services": {name: known for name, known in partition["services"].items() if name in _ENDPOINT_PREFIXES},
        }
        for partition in endpoints["partitions"]
    ]
    return {**endpoints, "partitions": partitions}


# As the descriptions name them; SES's is that of its first version.
_ENDPOINT_PREFIXES = {"dynamodb", "s3", "scheduler", "secretsmanager", "email"}


def _read(path: Path) -> Any:
    raw = path.read_bytes()
    return json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)


def _write(path: Path, content: Any) -> None:
    _replace(path, json.dumps(content, separators=(",", ":")))


def _replace(path: Path, text: str) -> None:
    """Never written into: uv links a file to its cache, and to every environment that has the package."""
    path.unlink(missing_ok=True)
    path.write_text(text)


if __name__ == "__main__":
    trim(Path(sys.argv[1]))
