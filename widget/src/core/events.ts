// What arrives on a chat's channel, checked before it is believed; everything unknown is null.
import type { Message, SenderType } from "./types";

export type ChatEvent =
  | { readonly kind: "message"; readonly message: Message }
  /** The message was too large for an event: fetch up to this seq, in this revision. */
  | { readonly kind: "pointer"; readonly seq: number; readonly revision: number }
  | { readonly kind: "read"; readonly upToSeq: number; readonly readAt: string | null }
  /** Everything in the chat is erased. A customer's page opens none by itself: that would store name and address. */
  | { readonly kind: "erased" }
  | { readonly kind: "seen"; readonly upToSeq: number }
  /** Said by another client, not by the server: a hint, and no more. */
  | { readonly kind: "typing"; readonly by: SenderType };

export const TYPING = "client-typing";
/** On the agents' channel: which chat an agent has open. */
export const VIEWING = "client-viewing";

export function chatChannel(chatId: string): string {
  return `private-support-chat-${chatId}`;
}

export function readChatEvent(name: string, data: unknown): ChatEvent | null {
  if (!isRecord(data)) return null;
  // Events of other clients can be forged by any subscriber: this one may only draw three dots.
  if (name === TYPING) return isSender(data.by) ? { kind: "typing", by: data.by } : null;
  if (name.startsWith("client-")) return null;
  if (name === "new_message" || name === "message_changed") {
    if (isMessage(data.message)) return { kind: "message", message: data.message };
    const { seq, revision = 0 } = data;
    return isSeq(seq) && isSeq(revision) ? { kind: "pointer", seq, revision } : null;
  }
  if (name === "chat_erased") return { kind: "erased" };
  if (name === "messages_seen" && isSeq(data.up_to_seq)) return { kind: "seen", upToSeq: data.up_to_seq };
  if (name === "messages_read" && isSeq(data.up_to_seq)) {
    return {
      kind: "read",
      upToSeq: data.up_to_seq,
      readAt: typeof data.read_at === "string" ? data.read_at : null,
    };
  }
  return null;
}

export function isMessage(value: unknown): value is Message {
  return (
    isRecord(value) &&
    typeof value.id === "string" &&
    isSeq(value.seq) &&
    typeof value.content === "string" &&
    isSender(value.sender_type) &&
    typeof value.created_at === "string" &&
    isSeq(value.revision ?? 0)
  );
}

function isSender(value: unknown): value is SenderType {
  return value === "user" || value === "admin";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isSeq(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
