// What outlives a reload in this tab: drafts and unsent replies, per agent and chat.
import { beforeEach, expect, test } from "vitest";
import { Drafts } from "../src/drafts";
import { Unsent } from "../src/unsent";
import { TabStorage } from "./tab_storage";

let storage: Storage;
const stored = (clientMessageId: string) => ({
  clientMessageId,
  order: Number(clientMessageId),
  content: "Hi",
  createdAt: "2026-11-23T09:00:00.000Z",
});

beforeEach(() => {
  storage = new TabStorage();
});

test("a draft is there after a reload, for its chat and its agent only", () => {
  new Drafts(storage, "ben").keep("a", "Half a sen");
  expect(new Drafts(storage, "ben").of("a")).toBe("Half a sen");
  expect(new Drafts(storage, "ben").of("b")).toBe("");
  expect(new Drafts(storage, "ana").of("a")).toBe("");
});

test("a storage that refuses or holds nonsense costs nothing but the memory of it", () => {
  storage.setItem("support-chat.drafts.ben", '{"a": 7, "b": "kept"');
  const drafts = new Drafts(storage, "ben");
  storage.setItem = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  drafts.keep("a", "Hello");
  expect(drafts.of("a")).toBe("Hello");
});

test("unsent replies come back once each, and go when acknowledged", () => {
  const outbox = new Unsent(storage, "ben").of("a");
  outbox.put(stored("2"));
  outbox.put(stored("1"));
  outbox.put(stored("2"));
  const reloaded = new Unsent(storage, "ben");
  expect(reloaded.chatIds()).toEqual(["a"]);
  expect(new Set(reloaded.of("a").load())).toEqual(new Set([stored("1"), stored("2")]));
  outbox.remove("1");
  outbox.remove("2");
  expect(reloaded.chatIds()).toEqual([]);
});

test("signing out leaves nothing behind", () => {
  new Unsent(storage, "ben").of("a").put(stored("1"));
  new Drafts(storage, "ben").keep("a", "secret");
  new Unsent(storage, "ben").forget();
  new Drafts(storage, "ben").forget();
  expect(storage.length).toBe(0);
});
