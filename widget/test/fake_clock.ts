// A clock that moves when a test says so, with every timer and promise that falls due.
import type { Clock, TimerId } from "../src/core/index";

declare const setImmediate: (action: () => void) => void;

/** Lets everything that is only waiting for promises happen. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export class FakeClock implements Clock {
  #now = 1_000_000;
  #next = 1;
  readonly #timers = new Map<number, { at: number; action: () => void }>();
  chance: () => number = () => 0.5;

  #shift = 0;

  elapsed = (): number => this.#now;
  now = (): number => this.#now + this.#shift;
  random = (): number => this.chance();

  setTimeout(action: () => void, ms: number): TimerId {
    const id = this.#next++;
    this.#timers.set(id, { at: this.#now + Math.max(0, ms), action });
    return id as unknown as TimerId;
  }

  clearTimeout(id: TimerId): void {
    this.#timers.delete(id as unknown as number);
  }

  /** Somebody sets the device's clock; timers do not notice. */
  shift(ms: number): void {
    this.#shift += ms;
  }

  get pending(): number {
    return this.#timers.size;
  }

  /** Runs every timer that falls due, in order, with what each sets off. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settled();
    for (;;) {
      const due = [...this.#timers].filter(([, timer]) => timer.at <= until);
      const next = due.sort(([, a], [, b]) => a.at - b.at)[0];
      if (!next) break;
      this.#timers.delete(next[0]);
      this.#now = Math.max(this.#now, next[1].at);
      next[1].action();
      await settled();
    }
    this.#now = until;
  }
}
