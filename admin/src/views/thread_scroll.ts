// Keeps a conversation where its reader is: at the end while they follow it, at a message while they read back. Only
// the blocks in view are drawn; what is above and below them is room of the height they had, or will have.
import type { RefObject } from "preact";
import { type MutableRef, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Block, estimatedHeight } from "../blocks";
import { at, offsetsOf, type Range, rangeBetween } from "../windowing";

const AT_END_PX = 48;
const NEAR_TOP_PX = 240;
const AROUND_PX = 900;
const FIRST_VIEW_PX = 1_200;

interface ThreadScrollOptions {
  blocks: readonly Block[];
  /** The seq of the oldest message that is held, and of the newest. */
  first: number;
  last: number;
  /** The newest message on its way from here. */
  sending: string | null;
  canLoadOlder: boolean;
  loadOlder(): void;
}

/** The message the reader looks at, how far below the top edge it stands, and how deep in its block. */
interface Anchor {
  entry: string;
  below: number;
  depth: number;
}

interface Place {
  following: boolean;
  anchor: Anchor | null;
}

export function useThreadScroll(options: ThreadScrollOptions) {
  const { blocks, last, sending } = options;
  const viewport = useRef<HTMLDivElement>(null);
  const column = useRef<HTMLDivElement>(null);
  const heights = useRef(new Map<string, number>());
  const place = useRef<Place>({ following: true, anchor: null });
  const sent = useRef(sending);
  const [, redraw] = useState(0);
  const [away, setAway] = useState(false);
  const loadNearTop = useOlderNearTop(viewport, place, options);
  const lastSeen = useRef(last);

  if (sending !== null && sending !== sent.current) place.current = { following: true, anchor: null };
  sent.current = sending;
  const laidOut = () => layout(blocks, heights.current, place.current, viewport.current, column.current);
  const { range, padding } = laidOut();

  useLayoutEffect(() => {
    const view = viewport.current;
    if (!view) return;
    const grown = measure(column.current, heights.current);
    if (place.current.following) view.scrollTop = view.scrollHeight;
    else place.current.anchor = restored(view, place.current.anchor);
    if (place.current.following) lastSeen.current = last;
    // What was guessed is known now: perhaps more, or less, is in view than was drawn. Not so with most new messages.
    if (grown && differ(laidOut(), { range, padding })) redraw((count) => count + 1);
  });

  useEffect(() => whenResized(viewport.current, place, () => redraw((count) => count + 1)), []);

  const onScroll = () => {
    const view = viewport.current;
    if (!view) return;
    const following = view.scrollHeight - view.scrollTop - view.clientHeight < AT_END_PX;
    place.current = { following, anchor: following ? null : anchorIn(view) };
    setAway(!following);
    if (following) lastSeen.current = last;
    const next = laidOut().range;
    if (next.start < range.start || next.end > range.end) redraw((count) => count + 1);
    loadNearTop();
  };

  /** Brings a message into view, wherever it is, a third of the way down. */
  const show = (entry: string) => {
    place.current = { following: false, anchor: { entry, below: heightOf(viewport.current) / 3, depth: 0 } };
    setAway(overflows(viewport.current));
    redraw((count) => count + 1);
  };

  const toLatest = () => {
    place.current = { following: true, anchor: null };
    setAway(false);
    redraw((count) => count + 1);
  };

  return {
    viewport,
    column,
    range,
    padding,
    onScroll,
    toLatest,
    show,
    away,
    unseen: place.current.following ? 0 : Math.max(0, last - lastSeen.current),
  };
}

/** Fetches the page above while its reader is near the top; the function looks whether they are. */
function useOlderNearTop(
  viewport: RefObject<HTMLElement>,
  place: MutableRef<Place>,
  { first, canLoadOlder, loadOlder }: ThreadScrollOptions,
): () => void {
  const askedAbove = useRef(0);
  const look = () => {
    const view = viewport.current;
    if (!view || !canLoadOlder || place.current.following || view.scrollTop >= NEAR_TOP_PX) return;
    askedAbove.current = first;
    loadOlder();
  };
  // Who scrolled on while a page was on its way is near the top again when it has come, and scrolls no more. Not after
  // a failure: that waits for a hand.
  useEffect(() => {
    if (first !== askedAbove.current) look();
  }, [first, canLoadOlder]);
  return look;
}

