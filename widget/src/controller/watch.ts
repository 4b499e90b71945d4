// Before the chat was ever opened: whether something is unread, or still unsent.
import type { LoadConfig, Person } from "../client/account";
import type { ChatSnapshot, Page } from "../core/types";

const LOOK_MS = 30_000;
/** A visitor's token, or what they have not sent. */
const OF_A_VISITOR = /^support-chat \S+ visitor(:\/message\/|$)/;

// The same names as in client/left_behind.ts: what the panel has as well would be a file of its own, and a request more.
const visitorKey = (apiUrl: string): string => `support-chat ${apiUrl} visitor`;
const visitorOwner = (apiUrl: string): string => `${visitorKey(apiUrl)}:`;

/**
 * One small request tells what is unread; then a look every half minute, while somebody has the page in view.
 * Calls back once, when something is unread or waits to be sent.
 */
export function watch(
  config: LoadConfig,
  { getToken, owner }: Person,
  onFound: (unread: number) => void,
  signal: AbortSignal,
): void {
  let lastSeq = 0;
  let timer: ReturnType<typeof setTimeout>;
  let looking = false;

  const request = async (path: string, fresh: boolean): Promise<Response> => {
    const [{ api_url }, token] = await Promise.all([config(), getToken(fresh)]);
    const headers = { Authorization: `Bearer ${token}` };
    return fetch(api_url + path, { headers, signal, credentials: "omit", cache: "no-store" });
  };

  /** Whether it is worth looking again. */
  const look = async (): Promise<boolean> => {
    if (waits(await owner(), (await config()).api_url)) {
      if (!signal.aborted) onFound(0);
      return false;
    }
    const path = lastSeq ? `/support_chat/messages?after_seq=${lastSeq}&limit=20` : "/support_chat";
    let response = await request(path, false);
    if (response.status === 401) response = await request(path, true);
    // Refused is refused; a busy or broken server may recover.
    if (!response.ok) return response.status >= 429;
    const chat = (await response.json()) as Partial<ChatSnapshot> & Page;
    const unread =
      chat.unread_count ??
      chat.messages.filter(({ sender_type, unsent_at }) => sender_type === "admin" && !unsent_at).length;
    lastSeq = Math.max(lastSeq, chat.last_seq ?? 0, ...chat.messages.map(({ seq }) => seq));
    if (unread > 0 && !signal.aborted) onFound(unread);
    // Agents cannot begin a chat: while it is empty there is nothing to wait for.
    return unread === 0 && lastSeq > 0;
  };

  const again = async (): Promise<void> => {
    clearTimeout(timer);
    if (looking || document.hidden) return;
    looking = true;
    // Only a failing network is worth another look: nobody is signed in, or the host's own code is broken.
    const more = await look().catch((reason) => reason instanceof TypeError);
    looking = false;
    if (signal.aborted) return;
    if (more) timer = setTimeout(again, LOOK_MS);
    else document.removeEventListener("visibilitychange", again);
  };
  signal.addEventListener("abort", () => clearTimeout(timer));
  document.addEventListener("visibilitychange", again, { signal });
  void again();
}

/** Written on an earlier page; what was refused waits for the person instead. Or by a visitor who has signed in since. */
function waits(owner: string, apiUrl: string): boolean {
  const visitor = visitorOwner(apiUrl);
  const unsent = (key: string, value: string) =>
    [owner, visitor].some((one) => one && key.startsWith(`${one}/message/`)) && !value.includes('"error":');
  return kept().some(
    ([key, value]) => unsent(key, value) || (owner && owner !== visitor && key === visitorKey(apiUrl)),
  );
}

/** Somebody who is not signed in, but has written from this browser: looked up, never made or renewed. */
export function storedVisitor(config: LoadConfig): Person | null {
  if (!kept().some(([key]) => OF_A_VISITOR.test(key))) return null;
  const allowed = async () => {
    const { api_url, visitors } = await config();
    if (!visitors) throw new Error("no visitors here");
    return api_url;
  };
  return {
    getToken: async () => {
      const key = visitorKey(await allowed());
      const [, token] = kept().find((entry) => entry[0] === key) ?? [];
      if (!token) throw new Error("gone");
      return token;
    },
    owner: async () => visitorOwner(await allowed()),
  };
}

function kept(): [string, string][] {
  try {
    return Object.entries(localStorage);
  } catch {
    // Storage is blocked: then nothing is kept.
    return [];
  }
}
