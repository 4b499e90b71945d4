"""Reports as CSV with agents of hostile names: read back they are as written, and no spreadsheet finds a formula."""

from __future__ import annotations

import csv
import re
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.hostile_text import FORMULAS, HEADERS, PAYLOADS
from tests.template import ROOT

NAMES = [*PAYLOADS, *FORMULAS, *HEADERS]
FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
# How a spreadsheet splits a file depends on where it runs: where the comma is for decimals, at semicolons.
SEPARATORS = ",;\t"
REPORT = """names => {
  const durations = { count: 0, seconds: 0, histogram: [0, 0] };
  const numbers = { conversations: 0, waits: 0, customer_messages: 0, agent_messages: 0,
    first_replies: durations, resolutions: durations };
  const agents = names.map((name, n) => ({ id: name, name, numbers }));
  const days = [{ date: "2026-11-23", team: numbers, agents }];
  return csv.csvOfReport({ ends: { first_replies: [60], resolutions: [60] }, days });
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """The module that writes the file, as a script in an empty page, under the name `csv`."""
    esbuild = ROOT / "node_modules/.bin/esbuild"
    bundled = subprocess.run(
        [esbuild, ROOT / "admin/src/csv.ts", "--bundle", "--format=iife", "--global-name=csv"],
        capture_output=True,
        check=True,
        text=True,
    )
    page = browser.new_page()
    page.evaluate(bundled.stdout + "; window.csv = csv")
    yield page
    page.close()


def test_no_cell_begins_a_formula_wherever_a_spreadsheet_splits_the_file(page: Page) -> None:
    text = page.evaluate(REPORT, NAMES)
    assert text.startswith("\ufeff")
    lines = text[1:].splitlines(keepends=True)
    for separator in SEPARATORS:
        cells = [cell for row in csv.reader(lines, delimiter=separator) for cell in row]
        assert [cell for cell in cells if FORMULA.match(cell)] == []


def test_a_name_is_read_back_as_it_is_but_for_the_marks_that_disarm_it(page: Page) -> None:
    file = page.evaluate(REPORT, NAMES)[1:]
    _, _, *agents = csv.reader(re.findall(r"[^\r\n]*(?:\r\n|[\r\n])", file))
    assert [row[3].replace("'", "") for row in agents] == [name.replace("'", "") for name in NAMES]
    assert [row[2] for row in agents] == [row[3] for row in agents]
    harmless = [name for name in PAYLOADS if not re.match(r"\s*[=+\-@]", name)]
    assert [row[3] for row in agents if row[3] in harmless] == harmless
