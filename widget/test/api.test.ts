// Requests: one token refresh and never a loop, one error type, a timeout, and Retry-After.
import { describe, expect, it } from "vitest";
import { ApiClient, ApiError, channelAuthorizer, customerEndpoints, tokenSource } from "../src/core/index";
import { FakeClock, settled } from "./fakes";

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
}

function server(...answers: (Response | Error | "silence")[]) {
  const sent: Sent[] = [];
  const fetch = (async (url: string, init: RequestInit) => {
    sent.push({ url, init });
    const answer = answers.shift() ?? new Response("{}");
    if (answer instanceof Error) throw answer;
    if (answer !== "silence") return answer;
    return new Promise((_, reject) => {
      init.signal?.addEventListener("abort", () => reject(new Error("aborted")));
    });
  }) as typeof globalThis.fetch;
  return { sent, fetch };
}

const refused = () => new Response('{"error":{"code":"unauthorized","message":"no"}}', { status: 401 });
const header = (sent: Sent | undefined, name: string) => new Headers(sent?.init.headers).get(name);
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (reason: unknown) => ApiError.from(reason),
  );

describe("tokens", () => {
  it("are refreshed once on 401 and the request repeated", async () => {
    const { sent, fetch } = server(refused(), new Response('{"id":"chat"}'));
    const asked: (boolean | undefined)[] = [];
    const getToken = async (fresh?: boolean) => {
      asked.push(fresh);
      return fresh ? "new" : "old";
    };
    const api = new ApiClient({ baseUrl: "https://api.test/", getToken, fetch });
    expect(await api.get("/support_chat")).toEqual({ id: "chat" });
    expect(sent.map((one) => header(one, "Authorization"))).toEqual(["Bearer old", "Bearer new"]);
    expect(asked.filter(Boolean)).toHaveLength(1);
    expect(sent[0]?.url).toBe("https://api.test/support_chat");
  });

  it("that stay refused end in one error, not in a loop", async () => {
    const { sent, fetch } = server(refused(), refused(), refused(), refused());
    let number = 0;
    const api = new ApiClient({ baseUrl: "", getToken: async () => `token ${++number}`, fetch });
    expect(await failure(api.get("/x"))).toMatchObject({ status: 401, code: "unauthorized" });
    expect(sent).toHaveLength(2);
  });

  it("that cannot be renewed are not tried a second time", async () => {
    const { sent, fetch } = server(refused(), refused());
    const api = new ApiClient({ baseUrl: "", getToken: async () => "fixed", fetch });
    await failure(api.get("/x"));
    expect(sent).toHaveLength(1);
  });

  it("are loaded once for many requests at the same time", async () => {
    let loads = 0;
    const getToken = tokenSource(async () => `token ${++loads}`);
    expect(await Promise.all([getToken(), getToken(), getToken(true)])).toEqual([
      "token 1",
      "token 1",
      "token 1",
    ]);
    expect(await Promise.all([getToken(true), getToken(true)])).toEqual(["token 2", "token 2"]);
    expect(await getToken()).toBe("token 2");
  });

  it("that failed to load are asked for again by the next request", async () => {
    let loads = 0;
    const getToken = tokenSource(async () => {
      if (++loads === 1) throw new Error("host is down");
      return "token";
    });
    await expect(getToken()).rejects.toThrow();
    expect(await getToken()).toBe("token");
  });

  it("that the host refuses to give end in a refusal at once", async () => {
    let asked = 0;
    const getToken = () => {
      asked++;
      return Promise.reject(Object.assign(new Error("not signed in"), { status: 401 }));
    };
    const { sent, fetch } = server();
    const api = new ApiClient({ baseUrl: "", getToken, fetch });
    expect(await failure(api.get("/x"))).toMatchObject({
      status: 401,
      code: "token_refused",
      retryable: false,
    });
    expect([asked, sent.length]).toEqual([1, 0]);
  });

  it("that the host cannot give are a failure that may pass", async () => {
    const getToken = () => Promise.reject(new Error("host is down"));
    const api = new ApiClient({ baseUrl: "", getToken, fetch: server().fetch });
    expect(await failure(api.get("/x"))).toMatchObject({
      status: 0,
      code: "token_unavailable",
      retryable: true,
    });
  });
});

describe("failures", () => {
  it("carry status, code, details and the wait that the server asks for", async () => {
    const body = '{"error":{"code":"too_many","message":"slow","details":{"a":1}}}';
    const { fetch } = server(new Response(body, { status: 429, headers: { "Retry-After": "7" } }));
    const api = new ApiClient({ baseUrl: "", getToken: async () => "t", fetch });
    expect(await failure(api.get("/x"))).toMatchObject({
      status: 429,
      code: "too_many",
      message: "slow",
      details: { a: 1 },
      retryAfter: 7,
      retryable: true,
    });
  });

  it("by network, timeout and an answer that is not the API's are all status 0", async () => {
    const clock = new FakeClock();
    const { fetch } = server(
      new TypeError("down"),
      "silence",
      new Response("<html>sign in to the wifi</html>"),
    );
    const api = new ApiClient({ baseUrl: "", getToken: async () => "t", fetch, clock });
    expect(await failure(api.get("/x"))).toMatchObject({ status: 0, code: "network" });
    const silent = failure(api.get("/x"));
    await settled();
    await clock.advance(10_000);
    expect(await silent).toMatchObject({ status: 0, code: "timeout" });
    expect(await failure(api.get("/x"))).toMatchObject({ status: 0, code: "not_the_api" });
    expect(clock.pending).toBe(0);
  });

  it("without a body of the API still name the status", async () => {
    const { fetch } = server(new Response("Bad gateway", { status: 502 }));
    const api = new ApiClient({ baseUrl: "", getToken: async () => "t", fetch });
    expect(await failure(api.get("/x"))).toMatchObject({ status: 502, code: "http_502", retryable: true });
  });
});

describe("requests", () => {
  it("to take something away name it in the address and have no body", async () => {
    const { sent, fetch } = server(new Response(null, { status: 204 }));
    const api = new ApiClient({ baseUrl: "https://api.test", getToken: async () => "token", fetch });
    await api.delete("/things/7", { version: 3 });
    expect(sent[0]).toMatchObject({ url: "https://api.test/things/7?version=3", init: { method: "DELETE" } });
    expect(sent[0]?.init.body).toBeUndefined();
  });

  it("carry no cookies, and JSON or form bodies", async () => {
    const { sent, fetch } = server();
    const api = new ApiClient({ baseUrl: "", getToken: async () => "t", fetch });
    await customerEndpoints(api).send({ content: "hi", client_message_id: "1" });
    await customerEndpoints(api).after(7);
    await channelAuthorizer(api, "/pusher/auth", "key-2")("1.2", "private-x");
    expect(sent.map((one) => one.init.credentials)).toEqual(["omit", "omit", "omit"]);
    expect(sent[0]?.init.body).toBe('{"content":"hi","client_message_id":"1"}');
    expect(header(sent[0], "Content-Type")).toBe("application/json");
    expect(sent[1]?.url).toBe("/support_chat/messages?after_seq=7&limit=100");
    expect(String(sent[2]?.init.body)).toBe("socket_id=1.2&channel_name=private-x&key=key-2");
  });
});
