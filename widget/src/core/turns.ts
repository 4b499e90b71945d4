// One tab at a time: by Web Locks where there are, else (pages without https) by a lease in the storage.
import { Alarm, type Clock } from "./clock";
import type { Shelf } from "./outbox_storage";
import { uuid } from "./uuid";

/** Longer than the longest request with its token, so that only a tab that is gone loses its lease. */
const LEASE_MS = 60_000;
/** Two tabs that wrote at once both see who was last. */
const SETTLE_MS = 50;
const LOOK_AGAIN_MS = 250;

/** What is used of `navigator.locks`. */
export interface Locks {
  request(name: string, action: () => Promise<void>): Promise<unknown>;
}

/**
 * Spares double requests, and no more: were two tabs to send at once, both would send the same first message
 * under the same id, and the server would take it once.
 */
export class Turns {
  readonly #shelf: Shelf;
  readonly #name: string;
  readonly #clock: Clock;
  readonly #alarm: Alarm;
  readonly #me = uuid();

  constructor(shelf: Shelf, name: string, clock: Clock) {
    this.#shelf = shelf;
    this.#name = name;
    this.#clock = clock;
    this.#alarm = new Alarm(clock);
  }

  async take(action: () => Promise<void>): Promise<void> {
    const { locks } = this.#shelf;
    if (locks === null) return this.#lease(action);
    let taken = false;
    try {
      await locks.request(this.#name, () => {
        taken = true;
        return action();
      });
    } catch {
      // A page that is going away, or a browser that forbids locks too, gets none.
      if (!taken) await action();
    }
  }

  /** Waiting ends; whoever has the turn keeps it to the end of the action. */
  stop(): void {
    if (!this.#alarm.pending) return;
    this.#alarm.clear();
    this.#giveBack();
  }

  async #lease(action: () => Promise<void>): Promise<void> {
    try {
      while (!this.#mine) {
        if (this.#taken) await this.#wait(LOOK_AGAIN_MS);
        else {
          this.#shelf.storage.setItem(this.#name, `${this.#clock.now() + LEASE_MS} ${this.#me}`);
          await this.#wait(SETTLE_MS);
        }
      }
    } catch {
      // Nothing can be written: nobody else can have it either.
    }
    await action();
    this.#giveBack();
  }

  get #held(): string {
    return this.#shelf.storage.getItem(this.#name) ?? "";
  }

  get #mine(): boolean {
    return this.#held.endsWith(this.#me);
  }

  /** A lease further off than any lease goes was written by a clock that has been set back since. */
  get #taken(): boolean {
    const left = Number.parseInt(this.#held, 10) - this.#clock.now();
    return left > 0 && left <= LEASE_MS;
  }

  #giveBack(): void {
    try {
      if (this.#mine) this.#shelf.storage.removeItem(this.#name);
    } catch {
      // It runs out by itself.
    }
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.#alarm.set(ms * (1 + this.#clock.random()), resolve));
  }
}
