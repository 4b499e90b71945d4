// The pages of a chat beyond what we hold: forward from the last message, back from the first.
import { ApiError } from "./api";
import { Changing } from "./changing";
import type { Clock } from "./clock";
import type { Endpoints } from "./endpoints";
import type { Timeline } from "./timeline";
import type { ChatSnapshot, Message } from "./types";

export interface HistoryOptions<S extends ChatSnapshot> {
  readonly timeline: Timeline;
  readonly clock: Clock;
  readonly endpoints: Pick<Endpoints<S>, "open" | "after" | "before">;
  readonly signal: AbortSignal;
  readonly onChange: () => void;
  readonly onError: (error: ApiError) => void;
}

export class History<S extends ChatSnapshot> {
  readonly #options: HistoryOptions<S>;
  readonly #changing: Changing;
  #loading = false;
  #whole = true;

  constructor(options: HistoryOptions<S>) {
    this.#options = options;
    this.#changing = new Changing(options.timeline, options.clock);
  }

  get loading(): boolean {
    return this.#loading;
  }

  /** One page; true when it came. */
  async loadOlder(): Promise<boolean> {
    const { timeline, endpoints, signal, onChange, onError } = this.#options;
    if (this.#loading || !timeline.hasOlder) return false;
    this.#loading = true;
    onChange();
    try {
      timeline.prepend(await endpoints.before(timeline.start, signal));
      return true;
    } catch (reason) {
      onError(ApiError.from(reason));
      return false;
    } finally {
      this.#loading = false;
      onChange();
    }
  }

  /** Something exists that is not held: a message, or perhaps a change of one. */
  get behind(): boolean {
    return this.#options.timeline.gap || !this.#whole;
  }

  /** The chat was erased: nothing of it is settled. */
  forget(): void {
    this.#changing.forget();
    this.#whole = true;
  }

  /** Asks for a snapshot, and notes how much of the truth it holds; `take` puts it into the timeline. */
  async open(take: (snapshot: S) => void): Promise<void> {
    const { endpoints, signal } = this.#options;
    const ripe = this.#changing.ripe();
    const snapshot = await endpoints.open(signal);
    take(snapshot);
    this.#whole = this.#changing.opened(snapshot, ripe);
  }

  /**
   * Fetches what came after the last message held, and before it whatever may have been changed since; page by page,
   * until `take` says that nobody wants more.
   */
  async catchUp(take: (added: readonly Message[]) => boolean): Promise<void> {
    const { timeline, endpoints, signal } = this.#options;
    const ripe = this.#changing.ripe();
    let after = this.#changing.after;
    let more = true;
    while (more) {
      const page = await endpoints.after(after, signal);
      if (!take(timeline.addAfter(after, page))) return;
      const last = page.messages.at(-1)?.seq ?? 0;
      // A page that brings us no further must not be asked for in a loop.
      more = page.has_more && last > after;
      after = last;
    }
    this.#changing.settle(ripe);
    this.#whole = true;
  }
}
