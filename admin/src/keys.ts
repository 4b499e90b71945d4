// Which key means what. No DOM beyond the event itself.
import type { Word } from "./languages/texts";

export type Shortcut =
  | "palette"
  | "sheet"
  | "next"
  | "previous"
  | "longest"
  | "search"
  | "find"
  | "reply"
  | "note"
  | "file"
  | "mark"
  | "details"
  | "assign"
  | "all"
  | "unseen"
  | "waiting"
  | "unread"
  | "mine";

interface Meaning {
  readonly shortcut: Shortcut;
  /** How the sheet shows it. */
  readonly keys: readonly string[];
  readonly word: Word;
}

export const MEANINGS: readonly Meaning[] = [
  { shortcut: "palette", keys: ["Ctrl K", "⌘ K"], word: "commands" },
  { shortcut: "sheet", keys: ["?"], word: "shortcuts" },
  { shortcut: "next", keys: ["J", "Alt ↓"], word: "nextChat" },
  { shortcut: "previous", keys: ["K", "Alt ↑"], word: "previousChat" },
  { shortcut: "longest", keys: ["N"], word: "longestWaiting" },
  { shortcut: "search", keys: ["/"], word: "searchChats" },
  { shortcut: "find", keys: ["F"], word: "findInChat" },
  { shortcut: "reply", keys: ["R"], word: "writeReply" },
  { shortcut: "note", keys: ["M", "Alt M"], word: "replyOrNote" },
  { shortcut: "file", keys: ["E"], word: "archiveOrRestore" },
  { shortcut: "mark", keys: ["U"], word: "markUnreadOrRead" },
  { shortcut: "details", keys: ["C"], word: "customerDetails" },
  { shortcut: "assign", keys: ["A"], word: "assignToMe" },
  { shortcut: "all", keys: ["1"], word: "all" },
  { shortcut: "unseen", keys: ["2"], word: "unseen" },
  { shortcut: "waiting", keys: ["3"], word: "waitingFilter" },
  { shortcut: "unread", keys: ["4"], word: "markedFilter" },
  { shortcut: "mine", keys: ["5"], word: "mineFilter" },
];

/** What keys mean to the field one writes in, which hears them itself. */
export const WHILE_WRITING: readonly Omit<Meaning, "shortcut">[] = [
  { keys: ["/"], word: "insertReply" },
  { keys: ["↑"], word: "editLast" },
  { keys: ["Esc"], word: "leaveReply" },
];

const LETTERS: Record<string, Shortcut> = {
  "?": "sheet",
  j: "next",
  k: "previous",
  n: "longest",
  "/": "search",
  f: "find",
  r: "reply",
  m: "note",
  e: "file",
  u: "mark",
  c: "details",
  a: "assign",
  1: "all",
  2: "unseen",
  3: "waiting",
  4: "unread",
  5: "mine",
};

/** Also while one writes. On a Mac, Alt makes another letter of M. */
const WITH_ALT: Record<string, Shortcut> = {
  arrowdown: "next",
  arrowup: "previous",
  m: "note",
  "\u00b5": "note",
};

interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly isComposing: boolean;
}

/** `writing`: the focus is where letters are text. `letters`: the agent wants single letters to do something. */
export function shortcutOf(
  press: Press,
  { writing, letters }: { writing: boolean; letters: boolean },
): Shortcut | null {
  const { key, ctrlKey, metaKey, altKey, isComposing } = press;
  if (isComposing) return null;
  if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === "k") return "palette";
  if (ctrlKey || metaKey) return null;
  if (altKey) return WITH_ALT[key.toLowerCase()] ?? null;
  if (writing || !letters) return null;
  return LETTERS[key.toLowerCase()] ?? null;
}

export function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
