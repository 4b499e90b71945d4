// The whole sign-in against a scripted OIDC provider: redirect, code, renewal, refusal, sign-out.
import { ApiError } from "@support-chat/widget/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Session } from "../src/session";
import { TabStorage } from "./tab_storage";

const ISSUER = "https://sign-in.example";
const PAGE = "https://desk.example";

let tab: TabStorage;
let address: URL;
let wentTo: URL[];
let asked: string[];
let answer: (path: string, body: URLSearchParams) => [number, unknown];
let lifetime: number;
/** What the provider's ID tokens say otherwise. */
let said: Record<string, unknown>;
let issued: number;

function tokens() {
  const part = (value: unknown) => btoa(JSON.stringify(value)).replaceAll("=", "");
  const exp = Math.floor(Date.now() / 1_000) + lifetime;
  const nonce = wentTo[0]?.searchParams.get("nonce");
  const ben = { sub: "ben", name: "Ben", email: "ben@example.com" };
  const claims = { iss: ISSUER, aud: "desk", ...ben, nonce, exp, ...said };
  issued += 1;
  return {
    id_token: `${part({ alg: "RS256" })}.${part(claims)}.token-${issued}`,
    access_token: "access",
    refresh_token: "refresh",
    token_type: "Bearer",
    expires_in: lifetime,
  };
}

const provider: Record<string, string> = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/authorize`,
  token_endpoint: `${ISSUER}/token`,
  revocation_endpoint: `${ISSUER}/revoke`,
  jwks_uri: `${ISSUER}/jwks`,
};

async function scriptedFetch(input: unknown, init?: RequestInit): Promise<Response> {
  const { pathname } = new URL(String(input));
  const body = new URLSearchParams(String(init?.body ?? ""));
  if (pathname.startsWith("/.well-known/")) return Response.json(provider);
  asked.push([pathname, body.get("grant_type")].filter(Boolean).join(" "));
  const [status, json] = answer(pathname, body);
  if (status === 0) throw new TypeError("Failed to fetch");
  return Response.json(json, { status });
}

/** The page as it is loaded at an address; what the session stored in this tab stays. */
function aSession(logout_url = `${ISSUER}/logout`): Session {
  const named = { authority: ISSUER, client_id: "desk", scope: "openid", agents_group: "agents" };
  return new Session({ ...named, logout_url });
}

/** Does not wait for `start`: a page that is left never gets there. */
async function sentToSignIn(): Promise<void> {
  const before = wentTo.length;
  void aSession().start();
  await vi.waitFor(() => expect(wentTo.length).toBeGreaterThan(before));
}

async function signedIn(hash = "", logout_url?: string): Promise<Session> {
  address = new URL(`${PAGE}/${hash}`);
  await sentToSignIn();
  const state = wentTo.at(-1)?.searchParams.get("state");
  address = new URL(`${PAGE}/?code=the-code&state=${state}`);
  const session = aSession(logout_url);
  await session.start();
  return session;
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 23, 12), toFake: ["Date"] });
  tab = new TabStorage();
  address = new URL(PAGE);
  wentTo = [];
  asked = [];
  lifetime = 900;
  said = {};
  issued = 0;
  answer = (path) => (path === "/token" ? [200, tokens()] : [200, {}]);
  const location = {
    assign: (url: string) => void wentTo.push(new URL(url)),
    get origin() {
      return address.origin;
    },
    get href() {
      return address.href;
    },
    get search() {
      return address.search;
    },
    get hash() {
      return address.hash;
    },
  };
  const page = { location, addEventListener: vi.fn(), removeEventListener: vi.fn() };
  vi.stubGlobal("window", { ...page, self: page });
  vi.stubGlobal("location", location);
  vi.stubGlobal("sessionStorage", tab);
  vi.stubGlobal("history", {
    replaceState: (_state: null, _title: string, url: string) => {
      address = new URL(url, PAGE);
    },
  });
  vi.stubGlobal("fetch", scriptedFetch);
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("asks for a code with PKCE, to come back to the page's root", async () => {
  await sentToSignIn();
  const asking = wentTo[0]?.searchParams;
  expect(asking?.get("response_type")).toBe("code");
  expect(asking?.get("code_challenge_method")).toBe("S256");
  expect(asking?.get("redirect_uri")).toBe(`${PAGE}/`);
});

test("comes back to the chat asked for, and leaves neither code nor token behind", async () => {
  const session = await signedIn("#/chats/abc");
  expect(session.getState()).toEqual({
    kind: "signed-in",
    agent: { id: "ben", name: "Ben", email: "ben@example.com" },
  });
  expect(address.href).toBe(`${PAGE}/#/chats/abc`);
  expect(await session.token()).toMatch(/token-1$/);
  expect(JSON.stringify({ ...tab })).not.toContain("token");
});

test("a code that was asked for elsewhere is refused", async () => {
  address = new URL(`${PAGE}/?code=stolen&state=unknown`);
  const session = aSession();
  await session.start();
  expect(session.getState().kind).toBe("failed");
  expect(asked).toEqual([]);
});

