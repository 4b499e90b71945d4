"""Five thousand chats: the first list stands soon, a thousand scroll smoothly, and nothing moves under the reader."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median, quantiles

import pytest
from local.stack import LocalStack
from playwright.sync_api import Page, expect

from tests.e2e.conftest import AT_ONCE, OpenDashboard, Tell
from tests.e2e.many_chats import forget_chats, seed_chats
from tests.people import eventually, new_customer

MANY = 5_000
SCROLLED = 1_000
ROUNDS = 3  # the machine is busy, too: what the dashboard costs it costs each time
FIRST_LIST_MS = 1_000
FRAME_MS = 1_000 / 60
# The browser's clock is coarse, and a frame that comes on time may be told as 17 ms.
ON_TIME_MS = FRAME_MS + 1.5
LEFT_BEHIND_KB = 1_500  # a view that kept what it had drawn would keep 25 MB
NODES = 2_000
ROWS_DRAWN = 40
SCREEN = {"width": 1280, "height": 800}
# From the moment the list is asked for until a row of it has been painted.
FIRST_ROW = """(() => {
  window.firstRowAt = new Promise(painted => {
    const seen = new MutationObserver(() => {
      if (!document.querySelector('a[data-chat-id]')) return
      seen.disconnect()
      requestAnimationFrame(() => setTimeout(() => painted(performance.now())))
    })
    seen.observe(document, {childList: true, subtree: true})
  })
})()"""
LIST_TOOK = """async () => {
  const painted = await window.firstRowAt
  const asked = performance.getEntriesByType('resource').filter(({name}) => /\\/admin\\/chats(\\?|$)/.test(name))
  return painted - Math.min(...asked.map(({startTime}) => startTime))
}"""
# A steady hand: as far in each frame as a wheel goes in a quick turn; how long each frame took, in ms.
SCROLL = """view => new Promise(done => {
  const frames = []
  let before = null
  const step = (now) => {
    if (before !== null) frames.push(now - before)
    before = now
    const from = view.scrollTop
    view.scrollTop += 120
    if (view.scrollTop === from) done(frames)
    else requestAnimationFrame(step)
  }
  view.scrollTop = 0
  requestAnimationFrame(step)
})"""
REQUESTED = "() => performance.getEntriesByType('resource').filter(({ name }) => name.includes('/admin/chats')).length"
IN_THE_MIDDLE = """view => {
  const { top, height } = view.getBoundingClientRect()
  const offset = row => row.getBoundingClientRect().top - top - height / 2
  return [...view.querySelectorAll('a[data-chat-id]')].find(row => Math.abs(offset(row)) < height / 4)?.dataset.chatId
}"""
TOP = "element => element.getBoundingClientRect().top"


pytestmark = pytest.mark.usefixtures("five_thousand_chats")


@pytest.fixture(scope="module")
def five_thousand_chats(stack: LocalStack) -> Iterator[None]:
    chats = seed_chats(stack, MANY)
    yield
    forget_chats(stack, chats)


def test_the_first_list_of_five_thousand_chats_is_there_within_a_second(dashboard: OpenDashboard, tell: Tell) -> None:
    took: list[float] = []
    for _ in range(ROUNDS):
        page = dashboard(script=FIRST_ROW, viewport=SCREEN).page
        took.append(page.evaluate(LIST_TOOK))
        page.close()
    tell(f"first list of {MANY} chats, from request to picture: {', '.join(f'{ms:.0f}' for ms in sorted(took))} ms")
    assert min(took) <= FIRST_LIST_MS


def test_a_thousand_chats_scroll_without_missing_a_frame_and_leave_nothing_behind(
    dashboard: OpenDashboard, tell: Tell
) -> None:
    agents = dashboard(viewport=SCREEN).connected()
    page = agents.page
    expect(page.locator("a[data-chat-id]").first).to_be_visible()
    agents.scroll_list(SCROLLED)
    body = page.locator(".inbox-body")
    before = heap(page)
    rounds = [body.evaluate(SCROLL) for _ in range(ROUNDS)]
    grown = heap(page) - before
    best = min(rounds, key=lambda frames: quantiles(frames, n=20)[-1])
    on_time = sum(frame <= ON_TIME_MS for frame in best) / len(best)
    nodes: int = page.evaluate("document.querySelectorAll('*').length")
    tell(
        f"scrolling through {SCROLLED} chats: {1000 / median(best):.0f} frames a second, {on_time:.0%} of the frames "
        f"on time, one in twenty over {quantiles(best, n=20)[-1]:.0f} ms; {before / 1024:.1f} MB, and {grown:.0f} KB "
        f"more after {ROUNDS} times; {nodes} elements"
    )
    assert median(best) <= ON_TIME_MS
    assert grown <= LEFT_BEHIND_KB
    assert nodes <= NODES


def test_the_list_shows_soon_draws_what_is_in_view_and_moves_nothing_under_the_reader(
    stack: LocalStack, dashboard: OpenDashboard
) -> None:
    agents = dashboard(viewport=SCREEN).connected()
    page = agents.page
    rows = page.locator("a[data-chat-id]")
    expect(rows.first).to_be_visible()
    assert page.evaluate(REQUESTED) <= 2, "the first list is one page, however many chats there are"
    for _ in range(3):
        before = agents.rows_loaded()
        scroll(page, 1_000_000)
        eventually(agents.rows_loaded, lambda n, before=before: n > before, within=60, what="another page")
    assert rows.count() <= ROWS_DRAWN
    scroll(page, 4_000)
    body = page.locator(".inbox-body")
    # For a moment after a leap nothing is there.
    read_now = eventually(lambda: body.evaluate(IN_THE_MIDDLE), bool, what="a row in the middle")
    reading = page.locator(f"a[data-chat-id='{read_now}']")
    expect(reading).to_be_in_viewport()
    stood = reading.evaluate(TOP)
    count = agents.rows_loaded()
    customer = new_customer(stack)
    customer.say("A new chat on top")
    eventually(agents.rows_loaded, lambda n: n > count, within=AT_ONCE / 1000, what="the new chat")
    assert abs(reading.evaluate(TOP) - stood) <= 1
    scroll(page, 0)
    expect(agents.row(customer)).to_be_in_viewport()


def scroll(page: Page, to: int) -> None:
    page.locator(".inbox-body").evaluate("(list, to) => { list.scrollTop = to }", to)


def heap(page: Page) -> float:
    """What is still reachable, in KB."""
    browser = page.context.new_cdp_session(page)
    browser.send("Performance.enable")
    for _ in range(3):  # what one collection finalises the next one frees
        browser.send("HeapProfiler.collectGarbage")
    metrics = {metric["name"]: metric["value"] for metric in browser.send("Performance.getMetrics")["metrics"]}
    browser.detach()
    return float(metrics["JSHeapUsedSize"]) / 1024
