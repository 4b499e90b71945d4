"""Reads template.yaml, so that tests never state a second time what it says."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent


class _CloudFormation(yaml.SafeLoader):
    """YAML with CloudFormation's short forms (!Ref, !Sub, …)."""


def _short_form(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> Any:
    name = tag if tag in {"Ref", "Condition"} else f"Fn::{tag}"
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        return {name: value.split(".") if tag == "GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {name: loader.construct_mapping(node, deep=True)}


_CloudFormation.add_multi_constructor("!", _short_form)


@cache
def template() -> dict[str, Any]:
    """The whole template, short forms written long."""
    parsed: dict[str, Any] = yaml.load((ROOT / "template.yaml").read_text(), _CloudFormation)
    return parsed


def resources(kind: str) -> dict[str, dict[str, Any]]:
    """The properties of all resources of one type, by name."""
    return {
        name: resource.get("Properties", {})
        for name, resource in template()["Resources"].items()
        if resource["Type"] == kind
    }
