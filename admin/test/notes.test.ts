// The notes of one chat with a scripted API: each once, in place, none missed, and none ever sent as a message.
import { ApiError, type NewMessage } from "@support-chat/widget/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { isNote, type Note, Notes } from "../src/notes";
import { Unsent } from "../src/unsent";
import { minute, steadyClock } from "./samples";
import { TabStorage } from "./tab_storage";

const PAGE = 100;
let storage: TabStorage;
let stored: Note[];
let posted: string[];
let asked: number;
let fault: ApiError | null;
let turnedAway: number[];
let notes: Notes;

const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const shown = () => notes.getState().notes.map(({ content }) => content);
const pending = () => notes.getState().outgoing.map(({ content, state }) => `${content}: ${state}`);

function aNote(number: number, given: Partial<Note> = {}): Note {
  return {
    id: `note-${String(number).padStart(4, "0")}`,
    content: `Note ${number}`,
    author: { id: "ana", name: "Ana" },
    client_message_id: `cmid-${number}`,
    created_at: minute(number % 60),
    after_seq: 1,
    ...given,
  };
}

const api = {
  async get<Answer>(_: string, query: { before?: string } = {}): Promise<Answer> {
    asked += 1;
    if (fault) throw fault;
    const older = stored.filter(({ id }) => !query.before || id < query.before);
    return { notes: older.slice(-PAGE), has_more: older.length > PAGE } as Answer;
  },
  async post<Answer>(path: string, body: unknown): Promise<Answer> {
    if (fault) throw fault;
    const { content, client_message_id } = body as NewMessage;
    posted.push(`${path} ${content}`);
    const note = aNote(9_000 + posted.length, {
      content,
      client_message_id,
      author: { id: "ben", name: "Ben" },
    });
    stored.push(note);
    return note as Answer;
  },
};

function open(): Notes {
  const unsent = new Unsent(storage, "ben", "unsent-notes");
  return new Notes({
    api,
    chatId: "a",
    clock: steadyClock,
    storage: unsent.of("a"),
    onTurnedAway: (status) => turnedAway.push(status),
  });
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 23, 12) });
  storage = new TabStorage();
  [stored, posted, asked, fault, turnedAway] = [[aNote(1), aNote(2)], [], 0, null, []];
  notes = open();
});

afterEach(() => {
  notes.stop();
  vi.useRealTimers();
});

test("all notes are there, however many pages they fill, in the order of the thread", async () => {
  stored = Array.from({ length: 250 }, (_, number) => aNote(number, { after_seq: number < 5 ? 7 : 1 }));
  notes.start();
  await settle();
  expect(shown()).toHaveLength(250);
  expect(shown().slice(-5)).toEqual([0, 1, 2, 3, 4].map((number) => `Note ${number}`));
  expect(asked).toBe(3);
});

test("a note heard and fetched is there once, and one heard of only is fetched", async () => {
  notes.start();
  await settle();
  notes.hear(aNote(3));
  stored.push(aNote(3), aNote(4));
  notes.hear(null);
  await settle();
  expect(shown()).toEqual(["Note 1", "Note 2", "Note 3", "Note 4"]);
});

test("catching up goes back as far as something is known, over several pages", async () => {
  notes.start();
  await settle();
  asked = 0;
  stored.push(...Array.from({ length: 150 }, (_, number) => aNote(10 + number)));
  notes.returned();
  await settle();
  expect(shown()).toHaveLength(152);
  expect(asked).toBe(2);
});

test("what comes while a page is on its way is asked for again", async () => {
  notes.start();
  notes.returned();
  notes.returned();
  stored.push(aNote(3));
  await settle();
  expect(shown()).toContain("Note 3");
  expect(asked).toBe(2);
});

test("a note goes to the route of notes and stays the same element, whether answer or event comes first", async () => {
  notes.start();
  await settle();
  const id = notes.send("  Call her back ");
  expect(pending()).toEqual(["Call her back: sending"]);
  notes.hear(aNote(9_001, { content: "Call her back", client_message_id: id ?? "" }));
  expect(pending()).toEqual([]);
  await settle();
  expect(posted).toEqual(["/admin/chats/a/notes Call her back"]);
  expect(shown().filter((text) => text === "Call her back")).toHaveLength(1);
});

test("without a connection a note waits, outlives the page, and goes out once", async () => {
  fault = new ApiError({ status: 0, code: "network" });
  notes.start();
  notes.send("For later");
  await settle(10);
  expect(pending()).toEqual(["For later: queued"]);
  expect(notes.getState().incomplete).toBe(true);
  notes.stop();
  notes = open();
  fault = null;
  notes.start();
  await settle();
  expect(posted).toEqual(["/admin/chats/a/notes For later"]);
  expect(notes.getState().incomplete).toBe(false);
});

test("a refused note says so and can be tried again or taken back", async () => {
  notes.start();
  await settle();
  fault = new ApiError({ status: 422, code: "invalid" });
  const id = notes.send("Refused") ?? "";
  await settle();
  expect(pending()).toEqual(["Refused: failed"]);
  fault = null;
  notes.retry(id);
  await settle();
  expect(pending()).toEqual([]);
  expect(shown()).toContain("Refused");
});

test("when the session is over the note is kept, and whoever is signed in is asked", async () => {
  notes.start();
  await settle();
  fault = new ApiError({ status: 401, code: "unauthorized" });
  notes.send("Kept");
  await settle(60_000);
  expect(turnedAway).toContain(401);
  expect(pending()).toEqual(["Kept: queued"]);
});

test("unsent notes and unsent replies do not know of each other", () => {
  const replies = new Unsent(storage, "ben");
  notes.start();
  fault = new ApiError({ status: 0, code: "network" });
  notes.send("For the team only");
  expect(replies.chatIds()).toEqual([]);
  expect(replies.of("a").load()).toEqual([]);
  expect(new Unsent(storage, "ben", "unsent-notes").chatIds()).toEqual(["a"]);
});

test("what is no note is not believed", () => {
  expect(isNote(aNote(1))).toBe(true);
  for (const wrong of [null, {}, { ...aNote(1), author: null }, { ...aNote(1), after_seq: "1" }]) {
    expect(isNote(wrong)).toBe(false);
  }
});
