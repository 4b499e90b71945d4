// An agent edits or withdraws a message of their own: what is asked, what is kept, and what the list shows.
import { ApiError, type Message } from "@support-chat/widget/core";
import { beforeEach, expect, test } from "vitest";
import { Changes, changeableFor, lastOwn } from "../src/changes";
import { isWithdrawn, withMessage } from "../src/chat_row";
import { Drafts } from "../src/drafts";
import { fateOf } from "../src/fate";
import { aMail, aMessage, aRow, minute } from "./samples";
import { TabStorage } from "./tab_storage";

const ANA = { id: "ana", name: "Ana", email: "ana@example.com" };
const reply = aMessage(2, { sender_type: "admin", sender_id: "ana", sender_name: "Ana" });

class Server {
  readonly asked: [string, string, unknown?][] = [];
  failure: ApiError | null = null;
  patch = async <T>(path: string, body?: unknown) => this.#answer<T>("PATCH", path, body);
  delete = async <T>(path: string) => this.#answer<T>("DELETE", path);
  get = async <T>(path: string) => {
    this.asked.push(["GET", path]);
    return { versions: [{ content: "first", at: minute(1), by: { id: "ana", name: "Ana" } }] } as T;
  };

  async #answer<T>(method: string, path: string, body?: unknown): Promise<T> {
    this.asked.push([method, path, body]);
    if (this.failure) throw this.failure;
    return { ...reply, ...(body as object), revision: 1 } as T;
  }
}

let server: Server;
let learned: Message[];
let drafts: Drafts;
let changes: Changes;

beforeEach(() => {
  server = new Server();
  learned = [];
  drafts = new Drafts(new TabStorage(), "ana");
  const conversation = { learn: (message: Message) => void learned.push(message) };
  changes = new Changes({ api: server, chatId: "chat 1", conversation, drafts });
});

test("an edit is sent and shown at once, and leaves no draft behind", async () => {
  changes.edit(reply);
  changes.keep(reply, "Better");
  await changes.save(" Better ");
  expect(server.asked).toEqual([["PATCH", "/admin/chats/chat%201/messages/2", { content: "Better" }]]);
  expect(learned).toMatchObject([{ content: "Better", revision: 1 }]);
  expect(changes.getState().doing).toBe("nothing");
  expect(changes.draft(reply)).toBe(reply.content);
});

test("what fails says so, loses no text, and works when it is tried again", async () => {
  changes.edit(reply);
  changes.keep(reply, "Better");
  server.failure = new ApiError({ status: 409, code: "too_late" });
  await changes.save("Better");
  expect(changes.getState()).toMatchObject({ doing: "editing", busy: false, error: { code: "too_late" } });
  expect(changes.draft(reply)).toBe("Better");
  server.failure = null;
  await changes.save("Better");
  expect(learned).toHaveLength(1);
});

test("nothing is asked for a text that stayed as it was, or that is empty", async () => {
  changes.edit(reply);
  await changes.save("  ");
  expect(changes.getState().doing).toBe("editing");
  await changes.save(`${reply.content} `);
  expect(server.asked).toEqual([]);
  expect(changes.getState().doing).toBe("nothing");
});

test("a half-done edit waits while its author looks elsewhere, and goes when they leave it", () => {
  changes.edit(reply);
  changes.keep(reply, "Half a tho");
  expect(new Changes({ ...elsewhere(), drafts }).draft(reply)).toBe("Half a tho");
  changes.leave();
  expect(changes.draft(reply)).toBe(reply.content);
  expect(drafts.of("chat 1")).toBe("");
});

const elsewhere = () => ({ api: server, chatId: "chat 1", conversation: { learn: () => {} } });

test("a message is withdrawn only after the question, and not twice at once", async () => {
  await changes.withdraw();
  expect(server.asked).toEqual([]);
  changes.askToWithdraw(reply);
  await Promise.all([changes.withdraw(), changes.withdraw()]);
  expect(server.asked).toEqual([["DELETE", "/admin/chats/chat%201/messages/2", undefined]]);
});

test("what a message said is looked up", async () => {
  changes.look(reply);
  expect(await changes.versions(reply)).toMatchObject([{ content: "first" }]);
  expect(server.asked).toEqual([["GET", "/admin/chats/chat%201/messages/2/history"]]);
});

test("ten minutes, for one's own messages that still stand; a device behind the server's time shows no more", () => {
  const now = Date.parse(reply.created_at);
  expect(changeableFor(reply, now)).toBe(600_000);
  expect(changeableFor(reply, now - 60_000)).toBe(600_000);
  expect(changeableFor(reply, now + 599_000)).toBe(1_000);
  expect(changeableFor(reply, now + 600_000)).toBe(0);
  expect(changeableFor({ ...reply, unsent_at: minute(2) }, now)).toBe(0);
  const bens = aMessage(3, { sender_type: "admin", sender_id: "ben", sender_name: "Ben" });
  expect(lastOwn([aMessage(1), reply, bens, aMessage(4)], ANA, now, new Set())).toBe(reply);
  expect(lastOwn([reply], ANA, now + 600_000, new Set())).toBeNull();
  // An event names no agent; the answer that does may come a moment later.
  const echo = aMessage(5, { sender_type: "admin", client_message_id: "sent here" });
  expect(lastOwn([reply, echo], ANA, now, new Set())).toBe(reply);
  expect(lastOwn([reply, echo], ANA, now, new Set(["sent here"]))).toBe(echo);
});

test("the list shows the newest message as it was changed, and no older change", () => {
  const row = aRow("a", { message_count: 2, last_message_preview: reply.content });
  expect(withMessage(row, { ...reply, content: "Two\n lines", revision: 1 }).last_message_preview).toBe(
    "Two lines",
  );
  expect(isWithdrawn(withMessage(row, { ...reply, content: "", unsent_at: minute(3), revision: 2 }))).toBe(
    true,
  );
  expect(withMessage(row, reply)).toBe(row);
  expect(withMessage(row, aMessage(1, { content: "Else", revision: 1 }))).toBe(row);
});

test("a streak that was withdrawn says why no mail went out", () => {
  expect(fateOf(reply, 0, aMail("skipped", "unsent")).words).toBe("Not e-mailed (withdrawn)");
});
