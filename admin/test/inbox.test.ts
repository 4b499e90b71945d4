// The inbox against a scripted list, out-of-order events and answers that arrive too late.
import { ApiError, type InboxRow } from "@support-chat/widget/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Inbox } from "../src/inbox";
import { ALL, ARCHIVED } from "../src/lists";
import { aMessage, aRow, ListServer, ME, minute, steadyClock } from "./samples";

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

const shown = () => inbox.getState().rows.map((row) => row.id);
const shownIn = async (wanted: typeof ALL) => {
  inbox.show(wanted);
  await vi.advanceTimersByTimeAsync(0);
  return shown();
};
const later = () => vi.advanceTimersByTimeAsync(11_000);
const many = (count: number): InboxRow[] =>
  Array.from({ length: count }, (_, index) => aRow(`c${index}`, { last_message_at: minute(count - index) }));

test("shows the newest chat first, and each once", async () => {
  server.rows = [
    aRow("old", { last_message_at: minute(1) }),
    aRow("new", { last_message_at: minute(3) }),
    aRow("mid", { last_message_at: minute(2) }),
  ];
  await inbox.refresh();
  inbox.apply(aRow("new", { last_message_at: minute(3) }));
  expect(shown()).toEqual(["new", "mid", "old"]);
});

test("a customer's message moves the chat to the top, unread, before any fetch", async () => {
  server.rows = [aRow("a", { last_message_at: minute(2) }), aRow("b", { last_message_at: minute(1) })];
  await inbox.refresh();
  inbox.applyMessage("b", aMessage(2, { content: "Still there?", created_at: minute(9) }));
  expect(shown()).toEqual(["b", "a"]);
  expect(inbox.row("b")).toMatchObject({
    unread: true,
    last_message_preview: "Still there?",
    message_count: 2,
  });
});

test("an event that comes late does not turn the row back", () => {
  inbox.apply(aRow("a", { message_count: 5, last_message_preview: "Fifth", last_message_at: minute(5) }));
  inbox.apply(aRow("a", { message_count: 4, last_message_preview: "Fourth", archived: true }));
  inbox.applyMessage("a", aMessage(3));
  expect(inbox.row("a")).toMatchObject({ message_count: 5, last_message_preview: "Fifth", archived: false });
});

test("a message already counted does not make a viewed chat unread again", () => {
  inbox.apply(aRow("a", { message_count: 3, unread: false }));
  inbox.applyMessage("a", aMessage(3));
  expect(inbox.row("a")?.unread).toBe(false);
});

test("an event about a chat nobody has heard of fetches it", async () => {
  await inbox.refresh();
  server.put(aRow("fresh", { unread: true }));
  inbox.applyMessage("fresh", aMessage(1));
  await vi.advanceTimersByTimeAsync(0);
  expect(shown()).toEqual(["fresh"]);
});

test("archive moves a row to the other tab and a customer's message brings it back", async () => {
  server.rows = [aRow("a"), aRow("gone", { archived: true })];
  await shownIn(ARCHIVED);
  await shownIn(ALL);
  inbox.apply(server.put(aRow("a", { archived: true, last_message_at: minute(1), version: 2 })));
  expect(shown()).toEqual([]);
  expect(await shownIn(ARCHIVED)).toEqual(["a", "gone"]);
  inbox.applyMessage("gone", aMessage(2));
  expect(shown()).toEqual(["a"]);
  expect(await shownIn(ALL)).toEqual(["gone"]);
});

test("an agent's reply leaves an archived chat archived", () => {
  inbox.apply(aRow("a", { archived: true }));
  inbox.applyMessage("a", aMessage(2, { sender_type: "admin" }));
  expect(inbox.row("a")).toMatchObject({ archived: true, last_message_sender: "admin", unread: false });
});

test("a list answered before an event does not undo it", async () => {
  server.rows = [aRow("a", { unread: true })];
  await inbox.refresh();
  const release = server.holdNext();
  const refreshed = inbox.refresh();
  await vi.advanceTimersByTimeAsync(0);
  inbox.apply(aRow("a", { archived: true, version: 2 }));
  inbox.apply(aRow("brand-new"));
  release();
  await refreshed;
  expect(shown()).toEqual(["brand-new"]);
});

test("a row of an older version changes nothing, whoever tells it and whenever", async () => {
  server.rows = [aRow("a")];
  await inbox.refresh();
  inbox.apply(aRow("a", { unread: true, version: 3 }));
  inbox.apply(aRow("a", { version: 2 }));
  await later();
  await inbox.refresh();
  expect(inbox.row("a")?.unread).toBe(true);
  server.put(aRow("a", { version: 4 }));
  await inbox.refresh();
  expect(inbox.row("a")?.unread).toBe(false);
});

test("a chat that left the tab while nothing was heard disappears with the next list", async () => {
  server.rows = [aRow("a", { last_message_at: minute(2) }), aRow("b", { last_message_at: minute(1) })];
  await inbox.refresh();
  server.put(aRow("a", { archived: true, last_message_at: minute(2) }));
  await later();
  await inbox.refresh();
  expect(shown()).toEqual(["b"]);
});

test("pages follow each other without doubling a chat that moved between them", async () => {
  server.pageSize = 3;
  server.rows = many(8);
  await inbox.refresh();
  expect(shown()).toHaveLength(3);
  inbox.apply(server.put(aRow("c4", { last_message_at: minute(60), message_count: 2 })));
  await inbox.loadMore();
  await inbox.loadMore();
  expect(shown()).toEqual(["c4", "c0", "c1", "c2", "c3", "c5", "c6", "c7"]);
  expect(inbox.getState().more).toBe(false);
});

