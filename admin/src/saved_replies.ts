// The team's saved replies: kept as long as the page is open, asked for again whenever somebody wants one.
import { type ApiClient, ApiError } from "@support-chat/widget/core";
import { inLanguage } from "./languages/words";
import { Observable } from "./observable";

export interface SavedReply {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly content: string;
  readonly updated_at: string;
  readonly updated_by: { readonly id: string; readonly name: string };
}

/** What a change is made of: `version` is the one that was before the agent's eyes, 0 for a new reply. */
export type WrittenReply = Pick<SavedReply, "id" | "version" | "name" | "content">;

export function asWritten({ id, version, name, content }: WrittenReply): WrittenReply {
  return { id, version, name, content };
}

export interface SavedRepliesState {
  /** By name; null before the first answer. */
  readonly replies: readonly SavedReply[] | null;
  readonly loading: boolean;
  /** Why the last asking brought nothing; what was known before still stands. */
  readonly error: ApiError | null;
}

interface ReplyPage {
  readonly replies: readonly SavedReply[];
  readonly has_more: boolean;
}

/** A reply as the form holds it, and as it was when the form was opened. */
export interface Writing {
  readonly now: WrittenReply;
  readonly before: WrittenReply;
}

type Api = Pick<ApiClient, "get" | "put" | "delete">;

export const NAME_LENGTH = 60;
export const CONTENT_LENGTH = 4_000;

export class SavedReplies extends Observable<SavedRepliesState> {
  /** What is being written and not saved: it outlives a look at a chat. */
  unsaved: Writing | null = null;
  readonly #api: Api;
  #asked = 0;

  constructor(api: Api) {
    super({ replies: null, loading: false, error: null });
    this.#api = api;
  }

  async refresh(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    this.become({ ...this.getState(), loading: true });
    try {
      const replies = await this.#all();
      // A later question has the later answer, and a change made meanwhile is not in this one.
      if (asked === this.#asked) this.become({ replies: byName(replies), loading: false, error: null });
    } catch (reason) {
      if (asked !== this.#asked) return;
      this.become({ ...this.getState(), loading: false, error: ApiError.from(reason) });
    }
  }

  /** Throws an ApiError; "changed_meanwhile" where a colleague was first. */
  async put({ id, ...written }: WrittenReply): Promise<SavedReply> {
    const saved = await this.#api.put<SavedReply>(`/admin/replies/${encodeURIComponent(id)}`, written);
    this.#changed((replies) => [...replies.filter((reply) => reply.id !== id), saved]);
    return saved;
  }

  async delete({ id, version }: Pick<SavedReply, "id" | "version">): Promise<void> {
    await this.#api.delete(`/admin/replies/${encodeURIComponent(id)}`, { version });
    this.#changed((replies) => replies.filter((reply) => reply.id !== id));
  }

  #changed(change: (replies: readonly SavedReply[]) => readonly SavedReply[]): void {
    this.#asked += 1;
    const { replies } = this.getState();
    if (replies) this.become({ replies: byName(change(replies)), loading: false, error: null });
    else void this.refresh();
  }

  async #all(): Promise<readonly SavedReply[]> {
    const found: SavedReply[] = [];
    for (;;) {
      const query = { after: found.at(-1)?.id };
      const { replies, has_more } = await this.#api.get<ReplyPage>("/admin/replies", query);
      found.push(...replies);
      if (!has_more || replies.length === 0) return found;
    }
  }
}

function byName(replies: readonly SavedReply[]): readonly SavedReply[] {
  const order = new Intl.Collator(inLanguage().tag, { numeric: true });
  return [...replies].sort(
    (one, other) => order.compare(one.name, other.name) || (one.id < other.id ? -1 : 1),
  );
}
