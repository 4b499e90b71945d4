// The marks in the text: the browser paints them over what is drawn (CSS Custom Highlight API), so that no message is
// drawn anew for them. A browser without it shows a frame around the message that holds the match.
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { type FindState, type Match, type Span, spansOf } from "../find";
import type { Observed } from "../observable";
import { useObserved } from "./observe";

const TEXTS = ".bubble-text, .note-text";
const FOUND = "found";
const SHOWN = "found-now";

/** Brings the match that is shown into view, and marks all that are drawn. */
export function useFound(
  find: Observed<FindState>,
  { column, show }: { column: RefObject<HTMLElement>; show(entry: string): void },
): void {
  const state = useObserved(find);
  const shown = state.matches[state.at];
  useEffect(() => {
    if (shown) show(shown.entry);
  }, [shown?.entry, shown?.nth]);
  const marked = useRef(false);
  // After every drawing, because what is drawn changes while one scrolls; not where there is nothing to mark.
  useLayoutEffect(() => {
    if (column.current && (state.query || marked.current)) mark(column.current, state.query, shown);
    marked.current = state.query !== "";
  });
  useLayoutEffect(() => () => [FOUND, SHOWN].forEach((name) => void paint(name, [])), []);
}

function mark(column: HTMLElement, query: string, shown: Match | undefined): void {
  const ranges = query ? rangesIn(column, query) : new Map<string, Range[]>();
  const current = shown && ranges.get(shown.entry)?.at(shown.nth);
  paint(FOUND, [...ranges.values()].flat());
  paint(SHOWN, current ? [current] : []);
  for (const entry of column.querySelectorAll<HTMLElement>("[data-entry]")) {
    entry.toggleAttribute("data-found-now", entry.dataset.entry === shown?.entry);
  }
}

function rangesIn(column: HTMLElement, query: string): Map<string, Range[]> {
  const ranges = new Map<string, Range[]>();
  for (const entry of column.querySelectorAll<HTMLElement>("[data-entry]")) {
    const text = entry.querySelector(TEXTS);
    const spans = spansOf(text?.textContent ?? "", query);
    if (text && spans.length > 0) {
      ranges.set(
        entry.dataset.entry ?? "",
        spans.map((span) => rangeOf(text, span)),
      );
    }
  }
  return ranges;
}

/** Links part a text into several nodes. */
function rangeOf(text: Element, { start, end }: Span): Range {
  const range = document.createRange();
  const nodes = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let passed = 0;
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    const length = node.textContent?.length ?? 0;
    if (start >= passed && start < passed + length) range.setStart(node, start - passed);
    if (end > passed && end <= passed + length) range.setEnd(node, end - passed);
    passed += length;
  }
  return range;
}

function paint(name: string, ranges: readonly Range[]): void {
  if (typeof Highlight === "undefined" || !("highlights" in CSS)) return;
  if (ranges.length > 0) CSS.highlights.set(name, new Highlight(...ranges));
  else CSS.highlights.delete(name);
}
