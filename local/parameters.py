"""`python -m local.parameters` writes docs/parameters.md from template.yaml."""

from __future__ import annotations

from typing import Any

import yaml

from local.aws import ROOT

PATH = ROOT / "docs/parameters.md"
HEAD = """# Parameters and outputs

Of `sam deploy`, as they stand in [template.yaml](../template.yaml); `make parameters` writes this page.
"""


class _WithoutTags(yaml.SafeLoader):  # type: ignore[misc]
    """YAML whose short forms (!Ref, !Sub, …) mean nothing: no parameter has one."""


_WithoutTags.add_multi_constructor("!", lambda _loader, _tag, _node: None)


def text() -> str:
    """The document as it is committed."""
    template: dict[str, Any] = yaml.load((ROOT / "template.yaml").read_text(), _WithoutTags)  # noqa: S506 - it is safe
    groups = template["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    parts = [HEAD]
    for group in groups:
        rows = [_parameter(name, template["Parameters"][name]) for name in group["Parameters"]]
        parts.append(_section(group["Label"]["default"], "| parameter | default | is |\n|---|---|---|", rows))
    outputs = [f"| `{name}` | {_cell(output['Description'])} |" for name, output in template["Outputs"].items()]
    parts.append(_section("Outputs", "| output | is |\n|---|---|", outputs))
    return "\n".join(parts)


def _section(title: str, head: str, rows: list[str]) -> str:
    return "\n".join([f"## {title}", "", head, *rows, ""])


def _parameter(name: str, described: dict[str, Any]) -> str:
    default = described.get("Default")
    shown = "required" if default is None else "empty" if default == "" else f"`{default}`"
    choices = ", ".join(f"`{choice}`" for choice in described.get("AllowedValues", []))
    return f"| `{name}` | {shown} | {_cell(described['Description'])}{f': {choices}' if choices else ''} |"


def _cell(description: str) -> str:
    return description.replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    PATH.write_text(text())
