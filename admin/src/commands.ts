// What the command palette offers: commands, and the chats that are loaded. No DOM.
import type { InboxRow } from "@support-chat/widget/core";
import { nameOf } from "./customer";

export interface Command {
  readonly id: string;
  readonly title: string;
  /** What stands beside it in small: an address, the keys. */
  readonly note?: string;
  run(): void;
}

const MOST_CHATS = 8;

/** Every word that was typed must be found, in any order. */
export function matching<Item>(
  items: readonly Item[],
  typed: string,
  textOf: (item: Item) => string,
): Item[] {
  const words = typed.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return items.filter((item) => {
    const text = textOf(item).toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export function chatCommands(
  rows: readonly InboxRow[],
  typed: string,
  open: (chatId: string) => void,
): Command[] {
  if (!typed.trim()) return [];
  const found = matching(rows, typed, (row) => `${nameOf(row)} ${row.user_email} ${row.user_id}`);
  return commandsTo(found, open);
}

export function commandsTo(rows: readonly InboxRow[], open: (chatId: string) => void): Command[] {
  return rows.slice(0, MOST_CHATS).map((row) => ({
    id: `chat-${row.id}`,
    title: nameOf(row),
    ...(row.user_email && row.user_email !== nameOf(row) ? { note: row.user_email } : {}),
    run: () => open(row.id),
  }));
}
