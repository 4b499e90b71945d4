// How long to wait before trying again: full jitter, so that clients cut off together do not return together.
import { Alarm, type Clock } from "./clock";
import type { Surroundings } from "./surroundings";

const BASE_MS = 1_000;

export class Backoff {
  readonly #clock: Clock;
  readonly #limitMs: number;
  #attempt = 0;

  constructor(clock: Clock, limitMs: number) {
    this.#clock = clock;
    this.#limitMs = limitMs;
  }

  reset(): void {
    this.#attempt = 0;
  }

  /** The next wait; never shorter than what the server asked for by Retry-After (in seconds). */
  next(retryAfter: number | null = null): number {
    const ceiling = Math.min(this.#limitMs, BASE_MS * 2 ** this.#attempt);
    this.#attempt = Math.min(this.#attempt + 1, 16);
    const jittered = ceiling * (0.25 + 0.75 * this.#clock.random());
    return retryAfter === null ? jittered : retryAfter * 1_000 + this.#clock.random() * BASE_MS;
  }
}

/** The gate lets ten thousand sign in this time; test/outage.test.ts holds both together. */
const CROWD_MS = 12_000;

/** The wait of who was turned away for the crowd: everybody comes again at a time of their own. */
export function inTheCrowd(clock: Clock): number {
  return CROWD_MS * clock.random();
}

/** Of a page among thousands: others go first, while nobody looks. */
export class Patience {
  readonly #clock: Clock;
  readonly #surroundings: Surroundings;
  readonly #ends = new Set<() => void>();

  constructor(clock: Clock, surroundings: Surroundings) {
    this.#clock = clock;
    this.#surroundings = surroundings;
  }

  /** Resolves at a time of our own, or when somebody looks. */
  turn(): Promise<void> {
    if (this.#surroundings.visible()) return Promise.resolve();
    return new Promise((go) => {
      const alarm = new Alarm(this.#clock);
      const forget = this.#surroundings.onChange((change) => change === "visible" && end());
      const end = () => {
        forget();
        alarm.clear();
        this.#ends.delete(end);
        go();
      };
      this.#ends.add(end);
      alarm.set(inTheCrowd(this.#clock), end);
    });
  }

  /** Nobody waits any longer. */
  end(): void {
    for (const end of [...this.#ends]) end();
  }
}

/** A steady interval, a little uneven and never longer than named. */
export function uneven(clock: Clock, ms: number): number {
  return ms * (0.85 + 0.15 * clock.random());
}
