"""axe-core, run in the page as it is shown now."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.template import ROOT

AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text()
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (tags) => {
  const moving = (document.querySelector('support-chat')?.shadowRoot ?? document).getAnimations()
    .filter(({effect}) => effect.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(moving.map(({finished}) => finished));
  const {violations} = await axe.run(document, {runOnly: tags, resultTypes: ['violations']});
  return violations.flatMap(({id, nodes}) => nodes.map(({target, failureSummary}) =>
    `${id}: ${target.flat().join(' ')} ${failureSummary}`));
}"""


def violations(page: Page) -> list[str]:
    """What axe has to say against the page, a widget's shadow tree included, when no animation runs."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN, STANDARDS)
    return found
