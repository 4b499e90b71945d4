"""Days with a figure to keep."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from tests.sim.quiet import hushed
from tests.sim.scenarios import SCENARIOS, Result


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_figure_is_kept(scenario: Callable[[], Result], capsys: pytest.CaptureFixture[str]) -> None:
    with hushed():
        result = scenario()
    with capsys.disabled():
        sys.stdout.write(f"\n  {result.figure}\n")
    assert not result.violations
