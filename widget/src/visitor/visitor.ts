// Somebody who is not signed in: an identity of the chat's own, made at the first message and shared by the browser's tabs.

import type { Parts } from "../client/parts";
import type { Clock } from "../core/clock";
import type { KeptText, OutboxStorage, Shelf } from "../core/outbox_storage";
import type { Turns } from "../core/turns";

/** Until what one tab has written into the storage can be read in all others: browsers tell them one by one. */
const SEEN_MS = 100;

export interface VisitorOptions {
  readonly parts: Parts;
  readonly apiUrl: string;
  /** null where the browser keeps nothing: then a visitor lasts as long as the page. */
  readonly shelf: Shelf | null;
  /** The server knows this visitor no longer. */
  readonly onLost: () => void;
  readonly clock: Clock;
  readonly fetch?: typeof fetch;
}

export class Visitor {
  readonly storage: OutboxStorage;
  readonly #options: VisitorOptions;
  readonly #key: string;
  readonly #kept: KeptText | null;
  readonly #turns: Turns | null;
  /** Where it cannot be kept. */
  #held = "";
  /** The token that this page got last. */
  #got = "";
  #known = false;
  #renewed = false;
  #asked: Promise<string> | null = null;
  #ended = false;

  constructor(options: VisitorOptions) {
    const { parts, apiUrl, shelf, clock } = options;
    const owner = parts.visitorOwner(apiUrl);
    this.#options = options;
    this.#key = parts.visitorKey(apiUrl);
    this.#kept = shelf && new parts.KeptText(shelf, this.#key);
    this.#turns = shelf && new parts.Turns(shelf, `${owner}/identity`, clock);
    this.storage = shelf ? new parts.KeptOutbox(shelf, owner, clock) : parts.memoryStorage;
  }

  /** "" before the first message. */
  get token(): string {
    return this.#kept?.text || this.#held;
  }

  /** Somebody has written as this visitor: on an earlier page, in another tab, or just now. */
  get begun(): boolean {
    return this.token !== "" || this.storage.load().length > 0;
  }

  /** Makes the visitor when there is none; only who has something to say may ask. */
  getToken = async (fresh = false): Promise<string> => {
    const token = this.token;
    // Signed out in another tab: whoever writes next begins anew, and nobody by merely looking.
    if (!token && this.#known) throw this.#error(401, "token_refused");
    this.#known = token !== "";
    if (token && !fresh && !this.#renewalDue(token)) return token;
    // A token so young is not refused for its age, and another one would not fare better.
    if (fresh && token === this.#got) throw this.#error(401, "token_refused");
    this.#asked ??= this.#ask(token, fresh).finally(() => {
      this.#asked = null;
    });
    return this.#asked;
  };

  /** Another tab began, ended or renewed the visitor, or wrote something. */
  onChange(listener: () => void): () => void {
    const { parts, apiUrl, shelf } = this.#options;
    const messages = `${parts.visitorOwner(apiUrl)}/message/`;
    const heard = (changed: string | null) =>
      (changed === null || changed === this.#key || changed.startsWith(messages)) && listener();
    return shelf?.onChange(heard) ?? (() => {});
  }

  /** Nothing of the visitor stays in this browser. */
  forget(): void {
    this.#keep("");
  }

  /** What the server still answers is not kept. */
  end(): void {
    this.#ended = true;
    this.#turns?.stop();
  }

  /** One tab at a time: two that write at once are one visitor. */
  async #ask(old: string, fresh: boolean): Promise<string> {
    let failure: unknown = null;
    const action = async () => {
      // Another tab was quicker.
      if (this.token !== old || this.#ended) return;
      try {
        const token = await (old ? this.#renew(old, fresh) : this.#post(""));
        if (token === old || this.#ended) return;
        this.#got = token;
        this.#keep(token);
        // Other tabs see what is kept a moment later, and must not have their turn before.
        if (!old) await new Promise<void>((done) => this.#options.clock.setTimeout(done, SEEN_MS));
      } catch (reason) {
        failure = reason;
      }
    };
    await (this.#turns?.take(action) ?? action());
    if (failure) throw failure;
    if (this.#ended || !this.token) throw this.#error(0, "aborted");
    return this.token;
  }

  async #renew(old: string, fresh: boolean): Promise<string> {
    this.#renewed = true;
    try {
      return await this.#post(old);
    } catch (reason) {
      // The old one is still good for a long while.
      if (!fresh) return old;
      if (this.#options.parts.ApiError.from(reason).status === 401 && !this.#ended) {
        this.forget();
        this.#options.onLost();
      }
      throw reason;
    }
  }

  /** Past half of its life, once on a page: a visitor who comes back now and then is never lost. */
  #renewalDue(token: string): boolean {
    return !this.#renewed && this.#options.clock.now() / 1_000 > halfLife(token);
  }

  async #post(token: string): Promise<string> {
    const { parts, ...rest } = this.#options;
    const api = new parts.ApiClient({ ...rest, baseUrl: rest.apiUrl, getToken: async () => token });
    return (await api.post<{ token: string }>("/visitors")).token;
  }

  #keep(token: string): void {
    if (this.#kept) this.#kept.text = token;
    this.#held = this.#kept?.text === token ? "" : token;
  }

  #error(status: number, code: string): Error {
    return new this.#options.parts.ApiError({ status, code });
  }
}

/** In the middle between the token's `iat` and `exp`, in seconds; not a number where it does not tell. */
function halfLife(token: string): number {
  try {
    const text = atob((token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/"));
    const { iat, exp } = JSON.parse(text) as { iat: number; exp: number };
    return (iat + exp) / 2;
  } catch {
    return Number.NaN;
  }
}