test("a refresh keeps the pages already loaded when it joins them", async () => {
  server.pageSize = 3;
  server.rows = many(6);
  await inbox.refresh();
  await inbox.loadMore();
  server.put(aRow("x", { last_message_at: minute(60) }));
  await inbox.refresh();
  expect(shown()).toEqual(["x", "c0", "c1", "c2", "c3", "c4", "c5"]);
  expect(inbox.getState().more).toBe(false);
});

test("a refresh goes on until it joins what is known, so that no chat is skipped", async () => {
  server.pageSize = 3;
  server.rows = many(6);
  await inbox.refresh();
  for (let index = 0; index < 7; index += 1)
    server.put(aRow(`x${index}`, { last_message_at: minute(50 - index) }));
  await inbox.refresh();
  expect(shown().slice(0, 10)).toEqual(["x0", "x1", "x2", "x3", "x4", "x5", "x6", "c0", "c1", "c2"]);
});

test("after too much change the list is cut to what was fetched, never left with a hole", async () => {
  server.pageSize = 3;
  server.rows = many(6);
  await inbox.refresh();
  for (let index = 0; index < 40; index += 1)
    server.put(aRow(`x${index}`, { last_message_at: minute(50 - index) }));
  await later();
  await inbox.refresh();
  expect(shown()).toEqual(Array.from({ length: 15 }, (_, index) => `x${index}`));
  await inbox.loadMore();
  expect(shown().at(-1)).toBe("x17");
});

test("a page asked for before the list was cut is thrown away", async () => {
  server.pageSize = 3;
  server.rows = many(6);
  await inbox.refresh();
  const release = server.holdNext();
  const more = inbox.loadMore();
  await vi.advanceTimersByTimeAsync(0);
  for (let index = 0; index < 40; index += 1)
    server.put(aRow(`x${index}`, { last_message_at: minute(50 - index) }));
  await later();
  await inbox.refresh();
  release();
  await more;
  expect(shown()).toEqual(Array.from({ length: 15 }, (_, index) => `x${index}`));
});

test("catching up fetches every loaded page anew, and starts after the fetch under way", async () => {
  server.pageSize = 3;
  server.rows = many(6);
  await inbox.refresh();
  await inbox.loadMore();
  const release = server.holdNext();
  const first = inbox.refresh();
  await vi.advanceTimersByTimeAsync(0);
  server.put(aRow("c5", { archived: true, version: 2 }));
  await later();
  const caughtUp = inbox.reconcile();
  release();
  await Promise.all([first, caughtUp]);
  expect(shown()).toEqual(["c0", "c1", "c2", "c3", "c4"]);
});

test("the chat somebody looks at is never unread", async () => {
  server.rows = [aRow("a", { unread: true })];
  await inbox.refresh();
  inbox.attend("a");
  expect(inbox.getState().rows).toMatchObject([{ id: "a", unread: false }]);
  inbox.attend(null);
  expect(inbox.getState().rows).toMatchObject([{ id: "a", unread: true }]);
});

test("polls at the pace it is given, waits as long as the server asks, and stops", async () => {
  inbox.pollEvery(5_000);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(server.calls).toHaveLength(1);
  server.failure = new ApiError({ status: 429, code: "slow_down", retryAfter: 20 });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(server.calls).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(19_000);
  expect(server.calls).toHaveLength(2);
  server.failure = null;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(server.calls).toHaveLength(3);
  inbox.pollEvery(null);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.calls).toHaveLength(3);
});

test("a failure is shown, loses nothing, and goes away by itself", async () => {
  server.rows = [aRow("a")];
  await inbox.refresh();
  server.failure = new ApiError({ status: 0, code: "network" });
  await inbox.refresh();
  expect(inbox.getState()).toMatchObject({ phase: "ready", error: { code: "network" } });
  expect(shown()).toEqual(["a"]);
  server.failure = null;
  await inbox.refresh();
  expect(inbox.getState().error).toBeNull();
});

test("a list is fetched when it is first shown, and again whenever it is shown", async () => {
  server.rows = [aRow("gone", { archived: true })];
  inbox.show(ALL);
  await vi.advanceTimersByTimeAsync(0);
  expect(server.calls.map((call) => call.archived)).toEqual([false]);
  expect(await shownIn(ARCHIVED)).toEqual(["gone"]);
  server.put(aRow("gone too", { archived: true, last_message_at: minute(9) }));
  await shownIn(ALL);
  expect(await shownIn(ARCHIVED)).toEqual(["gone too", "gone"]);
});

test("a customer's new message is an arrival; history, one's own reply and what was seen are not", async () => {
  const arrived: string[][] = [];
  inbox.onArrival((rows) => arrived.push(rows.map((row) => row.id)));
  server.put(aRow("a", { unread: true }));
  await inbox.refresh();
  expect(arrived).toEqual([]);
  inbox.apply(aRow("a", { unread: true, message_count: 2 }));
  inbox.apply(aRow("a", { unread: true, message_count: 2 }));
  inbox.apply(aRow("a", { message_count: 3, last_message_sender: "admin" }));
  expect(arrived).toEqual([["a"]]);
  server.put(aRow("b", { unread: true, last_message_at: minute(9) }));
  await inbox.refresh();
  expect(arrived).toEqual([["a"], ["b"]]);
});
