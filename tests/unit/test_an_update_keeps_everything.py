"""What CloudFormation and DynamoDB would do to a stack of the last release, read off the template.

At a release: `.venv/bin/python -m tests.releases 0.2.0`, and commit the file. Never change one that is out.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.releases import released, statement
from tests.template import template

# DynamoDB makes or removes one index per update of a table, and changes none: the rest would fail, and roll back.
INDEXES_PER_RELEASE = 1


def faults(before: dict[str, Any], now: dict[str, Any], parameters: dict[str, Any]) -> list[str]:
    """Everything that would lose something of a deployed stack, or refuse its update."""
    had, has = before["indexes"], now["indexes"]
    found = [f"index {name} was changed" for name in had if name in has and had[name] != has[name]]
    if len(changed := set(had) ^ set(has)) > INDEXES_PER_RELEASE:
        found.append(f"more than one index is new or gone: {', '.join(sorted(changed))}")
    for name, kind in before["attributes"].items():
        if now["attributes"].get(name, kind) != kind:
            found.append(f"attribute {name} has another type")
    found += [f"{name} would be made anew" for name, kept in before["kept"].items() if now["kept"].get(name) != kept]
    found += [f"parameter {name} is gone" for name in before["parameters"] if name not in parameters]
    new = sorted(set(parameters) - set(before["parameters"]))
    found += [f"parameter {name} is new and has no default" for name in new if "Default" not in parameters[name]]
    return found + [f"output {name} is gone" for name in before["outputs"] if name not in now["outputs"]]


def test_an_update_from_the_last_release_loses_nothing() -> None:
    assert faults(released(), statement(), template()["Parameters"]) == []


def test_what_holds_data_stays_when_the_stack_goes_or_makes_it_anew() -> None:
    for resource in template()["Resources"].values():
        if resource["Type"] in ("AWS::DynamoDB::Table", "AWS::Cognito::UserPool"):
            assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain"


def other_key(now: dict[str, Any], _parameters: dict[str, Any]) -> None:
    now["indexes"]["inbox"]["Projection"] = {"ProjectionType": "KEYS_ONLY"}


def two_indexes(now: dict[str, Any], _parameters: dict[str, Any]) -> None:
    now["indexes"] |= {"one": {}, "two": {}}


def one_instead_of_another(now: dict[str, Any], _parameters: dict[str, Any]) -> None:
    now["indexes"]["one"] = now["indexes"].pop("flagged")


def number(now: dict[str, Any], _parameters: dict[str, Any]) -> None:
    now["attributes"]["PK"] = "N"


def renamed(now: dict[str, Any], _parameters: dict[str, Any]) -> None:
    now["kept"]["Chats"] = now["kept"].pop("Table")


def longer_secret(now: dict[str, Any], _parameters: dict[str, Any]) -> None:
    now["kept"]["IdentitySecret"]["GenerateSecretString"]["PasswordLength"] = 65


def gone_parameter(_now: dict[str, Any], parameters: dict[str, Any]) -> None:
    del parameters["PusherHost"]


def parameter_to_give(_now: dict[str, Any], parameters: dict[str, Any]) -> None:
    parameters["New"] = {"Type": "String"}


def gone_output(now: dict[str, Any], _parameters: dict[str, Any]) -> None:
    now["outputs"].remove("TableName")


CHANGES = (
    (other_key, "index inbox was changed"),
    (two_indexes, "more than one index"),
    (one_instead_of_another, "more than one index"),
    (number, "attribute PK"),
    (renamed, "Table would be made anew"),
    (longer_secret, "IdentitySecret would be made anew"),
    (gone_parameter, "parameter PusherHost is gone"),
    (parameter_to_give, "New is new and has no default"),
    (gone_output, "output TableName is gone"),
)


@pytest.mark.parametrize(("change", "fault"), CHANGES, ids=lambda each: getattr(each, "__name__", ""))
def test_a_change_that_would_is_found(change: Any, fault: str) -> None:
    now, parameters = copy.deepcopy(statement()), copy.deepcopy(template()["Parameters"])
    change(now, parameters)
    found = faults(statement(), now, parameters)
    assert len(found) == 1
    assert fault in found[0]


def test_one_new_index_and_new_parameters_with_defaults_are_fine() -> None:
    now, parameters = copy.deepcopy(statement()), copy.deepcopy(template()["Parameters"])
    now["indexes"]["one"] = {}
    parameters["New"] = {"Type": "String", "Default": ""}
    assert faults(statement(), now, parameters) == []