function heightOf(view: HTMLElement | null): number {
  return view?.clientHeight || FIRST_VIEW_PX;
}

/** Whether there is an end to be away from. */
function overflows(view: HTMLElement | null): boolean {
  return view !== null && view.scrollHeight - view.clientHeight >= AT_END_PX;
}

/** The composer grows, a keyboard opens, the window shrinks: whoever was at the end stays there. */
function whenResized(view: HTMLElement | null, place: { current: Place }, redraw: () => void) {
  if (!view) return;
  const observer = new ResizeObserver(() => {
    if (place.current.following) view.scrollTop = view.scrollHeight;
    redraw();
  });
  observer.observe(view);
  return () => observer.disconnect();
}

interface Layout {
  range: Range;
  padding: string;
}

/** What is to be drawn, and the room above and below it. */
function layout(
  blocks: readonly Block[],
  heights: ReadonlyMap<string, number>,
  place: Place,
  view: HTMLElement | null,
  column: HTMLElement | null,
): Layout {
  const offsets = offsetsOf(blocks.map((block) => heights.get(block.key) ?? estimatedHeight(block)));
  const range = rangeInView(blocks, offsets, place, view, column);
  const below = at(offsets, blocks.length) - at(offsets, range.end);
  return { range, padding: `${at(offsets, range.start)}px ${below}px` };
}

function differ(one: Layout, other: Layout): boolean {
  const { start, end } = one.range;
  return one.padding !== other.padding || start !== other.range.start || end !== other.range.end;
}

function rangeInView(
  blocks: readonly Block[],
  offsets: Float64Array,
  { following, anchor }: Place,
  view: HTMLElement | null,
  column: HTMLElement | null,
): Range {
  const height = heightOf(view);
  const holder = anchor ? blocks.findIndex((block) => block.keys.includes(anchor.entry)) : -1;
  let top = (view?.scrollTop ?? 0) - (column?.offsetTop ?? 0);
  if (following) top = at(offsets, blocks.length) - height;
  // By the reader's message where there is one: earlier messages that came in above move everything else.
  else if (anchor && holder >= 0) top = at(offsets, holder) + anchor.depth - anchor.below;
  return rangeBetween(offsets, top - AROUND_PX, top + height + AROUND_PX);
}

/** Takes down how tall each drawn block is; true where one is not as it was thought to be. */
function measure(column: HTMLElement | null, heights: Map<string, number>): boolean {
  let changed = false;
  for (const block of column?.querySelectorAll<HTMLElement>("[data-block]") ?? []) {
    const key = block.dataset.block ?? "";
    const height = block.getBoundingClientRect().height;
    if (Math.abs((heights.get(key) ?? 0) - height) < 0.5) continue;
    heights.set(key, height);
    changed = true;
  }
  return changed;
}

function anchorIn(view: HTMLElement): Anchor | null {
  const edge = view.getBoundingClientRect().top;
  for (const entry of view.querySelectorAll<HTMLElement>("[data-entry]")) {
    const { top, bottom } = entry.getBoundingClientRect();
    if (bottom <= edge) continue;
    // The scrollbar was dragged to where nothing is drawn yet: what is far away holds no place.
    if (top - edge > view.clientHeight) return null;
    const blockTop = entry.closest("[data-block]")?.getBoundingClientRect().top ?? top;
    return { entry: entry.dataset.entry ?? "", below: top - edge, depth: top - blockTop };
  }
  return null;
}

/** Puts the reader's message where it was; where it is not drawn, whatever is in view holds the place from now on. */
function restored(view: HTMLElement, anchor: Anchor | null): Anchor | null {
  const entry = anchor && view.querySelector(`[data-entry="${CSS.escape(anchor.entry)}"]`);
  if (!entry) return anchorIn(view);
  const moved = entry.getBoundingClientRect().top - view.getBoundingClientRect().top - anchor.below;
  // Not for fractions of a pixel: each write would be another scroll event.
  if (Math.abs(moved) >= 1) view.scrollTop += moved;
  return anchor;
}
