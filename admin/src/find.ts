// Text search within the open chat, over all its messages and notes: what is loaded at once, older pages as they come,
// which it loads itself while somebody searches. No DOM.
import type { ConversationState, Message } from "@support-chat/widget/core";
import type { Note, NotesState } from "./notes";
import { Observable, type Observed } from "./observable";

export interface Match {
  /** The entry of the column that holds it. */
  readonly entry: string;
  /** Which of the matches in that entry. */
  readonly nth: number;
}

export interface FindState {
  readonly query: string;
  /** The newest first, so that older pages only ever add at the end. */
  readonly matches: readonly Match[];
  /** The one that is shown; -1 where there is none. */
  readonly at: number;
  /** Older pages are on their way. */
  readonly looking: boolean;
  /** So many messages have been looked through. */
  readonly searched: number;
  readonly failed: boolean;
}

/** What it needs of a conversation. */
export interface Searched
  extends Observed<Pick<ConversationState, "messages" | "hasOlder" | "loadingOlder">> {
  loadOlder(): Promise<void>;
}

interface Place {
  readonly entry: string;
  readonly order: number;
  readonly content: string;
}

const NOTHING: FindState = { query: "", matches: [], at: -1, looking: false, searched: 0, failed: false };
/** Between two messages. */
const AFTER = 0.5;

export class Find extends Observable<FindState> {
  readonly #conversation: Searched;
  readonly #notes: Observed<Pick<NotesState, "notes">>;
  #undo: Array<() => void> = [];
  #asking = false;
  #failed = false;

  constructor(conversation: Searched, notes: Observed<Pick<NotesState, "notes">>) {
    super(NOTHING);
    this.#conversation = conversation;
    this.#notes = notes;
  }

  type(query: string): void {
    if (this.#undo.length === 0) {
      const look = () => this.#look();
      this.#undo = [this.#conversation.subscribe(look), this.#notes.subscribe(look)];
    }
    this.#failed = false;
    this.become({ ...NOTHING, query });
    this.#look();
  }

  /** The next older one, or with -1 the next newer one; round and round. */
  step(by: 1 | -1): void {
    const { matches, at } = this.getState();
    if (matches.length === 0) return;
    this.become({ ...this.getState(), at: (at + by + matches.length) % matches.length });
  }

  /** After older pages could not be loaded. */
  again(): void {
    this.#failed = false;
    this.#look();
  }

  /** Nothing is looked for any more; a page on its way still comes. */
  stop(): void {
    for (const undo of this.#undo) undo();
    this.#undo = [];
    this.become(NOTHING);
  }

  #look(): void {
    const { query, matches: before, at } = this.getState();
    const { messages } = this.#conversation.getState();
    const matches = query ? this.#places().flatMap((place) => matchesIn(place, query)) : [];
    const shown = before[at];
    const still = matches.findIndex(({ entry, nth }) => entry === shown?.entry && nth === shown.nth);
    this.become({
      query,
      matches,
      // What comes in meanwhile does not take the reader elsewhere.
      at: still >= 0 ? still : Math.min(0, matches.length - 1),
      looking: this.#wanted,
      searched: messages.length,
      failed: this.#failed,
    });
    this.#lookFurther();
  }

  /** Page by page to the first message, for as long as there is something to look for. */
  #lookFurther(): void {
    // A page that somebody else asked for comes with a change, and so back to here.
    if (this.#asking || !this.#wanted || this.#conversation.getState().loadingOlder) return;
    this.#asking = true;
    const { length } = this.#conversation.getState().messages;
    void this.#conversation.loadOlder().then(() => {
      this.#asking = false;
      this.#failed = this.#conversation.getState().messages.length === length;
      if (this.#undo.length > 0) this.#look();
    });
  }

  get #wanted(): boolean {
    return this.getState().query.trim() !== "" && !this.#failed && this.#conversation.getState().hasOlder;
  }

  /** Messages and the notes that stand among them, the newest first. */
  #places(): Place[] {
    const { messages, hasOlder } = this.#conversation.getState();
    const oldest = hasOlder ? (messages[0]?.seq ?? 0) : 0;
    const notes = this.#notes.getState().notes.filter((note) => note.after_seq >= oldest);
    return [...messages.map(placeOfMessage), ...notes.map(placeOfNote)].reverse().sort(newestFirst);
  }
}

function placeOfMessage(message: Message): Place {
  const entry = message.client_message_id ?? message.id;
  return { entry, order: message.seq, content: message.content };
}

function placeOfNote(note: Note): Place {
  return { entry: note.client_message_id, order: note.after_seq + AFTER, content: note.content };
}

function newestFirst(one: Place, other: Place): number {
  return other.order - one.order;
}

function matchesIn({ entry, content }: Place, query: string): Match[] {
  return spansOf(content, query)
    .map((_, nth) => ({ entry, nth }))
    .reverse();
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where a text holds what is looked for, whatever the capitals and the accents. */
export function spansOf(text: string, query: string): Span[] {
  if (!query.trim()) return [];
  const wanted = folded(query);
  const searched = folded(text);
  const spans: Span[] = [];
  for (
    let start = searched.indexOf(wanted);
    start >= 0;
    start = searched.indexOf(wanted, start + wanted.length)
  ) {
    spans.push({ start, end: start + wanted.length });
  }
  return spans;
}

/** Without capitals and accents, and exactly as long: what stands where must not move. */
function folded(text: string): string {
  let plain = "";
  for (let index = 0; index < text.length; index += 1) plain += foldedUnit(text.charAt(index));
  return plain;
}

const UNITS = new Map<string, string>();

function foldedUnit(unit: string): string {
  if (unit < "\u0080") return unit.toLowerCase();
  const known = UNITS.get(unit);
  if (known !== undefined) return known;
  const plain = unit.normalize("NFKD").toLowerCase();
  const same = plain.length > 0 ? plain.charAt(0) : unit;
  UNITS.set(unit, same);
  return same;
}
