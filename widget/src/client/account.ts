// Who is there and where the API is: a token held and renewed, and a name for what this browser keeps for the person.
import type { Identity, Options } from "../contract";
import { type GetToken, remembered, tokenSource } from "../core/token";
import type { SiteConfig } from "../core/types";

/** Somebody whom the API knows by a token. */
export interface Person {
  readonly getToken: GetToken;
  /** Under which name the browser keeps what this person has not sent; "" when their token does not tell who they are. */
  owner(): Promise<string>;
}

export type LoadConfig = () => Promise<SiteConfig>;

/** Remembered once it is known; after a failure the next one asks again. */
export function siteConfig(base: string, { apiUrl }: Pick<Options, "apiUrl">): LoadConfig {
  return remembered(async () => {
    const response = await fetch(`${base}config.json`);
    const config = (await response.json()) as SiteConfig;
    return apiUrl ? { ...config, api_url: apiUrl } : config;
  });
}

export function openAccount(config: LoadConfig, identity: Identity): Person {
  const getToken = tokenSource(() => tokenOf(identity));
  return {
    getToken,
    owner: async () => {
      const [{ api_url }, token] = await Promise.all([config(), getToken()]);
      const sub = subject(token);
      return sub && `support-chat ${api_url} ${encodeURIComponent(sub)}`;
    },
  };
}

/** Whom a token speaks for. Not verified: it decides what this browser shows, and the server what is true. */
function subject(token: string): string {
  try {
    const claims = atob((token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/"));
    return String((JSON.parse(claims) as { sub?: string }).sub ?? "");
  } catch {
    return "";
  }
}

async function tokenOf(identity: Identity): Promise<string> {
  if (typeof identity === "function") return tokenIn(await identity());
  if (identity.token) return identity.token;
  const url = identity.tokenUrl ?? "";
  const response = await fetch(url, { cache: "no-store" });
  // The status tells a person who is not signed in from a server that is not well.
  if (!response.ok) throw Object.assign(new Error(`${url}: ${response.status}`), { status: response.status });
  return tokenIn(await response.text());
}

/** `{"token": "…"}`, or the token alone; an object without one says that nobody is signed in. */
function tokenIn(answer: string): string {
  const text = answer.trim();
  return text.startsWith("{") ? ((JSON.parse(text) as { token?: string }).token ?? "") : text;
}
