// The team's saved replies in the page: cached, asked for again, and right where answers cross.
import { ApiError } from "@support-chat/widget/core";
import { expect, test } from "vitest";
import { SavedReplies, type SavedReply } from "../src/saved_replies";

const reply = (id: string, name = id): SavedReply => ({
  id,
  version: 1,
  name,
  content: `Text of ${name}`,
  updated_at: "2026-11-23T12:00:00.000Z",
  updated_by: { id: "ada", name: "Ada" },
});

type Answer = { replies: readonly SavedReply[]; has_more: boolean };

/** Answers when told, so that a test decides which answer comes first. */
class Server {
  readonly asked: string[] = [];
  readonly waiting: { answer(value: unknown): void; fail(status: number, code?: string): void }[] = [];
  get = <T>(path: string, query: object = {}) => this.#ask<T>(`GET ${path} ${JSON.stringify(query)}`);
  put = <T>(path: string, body?: unknown) => this.#ask<T>(`PUT ${path} ${JSON.stringify(body)}`);
  delete = <T>(path: string, query: object = {}) => this.#ask<T>(`DELETE ${path} ${JSON.stringify(query)}`);

  #ask<T>(call: string): Promise<T> {
    this.asked.push(call);
    return new Promise((resolve, reject) => {
      const fail = (status: number, code = "x") => reject(new ApiError({ status, code }));
      this.waiting.push({ answer: (value) => resolve(value as T), fail });
    });
  }
}

const page = (...replies: SavedReply[]): Answer => ({ replies, has_more: false });
const settled = () => new Promise((resolve) => setTimeout(resolve));
const ids = (replies: SavedReplies) => replies.getState().replies?.map(({ id }) => id);

test("all pages are fetched and stand in order of their names", async () => {
  const server = new Server();
  const replies = new SavedReplies(server);
  void replies.refresh();
  expect(replies.getState()).toMatchObject({ replies: null, loading: true });
  server.waiting[0]?.answer({ replies: [reply("1", "Reply 10"), reply("2", "Reply 9")], has_more: true });
  await settled();
  expect(server.asked[1]).toBe('GET /admin/replies {"after":"2"}');
  server.waiting[1]?.answer(page(reply("3", "about")));
  await settled();
  expect(ids(replies)).toEqual(["3", "2", "1"]);
  expect(replies.getState().loading).toBe(false);
});

test("what was known stays when asking again fails, and the failure is known, too", async () => {
  const server = new Server();
  const replies = new SavedReplies(server);
  void replies.refresh();
  server.waiting[0]?.answer(page(reply("1")));
  await settled();
  void replies.refresh();
  server.waiting[1]?.fail(503);
  await settled();
  expect(ids(replies)).toEqual(["1"]);
  expect(replies.getState().error?.status).toBe(503);
  void replies.refresh();
  server.waiting[2]?.answer(page());
  await settled();
  expect(replies.getState()).toEqual({ replies: [], loading: false, error: null });
});

test("the answer to an older question does not undo what was changed since", async () => {
  const server = new Server();
  const replies = new SavedReplies(server);
  void replies.refresh();
  server.waiting[0]?.answer(page(reply("1"), reply("2")));
  await settled();
  void replies.refresh();
  const put = replies.put({ id: "1", version: 1, name: "New name", content: "New" });
  server.waiting[2]?.answer({ ...reply("1", "New name"), version: 2 });
  await put;
  const gone = replies.delete({ id: "2", version: 1 });
  server.waiting[3]?.answer(undefined);
  await gone;
  server.waiting[1]?.answer(page(reply("1"), reply("2")));
  await settled();
  expect(replies.getState().replies?.map(({ name }) => name)).toEqual(["New name"]);
  expect(server.asked.slice(2)).toEqual([
    'PUT /admin/replies/1 {"version":1,"name":"New name","content":"New"}',
    'DELETE /admin/replies/2 {"version":1}',
  ]);
});

test("a change that is refused changes nothing here", async () => {
  const server = new Server();
  const replies = new SavedReplies(server);
  void replies.refresh();
  server.waiting[0]?.answer(page(reply("1")));
  await settled();
  const put = replies.put({ id: "1", version: 1, name: "Mine", content: "Mine" });
  server.waiting[1]?.fail(409, "changed_meanwhile");
  await expect(put).rejects.toMatchObject({ code: "changed_meanwhile" });
  expect(replies.getState().replies?.[0]?.name).toBe("1");
});
