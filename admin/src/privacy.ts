// What admins do with one customer's data: all of it as a file, and all of it gone. No DOM.
import { type ApiClient, ApiError, type Person } from "@support-chat/widget/core";
import { Observable } from "./observable";

export interface Receipt {
  readonly id: string;
  readonly at: string;
  readonly chat_id: string;
  readonly items: number;
  readonly by: Person;
}

interface Erased {
  readonly done: boolean;
  readonly items: number;
  readonly receipt: Receipt | null;
}

interface ExportPage {
  readonly items: readonly unknown[];
  readonly next_cursor: string | null;
}

export interface Exporting {
  readonly chatId: string;
  readonly count: number;
  readonly phase: "running" | "done" | "failed";
}

export interface Erasing {
  readonly chatId: string;
  readonly userId: string;
  /** How many other chats of the same person stay. */
  readonly linked: number;
  readonly phase: "asking" | "running" | "failed" | "refused" | "done";
  readonly items: number;
  readonly receipt: Receipt | null;
}

export interface PrivacyState {
  readonly exporting: Exporting | null;
  readonly erasing: Erasing | null;
}

export type Save = (name: string, type: string, text: string) => void;

export interface PrivacyOptions {
  api: Pick<ApiClient, "get" | "post">;
  agent: { readonly id: string; readonly name: string };
  /** The chat is there no more. */
  onErased(chatId: string): void;
}

const JSON_TYPE = "application/json";

export class Privacy extends Observable<PrivacyState> {
  readonly #options: PrivacyOptions;

  constructor(options: PrivacyOptions) {
    super({ exporting: null, erasing: null });
    this.#options = options;
  }

  /** One file of all pages, or none: half an export would look like a whole one. */
  async export(chatId: string, save: Save): Promise<void> {
    const { api, agent } = this.#options;
    if (this.getState().exporting?.phase === "running") return;
    const tell = (count: number, phase: Exporting["phase"]) =>
      this.become({ ...this.getState(), exporting: { chatId, count, phase } });
    const items: unknown[] = [];
    tell(0, "running");
    try {
      let cursor: string | null = null;
      do {
        const page: ExportPage = await api.get(routeOf(chatId, "export"), { cursor });
        items.push(...page.items);
        cursor = page.next_cursor;
        tell(items.length, "running");
      } while (cursor);
      const told = {
        format: "support-chat-export",
        version: 1,
        exported_at: new Date().toISOString(),
        exported_by: { id: agent.id, name: agent.name },
        chat_id: chatId,
        items,
      };
      save(`support-chat-export_${chatId}.json`, JSON_TYPE, JSON.stringify(told, null, 2));
      tell(items.length, "done");
    } catch {
      tell(items.length, "failed");
    }
  }

  ask(chatId: string, userId: string, linked: number): void {
    this.#become({ chatId, userId, linked, phase: "asking", items: 0, receipt: null });
  }

  leave(): void {
    if (this.getState().erasing?.phase !== "running") this.become({ ...this.getState(), erasing: null });
  }

  /** Again and again, until the server says that nothing is left. */
  async erase(): Promise<void> {
    const { erasing } = this.getState();
    if (!erasing || erasing.phase === "running" || erasing.phase === "done") return;
    const { chatId, userId } = erasing;
    this.#become({ ...erasing, phase: "running" });
    let items = erasing.items;
    try {
      for (;;) {
        const body = { confirm: userId };
        const answer = await this.#options.api.post<Erased>(routeOf(chatId, "erase"), body);
        items = answer.items;
        this.#options.onErased(chatId);
        if (answer.done) return this.#become({ ...erasing, items, phase: "done", receipt: answer.receipt });
        this.#become({ ...erasing, items, phase: "running" });
      }
    } catch (reason) {
      const { status } = ApiError.from(reason);
      const refused = items === 0 && [401, 403, 404, 422].includes(status);
      this.#become({ ...erasing, items, phase: refused ? "refused" : "failed" });
    }
  }

  saveReceipt(save: Save): void {
    const { erasing } = this.getState();
    if (!erasing?.receipt) return;
    const text = JSON.stringify(
      { format: "support-chat-erasure-receipt", version: 1, ...erasing.receipt },
      null,
      2,
    );
    save(`support-chat-receipt_${erasing.receipt.id}.json`, JSON_TYPE, text);
  }

  #become(erasing: Erasing): void {
    this.become({ ...this.getState(), erasing });
  }
}

function routeOf(chatId: string, verb: "export" | "erase"): string {
  return `/admin/chats/${encodeURIComponent(chatId)}/${verb}`;
}
