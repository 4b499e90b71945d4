"""A function that dies at any effect of any use case leaves nothing that the rest of the product does not mend."""

from __future__ import annotations

import sys

import pytest

from tests.sim.crash_sweep import sweep
from tests.sim.quiet import hushed
from tests.sim.use_cases import USE_CASES


def test_a_crash_at_every_effect_of_every_use_case_violates_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with hushed():
        points = list(sweep())
    with capsys.disabled():
        sys.stdout.write(f"\n  {len(points)} crash points of {len(USE_CASES)} use cases\n")
    bad = [f"{point.replay}   ({point.service}: {violations})" for point, violations in points if violations]
    assert not bad, "\n".join(bad)
