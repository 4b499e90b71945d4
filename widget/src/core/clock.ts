// Time and chance as arguments, so that every wait in the core can be driven by a test.

export type TimerId = ReturnType<typeof setTimeout>;

export interface Clock {
  now(): number;
  /** Milliseconds since some moment: unlike `now`, nobody sets it. It may stand still while the device sleeps. */
  elapsed(): number;
  setTimeout(action: () => void, ms: number): TimerId;
  clearTimeout(id: TimerId): void;
  /** In [0, 1). */
  random(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  setTimeout: (action, ms) => setTimeout(action, ms),
  clearTimeout: (id) => clearTimeout(id),
  random: () => Math.random(),
};

/** One timer with one owner: setting it again replaces it, and nothing is left after clear(). */
export class Alarm {
  readonly #clock: Clock;
  #id: TimerId | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get pending(): boolean {
    return this.#id !== null;
  }

  set(ms: number, action: () => void): void {
    this.clear();
    this.#id = this.#clock.setTimeout(() => {
      this.#id = null;
      action();
    }, ms);
  }

  clear(): void {
    if (this.#id !== null) this.#clock.clearTimeout(this.#id);
    this.#id = null;
  }
}
