// Who else is there: what is told, what is believed, and for how long.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { newsSince } from "../src/meanwhile";
import { Presence } from "../src/presence";
import { aMessage, steadyClock } from "./samples";

const ben = { id: "ben", name: "Ben", email: "ben@example.com" };
let told: unknown[];
let presence: Presence;

const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const hear = (id: string, chat_id: unknown, typing = false) =>
  presence.hear({ agent: { id, name: id.toUpperCase() }, chat_id, typing });
const at = (chatId: string) => presence.getState().get(chatId) ?? [];

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 23, 12) });
  told = [];
  presence = new Presence({ agent: ben, clock: steadyClock, tell: (data) => told.push(data) });
});

afterEach(() => {
  presence.leave();
  vi.useRealTimers();
});

test("what an agent looks at is told at once, and again every twenty seconds", async () => {
  presence.view("a");
  await settle();
  expect(told).toEqual([{ agent: { id: "ben", name: "Ben" }, chat_id: "a", typing: false }]);
  await settle(40_000);
  expect(told).toHaveLength(3);
});

test("flicking through chats and typing fast says no more than one thing a second", async () => {
  for (const chat of ["a", "b", "c", "d", "e", "f"]) {
    presence.view(chat);
    presence.type();
    await settle(100);
  }
  await settle(1_000);
  expect(told.length).toBeLessThanOrEqual(3);
  expect(told.at(-1)).toMatchObject({ chat_id: "f" });
});

test("a colleague is at one chat, writes for six seconds, and is forgotten after forty-five", async () => {
  hear("ana", "a", true);
  expect(at("a")).toEqual([{ id: "ana", name: "ANA", typing: true }]);
  await settle(7_000);
  expect(at("a")).toEqual([{ id: "ana", name: "ANA", typing: false }]);
  hear("ana", "b");
  expect(at("a")).toEqual([]);
  expect(at("b")).toHaveLength(1);
  await settle(51_000);
  expect(at("b")).toEqual([]);
});

test("who leaves is gone at once, and so is everybody when the connection is", () => {
  hear("ana", "a");
  hear("ana", null);
  expect(at("a")).toEqual([]);
  hear("ana", "a");
  presence.forget();
  expect(at("a")).toEqual([]);
});

test("somebody who has just come is told where we are", async () => {
  presence.view("a");
  await settle(5_000);
  hear("ana", "b");
  hear("ana", "b");
  await settle(2_000);
  expect(told).toHaveLength(2);
});

test("one's own other tab is nobody else", () => {
  hear("ben", "a");
  expect(at("a")).toEqual([]);
});

test.each([
  null,
  "text",
  {},
  { agent: { id: "x", name: " " }, chat_id: "a" },
  { agent: { id: 7, name: "X" }, chat_id: "a" },
  { agent: { id: "x", name: "X" }, chat_id: "<b>" },
  { agent: { id: "x", name: "X" } },
])("what makes no sense is not believed: %j", (data) => {
  presence.hear(data);
  expect(presence.getState().size).toBe(0);
});

test("a colleague's answer counts for more than what the customer wrote after it", () => {
  const by = (seq: number, sender_id: string) =>
    aMessage(seq, { sender_type: "admin", sender_id, sender_name: sender_id });
  const messages = [aMessage(1), by(2, "ana"), aMessage(3), by(4, "ben")];
  expect(newsSince(messages, 1, ben, new Set())).toEqual({ byColleague: true, name: "ana", seq: 2 });
  expect(newsSince(messages, 2, ben, new Set())).toEqual({ byColleague: false, name: null, seq: 3 });
  expect(newsSince(messages, 3, ben, new Set())).toBeNull();
});

test("one's own reply, heard of before the server has answered it, is no news", () => {
  const echo = aMessage(2, { sender_type: "admin", client_message_id: "mine" });
  expect(newsSince([aMessage(1), echo], 1, ben, new Set(["mine"]))).toBeNull();
  expect(newsSince([aMessage(1), echo], 1, ben, new Set())?.byColleague).toBe(true);
});
