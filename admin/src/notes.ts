// The internal notes of one chat: fetched, heard live, caught up with, and sent by an outbox of their own, which knows
// one route only, that of notes. No DOM.
import {
  type ApiClient,
  ApiError,
  type Clock,
  type Endpoints,
  type NewMessage,
  type OutboxStorage,
  type OutgoingMessage,
} from "@support-chat/widget/core";
import { Outbox } from "@support-chat/widget/core/outbox";
import { Observable } from "./observable";

export interface Note {
  readonly id: string;
  readonly content: string;
  readonly author: { readonly id: string; readonly name: string };
  readonly client_message_id: string;
  readonly created_at: string;
  /** The newest message when it was written: its place in the thread. */
  readonly after_seq: number;
}

interface NotePage {
  readonly notes: readonly Note[];
  readonly has_more: boolean;
}

export interface NotesState {
  /** In the order of the thread, each once. */
  readonly notes: readonly Note[];
  readonly outgoing: readonly OutgoingMessage[];
  /** Some notes are missing here, and could not be fetched. */
  readonly incomplete: boolean;
}

export interface NotesOptions {
  readonly api: Pick<ApiClient, "get" | "post">;
  readonly chatId: string;
  readonly clock: Clock;
  readonly storage: OutboxStorage;
  onTurnedAway(status: 401): void;
}

const PAGE = 100;

export class Notes extends Observable<NotesState> {
  readonly #options: NotesOptions;
  readonly #path: string;
  readonly #outbox: Outbox<Note>;
  readonly #known = new Map<string, Note>();
  /** Everything back to the first note has been read once. */
  #complete = false;
  #failed = false;
  #stopped = false;
  #fetching: Promise<void> | null = null;
  #again = false;

  constructor(options: NotesOptions) {
    super({ notes: [], outgoing: [], incomplete: false });
    this.#options = options;
    this.#path = `/admin/chats/${encodeURIComponent(options.chatId)}/notes`;
    this.#outbox = new Outbox<Note>({
      clock: options.clock,
      storage: options.storage,
      send: (note: NewMessage) => options.api.post<Note>(this.#path, note),
      onSent: (note) => this.#take([note]),
      onChange: () => this.#show(),
      onError: (error) => error.status === 401 && options.onTurnedAway(401),
      confirm: () => this.catchUp(),
    });
  }

  start(): void {
    this.#outbox.restore();
    this.#outbox.run();
    void this.catchUp();
  }

  /** Nothing asks the server any more; a note already on its way is not called back. */
  stop(): void {
    this.#stopped = true;
    this.#outbox.stop();
  }

  /** The same endpoints. Whenever the conversation looks for what it missed, its notes do, too. */
  beside<Given extends Pick<Endpoints, "open" | "after">>(endpoints: Given): Given {
    const noting = <Arguments extends unknown[], Answer>(ask: (...given: Arguments) => Promise<Answer>) => {
      return (...given: Arguments) => {
        this.returned();
        return ask(...given);
      };
    };
    return { ...endpoints, open: noting(endpoints.open), after: noting(endpoints.after) };
  }

  /** By an event, which may be too large to carry the note itself. */
  hear(note: Note | null): void {
    if (note) this.#take([note]);
    else void this.catchUp();
  }

  /** The connection or the person is back, or it is time to look. */
  returned(): void {
    if (this.#stopped) return;
    void this.catchUp();
    this.#outbox.kick();
  }

  send(text: string): string | null {
    const content = text.trim();
    return content === "" || this.#stopped ? null : this.#outbox.add(content);
  }

  retry(clientMessageId: string): void {
    this.#outbox.retry(clientMessageId);
  }

  discard(clientMessageId: string): void {
    this.#outbox.discard(clientMessageId);
  }

  /** Whatever is not here yet, now. Who asks while that is under way is served by another round after it. */
  catchUp(): Promise<void> {
    this.#again = true;
    this.#fetching ??= this.#rounds().finally(() => {
      this.#fetching = null;
    });
    return this.#fetching;
  }

  async #rounds(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      try {
        await this.#fetch();
        this.#failed = false;
      } catch (reason) {
        this.#failed = true;
        if (ApiError.from(reason).status === 401) this.#options.onTurnedAway(401);
      }
      this.#show();
    }
  }

  /** From the newest back to one that is known, or, the first time, to the very first. */
  async #fetch(): Promise<void> {
    let before: string | undefined;
    for (;;) {
      const query = { limit: PAGE, ...(before ? { before } : {}) };
      const page: NotePage = await this.#options.api.get<NotePage>(this.#path, query);
      if (this.#stopped) return;
      const joined = this.#complete && page.notes.some(({ id }) => this.#known.has(id));
      this.#take(page.notes);
      before = page.notes[0]?.id;
      if (!page.has_more || !before || joined) break;
    }
    this.#complete = true;
  }

  #take(notes: readonly Note[]): void {
    for (const note of notes) {
      this.#known.set(note.id, note);
      this.#outbox.settle(note.client_message_id);
    }
    this.#show();
  }

  #show(): void {
    if (this.#stopped) return;
    this.become({
      notes: [...this.#known.values()].sort(inOrder),
      outgoing: this.#outbox.messages,
      incomplete: this.#failed && !this.#complete,
    });
  }
}

/** Ids of notes are in the order of time. */
function inOrder(one: Note, other: Note): number {
  return one.after_seq - other.after_seq || (one.id < other.id ? -1 : 1);
}

export function isNote(value: unknown): value is Note {
  if (typeof value !== "object" || value === null) return false;
  const { id, content, author, client_message_id, created_at, after_seq } = value as Record<string, unknown>;
  if (typeof author !== "object" || author === null) return false;
  const { id: authorId, name } = author as Record<string, unknown>;
  return (
    [id, content, client_message_id, created_at, authorId, name].every((text) => typeof text === "string") &&
    Number.isSafeInteger(after_seq)
  );
}
