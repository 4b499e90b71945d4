// The API over fetch, with people behind tokens: who asks gets their own chat; visitors are made, renewed and linked.
import type { Clock } from "../src/core/index";
import { FakeServer, type Fault } from "./fakes";

export const API = "https://api.test";
const LIFE_S = 90 * 86_400;

export function tokenFor(sub: string, iat = 0, exp = iat + 600, salt = ""): string {
  const claims = btoa(JSON.stringify({ sub, iat, exp, salt })).replace(/=+$/, "");
  return `head.${claims}.signature`;
}

export class FakeApi {
  readonly people = new Map<string, FakeServer>();
  /** In order, as "POST /visitors" and the like; of requests for chats only, whose. */
  readonly asked: string[] = [];
  readonly links: [person: string, visitor: string][] = [];
  readonly emails = new Map<string, string>();
  readonly contexts: unknown[] = [];
  readonly revoked = new Set<string>();
  visitorsMade = 0;
  /** Asked before each request, by method and path. */
  fault: (call: string) => Fault | Response = () => null;

  constructor(readonly clock: Clock) {}

  /** One tab's way to the API: nothing is heard any more once it is gone. */
  fetch(alive: () => boolean = () => true): typeof fetch {
    return async (input, init) => {
      const answer = await this.#request(String(input), init ?? {}).catch((reason: unknown) => {
        if (alive()) throw reason;
        return new Promise<never>(() => {});
      });
      return alive() ? answer : new Promise<never>(() => {});
    };
  }

  chat(sub: string): FakeServer {
    const held = this.people.get(sub) ?? new FakeServer(this.clock);
    this.people.set(sub, held);
    return held;
  }

  contents(sub: string): string[] {
    return this.chat(sub).messages.map(({ content }) => content);
  }

  count(call: string): number {
    return this.asked.filter((made) => made.startsWith(call)).length;
  }

  async #request(url: string, init: RequestInit): Promise<Response> {
    const { pathname, searchParams } = new URL(url);
    const call = `${init.method} ${pathname}`;
    this.asked.push(call);
    const fault = this.fault(call);
    if (fault instanceof Response) return fault.clone();
    if (fault === "lost request") throw new TypeError("network");
    const wait = fault && typeof fault === "object" && "delay" in fault ? fault.delay / 2 : 0;
    if (wait) await this.#wait(wait);
    const answer = this.#answer(call, searchParams, init);
    if (fault === "lost answer") throw new TypeError("network");
    if (wait) await this.#wait(wait);
    return answer;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.clock.setTimeout(resolve, ms));
  }

  async #answer(call: string, query: URLSearchParams, init: RequestInit): Promise<Response> {
    const token = (new Headers(init.headers).get("Authorization") ?? "").replace("Bearer ", "");
    const body = init.body ? JSON.parse(String(init.body)) : {};
    const sub = token && this.#sub(token);
    if (token && !sub) return refusal(401, "unauthorized");
    if (call === "POST /visitors") return this.#visitor(sub);
    if (!sub) return refusal(401, "unauthorized");
    if (call === "POST /support_chat/link") return this.#link(sub, body.visitor_token);
    if (call === "PUT /support_chat/email") {
      this.emails.set(sub, body.email);
      return json({ email: body.email });
    }
    if (body.context) this.contexts.push(body.context);
    const endpoints = this.chat(sub).endpoints("user");
    if (call === "GET /support_chat") return json({ ...(await endpoints.open()), ...this.#contact(sub) });
    if (call === "PATCH /support_chat/mark_read") return json(await endpoints.markRead?.(body.up_to_seq));
    if (call === "POST /support_chat/messages") return json(await endpoints.send(body), 201);
    const after = query.get("after_seq");
    return json(await (after ? endpoints.after(+after) : endpoints.before(Number(query.get("before_seq")))));
  }

  #contact(sub: string): object {
    const visitor = sub.startsWith("visitor:");
    const email = this.emails.get(sub) ?? null;
    return { id: `chat of ${sub}`, visitor, email, email_wanted: visitor && email === null };
  }

  #sub(token: string): string {
    const { sub, exp } = JSON.parse(atob(token.split(".")[1] ?? "")) as { sub: string; exp: number };
    return this.revoked.has(token) || exp * 1_000 < this.clock.now() ? "" : sub;
  }

  #visitor(sub: string): Response {
    if (!sub) this.visitorsMade++;
    const now = this.clock.now() / 1_000;
    const name = sub || `visitor:${this.visitorsMade}`;
    return json({ token: tokenFor(name, now, now + LIFE_S), expires_at: "" }, sub ? 200 : 201);
  }

  #link(person: string, visitorToken: string): Response {
    const visitor = this.#sub(visitorToken);
    if (!visitor.startsWith("visitor:")) return refusal(422, "invalid");
    this.links.push([person, visitor]);
    return json({ linked: true });
  }
}

export function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status });
}

export function refusal(status: number, code: string, retryAfter?: number): Response {
  const headers = retryAfter === undefined ? {} : { "Retry-After": `${retryAfter}` };
  return new Response(JSON.stringify({ error: { code, message: code } }), { status, headers });
}