test.each([
  ["another issuer", { iss: "https://elsewhere.example" }],
  ["another audience", { aud: "shop" }],
  ["several audiences, given to another", { aud: ["desk", "shop"], azp: "shop" }],
  ["another sign-in's nonce", { nonce: "of-another" }],
  ["no nonce", { nonce: undefined }],
  ["nobody", { sub: undefined }],
])("an ID token of %s signs nobody in", async (_, changed) => {
  said = changed;
  const session = await signedIn();
  expect(session.getState()).toMatchObject({ kind: "failed", why: "signInStale" });
  await expect(session.token()).rejects.toMatchObject({ status: 401 });
});

test("several audiences are well, as long as it was given to us", async () => {
  said = { aud: ["desk", "shop"], azp: "desk" };
  expect((await signedIn()).getState().kind).toBe("signed-in");
});

test("a renewed token of somebody else ends the session", async () => {
  for (const changed of [{ sub: "eve" }, { iss: "https://elsewhere.example" }]) {
    wentTo = [];
    said = {};
    const session = await signedIn();
    said = changed;
    await expect(session.token(true)).rejects.toMatchObject({ status: 401 });
    expect(session.getState().kind).toBe("expired");
  }
});

test("a provider that renews without an ID token keeps the session for as long as the old one lasts", async () => {
  const session = await signedIn();
  answer = () => [200, { access_token: "access", token_type: "Bearer", expires_in: 900 }];
  vi.setSystemTime(Date.now() + 14 * 60_000);
  expect(await session.token()).toMatch(/token-1$/);
  vi.setSystemTime(Date.now() + 2 * 60_000);
  await expect(session.token()).rejects.toMatchObject({ status: 401 });
});

test("renews shortly before the end, once for all who ask", async () => {
  const session = await signedIn();
  vi.setSystemTime(Date.now() + 14 * 60_000);
  const [one, other] = await Promise.all([session.token(), session.token()]);
  expect(one).toMatch(/token-2$/);
  expect(other).toBe(one);
  expect(asked).toEqual(["/token authorization_code", "/token refresh_token"]);
});

test("a token the API refused is renewed before its time", async () => {
  const session = await signedIn();
  expect(await session.token(true)).toMatch(/token-2$/);
});

test("a sign-in service out of reach costs the session nothing", async () => {
  const session = await signedIn();
  answer = () => [0, null];
  vi.setSystemTime(Date.now() + 14 * 60_000);
  expect(await session.token()).toMatch(/token-1$/);
  vi.setSystemTime(Date.now() + 14 * 60_000);
  await expect(session.token()).rejects.toBeInstanceOf(TypeError);
  expect(session.getState().kind).toBe("signed-in");
  answer = () => [200, tokens()];
  expect(await session.token()).toMatch(/token-2$/);
});

test("a renewal refused ends the session, and nothing is asked after that", async () => {
  const session = await signedIn();
  answer = () => [400, { error: "invalid_grant" }];
  vi.setSystemTime(Date.now() + 14 * 60_000);
  await expect(session.token()).rejects.toMatchObject(new ApiError({ status: 401, code: "session_expired" }));
  expect(session.getState().kind).toBe("expired");
  asked = [];
  await expect(session.token()).rejects.toMatchObject({ status: 401 });
  expect(asked).toEqual([]);
});

test("signing out revokes, ends the provider's session too, and does not sign in again by itself", async () => {
  const session = await signedIn();
  await session.signOut();
  expect(asked).toContain("/revoke");
  expect(wentTo.at(-1)?.href).toBe(`${ISSUER}/logout`);
  const redirects = wentTo.length;
  address = new URL(PAGE);
  const next = aSession();
  await next.start();
  expect(next.getState().kind).toBe("signed-out");
  expect(wentTo).toHaveLength(redirects);
});

test("a provider that tells where to sign out is told who, and where to come back to", async () => {
  provider.end_session_endpoint = `${ISSUER}/end`;
  const session = await signedIn("", "");
  const token = await session.token();
  const before = wentTo.length;
  void session.signOut();
  await vi.waitFor(() => expect(wentTo.length).toBeGreaterThan(before));
  delete provider.end_session_endpoint;
  const end = wentTo.at(-1);
  expect(end?.pathname).toBe("/end");
  expect(end?.searchParams.get("id_token_hint")).toBe(token);
  expect(end?.searchParams.get("post_logout_redirect_uri")).toBe(`${PAGE}/`);
});

test("a provider without a logout page still signs out here", async () => {
  const session = await signedIn();
  answer = () => [0, null];
  await session.signOut();
  await expect(session.token()).rejects.toMatchObject({ status: 401 });
});

test("whoever is no agent is told so, and only while signed in", async () => {
  const session = await signedIn();
  session.refuse();
  expect(session.getState().kind).toBe("refused");
  session.expire();
  expect(session.getState().kind).toBe("refused");
});
