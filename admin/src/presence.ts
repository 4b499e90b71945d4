// Which colleagues have which chat open, and who of them writes: hints from page to page, past the server. Nothing
// relies on them; they may be lost, late or made up by another agent's browser. No DOM.
import { Alarm, type Clock } from "@support-chat/widget/core";
import { Observable } from "./observable";
import type { Agent } from "./session";

export interface Colleague {
  readonly id: string;
  readonly name: string;
  readonly typing: boolean;
}

/** By chat. */
export type Present = ReadonlyMap<string, readonly Colleague[]>;

export interface PresenceOptions {
  readonly agent: Agent;
  readonly clock: Clock;
  readonly tell: (data: unknown) => void;
}

interface Heard {
  name: string;
  chatId: string;
  at: number;
  typedAt: number;
}

const REPEAT_MS = 20_000;
const FORGET_MS = 45_000;
const TYPING_MS = 6_000;
const RETYPE_MS = 3_000;
/** Pusher allows ten client events a second for everything one connection says; typing to customers needs some. */
const APART_MS = 1_000;
const MOST_COLLEAGUES = 200;
const LONGEST_NAME = 80;
const CHAT_ID = /^[0-9A-Za-z-]{1,64}$/;

export class Presence extends Observable<Present> {
  readonly #options: PresenceOptions;
  readonly #heard = new Map<string, Heard>();
  readonly #telling: Alarm;
  readonly #forgetting: Alarm;
  #chatId: string | null = null;
  #toldAt = Number.NEGATIVE_INFINITY;
  #typedAt = Number.NEGATIVE_INFINITY;

  constructor(options: PresenceOptions) {
    super(new Map());
    this.#options = options;
    this.#telling = new Alarm(options.clock);
    this.#forgetting = new Alarm(options.clock);
  }

  /** The chat this agent looks at now, or none. */
  view(chatId: string | null): void {
    if (chatId === this.#chatId) return;
    this.#chatId = chatId;
    this.#typedAt = Number.NEGATIVE_INFINITY;
    this.repeat();
  }

  /** On every keystroke, if you like. */
  type(): void {
    const now = this.#options.clock.now();
    if (Math.abs(now - this.#typedAt) < RETYPE_MS) return;
    this.#typedAt = now;
    this.repeat();
  }

  /** Says it again: after a new connection, or to somebody who has just come. */
  repeat(): void {
    const wait = APART_MS - Math.abs(this.#options.clock.now() - this.#toldAt);
    this.#telling.set(Math.max(0, Math.min(wait, APART_MS)), () => this.#tell());
  }

  hear(data: unknown): void {
    const heard = readHint(data);
    const { agent, clock } = this.#options;
    if (!heard || heard.id === agent.id) return;
    const known = this.#heard.has(heard.id);
    if (!known && this.#heard.size >= MOST_COLLEAGUES) return;
    const now = clock.now();
    if (heard.chatId === null) this.#heard.delete(heard.id);
    else {
      const typedAt = heard.typing ? now : Number.NEGATIVE_INFINITY;
      this.#heard.set(heard.id, { name: heard.name, chatId: heard.chatId, at: now, typedAt });
      // Whoever is new here cannot know what we said before they came.
      if (!known && this.#chatId !== null) this.repeat();
    }
    this.#show();
  }

  /** Without a connection nobody can be known to be anywhere. */
  forget(): void {
    this.#heard.clear();
    this.#show();
  }

  leave(): void {
    this.#chatId = null;
    this.#tell();
    this.#telling.clear();
    this.#forgetting.clear();
    this.forget();
  }

  #tell(): void {
    const { agent, clock, tell } = this.#options;
    this.#toldAt = clock.now();
    const typing = Math.abs(this.#toldAt - this.#typedAt) < RETYPE_MS;
    tell({ agent: { id: agent.id, name: agent.name }, chat_id: this.#chatId, typing });
    if (this.#chatId !== null) this.#telling.set(REPEAT_MS, () => this.#tell());
  }

  #show(): void {
    const now = this.#options.clock.now();
    const present = new Map<string, Colleague[]>();
    for (const [id, { name, chatId, at, typedAt }] of this.#heard) {
      if (Math.abs(now - at) >= FORGET_MS) {
        this.#heard.delete(id);
        continue;
      }
      const here = present.get(chatId) ?? [];
      here.push({ id, name, typing: Math.abs(now - typedAt) < TYPING_MS });
      present.set(chatId, here);
    }
    this.become(present);
    if (this.#heard.size > 0) this.#forgetting.set(TYPING_MS, () => this.#show());
    else this.#forgetting.clear();
  }
}

interface Hint {
  id: string;
  name: string;
  chatId: string | null;
  typing: boolean;
}

function readHint(data: unknown): Hint | null {
  if (!isRecord(data) || !isRecord(data.agent)) return null;
  const { id, name } = data.agent;
  const { chat_id: chatId, typing } = data;
  if (typeof id !== "string" || typeof name !== "string" || !name.trim()) return null;
  if (chatId !== null && (typeof chatId !== "string" || !CHAT_ID.test(chatId))) return null;
  return {
    id: id.slice(0, LONGEST_NAME),
    name: name.slice(0, LONGEST_NAME),
    chatId,
    typing: typing === true,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
