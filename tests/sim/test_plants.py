"""The proof bites: each bug that somebody plants is caught."""

from __future__ import annotations

import sys

import pytest

from tests.sim.many import on_all_processors
from tests.sim.plant import PLANTS, hunt


@pytest.mark.timeout(600)
def test_every_planted_bug_is_caught(capsys: pytest.CaptureFixture[str]) -> None:
    caught = list(on_all_processors(hunt, list(PLANTS)))
    with capsys.disabled():
        sys.stdout.write(f"\n  {sum(one.by is not None for one in caught)} of {len(caught)} planted bugs caught\n")
    assert [one.plant for one in caught if one.by is None] == []
