// The messages of one chat as far as they are known: in order of seq, each once, and where one is missing.
import type { ChatSnapshot, Message, Page } from "./types";

export class Timeline {
  #messages: readonly Message[] = [];
  readonly #ids = new Set<string>();
  /** The first seq of the window we hold; what lies before comes only by `prepend`. */
  #start = 1;
  #contiguous = 0;
  #expected = 0;
  #hasOlder = false;
  #opened = false;
  /** Revisions that are known to exist and are not held, by seq. */
  readonly #announced = new Map<number, number>();

  get messages(): readonly Message[] {
    return this.#messages;
  }

  get hasOlder(): boolean {
    return this.#hasOlder;
  }

  get start(): number {
    return this.#start;
  }

  /** Everything from the window's start up to this seq is held: the safe cursor for catching up. */
  get contiguous(): number {
    return this.#contiguous;
  }

  /** Something is known to exist that is not held. */
  get gap(): boolean {
    return this.#expected > this.#contiguous || this.#announced.size > 0;
  }

  /**
   * Whether this message has the place of another: numbers are given once, so what we hold is of a chat that was
   * erased. So it is where one that was `sentNow` is older than all of ours.
   */
  denies({ id, seq }: Message, sentNow = false): boolean {
    return (
      (sentNow && seq < this.#start) || this.#messages.some((held) => held.seq === seq && held.id !== id)
    );
  }

  /** Everything held is of a chat that was erased; another may have begun. */
  forget(): void {
    this.#messages = [];
    this.#ids.clear();
    this.#announced.clear();
    this.#start = 1;
    this.#contiguous = this.#expected = 0;
    this.#hasOlder = this.#opened = false;
  }

  /** A message with this seq exists in this revision, though we have not seen it. */
  expect(seq: number, revision = 0): void {
    this.#expected = Math.max(this.#expected, seq);
    const held = this.#messages.find((message) => message.seq === seq);
    if (held && revisionOf(held) < revision) this.#announced.set(seq, revision);
  }

  /** The server did not deliver what was announced: stop waiting for it. */
  forgetExpected(): void {
    this.#expected = this.#messages.at(-1)?.seq ?? 0;
    this.#announced.clear();
  }

  /** Takes in a snapshot, first or later; returns the messages that are new. */
  open(snapshot: ChatSnapshot): Message[] {
    if (!this.#opened) {
      const first = snapshot.messages[0];
      this.#start = first?.seq ?? 1;
      this.#contiguous = this.#start - 1;
      this.#hasOlder = snapshot.has_more;
      this.#opened = true;
    }
    const added = this.add(snapshot.messages);
    this.expect(snapshot.last_seq);
    return added;
  }

  /** Takes in events or answers in any order; returns the messages that are new. */
  add(messages: readonly Message[]): Message[] {
    const added: Message[] = [];
    const merged = [...this.#messages];
    for (const message of messages) {
      // Older than the window: a late event; taking it in would leave a hole in the history.
      if (message.seq < this.#start) continue;
      if (this.#place(merged, message)) added.push(message);
      this.expect(message.seq);
    }
    this.#messages = merged;
    this.#advance();
    return added;
  }

  /** Takes in the answer to "after `seq`", which leaves nothing out up to its own last message. */
  addAfter(seq: number, page: Page): Message[] {
    const added = this.add(page.messages);
    const last = page.messages.at(-1);
    if (last && seq <= this.#contiguous) this.#contiguous = Math.max(this.#contiguous, last.seq);
    this.#advance();
    return added;
  }

  /** Takes in the page just before the window. */
  prepend(page: Page): void {
    const merged = [...this.#messages];
    const older = page.messages.filter((message) => message.seq < this.#start);
    for (const message of older) this.#place(merged, message);
    this.#messages = merged;
    this.#start = older.reduce((least, message) => Math.min(least, message.seq), this.#start);
    // An empty page ends the history whatever it claims, or we would ask for it for ever.
    this.#hasOlder = page.has_more && older.length > 0;
  }

  /** The customer has read the agents' messages up to `seq`. */
  markRead(upToSeq: number, readAt: string | null): void {
    if (readAt === null) return;
    this.#messages = this.#messages.map((message) =>
      message.sender_type === "admin" && message.seq <= upToSeq && message.read_at === null
        ? { ...message, read_at: readAt }
        : message,
    );
  }

  /** Puts a message in its place; false if it is there already. Most arrive last, so the search starts there. */
  #place(list: Message[], message: Message): boolean {
    let at = list.length;
    while (at > 0 && (list[at - 1]?.seq ?? 0) > message.seq) at--;
    const held = list[at - 1];
    if (held?.id === message.id) {
      list[at - 1] = fuller(held, message);
      if (revisionOf(message) >= (this.#announced.get(message.seq) ?? 0)) this.#announced.delete(message.seq);
      return false;
    }
    if (this.#ids.has(message.id) || held?.seq === message.seq) return false;
    this.#ids.add(message.id);
    list.splice(at, 0, message);
    return true;
  }

  #advance(): void {
    const next = this.#messages.findIndex((message) => message.seq > this.#contiguous);
    if (next < 0) return;
    for (const message of this.#messages.slice(next)) {
      if (message.seq !== this.#contiguous + 1) return;
      this.#contiguous = message.seq;
    }
  }
}

function revisionOf({ revision = 0 }: Message): number {
  return revision;
}

/**
 * Versions of one message differ in what they tell: events carry no agent's name, early answers no read time, and
 * what was on its way for long not the newest text.
 */
function fuller(held: Message, other: Message): Message {
  const newer = revisionOf(other) > revisionOf(held);
  const read_at = held.read_at ?? other.read_at;
  const sender_name = held.sender_name ?? other.sender_name;
  if (!newer && read_at === held.read_at && sender_name === held.sender_name) return held;
  const told = newer ? { ...held, ...other, read_at } : { ...held, read_at };
  return sender_name === undefined ? told : { ...told, sender_name };
}
