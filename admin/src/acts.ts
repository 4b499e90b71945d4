// What is done to a whole chat by one word: put away, brought back, marked. No DOM.
import { type ApiClient, ApiError, type InboxRow } from "@support-chat/widget/core";
import { Observable } from "./observable";

/** By the last word of its address; all of them repeatable. */
export type ChatAct = "archive" | "unarchive" | "mark_unread" | "mark_read";

/** What is under way, or has just failed. */
export interface Acting {
  readonly chatId: string;
  readonly act: ChatAct;
  readonly error: ApiError | null;
}

export class Acts extends Observable<Acting | null> {
  readonly #api: Pick<ApiClient, "post">;
  readonly #apply: (row: InboxRow) => void;

  constructor(api: Pick<ApiClient, "post">, apply: (row: InboxRow) => void) {
    super(null);
    this.#api = api;
    this.#apply = apply;
  }

  async do(chatId: string, act: ChatAct): Promise<void> {
    this.become({ chatId, act, error: null });
    try {
      this.#apply(await this.#api.post<InboxRow>(`/admin/chats/${encodeURIComponent(chatId)}/${act}`));
      this.become(null);
    } catch (reason) {
      this.become({ chatId, act, error: ApiError.from(reason) });
    }
  }
}
