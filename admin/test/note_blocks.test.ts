// Where notes stand among the messages.
import { expect, test } from "vitest";
import { type Block, blocksOf } from "../src/blocks";
import { followed, withNotes } from "../src/note_blocks";
import type { Note } from "../src/notes";
import { layOut } from "../src/thread";
import { aMessage, minute } from "./samples";

const ben = { id: "ben-1", name: "Ben", email: "ben@example.com" };

function aNote(id: string, after_seq: number): Note {
  const author = { id: "ana", name: "Ana" };
  return { id, content: id, author, client_message_id: id, created_at: minute(30), after_seq };
}

function column(
  seqs: readonly number[],
  notes: readonly Note[],
  { hasOlder = false, sending = false, day = (_: number) => minute(0) } = {},
): string[] {
  const messages = seqs.map((seq) => aMessage(seq, { created_at: day(seq) }));
  const unsent = { clientMessageId: "u", content: "u", createdAt: minute(40), state: "queued" as const };
  const outgoing = sending ? [unsent] : [];
  const blocks = blocksOf(layOut(messages, outgoing, ben, new Set(), followed(notes)));
  const given = { oldest: seqs[0] ?? 0, hasOlder, agent: ben };
  return withNotes(blocks, { notes, outgoing: [] }, given).map(wordFor);
}

function wordFor(block: Block): string {
  if (block.kind === "day") return "day";
  if (block.kind === "note") return `note ${block.note.content}`;
  return block.run.entries
    .map((entry) => (entry.kind === "message" ? entry.message.seq : "unsent"))
    .join(" ");
}

test("a note stands after the message it followed, and parts a run of one sender", () => {
  expect(column([1, 2, 3], [aNote("x", 2)])).toEqual(["day", "1 2", "note x", "3"]);
});

test("two notes at one place keep their order, and one after the newest message comes last", () => {
  const notes = [aNote("x", 1), aNote("y", 1), aNote("z", 2)];
  expect(column([1, 2], notes)).toEqual(["day", "1", "note x", "note y", "2", "note z"]);
});

test("a note before the first message, or in a chat without any, is the first thing there", () => {
  expect(column([1], [aNote("x", 0)])).toEqual(["note x", "day", "1"]);
  expect(column([], [aNote("x", 0)])).toEqual(["note x"]);
});

test("notes of messages that are not loaded yet come with them", () => {
  expect(column([10, 11], [aNote("x", 3), aNote("y", 10)], { hasOlder: true })).toEqual([
    "day",
    "10",
    "note y",
    "11",
  ]);
});

test("a note stands in the day of its message, before the next day's label", () => {
  const day = (seq: number) => new Date(Date.UTC(2026, 10, 20 + seq, 12)).toISOString();
  expect(column([1, 2], [aNote("x", 1)], { day })).toEqual(["day", "1", "note x", "day", "2"]);
});

test("a stored note stands above replies that have not gone out", () => {
  expect(column([1], [aNote("x", 1)], { sending: true })).toEqual(["day", "1", "note x", "unsent"]);
});
