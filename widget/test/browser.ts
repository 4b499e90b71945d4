// A browser with tabs: one storage, locks and storage events between them, and tabs that end without a word.
import type { Clock, Shelf } from "../src/core/index";
import type { Locks } from "../src/core/turns";

export interface Tab {
  readonly shelf: Shelf;
  /** From one moment to the next nothing of this tab runs any more. */
  crash(): void;
}

interface Waiting {
  readonly tab: object;
  readonly run: () => void;
}

export class FakeBrowser {
  readonly entries = new Map<string, string>();
  readonly writes: string[] = [];
  /** No Web Locks, as on a page without https. */
  lockless = false;
  full = false;
  blocked = false;
  /** How long at most until another tab is told of a change. */
  slowness = 20;
  readonly #clock: Clock;
  readonly #tabs = new Map<object, Set<(key: string | null) => void>>();
  readonly #queues = new Map<string, Waiting[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Changes in one tab are told to the others a moment later. */
  tab(): Tab {
    const tab = {};
    const listeners = new Set<(key: string | null) => void>();
    this.#tabs.set(tab, listeners);
    return {
      shelf: {
        storage: this.#storage(tab),
        locks: this.lockless ? null : this.#locks(tab),
        onChange: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
      crash: () => {
        this.#tabs.delete(tab);
        for (const name of this.#queues.keys()) this.#leave(name, (waiting) => waiting.tab === tab);
      },
    };
  }

  #storage(tab: object): Shelf["storage"] {
    const { entries } = this;
    const open = <T>(answer: () => T): T => {
      if (this.blocked) throw new DOMException("blocked", "SecurityError");
      return answer();
    };
    return {
      get length() {
        return open(() => entries.size);
      },
      key: (at) => open(() => [...entries.keys()][at] ?? null),
      getItem: (key) => open(() => entries.get(key) ?? null),
      setItem: (key, value) =>
        open(() => {
          if (this.full) throw new DOMException("full", "QuotaExceededError");
          this.#change(tab, key, value);
        }),
      removeItem: (key) => open(() => this.#change(tab, key, null)),
    };
  }

  #change(tab: object, key: string, value: string | null): void {
    if (!this.#tabs.has(tab) || (this.entries.get(key) ?? null) === value) return;
    this.writes.push(key);
    if (value === null) this.entries.delete(key);
    else this.entries.set(key, value);
    for (const [other, listeners] of this.#tabs) {
      if (other === tab) continue;
      this.#clock.setTimeout(() => {
        for (const listener of [...listeners]) listener(key);
      }, this.#clock.random() * this.slowness);
    }
  }

  #locks(tab: object): Locks {
    return {
      request: (name, action) =>
        new Promise((resolve, reject) => {
          const run = () => {
            void Promise.resolve()
              .then(action)
              .then(resolve, reject)
              .finally(() => this.#leave(name, (waiting) => waiting === mine));
          };
          const mine = { tab, run };
          const queue = this.#queues.get(name) ?? [];
          this.#queues.set(name, [...queue, mine]);
          if (queue.length === 0) run();
        }),
    };
  }

  /** These places in the queue, first or not, are free. */
  #leave(name: string, free: (waiting: Waiting) => boolean): void {
    const queue = this.#queues.get(name) ?? [];
    const rest = queue.filter((waiting) => !free(waiting));
    this.#queues.set(name, rest);
    if (rest[0] && rest[0] !== queue[0]) rest[0].run();
  }
}
