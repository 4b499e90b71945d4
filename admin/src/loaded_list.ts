// One list of the inbox as far as it is loaded: pages from its top to an edge, and every known row that belongs there.
import { ApiError, type Clock, type InboxPage, type InboxRow } from "@support-chat/widget/core";
import type { KnownRows } from "./known_rows";
import { compare, hasOrder, placeIn, type Wanted, withoutFact } from "./lists";

/** A page as the server is asked for it. */
export type PageQuery = Wanted & { readonly cursor: string | null; readonly limit: number };

export interface ListApi {
  list(query: PageQuery): Promise<InboxPage>;
}

export interface ListOptions {
  api: ListApi;
  known: KnownRows;
  clock: Clock;
  /** The id of whoever is signed in. */
  me: string;
  /** Something is to be drawn anew. */
  onChange(): void;
  /** Rows of a refreshed top, before they are known. */
  onFetched(rows: readonly InboxRow[]): void;
}

const PAGE_SIZE = 50;
const MAX_PAGES_PER_REFRESH = 5;

export class LoadedList {
  readonly wanted: Wanted;
  readonly #options: ListOptions;
  cursor: string | null = null;
  loaded = false;
  loadingMore = false;
  error: ApiError | null = null;
  refreshing: Promise<void> | null = null;
  /** The place of the last row that is loaded; rows beyond it would leave a gap. Null: nothing lies beyond. */
  #edge: string | null = null;
  /** Where the open chat stands, which stays until it is left. */
  #held: { id: string; place: string | null } | null = null;

  constructor(wanted: Wanted, options: ListOptions) {
    this.wanted = wanted;
    this.#options = options;
  }

  /** The open chat keeps its place, whatever it does: a row must not vanish under the hand. */
  hold(chatId: string | null): void {
    const row = chatId ? this.#options.known.row(chatId) : null;
    const place = row && this.#place(row);
    this.#held = chatId ? { id: chatId, place: place && this.#covers(place) ? place : null } : null;
  }

  /** What is loaded, in order. */
  rows(): InboxRow[] {
    const found: Array<[place: string, row: InboxRow]> = [];
    if (!this.loaded) return [];
    for (const row of this.#options.known.all()) {
      const place = this.#placeOrHeld(row);
      if (place !== null && this.#covers(place)) found.push([place, row]);
    }
    found.sort(([one], [other]) => compare(this.wanted.order, one, other));
    return found.map(([, row]) => row);
  }

  /** Fetches the top anew; deep: as far down as it is loaded. */
  refresh({ deep = false } = {}): Promise<void> {
    if (this.refreshing && !deep) return this.refreshing;
    // A deep one starts after the one under way, which may have read before what is now to be caught up with.
    const before = this.refreshing ?? Promise.resolve();
    const refreshing: Promise<void> = before
      .then(() => this.#fetchTop(deep))
      .finally(() => {
        if (this.refreshing === refreshing) this.refreshing = null;
        this.#options.onChange();
      });
    this.refreshing = refreshing;
    this.#options.onChange();
    return refreshing;
  }

  async loadMore(): Promise<void> {
    const { cursor } = this;
    if (!cursor || this.loadingMore) return;
    this.loadingMore = true;
    this.#options.onChange();
    try {
      const page = await this.#page(cursor);
      // A refresh may have cut the list shorter meanwhile; this page would then leave a hole above it.
      if (this.cursor !== cursor) return;
      this.#options.known.merge(page.chats);
      this.#endsWith(page);
      this.error = null;
    } catch (error) {
      this.error = ApiError.from(error);
    } finally {
      this.loadingMore = false;
      this.#options.onChange();
    }
  }

  async #fetchTop(deep: boolean): Promise<void> {
    const wanted = deep ? this.rows().length : 0;
    const startedAt = this.#options.clock.now();
    const fetched: InboxRow[] = [];
    try {
      let page: InboxPage = { chats: [], next_cursor: null };
      let joined = false;
      for (let pages = 0; pages < MAX_PAGES_PER_REFRESH; pages += 1) {
        page = await this.#page(page.next_cursor);
        fetched.push(...page.chats);
        joined = this.#isUnchanged(page.chats.at(-1));
        if (!page.next_cursor || !this.loaded || (deep ? fetched.length >= wanted : joined)) break;
      }
      const keepsOlder = this.loaded && page.next_cursor !== null && !deep && joined;
      if (this.loaded) this.#options.onFetched(fetched);
      this.#correctMissing(fetched, startedAt, page.next_cursor === null);
      this.#options.known.merge(fetched);
      if (!keepsOlder) this.#endsWith({ chats: fetched, next_cursor: page.next_cursor });
      this.loaded = true;
      this.error = null;
    } catch (error) {
      this.error = ApiError.from(error);
    }
  }

  #page(cursor: string | null): Promise<InboxPage> {
    return this.#options.api.list({ ...this.wanted, cursor, limit: PAGE_SIZE });
  }

  #endsWith({ chats, next_cursor }: InboxPage): void {
    const last = chats.at(-1);
    this.cursor = next_cursor;
    if (!next_cursor) this.#edge = null;
    else if (last) this.#edge = this.#place(last) ?? this.#edge;
  }

  #place(row: InboxRow): string | null {
    return placeIn(this.wanted, row, this.#options.me);
  }

  #placeOrHeld(row: InboxRow): string | null {
    const place = this.#place(row);
    if (row.id !== this.#held?.id || row.archived !== this.wanted.archived) return place;
    // By since when: what begins anew while it is open does not send it to the other end.
    if (hasOrder(this.wanted.filter)) this.#held.place ??= place;
    else this.#held.place = place ?? this.#held.place;
    return this.#held.place;
  }

  #covers(place: string): boolean {
    return this.#edge === null || compare(this.wanted.order, place, this.#edge) <= 0;
  }

  /** True if the page ends on a row that has not moved: everything beyond is then loaded already. */
  #isUnchanged(row: InboxRow | undefined): boolean {
    const known = row && this.#options.known.row(row.id);
    if (!row || !known) return false;
    const place = this.#place(row);
    return place !== null && place === this.#place(known) && this.#covers(place);
  }

  /** Rows that should have been among the fetched ones and were not have left the list. */
  #correctMissing(fetched: readonly InboxRow[], startedAt: number, whole: boolean): void {
    const { known } = this.#options;
    const present = new Set(fetched.map((row) => row.id));
    const last = fetched.at(-1);
    const end = last ? this.#place(last) : null;
    for (const row of known.all()) {
      const place = this.#place(row);
      if (place === null || present.has(row.id) || known.isFresh(row.id, startedAt)) continue;
      const within = whole || (end !== null && compare(this.wanted.order, place, end) < 0);
      if (within) known.correct(row, withoutFact(this.wanted.filter, row));
    }
  }
}
