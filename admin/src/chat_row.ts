// One line of the inbox, and the rules by which two versions of it are told apart.
import type { InboxRow, Message } from "@support-chat/widget/core";

export type Tab = "active" | "archived";

const PREVIEW_LENGTH = 100;

export function tabOf(row: InboxRow): Tab {
  return row.archived ? "archived" : "active";
}

/** A message always says something, but for one that was withdrawn. */
export function isWithdrawn(row: InboxRow): boolean {
  return row.last_message_preview === "";
}

/** Whether `row` is from before `known`; one that was made of a message here has the version of the row before it. */
export function isOlder(row: InboxRow, known: InboxRow): boolean {
  if (row.message_count !== known.message_count) return row.message_count < known.message_count;
  return row.version < known.version;
}

/** The row after a message. Messages are numbered 1, 2, 3 … per chat, so an older one changes nothing. */
export function withMessage(row: InboxRow, message: Message): InboxRow {
  if (message.seq < row.message_count) return row;
  if (message.seq === row.message_count) return withChange(row, message);
  const fromCustomer = message.sender_type === "user";
  const at = message.created_at;
  return {
    ...row,
    last_message_at: at,
    last_message_preview: previewOf(message),
    last_message_sender: message.sender_type,
    message_count: message.seq,
    unread: fromCustomer || row.unread,
    unseen_since: fromCustomer ? (row.unseen_since ?? at) : (row.unseen_since ?? null),
    waiting_since: fromCustomer ? (row.waiting_since ?? at) : null,
    archived: row.archived && !fromCustomer,
  };
}

/** The row's newest message again: all that may be new about it is its text. */
function withChange(row: InboxRow, message: Message): InboxRow {
  const preview = previewOf(message);
  const known = !message.revision || preview === row.last_message_preview;
  return known ? row : { ...row, last_message_preview: preview };
}

/** As the server makes it: on one line. */
function previewOf({ content }: Message): string {
  return [...content.trim().replace(/\s+/gu, " ")].slice(0, PREVIEW_LENGTH).join("");
}
