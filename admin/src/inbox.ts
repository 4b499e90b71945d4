// The inbox: its lists, the rows they share and how many there are, kept true by pages, events and polling. No DOM.
import { Alarm, type ApiError, type Clock, type InboxRow, type Message } from "@support-chat/widget/core";
import { uneven } from "@support-chat/widget/core/backoff";
import { KnownRows } from "./known_rows";
import { type Counts, ListCounts } from "./list_counts";
import { ALL, keyOf, moved, type Wanted } from "./lists";
import { type ListApi, LoadedList } from "./loaded_list";
import { Observable } from "./observable";

export interface InboxApi extends ListApi {
  counts(): Promise<Counts>;
}

/** The list on screen. */
export interface InboxState {
  wanted: Wanted;
  rows: readonly InboxRow[];
  phase: "unopened" | "loading" | "ready";
  more: boolean;
  loadingMore: boolean;
  error: ApiError | null;
}

export class Inbox extends Observable<InboxState> {
  readonly counts: ListCounts;
  readonly #api: InboxApi;
  readonly #clock: Clock;
  readonly #me: string;
  readonly #known: KnownRows;
  readonly #lists = new Map<string, LoadedList>();
  readonly #arrivals = new Set<(rows: readonly InboxRow[]) => void>();
  readonly #nextPoll: Alarm;
  #shown: LoadedList;
  #attended: string | null = null;
  #held: string | null = null;
  #pollMs: number | null = null;

  constructor(api: InboxApi, clock: Clock, me: string) {
    super({ wanted: ALL, rows: [], phase: "unopened", more: false, loadingMore: false, error: null });
    this.#api = api;
    this.#clock = clock;
    this.#me = me;
    this.#known = new KnownRows(clock);
    this.#nextPoll = new Alarm(clock);
    this.counts = new ListCounts(() => api.counts(), clock);
    this.#shown = this.#list(ALL);
  }

  row(chatId: string): InboxRow | null {
    return this.#known.row(chatId);
  }

  /** Every chat known here that is not put away. */
  rows(): InboxRow[] {
    return this.#known.all().filter((row) => !row.archived);
  }

  /** The list on screen. What was loaded of it before is there at once, and then fetched anew. */
  show(wanted: Wanted): void {
    this.#shown.hold(null);
    this.#shown = this.#list(wanted);
    this.#shown.hold(this.#held);
    this.#publish();
    void this.#shown.refresh();
  }

  /** The chat somebody is looking at right now never counts as unread. */
  attend(chatId: string | null): void {
    this.#attended = chatId;
    this.#publish();
  }

  /** The open chat stays in the list on screen, at its place, until it is left. */
  hold(chatId: string | null): void {
    this.#held = chatId;
    this.#shown.hold(chatId);
    this.#publish();
  }

  /** Customers' new messages, however they became known; what was there at the first look is not new. */
  onArrival(listener: (rows: readonly InboxRow[]) => void): () => void {
    this.#arrivals.add(listener);
    return () => this.#arrivals.delete(listener);
  }

  /** A row as the server just told it, by an event or an answer; `said`: because the customer wrote. */
  apply(row: InboxRow, { said = false } = {}): void {
    const before = this.#known.row(row.id);
    if (before || said) this.#announce([row]);
    if (!this.#known.tell(row)) return;
    // What comes into the chat one looks at is seen at once: counting it now would only make the number blink.
    const seenNow = row.id === this.#attended && row.unread;
    if (moved(before, row, this.#me) && !seenNow) this.counts.soon();
    this.#publish();
  }

  /** The chat is there no more. */
  forget(chatId: string): void {
    const row = this.#known.row(chatId);
    if (!row) return;
    this.#known.correct(row, null);
    this.counts.soon();
    this.#publish();
  }

  /** A message seen elsewhere: in an event that carries no row, or in the open conversation. */
  applyMessage(chatId: string, message: Message): void {
    const row = this.#known.after(chatId, message);
    if (row) this.apply(row);
    else if (!this.#known.row(chatId)) this.refreshAll();
  }

  /** Something happened that no event could tell. */
  refreshAll(): void {
    void this.#list(ALL).refresh();
    if (this.#shown !== this.#list(ALL)) void this.#shown.refresh();
    this.counts.soon();
  }

  /** After an interruption of any kind: what is on screen is fetched anew as far down as it was, others when shown. */
  async reconcile(): Promise<void> {
    const lists = new Set([this.#list(ALL), this.#shown]);
    await Promise.all([...lists].map((list) => list.refresh({ deep: true })));
    await this.counts.refresh();
  }

  refresh(): Promise<void> {
    return this.#shown.refresh();
  }

  loadMore(): Promise<void> {
    return this.#shown.loadMore();
  }

  /** Who waits longest, of all. */
  async longestWaiting(): Promise<InboxRow | null> {
    const page = await this.#api.list({
      filter: "waiting",
      order: "oldest",
      archived: false,
      cursor: null,
      limit: 1,
    });
    this.#known.merge(page.chats);
    return page.chats[0] ?? null;
  }

  /** The last answer said that the server is out of reach. */
  get unreachable(): boolean {
    return [this.#list(ALL), this.#shown].some((list) => list.error?.unreachable);
  }

  /** `null` stops polling. */
  pollEvery(milliseconds: number | null): void {
    this.#pollMs = milliseconds;
    if (milliseconds === null) this.counts.stop();
    this.#scheduleNextPoll();
  }

  #list(wanted: Wanted): LoadedList {
    const key = keyOf(wanted);
    let list = this.#lists.get(key);
    if (!list) {
      list = new LoadedList(wanted, {
        api: this.#api,
        known: this.#known,
        clock: this.#clock,
        me: this.#me,
        onChange: () => this.#publish(),
        // Only there is what comes to be known also what is new.
        onFetched: (rows) => wanted === ALL && this.#announce(rows),
      });
      this.#lists.set(key, list);
    }
    return list;
  }

  #announce(rows: readonly InboxRow[]): void {
    const news = rows.filter((row) => {
      const known = this.#known.row(row.id)?.message_count ?? 0;
      return row.unread && row.last_message_sender === "user" && row.message_count > known;
    });
    if (news.length > 0) for (const listener of this.#arrivals) listener(news);
  }

  #scheduleNextPoll(): void {
    this.#nextPoll.clear();
    if (this.#pollMs === null) return;
    const asked = [this.#list(ALL), this.#shown].map((list) => list.error?.retryAfter ?? 0);
    const wait = Math.max(uneven(this.#clock, this.#pollMs), Math.max(...asked) * 1_000);
    this.#nextPoll.set(wait, () => void this.#poll());
  }

  /** The list of all is asked whatever is on screen: it tells of what is new. */
  async #poll(): Promise<void> {
    const lists = new Set([this.#list(ALL), this.#shown]);
    await Promise.all([...lists].map((list) => list.refresh()));
    await this.counts.refresh();
    if (!this.#nextPoll.pending) this.#scheduleNextPoll();
  }

  #publish(): void {
    const list = this.#shown;
    const rows = list.rows();
    this.become({
      wanted: list.wanted,
      rows: rows.map((row) => (row.id === this.#attended && row.unread ? { ...row, unread: false } : row)),
      phase: list.loaded ? "ready" : list.refreshing || list.error ? "loading" : "unopened",
      more: list.cursor !== null,
      loadingMore: list.loadingMore,
      error: list.error,
    });
  }
}
