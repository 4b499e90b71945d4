"""The tables of docs/deploy.md, made from template.yaml. `.venv/bin/python -m tests.deploy_tables` writes them anew."""

from __future__ import annotations

import re
from typing import Any

from tests.template import ROOT, template

DOCUMENT = ROOT / "docs" / "deploy.md"
_TABLE = re.compile(r"(<!-- (\w+) of template\.yaml -->\n).*?(\n<!-- end -->)", re.DOTALL)


def groups() -> list[dict[str, Any]]:
    """The parameters as `sam deploy --guided` and the console show them."""
    found: list[dict[str, Any]] = template()["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    return found


def parameters() -> str:
    """Every parameter, under the heading of its group."""
    rows = ["| parameter | default | |", "|---|---|---|"]
    for group in groups():
        rows.append(f"| **{group['Label']['default']}** | | |")
        rows += [f"| `{name}` | {_default(name)} | {_cell(_parameter(name))} |" for name in group["Parameters"]]
    return "\n".join(rows)


def outputs() -> str:
    rows = ["| output | |", "|---|---|"]
    return "\n".join(rows + [f"| `{name}` | {_cell(each)} |" for name, each in template()["Outputs"].items()])


def _parameter(name: str) -> dict[str, Any]:
    found: dict[str, Any] = template()["Parameters"][name]
    return found


def _default(name: str) -> str:
    default = _parameter(name).get("Default")
    return "to be given" if default is None else f"`{default}`" if str(default) else "empty"


def _cell(item: dict[str, Any]) -> str:
    return str(item["Description"]).replace("|", "\\|").replace("<", "&lt;")


def written(text: str) -> str:
    """The document with its tables as they should be."""
    tables = {"parameters": parameters, "outputs": outputs}
    return _TABLE.sub(lambda found: f"{found[1]}{tables[found[2]]()}{found[3]}", text)


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text()))
