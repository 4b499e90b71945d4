// A long list of equal rows: only those in view exist, the place stays while rows move, and any row can be focused.
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { movedBy, type Range } from "../windowing";

/** Before the first row has been measured. */
const ROW_PX = 82;
const AROUND = 8;
const FIRST_DRAWN: Range = { start: 0, end: 24 };

export interface RowWindow {
  list: RefObject<HTMLUListElement>;
  rowHeight: number;
  range: Range;
  /** Brings a row into view and gives it the focus. */
  focus(index: number): void;
  rowsInView: number;
}

export function useRowWindow(ids: readonly string[]): RowWindow {
  const list = useRef<HTMLUListElement>(null);
  const drawn = useRef<{ ids: readonly string[]; inView: Range }>({ ids, inView: FIRST_DRAWN });
  const wanted = useRef<string | null>(null);
  const [rowHeight, setRowHeight] = useState(ROW_PX);
  const [range, setRange] = useState(FIRST_DRAWN);

  const look = () => {
    const view = list.current?.parentElement;
    if (!view) return;
    const inView = rowsBetween(view.scrollTop, view.clientHeight, rowHeight);
    drawn.current.inView = inView;
    const [start, end] = [Math.max(0, inView.start - AROUND), inView.end + AROUND];
    setRange((now) => (now.start === start && now.end === end ? now : { start, end }));
  };

  useLayoutEffect(() => {
    const row = list.current?.querySelector("li");
    const height = row?.getBoundingClientRect().height ?? 0;
    if (height > 0 && Math.abs(height - rowHeight) > 0.1) setRowHeight(height);
  });

  useLayoutEffect(() => {
    const view = list.current?.parentElement;
    const before = drawn.current;
    // At the top people want to see what arrives; anywhere else, what they are reading.
    if (view && before.ids !== ids && view.scrollTop > rowHeight / 2) {
      view.scrollTop += movedBy(before.ids, ids, before.inView) * rowHeight;
    }
    drawn.current = { ...before, ids };
    look();
  }, [ids, rowHeight]);

  useLayoutEffect(() => {
    const row = wanted.current && list.current?.querySelector<HTMLElement>(linkTo(wanted.current));
    if (!row) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  });

  useEffect(() => {
    const view = list.current?.parentElement;
    if (!view) return;
    const resized = new ResizeObserver(look);
    resized.observe(view);
    view.addEventListener("scroll", look, { passive: true });
    return () => {
      resized.disconnect();
      view.removeEventListener("scroll", look);
    };
  }, [rowHeight]);

  const focus = (index: number) => {
    const view = list.current?.parentElement;
    const id = ids[index];
    if (!view || id === undefined) return;
    const top = index * rowHeight + (list.current?.offsetTop ?? 0);
    if (top < view.scrollTop) view.scrollTop = top;
    else if (top + rowHeight > view.scrollTop + view.clientHeight) {
      view.scrollTop = top + rowHeight - view.clientHeight;
    }
    const row = list.current?.querySelector<HTMLElement>(linkTo(id));
    if (row) row.focus({ preventScroll: true });
    else wanted.current = id;
    look();
  };

  const rowsInView = Math.max(1, drawn.current.inView.end - drawn.current.inView.start - 1);
  return { list, rowHeight, range, focus, rowsInView };
}

function rowsBetween(top: number, height: number, rowHeight: number): Range {
  return { start: Math.floor(top / rowHeight), end: Math.ceil((top + height) / rowHeight) };
}

export function linkTo(chatId: string): string {
  return `a[data-chat-id="${CSS.escape(chatId)}"]`;
}
