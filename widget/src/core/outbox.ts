// What the person wrote and the server has not acknowledged: sent one by one, in order, by itself, never twice.
import { ApiError } from "./api";
import { Backoff } from "./backoff";
import { Alarm, type Clock } from "./clock";
import { inOrder, type OutboxStorage, type StoredMessage } from "./outbox_storage";
import type { Message, NewMessage, OutgoingMessage, Problem } from "./types";
import { uuid } from "./uuid";

const LONGEST_WAIT_MS = 30_000;
/** More is not taken: somebody who wrote this much unheard should learn that it does not go out. */
export const OUTBOX_LIMIT = 100;

/** `Sent`: what the server makes of a message. */
export interface OutboxOptions<Sent> {
  readonly send: (message: NewMessage) => Promise<Sent>;
  readonly clock: Clock;
  readonly storage: OutboxStorage;
  /** The server acknowledged a message; called before it leaves the outbox, so that it never flickers. */
  readonly onSent: (message: Sent) => void;
  readonly onChange: () => void;
  /** Not the message's own fault: out of reach, or refused for who we are (401, and the outbox has paused). */
  readonly onError: (error: ApiError) => void;
  /** Another tab took messages away, most likely because they are sent: fetch what the history has of them. */
  readonly confirm: () => Promise<void>;
}

interface Entry extends OutgoingMessage {
  readonly order: number;
  /** The storage has it: when it is gone from there, another tab took it away. */
  readonly kept: boolean;
  readonly gone?: boolean;
}

export class Outbox<Sent = Message> {
  readonly #options: OutboxOptions<Sent>;
  readonly #alarm: Alarm;
  /** The server asked not to be called before it rings. */
  readonly #hold: Alarm;
  readonly #backoff: Backoff;
  /** Known to be in the history, whatever a storage still holds. */
  readonly #settled = new Set<string>();
  #entries: readonly Entry[] = [];
  #running = false;
  #stopped = false;
  #busy = false;
  #forgetStorage: () => void = () => {};

  constructor(options: OutboxOptions<Sent>) {
    this.#options = options;
    this.#alarm = new Alarm(options.clock);
    this.#hold = new Alarm(options.clock);
    this.#backoff = new Backoff(options.clock, LONGEST_WAIT_MS);
  }

  get messages(): readonly OutgoingMessage[] {
    return this.#entries;
  }

