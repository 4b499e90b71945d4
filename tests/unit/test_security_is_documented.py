"""docs/security.md names a test for each threat, and each of them exists; what checkov skips has a reason."""

from __future__ import annotations

import re

from tests.template import ROOT

TEXT = (ROOT / "docs" / "security.md").read_text()
THREATS = re.findall(r"^\| (?!threat|field|-)([^|]+) \| ([^|]+) \| ([^|]+) \|$", TEXT, re.MULTILINE)


def test_every_threat_names_a_test_that_exists() -> None:
    assert len(THREATS) > 15
    for threat, _, shown_by in THREATS:
        named = re.findall(r"`(tests/[\w/.]+\.py)`", shown_by)
        assert named, threat
        assert [path for path in named if not (ROOT / path).is_file()] == [], threat


def test_every_command_it_names_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"`make (\w+)", TEXT):
        assert f"\n{target}:" in makefile, target


def test_everything_that_checkov_skips_has_a_reason() -> None:
    skipped = re.findall(r"^  - (CKV\S+)(.*)$", (ROOT / ".checkov.yaml").read_text(), re.MULTILINE)
    assert skipped
    for check, reason in skipped:
        assert re.fullmatch(r" +# .{20,}", reason), check
