// How a conversation is laid out: days, and within a day the runs of one sender. No DOM.
import type { Message, OutgoingMessage } from "@support-chat/widget/core";
import { daysBetween } from "./calendar";

export type Entry =
  | { kind: "message"; key: string; at: string; message: Message }
  | { kind: "outgoing"; key: string; at: string; message: OutgoingMessage };

export interface Run {
  key: string;
  side: "customer" | "agent";
  own: boolean;
  /** The name an agent's message carries; null for the customer. */
  senderName: string | null;
  entries: Entry[];
}

export interface Day {
  key: string;
  at: string;
  runs: Run[];
}

/** Whose desk it is. */
export interface Author {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

const NOTHING: ReadonlySet<never> = new Set();
const RUN_GAP_MS = 5 * 60_000;
/** A flood of messages must not become one block that is always drawn whole. */
const LONGEST_RUN = 20;

export function layOut(
  messages: readonly Message[],
  outgoing: readonly OutgoingMessage[],
  agent: Author,
  /** Ids of what was sent from this page: an event comes before the answer, and does not tell the agent. */
  sentHere: ReadonlySet<string> = NOTHING,
  /** Something else comes after the messages with these seqs: no run goes on past it. */
  endsAfter: ReadonlySet<number> = NOTHING,
): Day[] {
  const days: Day[] = [];
  let previous: Entry | null = null;
  for (const entry of entriesOf(messages, outgoing)) {
    const sender = senderOf(entry, agent, sentHere);
    let day = days.at(-1);
    const newDay = !day || !previous || daysBetween(Date.parse(previous.at), Date.parse(entry.at)) > 0;
    if (!day || newDay) {
      day = { key: `day-${entry.key}`, at: entry.at, runs: [] };
      days.push(day);
    }
    const run = day.runs.at(-1);
    const goesOn = run && previous && sameSender(sender, run) && gap(previous, entry) < RUN_GAP_MS;
    const ended = previous?.kind === "message" && endsAfter.has(previous.message.seq);
    if (goesOn && !ended && run.entries.length < LONGEST_RUN) run.entries.push(entry);
    else day.runs.push({ key: `run-${entry.key}`, ...sender, entries: [entry] });
    previous = entry;
  }
  return days;
}

/** One key from the first keystroke to the stored message: the bubble on screen stays the same element. */
function entriesOf(messages: readonly Message[], outgoing: readonly OutgoingMessage[]): Entry[] {
  return [
    ...messages.map((message): Entry => {
      return {
        kind: "message",
        key: message.client_message_id ?? message.id,
        at: message.created_at,
        message,
      };
    }),
    ...outgoing.map((message): Entry => {
      return { kind: "outgoing", key: message.clientMessageId, at: message.createdAt, message };
    }),
  ];
}

type Sender = Pick<Run, "side" | "own" | "senderName">;

function senderOf(entry: Entry, agent: Author, sentHere: ReadonlySet<string>): Sender {
  if (entry.kind === "outgoing") return { side: "agent", own: true, senderName: agent.name };
  if (entry.message.sender_type === "user") return { side: "customer", own: false, senderName: null };
  return {
    side: "agent",
    own: sentHere.has(entry.key) || isBy(agent, entry.message),
    senderName: entry.message.sender_name ?? null,
  };
}

/** By the id of who wrote it; by the name only where the API does not tell the id. */
export function isBy(agent: Author, { sender_id, sender_name }: Message): boolean {
  if (sender_id) return sender_id === agent.id;
  return Boolean(sender_name) && [agent.name, agent.email].includes(sender_name ?? "");
}

export function sameSender(one: Sender, other: Sender | undefined): boolean {
  if (one.side !== other?.side || one.own !== other.own) return false;
  return one.own || one.senderName === other.senderName;
}

function gap(one: Entry, other: Entry): number {
  return Math.abs(Date.parse(other.at) - Date.parse(one.at));
}
