// JSON over HTTPS with a bearer token: one timeout, one error type, one token refresh and never a loop.
import { Alarm, type Clock, systemClock } from "./clock";
import type { GetToken } from "./token";

const TIMEOUT_MS = 10_000;
const LONGEST_RETRY_AFTER_S = 300;

interface ErrorBody {
  readonly error?: { readonly code?: unknown; readonly message?: unknown; readonly details?: unknown };
}

export interface ApiErrorFields {
  readonly status: number;
  readonly code: string;
  readonly message?: string;
  readonly retryAfter?: number | null;
  readonly details?: unknown;
}

/** Status 0: no answer (network, timeout, no token, or not the API that answered). */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  /** Seconds the server asked us to wait. */
  readonly retryAfter: number | null;
  readonly details: unknown;

  constructor({ status, code, message, retryAfter = null, details }: ApiErrorFields) {
    super(message ?? code);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
    this.details = details;
  }

  /** The same request may succeed later. */
  get retryable(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }

  /** The server did not answer as a working server does. */
  get unreachable(): boolean {
    return this.retryable && this.status !== 429;
  }

  /** Turned away by the gate, which does not say when to come again. */
  get crowded(): boolean {
    return this.status === 429 && this.retryAfter === null;
  }

  static from(reason: unknown): ApiError {
    if (reason instanceof ApiError) return reason;
    return new ApiError({ status: 0, code: "network", message: String(reason) });
  }
}

export interface ApiClientOptions {
  readonly baseUrl: string;
  readonly getToken: GetToken;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  readonly timeoutMs?: number;
}

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

interface Call {
  readonly method: string;
  readonly url: string;
  readonly body?: string | URLSearchParams;
  readonly signal?: AbortSignal | undefined;
}

export class ApiClient {
  readonly #baseUrl: string;
  readonly #getToken: GetToken;
  readonly #fetch: typeof fetch;
  readonly #clock: Clock;
  readonly #timeoutMs: number;

  constructor({ baseUrl, getToken, fetch, clock = systemClock, timeoutMs = TIMEOUT_MS }: ApiClientOptions) {
    this.#baseUrl = baseUrl.replace(/\/+$/, "");
    this.#getToken = getToken;
    // Called as a plain function: `fetch` refuses any other receiver than the window.
    this.#fetch = fetch ?? ((input, init) => globalThis.fetch(input, init));
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
    return this.#call({ method: "GET", url: this.#url(path, query), signal });
  }

  post<T>(path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    return this.#call({ method: "POST", url: this.#url(path), ...jsonBody(body), signal });
  }

  patch<T>(path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    return this.#call({ method: "PATCH", url: this.#url(path), ...jsonBody(body), signal });
  }

  put<T>(path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    return this.#call({ method: "PUT", url: this.#url(path), ...jsonBody(body), signal });
  }

  delete<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
    return this.#call({ method: "DELETE", url: this.#url(path, query), signal });
  }

  form<T>(path: string, fields: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<T> {
    return this.#call({ method: "POST", url: this.#url(path), body: new URLSearchParams(fields), signal });
  }

  #url(path: string, query: Query = {}): string {
    const given = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== null && value !== undefined) given.set(name, String(value));
    }
    const search = given.toString();
    return `${this.#baseUrl}${path}${search && `?${search}`}`;
  }

  async #call<T>(call: Call): Promise<T> {
    const token = await this.#token(false);
    try {
      return await this.#attempt<T>(call, token);
    } catch (reason) {
      if (!(reason instanceof ApiError) || reason.status !== 401) throw reason;
      const renewed = await this.#renewed(token);
      // The same token again would be refused again.
      if (renewed === token) throw reason;
      return this.#attempt<T>(call, renewed);
    }
  }

  /** Another request may have brought a new token meanwhile; only else is a fresh one asked for. */
  async #renewed(refused: string): Promise<string> {
    const current = await this.#token(false);
    return current === refused ? this.#token(true) : current;
  }

  async #token(fresh: boolean): Promise<string> {
    const slow = new Alarm(this.#clock);
    const tooLong = new Promise<never>((_, reject) => {
      slow.set(this.#timeoutMs, () => reject(new Error("no token in time")));
    });
    try {
      // A host that never answers would hold up the messages of every tab.
      return await Promise.race([this.#getToken(fresh), tooLong]);
    } catch (reason) {
      if (reason instanceof ApiError) throw reason;
      // The host's token endpoint says that nobody is signed in: asking again will not help.
      const refused = isRecord(reason) && (reason.status === 401 || reason.status === 403);
      const code = refused ? "token_refused" : "token_unavailable";
      throw new ApiError({ status: refused ? 401 : 0, code, message: String(reason) });
    } finally {
      slow.clear();
    }
  }

  async #attempt<T>({ method, url, body, signal }: Call, token: string): Promise<T> {
    const abort = new AbortController();
    const giveUp = () => abort.abort();
    const timer = this.#clock.setTimeout(giveUp, this.#timeoutMs);
    signal?.addEventListener("abort", giveUp);
    if (signal?.aborted) giveUp();
    // Without a token: whoever asks for their first one.
    const headers: Record<string, string> = token ? { Authorization: `Bearer ${token}` } : {};
    if (typeof body === "string") headers["Content-Type"] = "application/json";
    try {
      // No cookies: the token is all the identity there is.
      const init: RequestInit = {
        method,
        headers,
        signal: abort.signal,
        credentials: "omit",
        cache: "no-store",
      };
      if (body !== undefined) init.body = body;
      return await readAnswer<T>(await this.#fetch(url, init), this.#clock);
    } catch (reason) {
      if (reason instanceof ApiError) throw reason;
      const code = signal?.aborted ? "aborted" : abort.signal.aborted ? "timeout" : "network";
      throw new ApiError({ status: 0, code, message: String(reason) });
    } finally {
      this.#clock.clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
    }
  }
}

function jsonBody(body: unknown): { body?: string } {
  return body === undefined ? {} : { body: JSON.stringify(body) };
}

async function readAnswer<T>(response: Response, clock: Clock): Promise<T> {
  const text = await response.text();
  const body = parseJson(text);
  if (response.ok) {
    // A hotel's sign-in page answers 200 too; what is not JSON did not come from the API.
    if (body === undefined && text !== "") throw new ApiError({ status: 0, code: "not_the_api" });
    return body as T;
  }
  const error = isRecord(body) ? (body as ErrorBody).error : undefined;
  throw new ApiError({
    status: response.status,
    code: typeof error?.code === "string" ? error.code : `http_${response.status}`,
    message: typeof error?.message === "string" ? error.message : `HTTP ${response.status}`,
    retryAfter: readRetryAfter(response.headers.get("Retry-After"), clock),
    details: error?.details,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function readRetryAfter(header: string | null, clock: Clock): number | null {
  if (header === null) return null;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - clock.now()) / 1_000;
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), LONGEST_RETRY_AFTER_S) : null;
}
