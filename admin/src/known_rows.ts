// Every chat row known here, whichever list or event told of it; the newest version of each. No DOM.
import type { Clock, InboxRow, Message } from "@support-chat/widget/core";
import { isOlder, withMessage } from "./chat_row";

interface Known {
  row: InboxRow;
  /** When an event or an answer told of it, by this page's clock. */
  toldAt: number;
}

/** An index behind a list may lag behind an event or an answer: for this long, those are believed over it. */
const INDEX_LAG_MS = 10_000;

export class KnownRows {
  readonly #clock: Clock;
  readonly #known = new Map<string, Known>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  row(chatId: string): InboxRow | null {
    return this.#known.get(chatId)?.row ?? null;
  }

  all(): InboxRow[] {
    return [...this.#known.values()].map((known) => known.row);
  }

  /** A row as the server just told it, by an event or an answer; false: something newer is known. */
  tell(row: InboxRow): boolean {
    const known = this.row(row.id);
    if (known && isOlder(row, known)) return false;
    this.#known.set(row.id, { row, toldAt: this.#clock.now() });
    return true;
  }

  /** The row after a message that came without one; null: there is nothing new, or nothing to put it on. */
  after(chatId: string, message: Message): InboxRow | null {
    const row = this.row(chatId);
    const next = row && withMessage(row, message);
    return next === row ? null : next;
  }

  /** Rows of a page, which may be older than what events told meanwhile. */
  merge(rows: readonly InboxRow[]): void {
    for (const row of rows) {
      const known = this.#known.get(row.id);
      if (known && isOlder(row, known.row)) continue;
      this.#known.set(row.id, { row, toldAt: known?.toldAt ?? Number.NEGATIVE_INFINITY });
    }
  }

  /** What the lists say where no event did. */
  correct(row: InboxRow, corrected: InboxRow | null): void {
    const known = this.#known.get(row.id);
    if (!corrected) this.#known.delete(row.id);
    else if (known) this.#known.set(row.id, { ...known, row: corrected });
  }

  /** Told of so shortly before `at` that a list read then need not know. */
  isFresh(chatId: string, at: number): boolean {
    return (this.#known.get(chatId)?.toldAt ?? Number.NEGATIVE_INFINITY) > at - INDEX_LAG_MS;
  }
}
