"""What `cold_start` keeps out of the way stays out, and whoever asks for it gets the real thing: in the layer as it is
deployed, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import fields
from typing import Any

import pytest
from botocore.handlers import BUILTIN_HANDLERS
from local.stack import LocalStack

from support_chat.settings import Settings
from tests.template import ROOT

LOOK = """
import gc, json, sys, typing
import {function}
import boto3
real = sorted(name for name, module in sys.modules.items() if "Stands in" not in (module.__doc__ or ""))
import importlib.metadata
from botocore.handlers import BUILTIN_HANDLERS
class Point(typing.TypedDict, total=False):
    x: int
print(json.dumps({{
    "modules": real,
    "collects": gc.isenabled(),
    "frozen": gc.get_freeze_count() > 10_000,
    "typed_dicts": typing.is_typeddict(Point),
    "uploads": hasattr(boto3.client("s3"), "upload_file"),
    "pages": boto3.client("s3").get_paginator("list_objects_v2") is not None,
    "transfers": sys.modules["s3transfer.manager"].__file__ is not None,
    "handlers": [handler[0] for handler in BUILTIN_HANDLERS],
    "versions": importlib.metadata.version.__module__ == "importlib.metadata",
}}))
"""
HTTP = ("user_api", "admin_api", "public_api")
MAIL = ("email_check", "email_sweep", "mail_events")
# Modules, of the interpreter's and all packages', that each has when it is ready: more of them is a slower cold start.
MOST = {
    "user_api": 700,
    "admin_api": 725,
    "public_api": 690,
    "email_check": 525,
    "email_sweep": 530,
    "mail_events": 525,
}
NEVER = {
    *("OpenSSL", "cryptography", "requests", "wrapt", "nacl", "pydantic.v1", "fastapi.openapi.models"),
    *("botocore.docs.docstring", "boto3.docs.docstring", "boto3.resources.factory", "importlib.metadata"),
}

# As botocore's events name the services that we call.
CALLED = {"dynamodb", "s3", "scheduler", "secrets-manager", "ses", "sesv2"}


def after_importing(function: str) -> dict[str, Any]:
    """What a process holds that has just imported this function, and has nothing but the layer."""
    built = ROOT / ".local/build/sam"
    settings = {field.name.upper(): "1" for field in fields(Settings)}
    environment = {
        **settings,
        "PYTHONPATH": f"{ROOT / 'functions'}:{built / 'CommonLayer/python'}",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "LAMBDA_TASK_ROOT": str(ROOT / "functions"),
    }
    # Without what is installed beside the interpreter.
    program = [sys.executable, "-B", "-S", "-c", LOOK.format(function=function)]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


@pytest.fixture(scope="module", params=[*HTTP, *MAIL])
def ready(request: pytest.FixtureRequest, stack: LocalStack) -> tuple[str, dict[str, Any]]:
    return request.param, after_importing(request.param)


def test_a_function_starts_without_what_it_does_not_need(ready: tuple[str, dict[str, Any]]) -> None:
    function, seen = ready
    assert not NEVER & set(seen["modules"])
    assert len(seen["modules"]) <= MOST[function]
    if function in MAIL:
        assert not {"fastapi", "starlette", "mangum", "jwt"} & set(seen["modules"])


def test_afterwards_all_is_as_it_was(ready: tuple[str, dict[str, Any]]) -> None:
    _, seen = ready
    assert seen["collects"]
    assert seen["frozen"]
    assert seen["typed_dicts"]
    assert seen["uploads"]
    assert seen["pages"]
    assert seen["transfers"]
    assert seen["versions"]


def test_all_that_botocore_does_for_what_we_call_is_done(ready: tuple[str, dict[str, Any]]) -> None:
    _, seen = ready
    left_out = Counter(handler[0] for handler in BUILTIN_HANDLERS) - Counter(seen["handlers"])
    assert len(left_out) > 50
    for event in left_out:
        assert event.startswith("docs.") or event.split(".")[1] not in CALLED, event
