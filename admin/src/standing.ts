// What agents decide about a chat: whose it is, and whether its customer may write. No DOM.
import { type ApiClient, ApiError, type InboxRow } from "@support-chat/widget/core";
import { Observable } from "./observable";

export type Decision = "assign" | "block" | "unblock";

export interface StandingState {
  /** The chat whose customer somebody is about to block: a reason is still asked for. */
  readonly asking: string | null;
  /** What is under way, or has just failed. */
  readonly last: {
    readonly chatId: string;
    readonly decision: Decision;
    readonly error: ApiError | null;
  } | null;
}

export class Standing extends Observable<StandingState> {
  readonly #api: Pick<ApiClient, "put" | "delete">;
  readonly #apply: (row: InboxRow) => void;

  constructor(api: Pick<ApiClient, "put" | "delete">, apply: (row: InboxRow) => void) {
    super({ asking: null, last: null });
    this.#api = api;
    this.#apply = apply;
  }

  /** null makes it nobody's. */
  async assign(chatId: string, agentId: string | null): Promise<void> {
    await this.#decide(chatId, "assign", (path) => this.#api.put(`${path}/assignee`, { agent_id: agentId }));
  }

  ask(chatId: string | null): void {
    this.become({ asking: chatId, last: null });
  }

  async block(chatId: string, reason: string): Promise<void> {
    const done = await this.#decide(chatId, "block", (path) => this.#api.put(`${path}/block`, { reason }));
    if (done && this.getState().asking === chatId) this.ask(null);
  }

  async unblock(chatId: string): Promise<void> {
    await this.#decide(chatId, "unblock", (path) => this.#api.delete(`${path}/block`));
  }

  async #decide(
    chatId: string,
    decision: Decision,
    send: (path: string) => Promise<InboxRow>,
  ): Promise<boolean> {
    this.become({ ...this.getState(), last: { chatId, decision, error: null } });
    try {
      this.#apply(await send(`/admin/chats/${encodeURIComponent(chatId)}`));
      this.become({ ...this.getState(), last: null });
      return true;
    } catch (reason) {
      this.become({ ...this.getState(), last: { chatId, decision, error: ApiError.from(reason) } });
      return false;
    }
  }
}

/** What went wrong with one of these decisions about this chat. */
export function faultOf({ last }: StandingState, chatId: string, ...decisions: Decision[]): ApiError | null {
  return last?.chatId === chatId && decisions.includes(last.decision) ? last.error : null;
}

export function isBusy({ last }: StandingState, chatId: string): boolean {
  return last?.chatId === chatId && !last.error;
}
