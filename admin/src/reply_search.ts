// Which saved replies an agent means by what they type after the slash. No DOM.
import { matching } from "./commands";
import type { SavedReply } from "./saved_replies";

/** A list is there to be read: who has more than this types another letter. */
export const MOST_SHOWN = 50;

/** Every word must be found. First where all are in the name, the name's beginning before its middle; then in the text. */
export function repliesFor(replies: readonly SavedReply[], typed: string): readonly SavedReply[] {
  const named = matching(replies, typed, ({ name }) => name);
  const start = typed.trim().toLocaleLowerCase();
  const begins = named.filter(({ name }) => name.toLocaleLowerCase().startsWith(start));
  const anywhere = matching(replies, typed, ({ name, content }) => `${name} ${content}`);
  return [...new Set([...begins, ...named, ...anywhere])];
}

export interface Slash {
  /** Where the slash stands. */
  readonly at: number;
  readonly typed: string;
}

const LONGEST_TYPED = 60;

/** The slash that begins the line on which the caret stands, and what follows it up to there. */
export function slashBefore(text: string, caret: number): Slash | null {
  const at = text.lastIndexOf("\n", caret - 1) + 1;
  const typed = text.slice(at + 1, caret);
  return text[at] === "/" && caret > at && typed.length <= LONGEST_TYPED ? { at, typed } : null;
}
