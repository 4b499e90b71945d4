// Text search within a chat: every match counted, older pages loaded for it, the reader left where they are.
import type { Message } from "@support-chat/widget/core";
import { beforeEach, expect, test } from "vitest";
import { Find, spansOf } from "../src/find";
import type { Note } from "../src/notes";
import { Observable } from "../src/observable";
import { aMessage, minute } from "./samples";

const PAGE = 2;
const settle = () => new Promise((resolve) => setTimeout(resolve));

interface State {
  messages: readonly Message[];
  hasOlder: boolean;
  loadingOlder: boolean;
}

/** All messages of a chat, of which the newest page is loaded. */
class Chat extends Observable<State> {
  asked = 0;
  fails = false;
  #all: readonly Message[];

  constructor(texts: readonly string[]) {
    const all = texts.map((content, index) => aMessage(index + 1, { content }));
    super({ messages: all.slice(-PAGE), hasOlder: all.length > PAGE, loadingOlder: false });
    this.#all = all;
  }

  add(content: string): void {
    const { messages } = this.getState();
    this.become({
      ...this.getState(),
      messages: [...messages, aMessage((messages.at(-1)?.seq ?? 0) + 1, { content })],
    });
  }

  async loadOlder(): Promise<void> {
    if (this.getState().loadingOlder) return;
    this.asked += 1;
    this.become({ ...this.getState(), loadingOlder: true });
    await settle();
    const { messages } = this.getState();
    const before = this.#all.filter(({ seq }) => seq < (messages[0]?.seq ?? 0));
    const more = this.fails ? [] : before.slice(-PAGE);
    this.become({
      messages: [...more, ...messages],
      hasOlder: before.length > more.length,
      loadingOlder: false,
    });
  }
}

class Noted extends Observable<{ notes: readonly Note[] }> {}

let chat: Chat;
let notes: Noted;
let find: Find;

function open(texts: readonly string[], noted: readonly Note[] = []): void {
  chat = new Chat(texts);
  notes = new Noted({ notes: noted });
  find = new Find(chat, notes);
}

function aNote(content: string, after_seq: number): Note {
  const author = { id: "ana", name: "Ana" };
  return { id: content, content, author, client_message_id: content, created_at: minute(1), after_seq };
}

const entries = () => find.getState().matches.map(({ entry, nth }) => `${entry} ${nth}`);

async function done(): Promise<void> {
  while (find.getState().looking) await settle();
}

beforeEach(() => open(["tea", "coffee", "Tea and tea", "milk"]));

test("the newest match comes first, and older pages are loaded to the first message", async () => {
  find.type("TEA");
  expect(entries()).toEqual(["message-3 1", "message-3 0"]);
  expect(find.getState()).toMatchObject({ at: 0, looking: true, searched: 2 });
  await done();
  expect(entries()).toEqual(["message-3 1", "message-3 0", "message-1 0"]);
  expect(find.getState()).toMatchObject({ at: 0, looking: false, searched: 4 });
});

test("older pages that come do not take the reader elsewhere, nor does a new message", async () => {
  find.type("tea");
  find.step(1);
  await done();
  expect(find.getState().at).toBe(1);
  chat.add("more tea");
  expect(find.getState().at).toBe(2);
  expect(entries()[2]).toBe("message-3 0");
});

test("from one to the next, round and round", async () => {
  find.type("tea");
  await done();
  const seen = [1, 1, 1, -1].map((by) => {
    find.step(by as 1 | -1);
    return find.getState().at;
  });
  expect(seen).toEqual([1, 2, 0, 2]);
});

test("notes are searched at their place, those of pages that are not loaded when they come", async () => {
  open(["tea", "coffee", "milk", "tea"], [aNote("note tea", 1), aNote("tea again", 4)]);
  find.type("tea");
  expect(entries()).toEqual(["tea again 0", "message-4 0"]);
  await done();
  expect(entries()).toEqual(["tea again 0", "message-4 0", "note tea 0", "message-1 0"]);
});

test("a page that cannot be loaded is said, and asked for again by hand only", async () => {
  chat.fails = true;
  find.type("milk");
  await done();
  expect(find.getState()).toMatchObject({ failed: true, looking: false });
  expect(chat.asked).toBe(1);
  chat.fails = false;
  find.again();
  await done();
  expect(find.getState()).toMatchObject({ failed: false, searched: 4 });
});

test("a page that the reader asked for is waited for", async () => {
  const asked = chat.loadOlder();
  find.type("tea");
  expect(find.getState().failed).toBe(false);
  await asked;
  await done();
  expect(find.getState()).toMatchObject({ failed: false, searched: 4 });
  expect(chat.asked).toBe(1);
});

test("nothing is loaded for nothing, and nothing more when it is closed", async () => {
  find.type("");
  find.type("tea");
  find.stop();
  await settle();
  await settle();
  expect(chat.asked).toBe(1);
  expect(find.getState()).toMatchObject({ query: "", matches: [], searched: 0 });
});

test.each([
  ["Größe und Größen", "grosse", []],
  ["Größe und Größen", "große", [0, 10]],
  ["CRÈME brûlée", "creme brulee", [0]],
  ["aaaa", "aa", [0, 2]],
  ["İstanbul", "istanbul", [0]],
  ["😀 tea 😀", "tea", [3]],
  ["text", "  ", []],
])("in %j, %j is found at %j", (text, query, starts) => {
  expect(spansOf(text, query).map(({ start }) => start)).toEqual(starts);
});
