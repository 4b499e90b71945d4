// Where notes stand in the column of a conversation: after the message that was the newest when they were written.
import type { Message, OutgoingMessage, OutgoingState } from "@support-chat/widget/core";
import type { Block } from "./blocks";
import type { Note, NotesState } from "./notes";
import type { Author } from "./thread";

export interface ShownNote {
  /** The same from the first keystroke to the stored note: what is on screen stays the same element. */
  readonly key: string;
  readonly at: string;
  readonly content: string;
  readonly author: string;
  readonly own: boolean;
  readonly state: "stored" | OutgoingState;
  /** While it is not stored. */
  readonly outgoing: OutgoingMessage | null;
}

/** The messages that a note follows. */
export function followed(notes: readonly Note[]): ReadonlySet<number> {
  return new Set(notes.map((note) => note.after_seq));
}

/** The notes among the messages that are loaded; what has not been stored yet comes last, like an unsent reply. */
export function withNotes(
  blocks: readonly Block[],
  { notes, outgoing }: Pick<NotesState, "notes" | "outgoing">,
  { oldest, hasOlder, agent }: { oldest: number; hasOlder: boolean; agent: Author },
): Block[] {
  // A note before the first message that is loaded comes with the page it belongs to.
  const waiting = notes.filter((note) => !hasOlder || note.after_seq >= oldest);
  if (waiting.length === 0 && outgoing.length === 0) return [...blocks];
  const placed: Block[] = [];
  blocks.forEach((block, index) => {
    const first = firstSeq(block) ?? firstSeq(blocks[index + 1]) ?? Number.POSITIVE_INFINITY;
    while (waiting[0] && waiting[0].after_seq < first)
      placed.push(storedBlock(waiting.shift() as Note, agent));
    const afterNote = placed.at(-1)?.kind === "note";
    // Whoever goes on after a note is named again.
    placed.push(block.kind === "run" && afterNote ? { ...block, continued: false } : block);
  });
  return [
    ...placed,
    ...waiting.map((note) => storedBlock(note, agent)),
    ...outgoing.map((note) => outgoingBlock(note, agent)),
  ];
}

/** Of the label of a day: none. Of a run: its first message; what is not stored comes after all that is. */
function firstSeq(block: Block | undefined): number | null {
  if (block?.kind !== "run") return null;
  const [first] = block.run.entries;
  return first?.kind === "message" ? (first.message as Message).seq : Number.POSITIVE_INFINITY;
}

function storedBlock(note: Note, agent: Author): Block {
  return blockOf({
    key: note.client_message_id,
    at: note.created_at,
    content: note.content,
    author: note.author.name,
    own: note.author.id === agent.id,
    state: "stored",
    outgoing: null,
  });
}

function outgoingBlock(note: OutgoingMessage, agent: Author): Block {
  return blockOf({
    key: note.clientMessageId,
    at: note.createdAt,
    content: note.content,
    author: agent.name,
    own: true,
    state: note.state,
    outgoing: note,
  });
}

function blockOf(note: ShownNote): Block {
  return { kind: "note", key: `note-${note.key}`, note, keys: [note.key] };
}
