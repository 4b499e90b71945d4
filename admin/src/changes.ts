// An agent changes their own message: edits it, withdraws it, and anybody looks up what it said before. No DOM.
import {
  type AgentChat,
  type ApiClient,
  ApiError,
  type Conversation,
  type Message,
} from "@support-chat/widget/core";
import type { Drafts } from "./drafts";
import { Observable } from "./observable";
import { type Author, isBy } from "./thread";

/** By the server's clock; what this page shows is what is left by the device's. */
const CHANGEABLE_MS = 10 * 60_000;

/** What the message said from `at` on. */
export interface Version {
  readonly content: string;
  readonly at: string;
  readonly by: { readonly id: string; readonly name: string };
}

export interface ChangesState {
  readonly doing: "nothing" | "editing" | "withdrawing" | "looking";
  readonly message: Message | null;
  readonly busy: boolean;
  /** Why the last attempt did not work; what was typed is still there. */
  readonly error: ApiError | null;
}

export interface ChangesOptions {
  readonly api: Pick<ApiClient, "get" | "patch" | "delete">;
  readonly chatId: string;
  readonly conversation: Pick<Conversation<AgentChat>, "learn">;
  readonly drafts: Drafts;
}

const NOTHING: ChangesState = { doing: "nothing", message: null, busy: false, error: null };

export class Changes extends Observable<ChangesState> {
  readonly #options: ChangesOptions;
  /** An event comes before the answer, and does not tell the agent: what was sent from this page is known anyway. */
  readonly #sentHere = new Set<string>();

  constructor(options: ChangesOptions) {
    super(NOTHING);
    this.#options = options;
  }

  /** What the composer sends, under the id it goes out with. */
  sent(clientMessageId: string | null): string | null {
    if (clientMessageId !== null) this.#sentHere.add(clientMessageId);
    return clientMessageId;
  }

  edit(message: Message): void {
    if (!this.getState().busy) this.become({ ...NOTHING, doing: "editing", message });
  }

  /** The newest of this agent's own messages, if it can still be changed. */
  editLast(messages: readonly Message[], agent: Author): void {
    const last = lastOwn(messages, agent, Date.now(), this.#sentHere);
    if (last) this.edit(last);
  }

  /** What the field shows: what was typed before somebody looked elsewhere, or the message as it is. */
  draft(message: Message): string {
    return this.#options.drafts.of(this.#keyOf(message)) || message.content;
  }

  keep(message: Message, text: string): void {
    this.#options.drafts.keep(this.#keyOf(message), text === message.content ? "" : text);
  }

  async save(text: string): Promise<void> {
    const { message, busy } = this.getState();
    const content = text.trim();
    if (!message || busy || !content) return;
    if (content === message.content) return this.leave();
    await this.#ask(() => this.#options.api.patch<Message>(this.#path(message), { content }));
  }

  /** First the question, for there is no way back. */
  askToWithdraw(message: Message): void {
    if (!this.getState().busy) this.become({ ...NOTHING, doing: "withdrawing", message });
  }

  async withdraw(): Promise<void> {
    const { message, busy } = this.getState();
    if (message && !busy) await this.#ask(() => this.#options.api.delete<Message>(this.#path(message)));
  }

  look(message: Message): void {
    if (!this.getState().busy) this.become({ ...NOTHING, doing: "looking", message });
  }

  async versions(message: Message): Promise<readonly Version[]> {
    const { versions } = await this.#options.api.get<{ versions: Version[] }>(
      `${this.#path(message)}/history`,
    );
    return versions;
  }

  /** Whatever was begun is over; what was typed for an edit goes. */
  leave(): void {
    const { doing, message } = this.getState();
    if (doing === "editing" && message) this.#options.drafts.keep(this.#keyOf(message), "");
    this.become(NOTHING);
  }

  async #ask(request: () => Promise<Message>): Promise<void> {
    const asked = this.getState();
    this.become({ ...asked, busy: true, error: null });
    try {
      this.#options.conversation.learn(await request());
      this.leave();
    } catch (reason) {
      this.become({ ...asked, busy: false, error: ApiError.from(reason) });
    }
  }

  #keyOf(message: Message): string {
    return `${this.#options.chatId}/${message.id}`;
  }

  #path({ seq }: Message): string {
    return `/admin/chats/${encodeURIComponent(this.#options.chatId)}/messages/${seq}`;
  }
}

/** How long a message can still be changed; 0: not any more. */
export function changeableFor({ created_at, unsent_at }: Message, now: number): number {
  if (unsent_at) return 0;
  return Math.min(CHANGEABLE_MS, Math.max(0, Date.parse(created_at) + CHANGEABLE_MS - now));
}

export function lastOwn(
  messages: readonly Message[],
  agent: Author,
  now: number,
  sentHere: ReadonlySet<string>,
): Message | null {
  const isOwn = (message: Message) => isBy(agent, message) || sentHere.has(message.client_message_id ?? "");
  const own = messages.filter(
    (message) => message.sender_type === "admin" && isOwn(message) && changeableFor(message, now) > 0,
  );
  return own.at(-1) ?? null;
}
