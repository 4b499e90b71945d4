// How many chats each list has, as the server counts them: asked at intervals, and soon after something changed. No DOM.
import { Alarm, type Clock } from "@support-chat/widget/core";
import type { Filter } from "./lists";
import { Observable } from "./observable";

export interface Count {
  readonly count: number;
  /** At least so many. */
  readonly capped: boolean;
}

export type Counts = Readonly<Record<Exclude<Filter, "all">, Count>>;

const SOON_MS = 300;
const AT_MOST_EVERY_MS = 2_000;

export class ListCounts extends Observable<Counts | null> {
  readonly #ask: () => Promise<Counts>;
  readonly #clock: Clock;
  readonly #next: Alarm;
  #asking: Promise<void> | null = null;
  #again = false;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(ask: () => Promise<Counts>, clock: Clock) {
    super(null);
    this.#ask = ask;
    this.#clock = clock;
    this.#next = new Alarm(clock);
  }

  /** What fails is tried again with the next poll, and the list says that the server is out of reach. */
  refresh(): Promise<void> {
    this.#next.clear();
    if (this.#asking) {
      this.#again = true;
      return this.#asking;
    }
    this.#askedAt = this.#clock.now();
    this.#asking = this.#ask()
      .then(
        (counts) => this.become(counts),
        () => {},
      )
      .finally(() => {
        this.#asking = null;
        if (this.#again) this.soon();
        this.#again = false;
      });
    return this.#asking;
  }

  /** A burst is counted once, and what begins while an answer is under way is counted after it. */
  soon(): void {
    if (this.#next.pending) return;
    const wait = Math.max(SOON_MS, this.#askedAt + AT_MOST_EVERY_MS - this.#clock.now());
    this.#next.set(wait, () => void this.refresh());
  }

  stop(): void {
    this.#again = false;
    this.#next.clear();
  }
}
