"""CONTRIBUTING.md leads to a route that works: each of its steps is done here, in a copy."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.documents import tracked
from tests.template import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text()
TEST, ROUTE, REFUSAL = re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
(RESOURCE,) = re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
HELD_BY = (
    "tests/unit/test_the_team.py::test_one_member_of_the_team_can_be_asked_for",
    "tests/unit/test_template.py::test_every_route_of_the_code_is_in_the_template_and_no_other",
    "tests/unit/test_the_api_is_described.py::test_the_committed_document_is_what_the_code_says",
    "tests/unit/test_the_api_is_described.py::test_it_has_every_route_of_the_template_and_no_other",
)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) == 1, f"{path}: {old}"
    path.write_text(text.replace(old, new))


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(folder / "layers/common"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )


def test_the_first_change_of_a_contributor_works_as_it_is_written(tmp_path: Path) -> None:
    for path in (path for path in tracked() if path.suffix in {".py", ".yaml", ".json", ".toml", ".md"}):
        to = tmp_path / path.relative_to(ROOT)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, to)
    the_team = tmp_path / "tests/unit/test_the_team.py"
    the_team.write_text(f"{the_team.read_text()}\n\n{TEST}")
    below = "        return Agents(agents=wiring.team.agents())\n"
    change(tmp_path / "layers/common/support_chat/http_team.py", below, f"{below}\n{ROUTE}")
    change(tmp_path / "template.yaml", "  AdminAuditRoute:\n", f"{RESOURCE}\n  AdminAuditRoute:\n")
    was = REFUSAL.replace(' or "{agent_id}" in path', "")
    change(tmp_path / "local/openapi_errors.py", was, REFUSAL)
    assert run(tmp_path, "local.openapi").returncode == 0

    after = run(tmp_path, "pytest", "-q", *HELD_BY)
    assert after.returncode == 0, after.stdout
