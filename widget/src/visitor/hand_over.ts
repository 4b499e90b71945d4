// A visitor has signed in: what they had not sent goes out under their old name, agents learn of the two chats, then the visitor is gone.
import type { Parts } from "../client/parts";
import type { ApiClient } from "../core/api";
import type { Alarm, Clock } from "../core/clock";
import type { Shelf, StoredMessage } from "../core/outbox_storage";
import { Visitor } from "./visitor";

const LONGEST_WAIT_MS = 60_000;

export interface HandOverOptions {
  readonly parts: Parts;
  readonly apiUrl: string;
  readonly shelf: Shelf;
  /** Asks as the person who has signed in. */
  readonly asPerson: ApiClient;
  /** Takes what the server refused from the visitor: it waits for the person, now under their own name. False: not taken. */
  readonly keep: (refused: StoredMessage) => boolean;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly fetch?: typeof fetch;
}

interface HandOver extends HandOverOptions {
  readonly visitor: Visitor;
  /** Asks as the visitor. */
  readonly asVisitor: ApiClient;
}

/** Each step may be repeated, by another page or in another tab; a page that goes leaves the rest to the next. */
export async function handOver(options: HandOverOptions): Promise<void> {
  let lost = false;
  // A visitor whom the server forgot long ago gets a new name for what is unsent: once.
  for (let attempt = 0; attempt === 0 || (lost && attempt === 1); attempt++) {
    lost = false;
    const onLost = () => {
      lost = true;
    };
    const visitor = new Visitor({ ...options, onLost });
    const { getToken } = visitor;
    const asVisitor = new options.parts.ApiClient({ ...options, baseUrl: options.apiUrl, getToken });
    await finish({ ...options, visitor, asVisitor });
    visitor.end();
  }
}

async function finish(options: HandOver): Promise<void> {
  const { visitor, signal } = options;
  do {
    if (!(await sendRest(options)) || signal.aborted) return;
    if (visitor.token && !(await link(options))) return;
    // A tab that does not know yet may have written meanwhile.
  } while (visitor.storage.load().some(({ error }) => !error));
  for (const refused of visitor.storage.load()) {
    if (options.keep(refused)) visitor.storage.remove(refused.clientMessageId);
  }
  visitor.forget();
}

/** Resolves when everything is out that the server takes; false: it does not take this visitor. */
function sendRest({ parts, visitor, asVisitor, clock, signal }: HandOver): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (sent: boolean) => {
      outbox.stop();
      signal.removeEventListener("abort", abort);
      resolve(sent);
    };
    const abort = () => end(false);
    const look = () => outbox.messages.every(({ state }) => state === "failed") && end(true);
    const outbox = new parts.Outbox({
      send: (message) => parts.customerEndpoints(asVisitor).send(message),
      clock,
      storage: visitor.storage,
      onSent: () => {},
      onChange: look,
      onError: ({ status }) => status === 401 && end(false),
      confirm: async () => {},
    });
    signal.addEventListener("abort", abort);
    if (signal.aborted) return abort();
    outbox.restore();
    outbox.run();
    look();
  });
}

/** Tells the server that both chats are of one human, until it has an answer; false: not now. */
async function link({ parts, visitor, asPerson, clock, signal }: HandOver): Promise<boolean> {
  const backoff = new parts.Backoff(clock, LONGEST_WAIT_MS);
  while (!signal.aborted) {
    try {
      await asPerson.post("/support_chat/link", { visitor_token: visitor.token }, signal);
      return true;
    } catch (reason) {
      const error = parts.ApiError.from(reason);
      // What is refused for good would be refused again; who the person is, the next page may know better.
      if (!error.retryable) return error.status !== 401;
      await wait(new parts.Alarm(clock), backoff.next(error.retryAfter), signal);
    }
  }
  return false;
}

function wait(alarm: Alarm, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    alarm.set(ms, resolve);
    signal.addEventListener("abort", () => resolve(alarm.clear()), { once: true });
  });
}
