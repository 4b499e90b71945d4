// What others wrote since an agent began to write. No DOM.
import type { Message } from "@support-chat/widget/core";
import { type Author, isBy } from "./thread";

export interface News {
  /** A colleague has answered; else it is only the customer who went on. */
  readonly byColleague: boolean;
  /** The colleague's name; null for the customer, and for a colleague whose name is not known yet. */
  readonly name: string | null;
  readonly seq: number;
}

/** The newest of a colleague, who may have said the same; else the newest of the customer; null where it is quiet. */
export function newsSince(
  messages: readonly Message[],
  since: number,
  agent: Author,
  sentHere: ReadonlySet<string>,
): News | null {
  const others = messages.filter(
    (message) =>
      message.seq > since && !sentHere.has(message.client_message_id ?? "") && !isBy(agent, message),
  );
  const colleague = others.filter((message) => message.sender_type === "admin").at(-1);
  const newest = colleague ?? others.at(-1);
  if (!newest) return null;
  return { byColleague: colleague !== undefined, name: colleague?.sender_name ?? null, seq: newest.seq };
}
