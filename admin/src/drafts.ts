// What an agent has typed and not sent, per chat. Outlives a reload and a new sign-in, not the browser tab.
export class Drafts {
  #key: string;
  #storage: Storage;
  #texts: Map<string, string>;

  /** `kind`: replies and notes are never mistaken for each other. */
  constructor(storage: Storage, agentId: string, kind: "drafts" | "note-drafts" = "drafts") {
    this.#key = `support-chat.${kind}.${agentId}`;
    this.#storage = storage;
    this.#texts = new Map(Object.entries(this.#stored()));
  }

  of(chatId: string): string {
    return this.#texts.get(chatId) ?? "";
  }

  keep(chatId: string, text: string): void {
    if (text) this.#texts.set(chatId, text);
    else this.#texts.delete(chatId);
    try {
      this.#storage.setItem(this.#key, JSON.stringify(Object.fromEntries(this.#texts)));
    } catch {
      // Storage full or forbidden: the draft still lives as long as the page does.
    }
  }

  /** On sign-out: the next person at this computer must not read them. */
  forget(): void {
    this.#texts.clear();
    this.#storage.removeItem(this.#key);
  }

  #stored(): Record<string, string> {
    try {
      const value: unknown = JSON.parse(this.#storage.getItem(this.#key) ?? "{}");
      if (typeof value !== "object" || value === null) return {};
      return Object.fromEntries(Object.entries(value).filter(([, text]) => typeof text === "string"));
    } catch {
      return {};
    }
  }
}
