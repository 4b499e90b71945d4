// A clock, a server and a channel that do exactly as a test tells them.

import {
  ApiError,
  type ChannelHandler,
  type ChatSnapshot,
  type Clock,
  Conversation,
  type ConversationOptions,
  type Endpoints,
  type Message,
  type NewMessage,
  type Page,
  type ReadMark,
  type SenderType,
  type Surroundings,
} from "../src/core/index";
import type { Channels } from "../src/core/link";
import { FakeClock, settled } from "./fake_clock";

export { FakeClock, settled };

/** mulberry32: small, and the same numbers everywhere. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export class FakeSurroundings implements Surroundings {
  isOnline = true;
  isVisible = true;
  readonly #listeners = new Set<(change: "online" | "offline" | "visible" | "hidden") => void>();

  online = (): boolean => this.isOnline;
  visible = (): boolean => this.isVisible;
  onChange(listener: (change: "online" | "offline" | "visible" | "hidden") => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  change(change: "online" | "offline" | "visible" | "hidden"): void {
    if (change === "online" || change === "offline") this.isOnline = change === "online";
    else this.isVisible = change === "visible";
    for (const listener of [...this.#listeners]) listener(change);
  }

  get listeners(): number {
    return this.#listeners.size;
  }
}

/** What a server does with one request: nothing odd, or one of these. */
export type Fault = ApiError | "lost request" | "lost answer" | { readonly delay: number } | null;

const PAGE = 50;
const NEVER = new Promise<never>(() => {});

/** The chat as the store holds it, behind the customer's and the agent's endpoints. */
export class FakeServer {
  readonly messages: Message[] = [];
  readonly calls: string[] = [];
  readSeq = 0;
  seenSeq = 0;
  #lives = 0;
  /** Asked before each request; the name is that of the endpoint. */
  fault: (call: string) => Fault = () => null;
  /** What goes out on the channel; a test may drop, double or reorder it. */
  publish: (name: string, data: unknown) => void = () => {};

  constructor(readonly clock: Clock) {}

  say(sender: SenderType, content: string, clientMessageId: string | null = null): Message {
    const seq = this.messages.length + 1;
    const message: Message = {
      id: this.#lives ? `m${seq} of life ${this.#lives}` : `m${seq}`,
      seq,
      content,
      sender_type: sender,
      client_message_id: clientMessageId,
      read_at: null,
      created_at: new Date(this.clock.elapsed()).toISOString(),
    };
    this.messages.push(message);
    this.publish("new_message", { type: "new_message", message });
    return message;
  }

  /** Nothing is left; what is said from now on begins anew. */
  erase(): void {
    this.messages.length = this.readSeq = this.seenSeq = 0;
    this.#lives += 1;
  }

  /** Its author edits a message or, without a text, withdraws it. */
  readonly change = (seq: number, content: string | null): Message => {
    const held = this.messages[seq - 1] as Message;
    const at = new Date(this.clock.elapsed()).toISOString();
    const revision = (held.revision ?? 0) + 1;
    const when = content === null ? { unsent_at: at } : { edited_at: at };
    const message = { ...held, content: content ?? "", revision, ...when };
    this.messages[seq - 1] = message;
    this.publish("message_changed", { type: "message_changed", message });
    return message;
  };

  /** A message the channel never tells of. */
  saySilently(sender: SenderType, content: string): Message {
    const { publish } = this;
    this.publish = () => {};
    const message = this.say(sender, content);
    this.publish = publish;
    return message;
  }

