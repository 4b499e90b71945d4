// Rows, messages and answers as the API gives them, with only what a test cares about spelled out.
import type { InboxPage, InboxRow, Message } from "@support-chat/widget/core";
import { type Clock, systemClock } from "@support-chat/widget/core";
import type { Counts } from "../src/list_counts";
import { compare, placeIn } from "../src/lists";
import type { PageQuery } from "../src/loaded_list";
import type { Mail, MailState } from "../src/mails";

/** Runs on vitest's fake timers, with every jitter at its longest. */
export const steadyClock: Clock = { ...systemClock, random: () => 1 };

export const minute = (count: number) => new Date(Date.UTC(2026, 10, 23, 9, count)).toISOString();

export function aRow(id: string, given: Partial<InboxRow> = {}): InboxRow {
  return {
    id,
    version: 1,
    user_id: `user-${id}`,
    user_email: `${id}@example.com`,
    user_name: `Customer ${id}`,
    last_message_at: minute(0),
    last_message_preview: "Hello",
    last_message_sender: "user",
    message_count: 1,
    unread: false,
    archived: false,
    marked_unread: false,
    assignee: null,
    blocked: false,
    ...given,
  };
}

export function aMessage(seq: number, given: Partial<Message> = {}): Message {
  return {
    id: `message-${seq}`,
    seq,
    content: `Message ${seq}`,
    sender_type: "user",
    client_message_id: null,
    read_at: null,
    created_at: minute(seq),
    ...given,
  };
}

export function aMail(state: MailState, reason: string | null = null): Mail {
  return { state, reason, at: minute(5) };
}

/** Whose "mine" is. */
export const ME = "ben";

export const noCounts: Counts = {
  unseen: { count: 0, capped: false },
  waiting: { count: 0, capped: false },
  unread: { count: 0, capped: false },
  mine: { count: 0, capped: false },
};

/** The server's lists: rows that tests change at will, paged by their places as the real ones are. */
export class ListServer {
  rows: InboxRow[] = [];
  pageSize = 50;
  failure: Error | null = null;
  calls: PageQuery[] = [];
  counted = 0;
  #held: Promise<void> | null = null;

  list = async (query: PageQuery): Promise<InboxPage> => {
    this.calls.push(query);
    const page = this.#page(query);
    const held = this.#held;
    this.#held = null;
    await held;
    if (this.failure) throw this.failure;
    return page;
  };

  counts = async (): Promise<Counts> => {
    this.counted += 1;
    return noCounts;
  };

  /** The next answer is computed when asked for and delivered on release: what happens between is a race. */
  holdNext(): () => void {
    let open = () => {};
    this.#held = new Promise<void>((resolve) => {
      open = resolve;
    });
    return open;
  }

  put(row: InboxRow): InboxRow {
    this.rows = [...this.rows.filter((other) => other.id !== row.id), row];
    return row;
  }

  #page(query: PageQuery): InboxPage {
    const places = this.rows
      .map((row) => [placeIn(query, row, ME) ?? "", row] as const)
      .filter(([place]) => place)
      .sort(([one], [other]) => compare(query.order, one, other));
    const { cursor } = query;
    const rest = cursor ? places.filter(([place]) => compare(query.order, place, cursor) > 0) : places;
    const size = Math.min(this.pageSize, query.limit);
    const page = rest.slice(0, size);
    return {
      chats: page.map(([, row]) => row),
      next_cursor: rest.length > size ? (page.at(-1)?.[0] ?? null) : null,
    };
  }
}
