// How far the customer has read: counts what is unread, and tells the server, gathered into few requests.
import { ApiError } from "./api";
import { Backoff } from "./backoff";
import { Alarm, type Clock } from "./clock";
import type { Timeline } from "./timeline";
import type { ChatSnapshot, Message, ReadMark } from "./types";

/** Messages of a burst are marked together. */
const GATHER_MS = 150;
const LONGEST_WAIT_MS = 30_000;

export interface ReadingOptions {
  readonly timeline: Timeline;
  readonly clock: Clock;
  /** Absent for an agent, who can see the mark and not move it. */
  readonly send: ((upToSeq: number) => Promise<ReadMark>) | null;
  readonly onChange: () => void;
  readonly onError: (error: ApiError) => void;
}

export class Reading {
  readonly #options: ReadingOptions;
  readonly #alarm: Alarm;
  readonly #backoff: Backoff;
  #readSeq = 0;
  /** What the server last said, with its mark at `readSeq`: this many unread that lie before the messages held. */
  #told = { before: 0, from: 0, readSeq: 0 };
  #acknowledged = 0;
  #sending = false;
  #stopped = false;

  constructor(options: ReadingOptions) {
    this.#options = options;
    this.#alarm = new Alarm(options.clock);
    this.#backoff = new Backoff(options.clock, LONGEST_WAIT_MS);
  }

  get readSeq(): number {
    return this.#readSeq;
  }

  get unread(): number {
    const { timeline } = this.#options;
    // Once the mark moved past the server's count only what lies after the mark is unread.
    if (this.#readSeq > this.#told.readSeq) return countUnread(timeline.messages, this.#readSeq);
    return this.#told.before + countUnread(timeline.messages, this.#told.from);
  }

  open(snapshot: ChatSnapshot): void {
    const readSeq = snapshot.read_seq ?? 0;
    const from = Math.max(readSeq, (snapshot.messages[0]?.seq ?? 1) - 1);
    const here = countUnread(snapshot.messages, from);
    this.#told = { before: (snapshot.unread_count ?? here) - here, from, readSeq };
    this.#readSeq = Math.max(this.#readSeq, readSeq);
    this.#acknowledged = Math.max(this.#acknowledged, readSeq);
  }

  /** The chat was erased: nothing of it was read. */
  forget(): void {
    this.#told = { before: 0, from: 0, readSeq: 0 };
    this.#readSeq = this.#acknowledged = 0;
    this.#alarm.clear();
  }

  /** Read elsewhere: another tab, or the customer seen from the dashboard. */
  learn(upToSeq: number): void {
    this.#readSeq = Math.max(this.#readSeq, upToSeq);
    this.#acknowledged = Math.max(this.#acknowledged, upToSeq);
  }

  /** The person has everything held so far before their eyes. */
  mark(): void {
    if (this.#options.send === null || this.#stopped || this.unread === 0) return;
    const upTo = this.#options.timeline.contiguous;
    if (upTo <= this.#readSeq) return;
    this.#readSeq = upTo;
    this.#options.onChange();
    this.#alarm.set(GATHER_MS, () => void this.#flush());
  }

  /** The server can be reached again: tell it now what it does not know. */
  kick(): void {
    if (this.#alarm.pending) this.#alarm.set(GATHER_MS, () => void this.#flush());
  }

  stop(): void {
    this.#stopped = true;
    this.#alarm.clear();
  }

  async #flush(): Promise<void> {
    const { send, onError } = this.#options;
    const upTo = this.#readSeq;
    if (send === null || this.#sending || upTo <= this.#acknowledged) return;
    this.#sending = true;
    let wait = 0;
    try {
      const mark = await send(upTo);
      this.#acknowledged = Math.max(this.#acknowledged, upTo, mark.read_seq);
      this.#backoff.reset();
    } catch (reason) {
      const error = ApiError.from(reason);
      if (!error.retryable) {
        // The mark stays where the person sees it; a snapshot will tell the server's view.
        this.#acknowledged = Math.max(this.#acknowledged, upTo);
        if (!this.#stopped) onError(error);
      }
      wait = this.#backoff.next(error.retryAfter);
    } finally {
      this.#sending = false;
    }
    const more = this.#readSeq > this.#acknowledged;
    if (more && !this.#stopped) this.#alarm.set(Math.max(wait, GATHER_MS), () => void this.#flush());
  }
}

function countUnread(messages: readonly Message[], afterSeq: number): number {
  let count = 0;
  for (let at = messages.length - 1; at >= 0; at--) {
    const message = messages[at];
    if (!message || message.seq <= afterSeq) break;
    if (message.sender_type === "admin" && !message.unsent_at) count++;
  }
  return count;
}
