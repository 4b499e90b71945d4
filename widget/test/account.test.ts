// The signed-in person before the chat is opened: asks little, and stops asking when there is no point.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openAccount, siteConfig } from "../src/client/account";
import { visitorKey, visitorOwner } from "../src/client/left_behind";
import type { Identity } from "../src/contract";
import { storedVisitor, watch as watchFor } from "../src/controller/watch";

const CONFIG = { api_url: "https://api.test", pusher: {} };
const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });
const message = (seq: number, sender_type: string) => ({ seq, sender_type });

let page: EventTarget & { hidden: boolean };
let asked: string[];
let answers: Record<string, () => Response>;

beforeEach(() => {
  vi.useFakeTimers();
  page = Object.assign(new EventTarget(), { hidden: false });
  asked = [];
  answers = { "/support_chat": () => json({ unread_count: 0, last_seq: 4, messages: [message(4, "user")] }) };
  vi.stubGlobal("document", page);
  vi.stubGlobal("fetch", async (url: string) => {
    if (url === "https://cdn.test/config.json") return json(CONFIG);
    const path = url.replace("https://api.test", "");
    asked.push(path);
    return answers[path]?.() ?? json({ messages: [], has_more: false });
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function watch(identity: Identity = { token: "good" }) {
  const found: number[] = [];
  const end = new AbortController();
  const config = siteConfig("https://cdn.test/", {});
  watchFor(config, openAccount(config, identity), (count) => found.push(count), end.signal);
  return { found, end };
}

describe("watching for unread messages", () => {
  it("asks once at the start and tells what is unread", async () => {
    answers["/support_chat"] = () => json({ unread_count: 3, last_seq: 9, messages: [] });
    const { found } = watch();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(found).toEqual([3]);
    expect(asked).toEqual(["/support_chat"]);
  });

  it("looks every half minute for what came after the last message", async () => {
    const { found } = watch();
    await vi.advanceTimersByTimeAsync(31_000);
    answers["/support_chat/messages?after_seq=4&limit=20"] = () =>
      json({ messages: [message(5, "user"), message(6, "admin")], has_more: false });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(found).toEqual([1]);
    expect(asked).toHaveLength(3);
  });

  it("does not look again while the chat is empty, since agents cannot begin one", async () => {
    answers["/support_chat"] = () => json({ unread_count: 0, last_seq: 0, messages: [] });
    watch();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asked).toEqual(["/support_chat"]);
  });

  it("asks nothing while nobody looks at the page, and at once when somebody does", async () => {
    watch();
    await vi.advanceTimersByTimeAsync(1_000);
    page.hidden = true;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asked).toHaveLength(1);
    page.hidden = false;
    page.dispatchEvent(new Event("visibilitychange"));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toHaveLength(2);
  });

  it("renews a refused token once and gives up when it is refused again", async () => {
    answers["/support_chat"] = () => json({}, 401);
    const tokens: number[] = [];
    watch(() => `token ${tokens.push(1)}`);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asked).toHaveLength(2);
    expect(tokens).toHaveLength(2);
  });

  it("does not keep asking a host that has nobody signed in", async () => {
    let calls = 0;
    watch(() => {
      calls++;
      throw new Error("nobody");
    });
    await vi.advanceTimersByTimeAsync(600_000);
    expect(calls).toBe(1);
  });

  it("goes on after a server error, and stops for good when it is ended", async () => {
    answers["/support_chat"] = () => json({}, 503);
    const { end } = watch();
    await vi.advanceTimersByTimeAsync(61_000);
    expect(asked).toHaveLength(3);
    end.abort();
    await vi.advanceTimersByTimeAsync(600_000);
    page.dispatchEvent(new Event("visibilitychange"));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toHaveLength(3);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("what was written on an earlier page", () => {
  const token = (sub: unknown) => `head.${btoa(JSON.stringify({ sub })).replace(/=/g, "")}.signature`;
  const left = (key: string, value = "{}") => vi.stubGlobal("localStorage", { [key]: value });
  const mine = "support-chat https://api.test alice%20%2F7/message/1";

  it("is sent by the panel, which is called for at once, and not looked past", async () => {
    left(mine);
    const { found } = watch({ token: token("alice /7") });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(found).toEqual([0]);
    expect(asked).toEqual([]);
  });

  it.each([
    ["another person's", mine, "{}", "bob"],
    ["refused", "support-chat https://api.test bob/message/1", '{"error":{"status":422}}', "bob"],
    ["only a draft", "support-chat https://api.test bob/draft", "Hal", "bob"],
    ["of nobody we know", "support-chat https://api.test /message/1", "{}", ""],
  ])("calls for nothing when it is %s", async (_, key, value, sub) => {
    left(key, value);
    const { found } = watch({ token: token(sub) });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(found).toEqual([]);
    expect(asked).toEqual(["/support_chat"]);
  });

  it("has no name under a token that does not say whose it is", async () => {
    for (const odd of ["opaque", "a.b.c", `a.${btoa("[]")}.c`, token("")])
      expect(await openAccount(siteConfig("https://cdn.test/", {}), { token: odd }).owner()).toBe("");
  });
});

describe("a visitor who wrote from this browser", () => {
  const TOKEN = visitorKey("https://api.test");
  const UNSENT = `${visitorOwner("https://api.test")}/message/1`;
  const config = (visitors = true) => {
    const asked = async () => ({ ...CONFIG, visitors });
    return asked as unknown as ReturnType<typeof siteConfig>;
  };

  function look(kept: Record<string, string>, visitors = true) {
    vi.stubGlobal("localStorage", kept);
    const found: number[] = [];
    const end = new AbortController();
    const visitor = storedVisitor(config(visitors));
    if (visitor) watchFor(config(visitors), visitor, (count) => found.push(count), end.signal);
    return { visitor, found };
  }

  it("is asked for with the token that is kept", async () => {
    answers["/support_chat"] = () => json({ unread_count: 2, last_seq: 9, messages: [] });
    const { visitor, found } = look({ [TOKEN]: "kept" });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await visitor?.getToken()).toBe("kept");
    expect(found).toEqual([2]);
  });

  it("whose message waits calls for the panel", async () => {
    const { found } = look({ [UNSENT]: "{}" });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(found).toEqual([0]);
    expect(asked).toEqual([]);
  });

  it("is nobody where there is none, and asks nothing where visitors are not allowed", async () => {
    const other = "support-chat https://api.test visitors/message/1";
    expect(look({ [other]: "{}", unrelated: "" }).visitor).toBeNull();
    look({ [TOKEN]: "kept" }, false);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asked).toEqual([]);
  });

  it("and has signed in since is handed over by the panel", async () => {
    vi.stubGlobal("localStorage", { [TOKEN]: "kept" });
    const { found } = watch({ token: `head.${btoa('{"sub":"alice"}')}.signature` });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(found).toEqual([0]);
  });
});

describe("the token", () => {
  it("comes from the host's address as JSON or as plain text", async () => {
    for (const body of ['{"token": "abc"}', " abc\n"]) {
      vi.stubGlobal("fetch", async () => new Response(body));
      expect(await openAccount(siteConfig("", {}), { tokenUrl: "/token" }).getToken()).toBe("abc");
    }
  });

  it("that the host refuses carries the status", async () => {
    vi.stubGlobal("fetch", async () => new Response("", { status: 401 }));
    await expect(openAccount(siteConfig("", {}), { tokenUrl: "/token" }).getToken()).rejects.toMatchObject({
      status: 401,
    });
  });
});
