// When to ask the server what we missed: at once, for a gap, and every few seconds; one question at a time.
import { ApiError } from "./api";
import { Backoff, inTheCrowd, uneven } from "./backoff";
import { Alarm, type Clock } from "./clock";

const POLL_MS = 5_000;
/** While connected, or unwatched: a lost event or a half-open socket is found by then. */
const SLOW_POLL_MS = 30_000;
const LONGEST_WAIT_MS = 15_000;
/** A missing message is usually the next event: give it a moment before fetching. */
const GAP_WAIT_MS = 250;
/** An announced message that the server does not deliver this often is not waited for any longer. */
const GAP_ATTEMPTS = 5;

export interface ReconcilerOptions {
  readonly clock: Clock;
  /** `reopen`: by a whole snapshot, not only what came after the last message held. */
  readonly fetch: (reopen: boolean) => Promise<void>;
  readonly hasGap: () => boolean;
  readonly giveUpGap: () => void;
  /** Nothing but asking brings messages, and somebody looks. */
  readonly hurried: () => boolean;
  readonly onError: (error: ApiError) => void;
}

export class Reconciler {
  readonly #options: ReconcilerOptions;
  readonly #pollAlarm: Alarm;
  readonly #gapAlarm: Alarm;
  readonly #backoff: Backoff;
  #running = false;
  #reopen = false;
  #again = false;
  #current: Promise<void> | null = null;
  #gapAttempts = 0;

  constructor(options: ReconcilerOptions) {
    this.#options = options;
    this.#pollAlarm = new Alarm(options.clock);
    this.#gapAlarm = new Alarm(options.clock);
    this.#backoff = new Backoff(options.clock, LONGEST_WAIT_MS);
  }

  run(): void {
    this.#running = true;
  }

  pause(): void {
    this.#running = false;
    this.#pollAlarm.clear();
    this.#gapAlarm.clear();
  }

  /** Resolves when an answer that was asked for after this call has been taken in, or failed. */
  now(reopen = false): Promise<void> {
    if (!this.#running) return Promise.resolve();
    this.#reopen ||= reopen;
    if (this.#current) {
      // The question under way may have been asked too early: ask another after it.
      this.#again = true;
      return this.#current;
    }
    this.#pollAlarm.clear();
    this.#gapAlarm.clear();
    this.#current = this.#ask();
    return this.#current;
  }

  /** A message is missing: fetch it unless it turns up by itself. */
  gapSeen(): void {
    if (!this.#running || this.#current || this.#gapAlarm.pending) return;
    if (this.#gapAttempts >= GAP_ATTEMPTS) {
      this.#gapAttempts = 0;
      this.#options.giveUpGap();
      return;
    }
    const wait = GAP_WAIT_MS * 2 ** this.#gapAttempts++;
    this.#gapAlarm.set(wait, () => {
      if (this.#options.hasGap()) void this.now();
      else this.#gapAttempts = 0;
    });
  }

  async #ask(): Promise<void> {
    let wait: number | null = null;
    try {
      do {
        this.#again = false;
        await this.#fetch();
      } while (this.#again && this.#running);
      this.#backoff.reset();
    } catch (reason) {
      const error = ApiError.from(reason);
      wait = error.crowded ? inTheCrowd(this.#options.clock) : this.#backoff.next(error.retryAfter);
      if (this.#running) this.#options.onError(error);
    }
    this.#current = null;
    if (!this.#running) return;
    this.#pollAlarm.set(
      wait ?? uneven(this.#options.clock, this.#options.hurried() ? POLL_MS : SLOW_POLL_MS),
      () => void this.now(),
    );
    if (wait === null) this.#afterAnswer();
  }

  async #fetch(): Promise<void> {
    const reopen = this.#reopen;
    this.#reopen = false;
    try {
      await this.#options.fetch(reopen);
    } catch (reason) {
      // What was asked for is still owed by the next try.
      this.#reopen ||= reopen;
      throw reason;
    }
  }

  #afterAnswer(): void {
    if (this.#options.hasGap()) this.gapSeen();
    else this.#gapAttempts = 0;
  }
}
