// Looking for chats that need not be loaded: asked of the server, in a pause of typing; only the newest question is
// answered. No DOM.
import { Alarm, type ApiClient, ApiError, type Clock, type InboxRow } from "@support-chat/widget/core";
import { Observable } from "./observable";

export interface SearchState {
  readonly typed: string;
  /** short: too few letters to look for. */
  readonly phase: "idle" | "short" | "searching" | "found" | "failed";
  /** While it searches: what was found before. */
  readonly rows: readonly InboxRow[];
  /** There may be more of them. */
  readonly capped: boolean;
}

interface Found {
  readonly chats: readonly InboxRow[];
  readonly capped: boolean;
}

export interface SearchOptions {
  readonly api: Pick<ApiClient, "get">;
  readonly clock: Clock;
  readonly onTurnedAway: (status: 401 | 403) => void;
}

const PAUSE_MS = 200;
const RETRY_MS = 3_000;
const LIMIT = 50;
const SHORTEST_WORD = 2;
const IDLE: SearchState = { typed: "", phase: "idle", rows: [], capped: false };

export class ChatSearch extends Observable<SearchState> {
  readonly #options: SearchOptions;
  readonly #pause: Alarm;
  #asking: AbortController | null = null;

  constructor(options: SearchOptions) {
    super(IDLE);
    this.#options = options;
    this.#pause = new Alarm(options.clock);
  }

  /** For another place to look for chats from. */
  another(): ChatSearch {
    return new ChatSearch(this.#options);
  }

  type(typed: string): void {
    this.#pause.clear();
    this.#asking?.abort();
    this.#asking = null;
    if (isLongEnough(typed)) {
      const { rows, capped } = this.getState();
      this.become({ typed, phase: "searching", rows, capped });
      this.#pause.set(PAUSE_MS, () => void this.#ask(typed));
    } else this.become(typed.trim() ? { ...IDLE, typed, phase: "short" } : IDLE);
  }

  /** The same question, now. */
  again(): void {
    const { typed } = this.getState();
    if (!isLongEnough(typed)) return;
    this.type(typed);
    this.#pause.clear();
    void this.#ask(typed);
  }

  async #ask(typed: string): Promise<void> {
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const query = { q: typed.trim(), limit: LIMIT };
      const { chats, capped } = await this.#options.api.get<Found>("/admin/search", query, asking.signal);
      // An answer that comes after another question is nobody's.
      if (this.#asking === asking) this.become({ typed, phase: "found", rows: chats, capped });
    } catch (reason) {
      if (this.#asking !== asking) return;
      const { status, retryable } = ApiError.from(reason);
      if (status === 401 || status === 403) this.#options.onTurnedAway(status);
      if (retryable) this.#pause.set(RETRY_MS, () => void this.#ask(typed));
      this.become({ typed, phase: "failed", rows: [], capped: false });
    }
  }
}

/** As the server sees it: some word of at least two letters or digits. */
function isLongEnough(typed: string): boolean {
  const words = typed.normalize("NFKD").split(/\s+/);
  return words.some((word) => bare(word).length >= SHORTEST_WORD);
}

function bare(word: string): string {
  return word.replace(/\p{M}+/gu, "").replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
}
