"""What CloudFormation makes of template.yaml with given parameters, as far as it can be known before deploying.

A resource's own name or attribute, which only AWS knows, stays as `${Resource}` or `${Resource.Attribute}`.
"""

from __future__ import annotations

import re
from typing import Any

from tests.template import template

PSEUDO = {
    "AWS::Region": "eu-west-1",
    "AWS::AccountId": "123456789012",
    "AWS::Partition": "aws",
    "AWS::StackName": "support-chat",
    "AWS::StackId": "arn:aws:cloudformation:eu-west-1:1:stack/support-chat/0a1b2c3d-0000-4000-8000-0123456789ab",
}
_NOTHING = object()
_NAMES = re.compile(r"\$\{([^!}][^}]*)\}")


class Resolved:
    """The template with these parameters, and else its defaults."""

    def __init__(self, **parameters: str) -> None:
        self._template = template()
        defaults = {name: str(each.get("Default", "")) for name, each in self._template["Parameters"].items()}
        assert parameters.keys() <= defaults.keys()
        self._values = {**defaults, **PSEUDO, **parameters}

    def resource(self, name: str) -> dict[str, Any]:
        """The properties of one resource."""
        properties: dict[str, Any] = self._value(self._template["Resources"][name]["Properties"])
        return properties

    def outputs(self) -> dict[str, str]:
        return {
            name: self._value(each["Value"]) for name, each in self._template["Outputs"].items() if self._there(each)
        }

    def resources(self) -> set[str]:
        """Those that are made."""
        return {name for name, each in self._template["Resources"].items() if self._there(each)}

    def variables(self) -> dict[str, str]:
        """The functions' environment."""
        found: dict[str, str] = self._value(self._template["Globals"]["Function"]["Environment"]["Variables"])
        return found

    def refusals(self) -> list[str]:
        """What the template's rules say against these parameters."""
        return [
            assertion["AssertDescription"]
            for rule in self._template["Rules"].values()
            if self._holds(rule["RuleCondition"])
            for assertion in rule["Assertions"]
            if not self._holds(assertion["Assert"])
        ]

    def _there(self, item: dict[str, Any]) -> bool:
        return "Condition" not in item or self._holds({"Condition": item["Condition"]})

    def _holds(self, condition: Any) -> bool:
        ((kind, given),) = condition.items()
        if kind == "Condition":
            return self._holds(self._template["Conditions"][given])
        if kind == "Fn::Equals":
            return bool(self._value(given[0]) == self._value(given[1]))
        held = [self._holds(each) for each in given]
        return {"Fn::Not": not held[0], "Fn::And": all(held), "Fn::Or": any(held)}[kind]

    def _value(self, node: Any) -> Any:
        if isinstance(node, list):
            return [value for each in node if (value := self._value(each)) is not _NOTHING]
        if not isinstance(node, dict):
            return node
        if len(node) == 1 and (name := next(iter(node))) in _FUNCTIONS:
            return _FUNCTIONS[name](self, node[name])
        return {name: value for name, each in node.items() if (value := self._value(each)) is not _NOTHING}

    def _ref(self, name: str) -> Any:
        return _NOTHING if name == "AWS::NoValue" else self._values.get(name, f"${{{name}}}")

    def _if(self, given: list[Any]) -> Any:
        return self._value(given[1] if self._holds({"Condition": given[0]}) else given[2])

    def _sub(self, given: Any) -> str:
        text, own = (given, {}) if isinstance(given, str) else (given[0], self._value(given[1]))
        return _NAMES.sub(lambda found: str(own[found[1]] if found[1] in own else self._ref(found[1])), text)

    def _split(self, given: list[Any]) -> list[str]:
        return str(self._value(given[1])).split(given[0])

    def _join(self, given: list[Any]) -> str:
        parts = self._value(given[1])
        return str(given[0]).join(parts if isinstance(parts, list) else parts.split(","))


_FUNCTIONS: dict[str, Any] = {
    "Ref": Resolved._ref,
    "Fn::GetAtt": lambda _, path: f"${{{'.'.join(path)}}}",
    "Fn::If": Resolved._if,
    "Fn::Sub": Resolved._sub,
    "Fn::Split": Resolved._split,
    "Fn::Select": lambda resolved, given: resolved._value(given[1])[int(given[0])],
    "Fn::Join": Resolved._join,
}
