// Which rows are in a list, where, and for how long; and what is remembered of how an agent likes it.
import type { InboxRow } from "@support-chat/widget/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { withMessage } from "../src/chat_row";
import { Inbox } from "../src/inbox";
import { ALL, activeList, type Filter, type Order } from "../src/lists";
import { Preferences } from "../src/preferences";
import { aMessage, aRow, ListServer, ME, minute, steadyClock } from "./samples";
import { TabStorage } from "./tab_storage";

let server: ListServer;
let inbox: Inbox;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 23, 12) });
  server = new ListServer();
  inbox = new Inbox(server, steadyClock, ME);
});

afterEach(() => {
  inbox.pollEvery(null);
  vi.useRealTimers();
});

const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const shown = () => inbox.getState().rows.map((row) => row.id);
async function show(filter: Filter, order: Order = "oldest"): Promise<string[]> {
  inbox.show(activeList(filter, order));
  await settle();
  return shown();
}
const waits = (id: string, since: number, given: Partial<InboxRow> = {}) =>
  aRow(id, { waiting_since: minute(since), last_message_at: minute(since), ...given });
const marked = { marked_unread: true, marked_unread_at: minute(5) };

test("each fact has a list of its own, and all chats are in the list of all", async () => {
  server.rows = [
    aRow("plain", { last_message_at: minute(1) }),
    aRow("unseen", { last_message_at: minute(2), unread: true, unseen_since: minute(2) }),
    aRow("waiting", { last_message_at: minute(3), waiting_since: minute(3) }),
    aRow("marked", { last_message_at: minute(4), ...marked }),
    aRow("mine", { last_message_at: minute(5), assignee: { id: ME, name: "Ben" } }),
    aRow("theirs", { last_message_at: minute(6), assignee: { id: "ana", name: "Ana" } }),
    aRow("filed", { ...marked, waiting_since: minute(1), unread: true, archived: true }),
  ];
  expect(await show("all")).toEqual(["theirs", "mine", "marked", "waiting", "unseen", "plain"]);
  expect(await show("unseen")).toEqual(["unseen"]);
  expect(await show("waiting")).toEqual(["waiting"]);
  expect(await show("unread")).toEqual(["marked"]);
  expect(await show("mine")).toEqual(["mine"]);
});

test("who waits longest comes first, or last, and the server is asked so", async () => {
  server.rows = [waits("short", 8), waits("long", 1), waits("middle", 4)];
  expect(await show("waiting")).toEqual(["long", "middle", "short"]);
  expect(await show("waiting", "newest")).toEqual(["short", "middle", "long"]);
  expect(server.calls.map(({ filter, order }) => `${filter} ${order}`)).toEqual([
    "waiting oldest",
    "waiting newest",
  ]);
});

test("a row comes into a list, and leaves it, by what events tell", async () => {
  server.rows = [waits("a", 1), aRow("b", { last_message_at: minute(2) })];
  await show("waiting");
  inbox.apply(waits("b", 3, { version: 2, message_count: 2 }));
  expect(shown()).toEqual(["a", "b"]);
  inbox.applyMessage("a", aMessage(2, { sender_type: "admin" }));
  expect(shown()).toEqual(["b"]);
});

test("what lies beyond the loaded pages is not shown before its page is", async () => {
  server.pageSize = 2;
  server.rows = [1, 2, 3, 4, 5].map((since) => waits(`w${since}`, since));
  expect(await show("all")).toEqual(["w5", "w4"]);
  expect(await show("waiting")).toEqual(["w1", "w2"]);
  inbox.apply(waits("new", 9));
  expect(shown()).toEqual(["w1", "w2"]);
  await inbox.loadMore();
  expect(shown()).toEqual(["w1", "w2", "w3", "w4"]);
  server.put(waits("new", 9));
  await inbox.loadMore();
  expect(shown()).toEqual(["w1", "w2", "w3", "w4", "w5", "new"]);
  expect(inbox.getState().more).toBe(false);
  inbox.show(ALL);
  expect(shown()).toEqual(["new", "w5", "w4"]);
});

