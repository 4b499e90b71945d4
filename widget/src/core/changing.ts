// Which messages may still be changed by their author, so that catching up asks for them again.
import type { Clock } from "./clock";
import type { Timeline } from "./timeline";
import type { ChatSnapshot } from "./types";

/** The server's ten minutes, and one for clocks that differ and reads that are behind. */
const CHANGEABLE_MS = 11 * 60_000;

export class Changing {
  readonly #timeline: Timeline;
  readonly #clock: Clock;
  /** The newest message there was, and when by a clock that nobody can set. */
  #marks: { at: number; seq: number }[] = [];
  #settled = 0;

  constructor(timeline: Timeline, clock: Clock) {
    this.#timeline = timeline;
    this.#clock = clock;
  }

  /** Ask for what comes after this seq: everything up to it is held as it will stay. */
  get after(): number {
    const { start, contiguous } = this.#timeline;
    return Math.min(contiguous, Math.max(this.#settled, start - 1));
  }

  /** Before asking: what will be settled once everything after `after` has been told. */
  ripe(): number {
    const now = this.#clock.elapsed();
    const { messages } = this.#timeline;
    const last = messages.at(-1);
    if (last && last.seq > (this.#marks.at(-1)?.seq ?? 0)) this.#marks.push({ at: now, seq: last.seq });
    // Held for so long, or written so long before another that is held: by the server's times alone.
    const old = this.#marks.filter(({ at }) => now - at >= CHANGEABLE_MS).at(-1)?.seq ?? 0;
    return Math.max(old, writtenLongBefore(messages, last?.created_at));
  }

  settle(seq: number): void {
    this.#settled = Math.max(this.#settled, seq);
    this.#marks = this.#marks.filter((mark) => mark.seq > this.#settled);
  }

  /** The chat was erased. */
  forget(): void {
    this.#marks = [];
    this.#settled = 0;
  }

  /** Takes in a snapshot, asked for when `ripe` was; false where it begins too late to tell of every change. */
  opened({ messages }: ChatSnapshot, ripe: number): boolean {
    const whole = (messages[0]?.seq ?? 1) - 1 <= this.after;
    if (whole) this.settle(Math.max(ripe, writtenLongBefore(messages, messages.at(-1)?.created_at)));
    return whole;
  }
}

function writtenLongBefore(messages: ChatSnapshot["messages"], at = ""): number {
  const until = Date.parse(at) - CHANGEABLE_MS;
  return messages.filter(({ created_at }) => Date.parse(created_at) <= until).at(-1)?.seq ?? 0;
}
