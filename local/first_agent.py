"""Teaches ministack's CloudFormation the two resource types that invite the first agent, which it does not know."""

import importlib
from typing import Any

Properties = dict[str, Any]
USER = "AWS::Cognito::UserPoolUser"
MEMBERSHIP = "AWS::Cognito::UserPoolUserToGroupAttachment"


def teach() -> None:
    """Both as calls of ministack's own Cognito: the invitation goes out as it does for AdminCreateUser."""
    handlers: Any = importlib.import_module("ministack.services.cloudformation.provisioners")._RESOURCE_HANDLERS
    handlers[USER] = {"create": invite, "delete": remove}
    handlers[MEMBERSHIP] = {"create": join, "delete": leave}


def invite(_logical_id: str, properties: Properties, _stack_name: str) -> tuple[str, Properties]:
    call("_admin_create_user", properties)
    return properties["Username"], {}


def remove(user: str, properties: Properties) -> None:
    call("_admin_delete_user", {"UserPoolId": properties["UserPoolId"], "Username": user})


def join(_logical_id: str, properties: Properties, _stack_name: str) -> tuple[str, Properties]:
    call("_admin_add_user_to_group", properties)
    return f"{properties['GroupName']}/{properties['Username']}", {}


def leave(_membership: str, properties: Properties) -> None:
    call("_admin_remove_user_from_group", properties)


def call(name: str, request: Properties) -> None:
    status, _headers, body = getattr(importlib.import_module("ministack.services.cognito"), name)(request)
    if status != 200:
        raise ValueError(f"{name}: {body!r}")