test("the open chat keeps its place in the list that it has just left, until it is left itself", async () => {
  server.rows = [1, 2, 3].map((since) => waits(`w${since}`, since));
  await show("waiting");
  inbox.hold("w2");
  inbox.apply(server.put(waits("w2", 2, { waiting_since: null, version: 2 })));
  expect(shown()).toEqual(["w1", "w2", "w3"]);
  inbox.apply(server.put(waits("w2", 9, { version: 3 })));
  expect(shown()).toEqual(["w1", "w2", "w3"]);
  inbox.hold(null);
  expect(shown()).toEqual(["w1", "w3", "w2"]);
  inbox.hold("w1");
  inbox.apply(server.put(waits("w1", 1, { waiting_since: null, version: 2 })));
  inbox.hold("w3");
  expect(shown()).toEqual(["w3", "w2"]);
});

test("an open chat that was never in the list is not put into it", async () => {
  server.rows = [waits("w1", 1), aRow("answered")];
  await show("all");
  inbox.hold("answered");
  expect(await show("waiting")).toEqual(["w1"]);
});

test("an open chat that is put away leaves at once", async () => {
  server.rows = [waits("w1", 1), waits("w2", 2)];
  await show("waiting");
  inbox.hold("w1");
  inbox.apply(server.put(waits("w1", 1, { archived: true, waiting_since: null, version: 2 })));
  expect(shown()).toEqual(["w2"]);
});

test("a fact that ended while no event could tell ends with the next list, and only that fact", async () => {
  server.rows = [waits("a", 1, { ...marked }), waits("b", 2)];
  await show("all");
  await show("waiting");
  server.put(waits("a", 1, { ...marked, waiting_since: null, version: 2 }));
  await settle(11_000);
  await inbox.refresh();
  expect(shown()).toEqual(["b"]);
  expect(inbox.row("a")).toMatchObject({ waiting_since: null, marked_unread: true });
});

test("the longest waiting is asked of the server, whatever is loaded", async () => {
  server.pageSize = 2;
  server.rows = [1, 2, 3, 4].map((since) => waits(`w${since}`, since));
  expect(await show("all")).toEqual(["w4", "w3"]);
  expect((await inbox.longestWaiting())?.id).toBe("w1");
  expect(shown()).toEqual(["w4", "w3"]);
});

test("counts are asked soon after a fact changes, once for a burst, and not for what changes none", async () => {
  server.rows = [aRow("a"), aRow("b")];
  await show("all");
  inbox.apply(aRow("a", { waiting_since: minute(1), message_count: 2 }));
  inbox.apply(aRow("b", { ...marked, version: 2 }));
  await settle(1_000);
  expect(server.counted).toBe(1);
  inbox.apply(aRow("a", { waiting_since: minute(1), message_count: 3 }));
  await settle(10_000);
  expect(server.counted).toBe(1);
  for (let version = 3; version < 40; version += 1) {
    inbox.apply(aRow("b", { version, ...(version % 2 ? {} : marked) }));
    await settle(100);
  }
  expect(server.counted).toBeLessThanOrEqual(4);
});

test("what comes into the chat one looks at is counted when it was seen", async () => {
  await show("all");
  inbox.apply(aRow("a"));
  await settle(5_000);
  const before = server.counted;
  inbox.attend("a");
  inbox.apply(aRow("a", { unread: true, unseen_since: minute(1), message_count: 2 }));
  await settle(5_000);
  expect(server.counted).toBe(before);
  inbox.apply(aRow("a", { waiting_since: minute(1), message_count: 2, version: 3 }));
  await settle(5_000);
  expect(server.counted).toBe(before + 1);
});

test("a customer waits from their first unanswered message until an agent writes", () => {
  const asked = withMessage(aRow("a"), aMessage(2));
  expect(asked.waiting_since).toBe(minute(2));
  const askedAgain = withMessage(asked, aMessage(3));
  expect(askedAgain.waiting_since).toBe(minute(2));
  expect(withMessage(askedAgain, aMessage(4, { sender_type: "admin" })).waiting_since).toBeNull();
});

test("preferences outlive the page, and nonsense in the storage is the usual", () => {
  const storage = new TabStorage();
  new Preferences(storage).set({ order: "newest", sound: false });
  expect(new Preferences(storage).getState()).toMatchObject({
    order: "newest",
    sound: false,
    theme: "system",
  });
  for (const nonsense of ["{", "null", '{"theme": "neon", "sound": "loud", "order": 7}']) {
    storage.setItem("support-chat.preferences", nonsense);
    expect(new Preferences(storage).getState()).toMatchObject({
      theme: "system",
      sound: true,
      order: "oldest",
    });
  }
});
