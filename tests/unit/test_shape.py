"""The lines of the architecture: how long, how named, and who may reach for what."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.template import ROOT

PRODUCT = sorted([*(ROOT / "layers/common/support_chat").rglob("*.py"), *(ROOT / "functions").glob("*.py")])
SOURCES = ("functions/", "layers/", "bench/", "local/", "operate/", "tests/", "widget/src/", "admin/src/")
FORBIDDEN_NAMES = {"utils", "helpers", "helper", "manager", "base", "misc", "service"}

# Rules know no effects, and effects no routes.
RULES = {
    "model",
    "mail_head",
    "mail_decision",
    "revision",
    "ledger",
    "people",
    "frozen",
    "instant",
    "context",
    "errors",
    "tally",
    "pace",
    "retention",
}
EDGES = {"lambdas", "wiring"} | {path.stem for path in PRODUCT if path.stem.startswith("http_")}


def tracked() -> Iterator[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    yield from (ROOT / line for line in listed.stdout.splitlines() if line.startswith(SOURCES))


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def own(path: Path) -> set[str]:
    """The modules of our package that a module imports."""
    return {name.split(".")[1] for name in imports(path) if name.startswith("support_chat.")}


def test_no_source_file_is_longer_than_300_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in tracked()
        if path.suffix in {".py", ".ts", ".tsx", ".css"} and path.exists()
        for count in [len(path.read_text().splitlines())]
        if count > 300
    }
    assert long == {}


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [path for path in tracked() if path.stem.lower() in FORBIDDEN_NAMES] == []


@pytest.mark.parametrize("path", PRODUCT, ids=lambda path: path.stem)
def test_functions_are_short_and_modules_say_what_they_are_for(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.endswith("_routes"):
            assert (node.end_lineno or 0) - node.lineno < 45, node.name


@pytest.mark.parametrize("path", PRODUCT, ids=lambda path: path.stem)
def test_each_outside_thing_has_one_door(path: Path) -> None:
    text = path.read_text()
    doors = {
        "os.environ": {"settings", "telemetry"},  # settings are read once, and the trace with each request
        "boto3.session": {"clients"},
        "boto3.client(": {"site_publisher"},
        '"PK"': {"store", "table", "keys", "rows"},
        "PusherClient(": {"realtime"},
    }
    for thing, rooms in doors.items():
        assert thing not in text or path.stem in rooms, thing


@pytest.mark.parametrize("path", PRODUCT, ids=lambda path: path.stem)
def test_imports_point_from_the_edge_to_the_rules(path: Path) -> None:
    if path.stem in RULES:
        assert own(path) <= RULES
    elif path.stem not in EDGES and path.parent.name == "support_chat":
        assert own(path).isdisjoint(EDGES)
