// What several versions of one message add up to.
import { expect, it } from "vitest";
import { Timeline } from "../src/core/timeline";
import type { Message } from "../src/core/types";

const echo: Message = {
  id: "m1",
  seq: 1,
  content: "hello",
  sender_type: "admin",
  client_message_id: "c1",
  read_at: null,
  created_at: "2026-11-23T09:00:00.000Z",
};
const answer: Message = { ...echo, sender_name: "Ada Agent" };
const read: Message = { ...echo, read_at: "2026-11-23T09:05:00.000Z" };
const all = { ...answer, ...read, sender_name: "Ada Agent" };

it.each([[[echo, answer, read]], [[read, echo, answer]], [[answer, read, echo]]])(
  "keeps the agent's name and the read time, whichever version comes first",
  (versions) => {
    const timeline = new Timeline();
    for (const version of versions) timeline.add([version]);
    expect(timeline.messages).toEqual([all]);
  },
);

it("leaves the message as it is when a copy tells nothing new", () => {
  const timeline = new Timeline();
  timeline.add([answer]);
  const [held] = timeline.messages;
  timeline.add([echo]);
  expect(timeline.messages[0]).toBe(held);
});
