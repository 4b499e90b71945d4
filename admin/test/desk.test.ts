// The desk with a scripted API, a scripted channel and a page that can be hidden.
import { type AgentChat, ApiClient, type Message } from "@support-chat/widget/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AGENTS_CHANNEL } from "../src/agents_event";
import { Desk } from "../src/desk";
import { Drafts } from "../src/drafts";
import { Unsent } from "../src/unsent";
import { aMail, aMessage, aRow, noCounts, steadyClock } from "./samples";
import { Channels, Page } from "./surroundings";
import { TabStorage } from "./tab_storage";

let page: Page;
let channels: Channels;
let storage: TabStorage;
let asked: string[];
let answers: (method: string, path: string) => [number, unknown];
let turnedAway: number[];
let desk: Desk;

const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const row = (id: string) => desk.inbox.getState().rows.find((shown) => shown.id === id);
const count = (request: string) => asked.filter((line) => line === request).length;
const chat = (given: Partial<AgentChat> = {}): AgentChat => {
  return { ...aRow("a"), messages: [aMessage(1)], has_more: false, last_seq: 1, read_seq: 0, ...given };
};

function fetchFromScript(input: unknown, init?: RequestInit): Promise<Response> {
  const { pathname } = new URL(String(input));
  const method = init?.method ?? "GET";
  asked.push(`${method} ${pathname}`);
  const [status, body] = answers(method, pathname);
  return status === 0
    ? Promise.reject(new TypeError("network"))
    : Promise.resolve(new Response(JSON.stringify(body), { status }));
}

function aDesk(): Desk {
  return new Desk({
    agent: { id: "ben", name: "Ben", email: "ben@example.com" },
    api: new ApiClient({ baseUrl: "https://api.example", getToken: async () => "t", fetch: fetchFromScript }),
    realtime: channels,
    surroundings: page,
    clock: steadyClock,
    drafts: new Drafts(storage, "ben"),
    noteDrafts: new Drafts(storage, "ben", "note-drafts"),
    unsent: new Unsent(storage, "ben"),
    unsentNotes: new Unsent(storage, "ben", "unsent-notes"),
    order: "oldest",
    onTurnedAway: (status) => turnedAway.push(status),
  });
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 23, 12) });
  page = new Page();
  channels = new Channels();
  storage = new TabStorage();
  asked = [];
  turnedAway = [];
  answers = (method, path) => {
    if (path === "/admin/counts") return [200, noCounts];
    if (path === "/admin/chats") return [200, { chats: [aRow("a"), aRow("b")], next_cursor: null }];
    if (path.endsWith("/messages") && method === "GET") return [200, { messages: [], has_more: false }];
    return [200, chat()];
  };
  desk = aDesk();
});

afterEach(() => {
  desk.select(null);
  desk.stop();
  vi.useRealTimers();
});

test("a burst of the customer's messages in the open chat is marked viewed once", async () => {
  desk.start();
  desk.select("a");
  await settle();
  channels.handlers.get("private-support-chat-a")?.onSubscribed();
  await settle(1_000);
  const before = count("GET /admin/chats/a");
  for (const seq of [2, 3, 4]) channels.sayIn("a", aMessage(seq));
  await settle(1_000);
  expect(count("GET /admin/chats/a") - before).toBe(1);
});

test("the name of another agent is fetched, since events do not carry it; one's own costs nothing", async () => {
  desk.start();
  desk.select("a");
  await settle();
  channels.handlers.get("private-support-chat-a")?.onSubscribed();
  await settle(1_000);
  const before = count("GET /admin/chats/a");
  const own = aMessage(2, { sender_type: "admin", client_message_id: "mine" });
  const normal = answers;
  answers = (method, path) => {
    if (method === "POST") return [201, { ...own, sender_name: "Ben" }];
    return normal(method, path);
  };
  desk.conversation("a")?.send("Mine");
  channels.sayIn("a", own);
  await settle(1_000);
  expect(count("GET /admin/chats/a")).toBe(before);
  const other = aMessage(3, { sender_type: "admin" });
  answers = (method, path) =>
    path === "/admin/chats/a"
      ? [200, chat({ messages: [{ ...other, sender_name: "Ana" }] })]
      : normal(method, path);
  channels.sayIn("a", other);
  await settle(1_000);
  expect(count("GET /admin/chats/a")).toBe(before + 1);
  expect(desk.conversation("a")?.getState().messages.at(-1)?.sender_name).toBe("Ana");
});

