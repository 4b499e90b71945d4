// How long to wait before trying again: full jitter, so that clients cut off together do not return together.
import type { Clock } from "./clock";

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

/** A steady interval, a little uneven and never longer than named. */
export function uneven(clock: Clock, ms: number): number {
  return ms * (0.85 + 0.15 * clock.random());
}
