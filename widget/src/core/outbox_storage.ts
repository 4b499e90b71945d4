// Where unsent messages and the draft are kept: for the life of the page, or in the browser, shared by a person's tabs.
import { type Clock, systemClock } from "./clock";
import { type Locks, Turns } from "./turns";
import type { OutgoingMessage, Problem } from "./types";

export interface StoredMessage extends Pick<OutgoingMessage, "clientMessageId" | "content" | "createdAt"> {
  /** Grows from message to message; clocks do not decide the order. Two tabs may give the same one. */
  readonly order: number;
  /** Why the server will not have it: it waits for the person. */
  readonly error?: Problem;
}

export interface OutboxStorage {
  /** In no particular order. */
  load(): readonly StoredMessage[];
  /** False: it could not be kept, and lives as long as the page. */
  put(message: StoredMessage): boolean;
  remove(clientMessageId: string): void;
  /** Another tab changed something; returns its own undo. */
  onChange(listener: () => void): () => void;
  /** Runs the action while no other tab runs one. */
  inTurn(action: () => Promise<void>): Promise<void>;
}

/** Forgets with the page. */
export const memoryStorage: OutboxStorage = {
  load: () => [],
  put: () => false,
  remove: () => {},
  onChange: () => () => {},
  inTurn: (action) => action(),
};

/** What a browser offers; handed in, because the core touches no DOM. */
export interface Shelf {
  readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;
  readonly locks: Locks | null;
  /** Another tab changed this key, or (null) cleared everything. */
  onChange(listener: (key: string | null) => void): () => void;
}

/** A key of its own for each message: no tab ever writes over what another has just put there. */
export class KeptOutbox implements OutboxStorage {
  readonly #shelf: Shelf;
  readonly #prefix: string;
  readonly #turns: Turns;

  constructor(shelf: Shelf, owner: string, clock: Clock = systemClock) {
    this.#shelf = shelf;
    this.#prefix = `${owner}/message/`;
    this.#turns = new Turns(shelf, `${owner}/turn`, clock);
  }

  load(): readonly StoredMessage[] {
    const { storage } = this.#shelf;
    try {
      const keys = Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? "");
      const mine = keys.filter((key) => key.startsWith(this.#prefix));
      return mine.flatMap((key) => readMessage(storage.getItem(key)));
    } catch {
      return [];
    }
  }

  put(message: StoredMessage): boolean {
    return write(this.#shelf, this.#prefix + message.clientMessageId, JSON.stringify(message));
  }

  remove(clientMessageId: string): void {
    write(this.#shelf, this.#prefix + clientMessageId, "");
  }

  onChange(listener: () => void): () => void {
    const forget = this.#shelf.onChange(
      (key) => (key ?? this.#prefix).startsWith(this.#prefix) && listener(),
    );
    return () => {
      forget();
      this.#turns.stop();
    };
  }

  inTurn(action: () => Promise<void>): Promise<void> {
    return this.#turns.take(action);
  }
}

/** One text under one key; an empty one leaves no key. */
export class KeptText {
  readonly #shelf: Shelf;
  readonly #key: string;

  constructor(shelf: Shelf, key: string) {
    this.#shelf = shelf;
    this.#key = key;
  }

  get text(): string {
    try {
      return this.#shelf.storage.getItem(this.#key) ?? "";
    } catch {
      return "";
    }
  }

  set text(text: string) {
    write(this.#shelf, this.#key, text);
  }
}

/** What a person has typed and not sent. */
export class KeptDraft extends KeptText {
  constructor(shelf: Shelf, owner: string) {
    super(shelf, `${owner}/draft`);
  }
}

/** Two tabs may have given the same number: then the ids decide, in both alike. */
export function inOrder(a: Ordered, b: Ordered): number {
  return a.order - b.order || (a.clientMessageId < b.clientMessageId ? -1 : 1);
}

type Ordered = Pick<StoredMessage, "order" | "clientMessageId">;

/** Writes a value, or removes the key of an empty one; false where storage is full or forbidden. */
function write({ storage }: Shelf, key: string, value: string): boolean {
  try {
    if (value) storage.setItem(key, value);
    else storage.removeItem(key);
    return true;
  } catch {
    return false;
  }
}

/** One message, or none where something else is written: by hand, or by another version. */
function readMessage(text: string | null): StoredMessage[] {
  try {
    const value = JSON.parse(text ?? "null") as Partial<StoredMessage> | null;
    if (typeof value?.clientMessageId !== "string" || typeof value.content !== "string") return [];
    if (typeof value.createdAt !== "string" || typeof value.order !== "number") return [];
    return [value as StoredMessage];
  } catch {
    return [];
  }
}
