// What arrives on the agents' channel, checked before it is believed; everything unknown is null.
import { type InboxRow, isMessage, type Message } from "@support-chat/widget/core";
import { isMail, type MailUpdate } from "./mails";
import { isNote, type Note } from "./notes";

export const AGENTS_CHANNEL = "private-admin-support-notifications";

export type AgentsEvent =
  /** `said`: because the customer wrote. */
  | { kind: "row"; row: InboxRow; said: boolean }
  | { kind: "message"; chatId: string; message: Message }
  | { kind: "mail"; chatId: string; update: MailUpdate }
  /** Without the note where it was too large. */
  | { kind: "note"; chatId: string; note: Note | null }
  | { kind: "erased"; chatId: string }
  /** Something happened in a chat, but the event was too large to say what. */
  | { kind: "hint" };

export function readAgentsEvent(name: string, data: unknown): AgentsEvent | null {
  if (name === "mail_updated") return readMailUpdate(data);
  if (name === "note_added") return readNote(data);
  if (name === "chat_erased") return readErasure(data);
  if (name !== "new_user_message" && name !== "chat_updated") return null;
  if (!isRecord(data)) return null;
  if (isInboxRow(data.chat)) return { kind: "row", row: data.chat, said: name === "new_user_message" };
  if (name === "new_user_message" && typeof data.chat_id === "string" && isMessage(data.message)) {
    return { kind: "message", chatId: data.chat_id, message: data.message };
  }
  return { kind: "hint" };
}

function readNote(data: unknown): AgentsEvent | null {
  if (!isRecord(data) || typeof data.chat_id !== "string") return null;
  return { kind: "note", chatId: data.chat_id, note: isNote(data.note) ? data.note : null };
}

function readErasure(data: unknown): AgentsEvent | null {
  return isRecord(data) && typeof data.chat_id === "string" ? { kind: "erased", chatId: data.chat_id } : null;
}

/** Longer runs than any page holds are not believed. */
const LONGEST_MAIL = 10_000;

function readMailUpdate(data: unknown): AgentsEvent | null {
  if (!isRecord(data) || typeof data.chat_id !== "string" || !isMail(data.mail)) return null;
  const { from_seq: fromSeq, through_seq: throughSeq, email_state } = data;
  if (!Number.isSafeInteger(fromSeq) || !Number.isSafeInteger(throughSeq)) return null;
  const [from, through] = [fromSeq as number, throughSeq as number];
  if (through < from || through - from > LONGEST_MAIL) return null;
  const emailState = typeof email_state === "string" ? email_state : null;
  return {
    kind: "mail",
    chatId: data.chat_id,
    update: { fromSeq: from, throughSeq: through, mail: data.mail, emailState },
  };
}

function isInboxRow(value: unknown): value is InboxRow {
  return (
    isRecord(value) &&
    typeof value.id === "string" &&
    typeof value.user_id === "string" &&
    typeof value.user_email === "string" &&
    typeof value.version === "number" &&
    typeof value.message_count === "number" &&
    typeof value.unread === "boolean" &&
    typeof value.archived === "boolean"
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
