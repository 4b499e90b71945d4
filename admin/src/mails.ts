// What became of the e-mail about each agent message of one chat, and whether the customer gets any. No DOM.
import type { AgentChat, Endpoints, Message, Page } from "@support-chat/widget/core";
import { Observable } from "./observable";

/** In order of knowledge: an ended mail is only ever replaced by one that is known better. */
const STATES = ["due", "sending", "skipped", "uncertain", "sent", "failed", "bounced", "complained"] as const;
const FIRST_ENDED = STATES.indexOf("skipped");

export type MailState = (typeof STATES)[number];

export interface Mail {
  readonly state: MailState;
  /** Why not, in the server's words; for "skipped" one of a few, see fate.ts. */
  readonly reason: string | null;
  readonly at: string;
}

export interface MailUpdate {
  readonly fromSeq: number;
  readonly throughSeq: number;
  readonly mail: Mail;
  readonly emailState: string | null;
}

export interface MailsState {
  readonly bySeq: ReadonlyMap<number, Mail>;
  /** Why no mail goes to this customer: "unsubscribed", "bounced", …; null where mail works. */
  readonly emailState: string | null;
}

export class Mails extends Observable<MailsState> {
  constructor() {
    super({ bySeq: new Map(), emailState: null });
  }

  /** The same endpoints; what their answers tell about mail is kept here. */
  overhearing(endpoints: Endpoints<AgentChat>): Endpoints<AgentChat> {
    return {
      ...endpoints,
      open: async (signal) => {
        const chat = await endpoints.open(signal);
        const emailState = (chat as { email_state?: unknown }).email_state;
        this.#learn(chat.messages, typeof emailState === "string" ? emailState : null);
        return chat;
      },
      after: async (seq, signal) => this.#learned(await endpoints.after(seq, signal)),
      before: async (seq, signal) => this.#learned(await endpoints.before(seq, signal)),
    };
  }

  /** Some mail has not ended yet, as far as is known here. */
  get awaited(): boolean {
    return [...this.getState().bySeq.values()].some((mail) => rank(mail) < FIRST_ENDED);
  }

  hear(update: MailUpdate): void {
    const bySeq = new Map(this.getState().bySeq);
    for (let seq = update.fromSeq; seq <= update.throughSeq; seq++) keep(bySeq, seq, update.mail);
    this.become({ bySeq, emailState: update.emailState });
  }

  #learned(page: Page): Page {
    this.#learn(page.messages, this.getState().emailState);
    return page;
  }

  #learn(messages: readonly Message[], emailState: string | null): void {
    const bySeq = new Map(this.getState().bySeq);
    for (const message of messages) keep(bySeq, message.seq, mailIn(message));
    this.become({ bySeq, emailState });
  }
}

function keep(bySeq: Map<number, Mail>, seq: number, mail: Mail | null): void {
  const held = rank(bySeq.get(seq));
  // An answer that was on its way for longer than an event may be older than it.
  if (held >= FIRST_ENDED && rank(mail) < held) return;
  if (mail) bySeq.set(seq, mail);
  else bySeq.delete(seq);
}

function rank(mail: Mail | null | undefined): number {
  return mail ? STATES.indexOf(mail.state) : -1;
}

function mailIn(message: Message): Mail | null {
  const { mail } = message as { mail?: unknown };
  return isMail(mail) ? mail : null;
}

export function isMail(value: unknown): value is Mail {
  if (typeof value !== "object" || value === null) return false;
  const { state, reason, at } = value as Record<string, unknown>;
  return (
    STATES.includes(state as MailState) &&
    (reason === null || typeof reason === "string") &&
    typeof at === "string"
  );
}