  /** Takes up what an earlier page left behind, and from now on what other tabs write. */
  restore(): void {
    this.#forgetStorage = this.#options.storage.onChange(() => {
      this.#look();
      this.#pump();
    });
    this.#look();
    this.#pump();
  }

  /** The message's id; null when there is no room for more. */
  add(content: string): string | null {
    this.#look();
    if (this.#entries.length >= OUTBOX_LIMIT) return null;
    const clientMessageId = uuid();
    const createdAt = new Date(this.#options.clock.now()).toISOString();
    const order = 1 + (this.#entries.at(-1)?.order ?? 0);
    this.#insert({ clientMessageId, content, createdAt, order });
    return clientMessageId;
  }

  /** The person asks for this one now: a refused message again, a waiting one at once. */
  retry(clientMessageId: string): void {
    const entry = this.#find(clientMessageId);
    if (!entry || entry.state === "sending") return;
    if (entry.state === "failed") this.#renew(entry);
    this.#hold.clear();
    this.kick();
  }

  discard(clientMessageId: string): void {
    const entry = this.#find(clientMessageId);
    if (entry && entry.state !== "sending") this.#remove(clientMessageId);
  }

  /** The message is in the history, however we learned it: echo, answer, or another fetch. */
  settle(clientMessageId: string): void {
    this.#settled.add(clientMessageId);
    if (!this.#find(clientMessageId)) return;
    this.#remove(clientMessageId);
    this.#alarm.clear();
    this.#pump();
  }

  /** Starts sending, and again after a refusal. */
  run(): void {
    this.#running = true;
    this.kick();
  }

  pause(): void {
    this.#running = false;
    this.#alarm.clear();
  }

  /** The network or the person is back: do not wait out the backoff, except what the server asked for. */
  kick(): void {
    this.#backoff.reset();
    this.#alarm.clear();
    this.#pump();
  }

  stop(): void {
    this.#stopped = true;
    this.#alarm.clear();
    this.#hold.clear();
    this.#forgetStorage();
  }

  get #ready(): boolean {
    return this.#running && !this.#stopped && !this.#alarm.pending && !this.#hold.pending;
  }

  #next(): Entry | undefined {
    return this.#entries.find((entry) => entry.state !== "failed" && !entry.gone);
  }

  #pump(): void {
    if (this.#ready && !this.#busy && this.#next()) void this.#turn();
  }

  /** Whoever has the turn sends the first message of all tabs; the second only when that is acknowledged. */
  async #turn(): Promise<void> {
    this.#busy = true;
    await this.#options.storage.inTurn(async () => {
      if (this.#stopped) return;
      this.#look();
      const next = this.#next();
      if (next && this.#ready) await this.#deliver(next);
    });
    this.#busy = false;
    this.#pump();
  }

  async #deliver({ clientMessageId, content }: Entry): Promise<void> {
    const { send, storage, onSent } = this.#options;
    try {
      const sending = send({ content, client_message_id: clientMessageId });
      this.#update(clientMessageId, "sending");
      const message = await sending;
      // Also when this page is closing: what the server has the next one need not send.
      storage.remove(clientMessageId);
      if (this.#stopped) return;
      this.#backoff.reset();
      onSent(message);
      this.#remove(clientMessageId);
    } catch (reason) {
      // If the echo came meanwhile the message is not ours any more, and a lost answer does not matter.
      if (!this.#stopped && this.#find(clientMessageId)) this.#failed(clientMessageId, ApiError.from(reason));
    }
  }

  #failed(clientMessageId: string, error: ApiError): void {
    const problem: Problem = { status: error.status, code: error.code };
    if (error.status === 401) {
      this.pause();
      this.#update(clientMessageId, "queued", problem);
      this.#options.onError(error);
      return;
    }
    if (!error.retryable) {
      this.#update(clientMessageId, "failed", problem);
      const failed = this.#find(clientMessageId);
      if (failed?.kept && !failed.gone) this.#options.storage.put(storable(failed));
      return;
    }
    const wait = this.#backoff.next(error.retryAfter);
    const alarm = error.retryAfter === null ? this.#alarm : this.#hold;
    if (this.#running) alarm.set(wait, () => this.#pump());
    this.#update(clientMessageId, "queued", problem);
    // Other failures are about sending only, and tell nothing about the connection.
    if (error.status === 0) this.#options.onError(error);
  }

  /** A message refused because its id was taken would be refused for ever: it gets another. */
  #renew(entry: Entry): void {
    const { content, createdAt, order } = entry;
    const taken = entry.error?.code === "client_message_id_reused";
    const clientMessageId = taken ? uuid() : entry.clientMessageId;
    this.#entries = this.#entries.filter((other) => other !== entry);
    if (taken) this.#options.storage.remove(entry.clientMessageId);
    this.#insert({ clientMessageId, content, createdAt, order });
  }

  #insert(message: StoredMessage): void {
    const kept = this.#options.storage.put(message);
    this.#entries = [...this.#entries, { ...message, state: "queued" as const, kept }].sort(inOrder);
    // Before it is drawn: other tabs have to be asked, and the message is on its way sooner.
    this.#pump();
    this.#options.onChange();
  }

  /** What other tabs wrote, sent, gave up or took back since the last look. */
  #look(): void {
    const stored = new Map<string, StoredMessage>();
    for (const message of this.#options.storage.load()) {
      if (this.#settled.has(message.clientMessageId)) this.#options.storage.remove(message.clientMessageId);
      else stored.set(message.clientMessageId, message);
    }
    const held = this.#entries.map((entry) => following(entry, stored.get(entry.clientMessageId)));
    for (const { clientMessageId } of held) stored.delete(clientMessageId);
    const added = [...stored.values()].map(taken);
    if (added.length === 0 && held.every((entry, at) => entry === this.#entries[at])) return;
    const leaving = held.some((entry, at) => entry.gone && !this.#entries[at]?.gone);
    this.#set([...held, ...added]);
    if (leaving) void this.#options.confirm().then(() => this.#dropGone());
  }

  #dropGone(): void {
    if (!this.#stopped && this.#entries.some((entry) => entry.gone))
      this.#set(this.#entries.filter((entry) => !entry.gone));
  }

  #find(clientMessageId: string): Entry | undefined {
    return this.#entries.find((entry) => entry.clientMessageId === clientMessageId);
  }

  #set(entries: readonly Entry[]): void {
    this.#entries = [...entries].sort(inOrder);
    this.#options.onChange();
  }

  #update(clientMessageId: string, state: OutgoingMessage["state"], error?: Problem): void {
    this.#set(
      this.#entries.map((entry) => {
        if (entry.clientMessageId !== clientMessageId) return entry;
        return error ? { ...entry, state, error } : { ...entry, state };
      }),
    );
  }

  #remove(clientMessageId: string): void {
    this.#options.storage.remove(clientMessageId);
    if (!this.#find(clientMessageId)) return;
    this.#set(this.#entries.filter((entry) => entry.clientMessageId !== clientMessageId));
  }
}

function storable({ clientMessageId, content, createdAt, order, error }: Entry): StoredMessage {
  return { clientMessageId, content, createdAt, order, ...(error ? { error } : {}) };
}

function taken(message: StoredMessage): Entry {
  return { ...message, state: message.error ? "failed" : "queued", kept: true };
}

/** An entry of ours in the light of what the storage says of it. */
function following(entry: Entry, stored: StoredMessage | undefined): Entry {
  if (!entry.kept || entry.gone) return entry;
  if (!stored) return { ...entry, gone: true };
  const refused = stored.error !== undefined;
  return entry.state === "sending" || refused === (entry.state === "failed") ? entry : taken(stored);
}

/** Until the chat can be opened nothing is sent, and each message says why it waits. */
export function waiting(
  outgoing: readonly OutgoingMessage[],
  error: Problem | null,
): readonly OutgoingMessage[] {
  return error ? outgoing.map((message) => ({ error, ...message })) : outgoing;
}