test("a page nobody looks at marks nothing viewed until it is looked at", async () => {
  desk.start();
  desk.select("a");
  await settle(1_000);
  page.becomes("hidden");
  const before = count("GET /admin/chats/a");
  channels.sayIn("a", aMessage(2));
  channels.say("new_user_message", { chat_id: "a", chat: aRow("a", { message_count: 2, unread: true }) });
  await settle(5_000);
  expect(count("GET /admin/chats/a")).toBe(before);
  expect(row("a")).toMatchObject({ unread: true });
  page.becomes("visible");
  expect(row("a")).toMatchObject({ unread: false });
  await settle(1_000);
  expect(count("GET /admin/chats/a")).toBeGreaterThan(before);
});

test("a link to an archived chat opens its tab; later choices are the agent's own", async () => {
  answers = (_, path) =>
    path === "/admin/chats" ? [200, { chats: [], next_cursor: null }] : [200, chat({ archived: true })];
  desk.start();
  desk.select("a");
  await settle();
  expect(desk.getState().tab).toBe("archived");
  desk.showTab("active");
  await desk.conversation("a")?.refresh();
  expect(desk.getState().tab).toBe("active");
});

test("the status tells connected, polling and offline apart", async () => {
  desk.start();
  await settle();
  expect(desk.getState().status).toBe("polling");
  channels.handlers.get(AGENTS_CHANNEL)?.onSubscribed();
  await settle();
  expect(desk.getState().status).toBe("connected");
  channels.handlers.get(AGENTS_CHANNEL)?.onLost?.();
  answers = () => [0, null];
  await settle(6_000);
  expect(desk.getState().status).toBe("offline");
  answers = () => [200, { chats: [], next_cursor: null }];
  await settle(6_000);
  expect(desk.getState().status).toBe("polling");
});

test("polls every five seconds without a live connection, every thirty with one or unwatched", async () => {
  desk.start();
  await settle();
  const polls = async (ms: number) => {
    const before = count("GET /admin/chats");
    await settle(ms);
    return count("GET /admin/chats") - before;
  };
  expect(await polls(30_000)).toBe(6);
  page.becomes("hidden");
  expect(await polls(60_000)).toBe(2);
  page.becomes("visible");
  channels.handlers.get(AGENTS_CHANNEL)?.onSubscribed();
  await settle();
  expect(await polls(60_000)).toBe(2);
});

test("every subscription, coming online and being looked at again fetch the list at once", async () => {
  desk.start();
  await settle();
  const causes = [
    () => channels.handlers.get(AGENTS_CHANNEL)?.onSubscribed(),
    () => channels.handlers.get(AGENTS_CHANNEL)?.onSubscribed(),
    () => page.becomes("online"),
    () => page.becomes("visible"),
  ];
  for (const cause of causes) {
    const before = count("GET /admin/chats");
    cause();
    await settle();
    expect(count("GET /admin/chats")).toBe(before + 1);
  }
});

