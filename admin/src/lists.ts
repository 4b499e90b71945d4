// The lists of the inbox: which chats belong to one, and where. What the server does for a page, done here for a row.
import type { InboxRow } from "@support-chat/widget/core";

/**
 * unseen: no agent has looked. waiting: the customer's message has no answer. unread: an agent wants to come back to
 * it. Three facts; looking settles only the first. mine: assigned to whoever is signed in.
 */
export type Filter = "all" | "unseen" | "waiting" | "unread" | "mine";
export type Order = "newest" | "oldest";

export const FILTERS: readonly Filter[] = ["all", "unseen", "waiting", "unread", "mine"];
export const ORDERS: readonly Order[] = ["oldest", "newest"];

/** A list as the server is asked for it. */
export interface Wanted {
  readonly filter: Filter;
  readonly order: Order;
  readonly archived: boolean;
}

/** By since when they are one: the other lists are newest first, and there is no other order. */
export function hasOrder(filter: Filter): boolean {
  return filter !== "all" && filter !== "mine";
}

export function activeList(filter: Filter, order: Order): Wanted {
  return { filter, order: hasOrder(filter) ? order : "newest", archived: false };
}

export const ALL = activeList("all", "newest");
export const ARCHIVED: Wanted = { ...ALL, archived: true };

export function keyOf({ filter, order, archived }: Wanted): string {
  return `${archived ? "archived" : filter} ${order}`;
}

const SINCE: Record<Filter, (row: InboxRow, me: string) => string | null | undefined> = {
  all: (row) => row.last_message_at,
  unseen: (row) => (row.unread ? (row.unseen_since ?? row.last_message_at) : null),
  waiting: (row) => row.waiting_since,
  unread: (row) => row.marked_unread_at,
  mine: (row, me) => (row.assignee?.id === me ? row.last_message_at : null),
};

/** Where the chat stands in the list: since when, and its id between equal times. Null: it is not in it. */
export function placeIn(wanted: Wanted, row: InboxRow, me: string): string | null {
  if (row.archived !== wanted.archived) return null;
  const since = SINCE[wanted.filter](row, me);
  return since ? `${since}#${row.id}` : null;
}

/** Negative where the place `one` comes before `other` in this list. */
export function compare(order: Order, one: string, other: string): number {
  if (one === other) return 0;
  return one < other === (order === "oldest") ? -1 : 1;
}

const SETTLED: Partial<Record<Filter, Partial<InboxRow>>> = {
  unseen: { unread: false, unseen_since: null },
  waiting: { waiting_since: null },
  unread: { marked_unread: false, marked_unread_at: null },
  mine: { assignee: null },
};

/** The row of a chat that has left a list while nobody told; null: it is gone from where every chat is. */
export function withoutFact(filter: Filter, row: InboxRow): InboxRow | null {
  const settled = SETTLED[filter];
  return settled ? { ...row, ...settled } : null;
}

/** Whether the chat belongs to other lists than before. */
export function moved(before: InboxRow | null, after: InboxRow, me: string): boolean {
  if (!before) return true;
  return [
    ALL,
    ...FILTERS.filter((filter) => filter !== "all").map((filter) => activeList(filter, "oldest")),
  ].some((list) => (placeIn(list, before, me) === null) !== (placeIn(list, after, me) === null));
}
