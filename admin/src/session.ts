// The agent's sign-in: authorization code + PKCE, tokens in memory only, renewed by refresh token.
import { ApiError } from "@support-chat/widget/core";
import {
  ErrorResponse,
  ErrorTimeout,
  InMemoryWebStorage,
  type User,
  UserManager,
  WebStorageStateStore,
} from "oidc-client-ts";
import type { OidcConfig } from "./config";
import { Observable } from "./observable";

export interface Agent {
  id: string;
  name: string;
  email: string;
}

export type SignInFault = "signInUnreachable" | "signInRefused" | "signInStale";

export type SessionState =
  | { kind: "starting" }
  | { kind: "redirecting" }
  | { kind: "signed-out" }
  | { kind: "signed-in"; agent: Agent }
  | { kind: "refused"; agent: Agent }
  | { kind: "expired"; agent: Agent }
  /** `detail`: in the sign-in service's own words. */
  | { kind: "failed"; why: SignInFault; detail?: string };

const RENEW_BEFORE_EXPIRY_S = 120;
const REVOKE_TIMEOUT_MS = 2_000;
const SIGNED_OUT_MARK = "support-chat.signed-out";

/** Only the PKCE verifier and the page asked for outlive a redirect, in sessionStorage; tokens never do. */
export class Session extends Observable<SessionState> {
  readonly agentsGroup: string;
  #manager: UserManager;
  #clientId: string;
  #logoutUrl: string;
  #user: User | null = null;
  #renewal: Promise<string> | null = null;

  constructor(oidc: OidcConfig) {
    super({ kind: "starting" });
    const root = `${location.origin}/`;
    this.agentsGroup = oidc.agents_group || "agents";
    this.#clientId = oidc.client_id;
    this.#logoutUrl = oidc.logout_url;
    this.#manager = new UserManager({
      authority: oidc.authority,
      client_id: oidc.client_id,
      scope: oidc.scope || "openid email profile",
      redirect_uri: root,
      post_logout_redirect_uri: root,
      response_type: "code",
      userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
      stateStore: new WebStorageStateStore({ store: sessionStorage }),
      // Renewed when a request needs it: a timer would miss its hour while the computer sleeps.
      automaticSilentRenew: false,
      monitorSession: false,
      // `azp` among them, which has to be looked at.
      filterProtocolClaims: false,
      requestTimeoutInSeconds: 10,
    });
  }

  async start(): Promise<void> {
    const query = new URLSearchParams(location.search);
    if (query.has("state") && (query.has("code") || query.has("error"))) return this.#finishSignIn();
    if (sessionStorage.getItem(SIGNED_OUT_MARK)) return this.become({ kind: "signed-out" });
    await this.signIn();
  }

  async signIn(): Promise<void> {
    sessionStorage.removeItem(SIGNED_OUT_MARK);
    this.become({ kind: "redirecting" });
    try {
      await this.#manager.signinRedirect({ state: location.hash, nonce: crypto.randomUUID() });
    } catch {
      this.become({ kind: "failed", why: "signInUnreachable" });
    }
  }

  /** Ends the session here, its refresh token, and the sign-in service's own session. */
  async signOut(): Promise<void> {
    sessionStorage.setItem(SIGNED_OUT_MARK, "1");
    this.become({ kind: "redirecting" });
    const revoked = this.#manager.revokeTokens(["refresh_token"]);
    // A provider without a revocation endpoint refuses this; ending its session below is what counts.
    await Promise.race([revoked.catch(() => undefined), pause(REVOKE_TIMEOUT_MS)]);
    const idToken = this.#user?.id_token;
    this.#user = null;
    await this.#manager.removeUser();
    if (this.#logoutUrl) return location.assign(this.#logoutUrl);
    try {
      await this.#manager.signoutRedirect(idToken ? { id_token_hint: idToken } : {});
    } catch {
      this.become({ kind: "signed-out" });
    }
  }

  /** The bearer token for the API; `fresh` after the API refused the one before. */
  async token(fresh = false): Promise<string> {
    const token = this.#user?.id_token;
    if (token && !fresh && this.#secondsLeft() > RENEW_BEFORE_EXPIRY_S) return token;
    this.#renewal ??= this.#renew().finally(() => {
      this.#renewal = null;
    });
    try {
      return await this.#renewal;
    } catch (reason) {
      // The old one is good for a little longer; the next request tries to renew it again.
      if (token && !fresh && this.#secondsLeft() > 0 && !isFinal(reason)) return token;
      if (isUnreachable(reason)) throw reason;
      return this.#endSession();
    }
  }

  /** The API does not know this person as an agent. */
  refuse(): void {
    const state = this.getState();
    if (state.kind === "signed-in") this.become({ kind: "refused", agent: state.agent });
  }

  /** The API goes on refusing a token the sign-in service has just issued. */
  expire(): void {
    const state = this.getState();
    if (state.kind === "signed-in") this.become({ kind: "expired", agent: state.agent });
  }

  async #finishSignIn(): Promise<void> {
    const url = location.href;
    history.replaceState(null, "", "/");
    try {
      const user = await this.#checked(await this.#manager.signinRedirectCallback(url));
      if (typeof user.state === "string" && user.state.startsWith("#")) {
        history.replaceState(null, "", `/${user.state}`);
      }
      this.#user = user;
      this.become({ kind: "signed-in", agent: agentOf(user) });
    } catch (error) {
      this.become({ kind: "failed", ...signInFault(error) });
    }
  }

  async #renew(): Promise<string> {
    if (this.getState().kind !== "signed-in" || !this.#user?.refresh_token) return this.#endSession();
    const renewed = await this.#manager.signinSilent();
    if (!renewed?.id_token) return this.#endSession();
    this.#user = await this.#checked(renewed);
    // A provider may renew without a new ID token; the old one is then what there is, for as long as it lasts.
    if (this.#secondsLeft() <= 0) return this.#endSession();
    return renewed.id_token;
  }

  /** State, nonce and `sub` are the library's to check; that the token is this provider's, and for us, is ours. */
  async #checked(user: User): Promise<User> {
    const issuer = await this.#manager.metadataService.getIssuer();
    if (!isFor(user.profile, issuer, this.#clientId)) throw new Error("the ID token is not meant for us");
    return user;
  }

  #secondsLeft(): number {
    return (this.#user?.profile.exp ?? 0) - Date.now() / 1_000;
  }

  #endSession(): never {
    this.expire();
    throw new ApiError({ status: 401, code: "session_expired" });
  }
}

/** OpenID Connect Core 3.1.3.7: whose token it is, and for whom; with several audiences, to whom it was given. */
function isFor({ iss, aud, azp }: User["profile"], issuer: string, clientId: string): boolean {
  const audiences = Array.isArray(aud) ? aud : [aud];
  const given = audiences.length === 1 || azp === clientId;
  return iss === issuer && audiences.includes(clientId) && given;
}

function agentOf(user: User): Agent {
  const { sub, name, email } = user.profile;
  return { id: sub, name: name || email || "Agent", email: email ?? "" };
}

/** The sign-in service has said no, and will say it again. */
function isFinal(reason: unknown): boolean {
  return reason instanceof ErrorResponse || reason instanceof ApiError;
}

function isUnreachable(reason: unknown): boolean {
  return reason instanceof TypeError || reason instanceof ErrorTimeout;
}

function signInFault(error: unknown): { why: SignInFault; detail?: string } {
  if (error instanceof ErrorResponse) {
    const { error_description: detail } = error;
    return { why: "signInRefused", ...(detail ? { detail } : {}) };
  }
  return { why: error instanceof TypeError ? "signInUnreachable" : "signInStale" };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
