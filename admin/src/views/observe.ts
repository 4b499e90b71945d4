// Hooks that let a view follow an observed value, and the minute.
import { useEffect, useReducer, useState } from "preact/hooks";
import type { Observed } from "../observable";

export function useObserved<State>(source: Observed<State>): State {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    redraw(undefined);
    return source.subscribe(() => redraw(undefined));
  }, [source]);
  return source.getState();
}

const TICK_MS = 20_000;

const followers = new Set<() => void>();
let timer = 0;

/** One timer for all times on the page, so that "2 min. ago" is never older than it says. */
function followMinute(follower: () => void): () => void {
  if (followers.size === 0) {
    timer = window.setInterval(tick, TICK_MS);
    document.addEventListener("visibilitychange", tick);
  }
  followers.add(follower);
  return () => {
    followers.delete(follower);
    if (followers.size > 0) return;
    window.clearInterval(timer);
    document.removeEventListener("visibilitychange", tick);
  };
}

function tick(): void {
  for (const follower of followers) follower();
}

export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => followMinute(() => setNow(Date.now())), []);
  return now;
}
