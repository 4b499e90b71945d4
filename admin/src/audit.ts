// The audit list, a month at a time. No DOM.
import { type ApiClient, ApiError, type Person } from "@support-chat/widget/core";
import type { Word } from "./languages/texts";
import { say } from "./languages/words";
import { Observable } from "./observable";

export interface AuditEntry {
  readonly id: string;
  readonly at: string;
  readonly action: string;
  readonly actor: Person;
  readonly chat_id: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
}

interface AuditPage {
  readonly entries: AuditEntry[];
  readonly next_cursor: string | null;
}

export interface AuditState {
  /** yyyy-mm, in UTC as the list is kept. */
  readonly month: string;
  readonly entries: readonly AuditEntry[];
  readonly cursor: string | null;
  readonly phase: "loading" | "ready";
  readonly error: ApiError | null;
}

const PAGE_SIZE = 50;

export class AuditLog extends Observable<AuditState> {
  readonly #api: Pick<ApiClient, "get">;

  constructor(api: Pick<ApiClient, "get">, now: number) {
    super({ month: monthOf(now), entries: [], cursor: null, phase: "loading", error: null });
    this.#api = api;
  }

  async show(month: string): Promise<void> {
    this.become({ month, entries: [], cursor: null, phase: "loading", error: null });
    await this.#fetch();
  }

  /** The next page, or after a failure the same one again. */
  async more(): Promise<void> {
    this.become({ ...this.getState(), phase: "loading", error: null });
    await this.#fetch();
  }

  async #fetch(): Promise<void> {
    const { month, cursor, entries } = this.getState();
    const answer = await this.#api
      .get<AuditPage>("/admin/audit", { month, cursor, limit: PAGE_SIZE })
      .catch((reason: unknown) => ApiError.from(reason));
    // Somebody has gone on to another month meanwhile.
    const state = this.getState();
    if (state.month !== month || state.cursor !== cursor) return;
    if (answer instanceof ApiError) return this.become({ ...state, phase: "ready", error: answer });
    const known = new Set(entries.map(({ id }) => id));
    const further = answer.entries.filter(({ id }) => !known.has(id));
    this.become({
      ...state,
      entries: [...entries, ...further],
      cursor: answer.next_cursor,
      phase: "ready",
      error: null,
    });
  }
}

export function monthOf(time: number): string {
  return new Date(time).toISOString().slice(0, 7);
}

/** The month before (-1) or after (1). */
export function monthBeside(month: string, by: number): string {
  const [year, number] = month.split("-").map(Number);
  return monthOf(Date.UTC(year ?? 0, (number ?? 1) - 1 + by, 1));
}

const SENTENCES: Readonly<Record<string, Word>> = {
  archived: "auditArchived",
  unarchived: "auditUnarchived",
  blocked: "auditBlocked",
  unblocked: "auditUnblocked",
  exported: "auditExported",
  erased: "auditErased",
  role_changed: "auditRole",
};

const ROLES: Readonly<Record<string, Word>> = { agent: "roleAgent", admin: "roleAdmin" };

/** What happened, as a sentence; an action that is new to this page is named as the server names it. */
export function sentenceOf({ action, actor, facts }: AuditEntry): string {
  const sentence = SENTENCES[action];
  if (!sentence) return `${actor.name}: ${action}`;
  return say(sentence, { name: actor.name, was: roleName(facts.was), role: roleName(facts.role) });
}

function roleName(role: unknown): string {
  const word = ROLES[String(role)];
  return word ? say(word) : String(role);
}
