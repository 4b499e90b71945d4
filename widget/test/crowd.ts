// A clock for thousands of clients at once, and the gate that all of them ask at.
import { ApiError, type Clock, type TimerId } from "../src/core/index";

declare const setImmediate: (action: () => void) => void;

/** From a page to a server. */
export const WAY_MS = 50;

export interface Limit {
  readonly rate: number;
  readonly burst: number;
}

export interface Load {
  requests: number;
  refused: number;
  /** In any second since the return. */
  peakPerSecond: number;
}

/** Timers by the millisecond: ten thousand clients have too many to sort. */
export class CrowdClock implements Clock {
  #now = 0;
  #next = 1;
  #state: number;
  readonly #due = new Map<number, Map<number, () => void>>();
  readonly #at = new Map<number, number>();

  constructor(seed: number) {
    this.#state = seed;
  }

  now = (): number => this.#now;
  elapsed = (): number => this.#now;

  /** mulberry32 */
  random = (): number => {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };

  setTimeout(action: () => void, ms: number): TimerId {
    const id = this.#next++;
    const at = Math.max(Math.ceil(this.#now + ms), this.#now + 1);
    const others = this.#due.get(at) ?? new Map<number, () => void>();
    this.#due.set(at, others.set(id, action));
    this.#at.set(id, at);
    return id as unknown as TimerId;
  }

  clearTimeout(id: TimerId): void {
    const at = this.#at.get(id as unknown as number);
    if (at === undefined) return;
    this.#at.delete(id as unknown as number);
    this.#due.get(at)?.delete(id as unknown as number);
  }

  async until(end: () => boolean, latest: number): Promise<void> {
    while (!end() && this.#now < latest) {
      this.#now += 1;
      const due = this.#due.get(this.#now);
      if (!due) continue;
      this.#due.delete(this.#now);
      for (const [id, action] of due) {
        this.#at.delete(id);
        action();
      }
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }
}

/** API Gateway's token bucket of one route, and what came since somebody began to count. */
export class Route {
  readonly #clock: Clock;
  readonly #limit: Limit;
  #tokens: number;
  #filled = 0;
  #perSecond = new Map<number, number>();
  #refused = 0;

  constructor(clock: Clock, limit: Limit) {
    this.#clock = clock;
    this.#limit = limit;
    this.#tokens = limit.burst;
  }

  countFromNow(): void {
    this.#perSecond = new Map();
    this.#refused = 0;
  }

  async request(): Promise<void> {
    const now = this.#clock.now();
    const { rate, burst } = this.#limit;
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#filled) / 1_000) * rate);
    this.#filled = now;
    const second = Math.floor(now / 1_000);
    this.#perSecond.set(second, (this.#perSecond.get(second) ?? 0) + 1);
    const taken = this.#tokens >= 1;
    if (taken) this.#tokens -= 1;
    else this.#refused += 1;
    await new Promise<void>((resolve) => this.#clock.setTimeout(resolve, 2 * WAY_MS));
    // API Gateway does not say when to come again.
    if (!taken) throw new ApiError({ status: 429, code: "http_429" });
  }

  get load(): Load {
    const each = [...this.#perSecond.values()];
    const requests = each.reduce((sum, number) => sum + number, 0);
    return { requests, refused: this.#refused, peakPerSecond: Math.max(0, ...each) };
  }
}
