// The chat without a face: one person's conversation for a view of your own. Makes nothing and asks nothing before start().
import { type LoadConfig, openAccount, siteConfig } from "../client/account";
import { BLANK, ChatClient, type ChatState } from "../client/chat_client";
import type { GivesToken, Identity } from "../contract";
import { ApiError } from "../core/api";
import { Signal } from "../core/signal";
import type { ConnectionStatus, Message, Problem, SiteConfig } from "../core/types";

export interface SupportChatOptions {
  /** Where the widget's files lie (the stack's output WidgetUrl): its config.json tells the rest. */
  readonly siteUrl?: string;
  /** The same as config.json would tell: nothing is fetched for it. */
  readonly config?: SiteConfig;
  /** Another API than the one in config.json. */
  readonly apiUrl?: string;
  /** Called for the person's token at first, and again when one was refused. */
  readonly getToken?: GivesToken;
  /** An address of the host application that answers with the token; 401 says that nobody is signed in. */
  readonly tokenUrl?: string;
  readonly token?: string;
  /** False: people who are not signed in cannot write, whatever the deployment allows. */
  readonly visitors?: boolean;
  /** False: agents are not told which page the customer is on, nor their language and time zone. */
  readonly context?: boolean;
}

export interface SupportChatEvents {
  /** One of an agent's that has just arrived; history never. */
  readonly message: Message;
  readonly unread: number;
  readonly status: ConnectionStatus;
  /** The chat cannot be opened; when it is over, the state's `problem` is null again. */
  readonly error: Problem;
}

type EventName = keyof SupportChatEvents;
type Listener<N extends EventName> = (detail: SupportChatEvents[N]) => void;

export function createSupportChat(options: SupportChatOptions): SupportChat {
  return new SupportChat(options);
}

export class SupportChat {
  readonly #options: SupportChatOptions;
  readonly #config: LoadConfig;
  readonly #changes = new Signal();
  readonly #listeners = new Map<EventName, Set<Listener<never>>>();
  #identity: Identity | null;
  #client: ChatClient | null = null;
  #users = 0;
  #last: ChatState = BLANK;

  constructor(options: SupportChatOptions) {
    const { config, siteUrl, apiUrl, getToken, token, tokenUrl } = options;
    this.#options = options;
    this.#config = config
      ? async () => (apiUrl ? { ...config, api_url: apiUrl } : config)
      : siteConfig(`${siteUrl ?? ""}`.replace(/\/*$/, "/"), apiUrl ? { apiUrl } : {});
    this.#identity = getToken ?? (token ? { token } : tokenUrl ? { tokenUrl } : null);
  }

  /** The same object until something changes. */
  getState = (): ChatState => this.#last;

  /** Called on every change; returns its own undo. */
  subscribe = (listener: () => void): (() => void) => {
    return this.#changes.add(listener);
  };

  /** Returns its own undo. */
  on<N extends EventName>(name: N, listener: Listener<N>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => this.off(name, listener);
  }

  off<N extends EventName>(name: N, listener: Listener<N>): void {
    this.#listeners.get(name)?.delete(listener);
  }

  /** However many start it, there is one connection; it ends when each has called what this returned. */
  start = (): (() => void) => {
    // Rendered on a server: there is nobody there to chat.
    if (typeof document === "undefined") return () => {};
    this.#users++;
    this.#begin();
    let stopped = false;
    return () => {
      if (stopped) return;
      stopped = true;
      this.#users--;
      // A moment later: who comes back at once, as views do in React's StrictMode, finds all as it was.
      queueMicrotask(() => this.#users <= 0 && this.#end());
    };
  };

  /** For everybody who started it: no request, timer, listener or socket is left. */
  stop(): void {
    this.#users = 0;
    this.#end();
  }

  /** The message's id; null for blank text, and while it is not known who writes. */
  send(text: string): string | null {
    return this.#client?.send(text) ?? null;
  }

  /** A refused message again, or a waiting one now. */
  retry(clientMessageId: string): void {
    this.#client?.conversation?.retry(clientMessageId);
  }

  discard(clientMessageId: string): void {
    this.#client?.conversation?.discard(clientMessageId);
  }

  async loadOlder(): Promise<void> {
    await this.#client?.conversation?.loadOlder();
  }

  /** The person has the messages before their eyes; counts only while the page is visible. */
  markRead(): void {
    if (this.#client?.surroundings.visible()) this.#client.conversation?.markRead();
  }

  /** Call it on every keystroke. */
  typing(): void {
    this.#client?.conversation?.typing();
  }

  /** Where a visitor can be reached. */
  async setEmail(email: string): Promise<void> {
    if (!this.#client) throw new ApiError({ status: 0, code: "not_ready" });
    await this.#client.setEmail(email);
  }

  /** Tries again after a refusal. */
  resume(): void {
    this.#client?.resume();
  }

  /** What was typed and not sent; outlives the page. */
  get draft(): string {
    return this.#client?.draft?.text ?? "";
  }

  set draft(text: string) {
    const draft = this.#client?.draft;
    if (draft) draft.text = text;
  }

  /** Somebody has signed in. */
  identify(identity: Identity): void {
    this.#become(identity);
  }

  /** Nobody is signed in any more; nothing of anybody stays in this browser. */
  logout(): void {
    this.#client?.end();
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith("support-chat ")) localStorage.removeItem(key);
      }
    } catch {
      // Storage is blocked: then nothing was kept.
    }
    this.#become(null);
  }

  #become(identity: Identity | null): void {
    this.#identity = identity;
    this.#end();
    if (this.#users > 0) this.#begin();
  }

  #begin(): void {
    if (this.#client) return;
    const { visitors = true, context = true } = this.#options;
    const person = this.#identity && openAccount(this.#config, this.#identity);
    const client = new ChatClient({ config: this.#config, person, visitors, context });
    this.#client = client;
    client.changes.add(() => this.#changed(client.state));
    client.incoming.add((messages) => {
      for (const message of messages) this.#emit("message", message);
    });
    this.#changed(client.state);
  }

  #end(): void {
    this.#client?.end();
    this.#client = null;
    if (this.#last !== BLANK) this.#changed(BLANK);
  }

  #changed(state: ChatState): void {
    const before = this.#last;
    this.#last = state;
    this.#changes.emit();
    if (state.unreadCount !== before.unreadCount) this.#emit("unread", state.unreadCount);
    if (state.status !== before.status) this.#emit("status", state.status);
    if (state.problem && state.problem !== before.problem) this.#emit("error", state.problem);
  }

  #emit<N extends EventName>(name: N, detail: SupportChatEvents[N]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) (listener as Listener<N>)(detail);
  }
}