  /** A client that is not `alive` any more hears no answers; what it asked for may happen all the same. */
  endpoints(role: SenderType, alive: () => boolean = () => true): Endpoints {
    const heard = async <T>(call: Promise<T>): Promise<T> => {
      const answer = await call.catch((reason: unknown) => (alive() ? Promise.reject(reason) : NEVER));
      return alive() ? (answer as T) : NEVER;
    };
    return {
      role,
      open: () => heard(this.#call("open", () => this.#snapshot())),
      after: (seq) => heard(this.#call(`after ${seq}`, () => this.#after(seq))),
      before: (seq) => heard(this.#call(`before ${seq}`, () => this.#before(seq))),
      send: (message) => heard(this.#call("send", () => this.#send(role, message))),
      ...(role === "user"
        ? { markRead: (upTo: number) => heard(this.#call(`read ${upTo}`, () => this.#read(upTo))) }
        : {}),
    };
  }

  count(call: string): number {
    return this.calls.filter((made) => made.split(" ")[0] === call).length;
  }

  async #call<T>(name: string, effect: () => T): Promise<T> {
    this.calls.push(name);
    const fault = this.fault(name);
    if (fault instanceof ApiError) throw fault;
    if (fault === "lost request") throw new ApiError({ status: 0, code: "network" });
    if (fault === "lost answer") {
      effect();
      throw new ApiError({ status: 0, code: "timeout" });
    }
    if (fault === null) return effect();
    await this.#wait(fault.delay / 2);
    const answer = effect();
    await this.#wait(fault.delay / 2);
    return answer;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.clock.setTimeout(resolve, ms));
  }

  #snapshot(): ChatSnapshot {
    const messages = this.messages.slice(-PAGE);
    const unread = this.#unread();
    return {
      id: "chat",
      messages,
      has_more: this.messages.length > PAGE,
      last_seq: this.messages.length,
      read_seq: this.readSeq,
      seen_seq: this.seenSeq,
      unread_count: unread.length,
      archived: false,
    };
  }

  #unread(): Message[] {
    return this.messages.filter((m) => m.sender_type === "admin" && m.seq > this.readSeq && !m.unsent_at);
  }

  #after(seq: number): Page {
    return { messages: this.messages.slice(seq, seq + PAGE), has_more: this.messages.length > seq + PAGE };
  }

  #before(seq: number): Page {
    const from = Math.max(0, seq - 1 - PAGE);
    return { messages: this.messages.slice(from, seq - 1), has_more: from > 0 };
  }

  #send(role: SenderType, { content, client_message_id }: NewMessage): Message {
    const held = this.messages.find(
      (message) => message.sender_type === role && message.client_message_id === client_message_id,
    );
    return held ?? this.say(role, content, client_message_id);
  }

  #read(upTo: number): ReadMark {
    this.readSeq = Math.max(this.readSeq, upTo);
    const unread = this.#unread();
    this.publish("messages_read", {
      type: "messages_read",
      up_to_seq: this.readSeq,
      read_at: "2026-11-23T00:00:00.000Z",
    });
    return { read_seq: this.readSeq, unread_count: unread.length };
  }
}

export class FakeChannel implements Channels {
  readonly handlers = new Set<ChannelHandler>();

  subscribe(_name: string, handler: ChannelHandler): () => void {
    this.handlers.add(handler);
    return () => this.handlers.delete(handler);
  }

  readonly triggered: [event: string, data: unknown][] = [];

  trigger(_name: string, event: string, data: unknown): void {
    this.triggered.push([event, data]);
  }

  up(): void {
    for (const handler of [...this.handlers]) handler.onSubscribed();
  }

  down(): void {
    for (const handler of [...this.handlers]) handler.onLost?.();
  }

  emit(name: string, data: unknown): void {
    for (const handler of [...this.handlers]) handler.onEvent(name, data);
  }
}

export interface Scene {
  readonly clock: FakeClock;
  readonly server: FakeServer;
  readonly channel: FakeChannel;
  readonly surroundings: FakeSurroundings;
  readonly conversation: Conversation;
}

/** A customer's conversation with a server that publishes faithfully, until the test says otherwise. */
export function scene(options: Partial<ConversationOptions<ChatSnapshot>> = {}): Scene {
  const clock = new FakeClock();
  const server = new FakeServer(clock);
  const channel = new FakeChannel();
  const surroundings = new FakeSurroundings();
  server.publish = (name, data) => channel.emit(name, data);
  const given = { endpoints: server.endpoints("user"), realtime: channel, surroundings, clock, ...options };
  return { clock, server, channel, surroundings, conversation: new Conversation(given) };
}

export async function openScene(options: Partial<ConversationOptions<ChatSnapshot>> = {}): Promise<Scene> {
  const made = scene(options);
  made.conversation.start();
  await settled();
  made.channel.up();
  await settled();
  return made;
}

export function contents({ conversation }: Pick<Scene, "conversation">): string[] {
  return conversation.getState().messages.map((message) => message.content);
}
