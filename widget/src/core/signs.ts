// Signs of the other side: how far agents have seen the chat, whether somebody writes, and how people are reached.
import { Alarm, type Clock } from "./clock";
import { TYPING } from "./events";
import type { Timeline } from "./timeline";
import type { ChatSnapshot, Contact, ConversationState, ReplyTime, SenderType } from "./types";

/** A hint holds this long; who goes on writing repeats it in time. */
const TYPING_MS = 6_000;
const REPEAT_MS = 3_000;
/** Seen is told by an event or a snapshot: without a connection one poll in six is a snapshot while it is awaited. */
const LOOK_MS = 30_000;
/** While connected only an event that was lost has to be made up for. */
const SLOW_LOOK_MS = 300_000;

/** Before the server has said more. */
export const NO_CONTACT: Contact = { visitor: false, email: null, wanted: false };

export interface SignsOptions {
  readonly role: SenderType;
  readonly timeline: Timeline;
  readonly clock: Clock;
  /** To whoever else is on the channel; false: the channel is not live. */
  readonly tell: (event: string, data: unknown) => boolean;
  readonly onChange: () => void;
}

export class Signs {
  readonly #options: SignsOptions;
  readonly #theirs: Alarm;
  #seenSeq = 0;
  #openedAt = 0;
  #replyTime: ReplyTime | null = null;
  #contact: Contact = NO_CONTACT;
  #told = Number.NEGATIVE_INFINITY;

  constructor(options: SignsOptions) {
    this.#options = options;
    this.#theirs = new Alarm(options.clock);
  }

  get state(): Pick<ConversationState, "seenSeq" | "typing" | "replyTime" | "contact"> {
    return {
      seenSeq: this.#seenSeq,
      typing: this.#theirs.pending,
      replyTime: this.#replyTime,
      contact: this.#contact,
    };
  }

  /** The customer has written what no agent is known to have seen; agents wait for nothing of the kind. */
  get awaited(): boolean {
    const { role, timeline } = this.#options;
    return role === "user" && timeline.messages.some((m) => m.sender_type === role && m.seq > this.#seenSeq);
  }

  /** Awaited, and the last snapshot is so old that a poll should be one. */
  lookDue(live: boolean): boolean {
    const age = this.#options.clock.now() - this.#openedAt;
    return Math.abs(age) >= (live ? SLOW_LOOK_MS : LOOK_MS) && this.awaited;
  }

  open(snapshot: ChatSnapshot): void {
    this.#openedAt = this.#options.clock.now();
    this.seen(snapshot.seen_seq ?? 0);
    this.#replyTime = snapshot.reply_time ?? null;
    const { visitor = false, email = null, email_wanted: wanted = false } = snapshot;
    this.#contact = { visitor, email, wanted };
  }

  /** Snapshots and events come in any order: what was seen stays seen. */
  seen(upToSeq: number): void {
    this.#seenSeq = Math.max(this.#seenSeq, upToSeq);
  }

  /** The chat was erased: nothing of it was seen. */
  forget(): void {
    this.#seenSeq = 0;
  }

  theyType(by: SenderType): void {
    if (by !== this.#options.role) this.#theirs.set(TYPING_MS, this.#options.onChange);
  }

  /** What they wrote is there, or they are out of reach. */
  quiet(): void {
    this.#theirs.clear();
  }

  weType(): void {
    const { clock, role, tell } = this.#options;
    const now = clock.now();
    // A clock that was set back must not silence us.
    if (Math.abs(now - this.#told) < REPEAT_MS) return;
    if (tell(TYPING, { by: role })) this.#told = now;
  }
}