test("a reply under way keeps its chat connected after another is opened, then lets go", async () => {
  desk.start();
  desk.select("a");
  await settle();
  const normal = answers;
  answers = (method, path) => (method === "POST" ? [503, {}] : normal(method, path));
  desk.conversation("a")?.send("Wait for it");
  await settle();
  desk.select("b");
  await settle();
  expect(desk.hasUnsent()).toBe(true);
  const sent = aMessage(2, { sender_type: "admin", content: "Wait for it" });
  answers = (method, path) => (method === "POST" ? [201, sent] : normal(method, path));
  await settle(60_000);
  expect(desk.hasUnsent()).toBe(false);
  expect(desk.conversation("a")).toBeNull();
  expect(channels.handlers.has("private-support-chat-a")).toBe(false);
});

test("a reply that was unsent when the page was left is sent by the next one, once", async () => {
  desk.start();
  desk.select("a");
  await settle();
  const normal = answers;
  answers = (method, path) => (method === "POST" ? [401, {}] : normal(method, path));
  desk.conversation("a")?.send("Do not lose me");
  await settle();
  expect(turnedAway).toContain(401);
  desk.stop();
  answers = (method, path) =>
    method === "POST" ? [201, aMessage(2, { sender_type: "admin" })] : normal(method, path);
  asked = [];
  desk = aDesk();
  desk.start();
  await settle(1_000);
  expect(count("POST /admin/chats/a/messages")).toBe(1);
  expect(new Unsent(storage, "ben").chatIds()).toEqual([]);
});

test("somebody who is no agent is turned away by the first answer", async () => {
  answers = () => [403, { error: { code: "forbidden", message: "Not an agent" } }];
  desk.start();
  await settle();
  expect(new Set(turnedAway)).toEqual(new Set([403]));
});

test("archiving moves the row at once, and says so when it fails", async () => {
  desk.start();
  await settle();
  const normal = answers;
  answers = (method, path) =>
    method === "POST" ? [200, aRow("a", { archived: true })] : normal(method, path);
  await desk.acts.do("a", "archive");
  expect(desk.inbox.getState().rows.map((row) => row.id)).toEqual(["b"]);
  answers = () => [503, {}];
  await desk.acts.do("a", "unarchive");
  expect(desk.acts.getState()).toMatchObject({ chatId: "a", act: "unarchive", error: { status: 503 } });
});

test("after the session is over nothing asks the server any more", async () => {
  desk.start();
  await settle();
  desk.stop();
  asked = [];
  page.becomes("visible");
  await settle(120_000);
  expect(asked).toEqual([]);
  expect(desk.getState().status).toBe("offline");
});

test("unknown, forged and malformed events change nothing", async () => {
  desk.start();
  await settle();
  const before = JSON.stringify(desk.inbox.getState());
  asked = [];
  channels.say("client-chat_updated", { chat: aRow("a", { unread: true }) });
  channels.say("something_new", { chat: aRow("a", { unread: true }) });
  channels.say("chat_updated", null);
  channels.say("chat_updated", "text");
  await settle();
  expect(JSON.stringify(desk.inbox.getState())).toBe(before);
  expect(asked).toEqual([]);
});

test("how a mail ended is heard for the open chat, or asked for when the channel is back", async () => {
  const normal = answers;
  const messages = [{ ...aMessage(1), mail: aMail("due") } as Message];
  answers = (method, path) => (path === "/admin/chats/a" ? [200, chat({ messages })] : normal(method, path));
  desk.start();
  desk.select("a");
  await settle(1_000);
  const before = count("GET /admin/chats/a");
  channels.handlers.get(AGENTS_CHANNEL)?.onSubscribed();
  await settle();
  expect(count("GET /admin/chats/a")).toBe(before + 1);
  const ended = { from_seq: 1, through_seq: 1, mail: aMail("sent"), email_state: null };
  channels.say("mail_updated", { chat_id: "b", ...ended });
  expect(desk.mails("a")?.getState().bySeq.get(1)?.state).toBe("due");
  channels.say("mail_updated", { chat_id: "a", ...ended });
  expect(desk.mails("a")?.getState().bySeq.get(1)?.state).toBe("sent");
  expect(desk.mails("a")?.awaited).toBe(false);
});
