// Says to a screen reader that an answer is being written: once before each message, however often the hands pause.
import type { ConversationState } from "../core/types";

export class TypingNews {
  /** The last message when it was said, and whether it is being said now. */
  #after: string | null = null;
  #saying = false;

  hear({ typing, messages }: Pick<ConversationState, "typing" | "messages">): boolean {
    const last = messages.at(-1)?.id ?? "";
    this.#saying = typing && (this.#saying || this.#after !== last);
    if (this.#saying) this.#after = last;
    return this.#saying;
  }
}
