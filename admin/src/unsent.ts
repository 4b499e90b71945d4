// Replies, or notes, the server has not acknowledged, kept over a reload or a new sign-in of the same agent in this tab.
import { KeptOutbox, type OutboxStorage, type Shelf } from "@support-chat/widget/core";

export class Unsent {
  #prefix: string;
  #shelf: Shelf;

  /** `kind`: what is kept as a note can never go out as a reply. */
  constructor(storage: Storage, agentId: string, kind: "unsent" | "unsent-notes" = "unsent") {
    this.#prefix = `support-chat.${kind}.${agentId}.`;
    // No other tab shares a tab's storage: there is nobody to take turns with.
    this.#shelf = { storage, locks: { request: (_, send) => send() }, onChange: () => () => {} };
  }

  /** The chats that have something left to send. */
  chatIds(): string[] {
    const names = this.#keys().map((key) => key.slice(this.#prefix.length).split("/")[0] ?? "");
    return [...new Set(names)];
  }

  of(chatId: string): OutboxStorage {
    return new KeptOutbox(this.#shelf, this.#prefix + chatId);
  }

  /** On sign-out: the next person at this computer must neither read nor send them. */
  forget(): void {
    for (const key of this.#keys()) this.#shelf.storage.removeItem(key);
  }

  #keys(): string[] {
    const { storage } = this.#shelf;
    const keys = Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? "");
    return keys.filter((key) => key.startsWith(this.#prefix));
  }
}
