// Looking for chats: asked in a pause of typing, and only the newest question is answered.
import { ApiError, type InboxRow } from "@support-chat/widget/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ChatSearch } from "../src/search";
import { aRow, steadyClock } from "./samples";

interface Asked {
  q: string;
  answer(rows: readonly InboxRow[], capped?: boolean): void;
  fail(status: number): void;
}

let asked: Asked[];
let turnedAway: number[];
let search: ChatSearch;

const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const found = () => search.getState().rows.map(({ id }) => id);

const api = {
  get<Answer>(path: string, query: { q?: string } = {}): Promise<Answer> {
    expect(path).toBe("/admin/search");
    return new Promise((resolve, reject) => {
      asked.push({
        q: query.q ?? "",
        answer: (chats, capped = false) => resolve({ chats, capped } as Answer),
        fail: (status) => reject(new ApiError({ status, code: "no" })),
      });
    });
  },
};

beforeEach(() => {
  vi.useFakeTimers();
  [asked, turnedAway] = [[], []];
  search = new ChatSearch({ api, clock: steadyClock, onTurnedAway: (status) => turnedAway.push(status) });
});

afterEach(() => vi.useRealTimers());

test("typing asks once, when it pauses", async () => {
  for (const typed of ["al", "ali", "alic"]) {
    search.type(typed);
    await settle(100);
  }
  expect(asked).toHaveLength(0);
  expect(search.getState().phase).toBe("searching");
  await settle(100);
  expect(asked.map(({ q }) => q)).toEqual(["alic"]);
  asked[0]?.answer([aRow("a")]);
  await settle();
  expect(search.getState()).toMatchObject({ phase: "found", capped: false });
  expect(found()).toEqual(["a"]);
});

test("an answer that comes late, after that to a newer question, changes nothing", async () => {
  search.type("al");
  await settle(200);
  search.type("bo");
  await settle(200);
  asked[1]?.answer([aRow("bo")], true);
  await settle();
  asked[0]?.answer([aRow("al")]);
  await settle();
  expect(found()).toEqual(["bo"]);
  expect(search.getState()).toMatchObject({ typed: "bo", capped: true });
});

test("nor does one that comes after the field was cleared", async () => {
  search.type("al");
  await settle(200);
  search.type("");
  asked[0]?.answer([aRow("al")]);
  await settle();
  expect(search.getState()).toEqual({ typed: "", phase: "idle", rows: [], capped: false });
});

test("what was found stays while more is typed", async () => {
  search.type("al");
  await settle(200);
  asked[0]?.answer([aRow("a")]);
  await settle();
  search.type("ali");
  expect(found()).toEqual(["a"]);
  expect(search.getState().phase).toBe("searching");
});

test.each(["a", "a b", "@", " ( ", "\u0301a"])("%j has too few letters to ask anybody", async (typed) => {
  search.type(typed);
  await settle(1_000);
  expect(search.getState().phase).toBe("short");
  expect(asked).toHaveLength(0);
});

test("a failure is said, and tried again by itself or when asked to; who is not signed in is told", async () => {
  search.type("al");
  await settle(200);
  asked[0]?.fail(503);
  await settle();
  expect(search.getState().phase).toBe("failed");
  await settle(3_000);
  expect(asked).toHaveLength(2);
  asked[1]?.fail(503);
  await settle();
  search.again();
  await settle(1_000);
  expect(asked).toHaveLength(3);
  asked[2]?.fail(401);
  await settle();
  expect(turnedAway).toEqual([401]);
});
