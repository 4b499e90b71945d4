// Days and runs of a conversation.
import type { OutgoingMessage } from "@support-chat/widget/core";
import { expect, test } from "vitest";
import { layOut } from "../src/thread";
import { aMessage, minute } from "./samples";

const ben = { id: "ben-1", name: "Ben", email: "ben@example.com" };
const local = (day: number, hour: number, minutes = 0) =>
  new Date(2026, 10, day, hour, minutes).toISOString();

function sides(days: ReturnType<typeof layOut>) {
  return days.map((day) => day.runs.map((run) => `${run.side}:${run.entries.length}`));
}

test("messages of one sender within five minutes form a run", () => {
  const days = layOut(
    [
      aMessage(1, { created_at: local(23, 9, 0) }),
      aMessage(2, { created_at: local(23, 9, 4) }),
      aMessage(3, { created_at: local(23, 9, 12) }),
      aMessage(4, { created_at: local(23, 9, 13), sender_type: "admin", sender_name: "Ben" }),
    ],
    [],
    ben,
  );
  expect(sides(days)).toEqual([["customer:2", "customer:1", "agent:1"]]);
});

test("a new day in the reader's zone starts a new section, though only a minute has passed", () => {
  const days = layOut(
    [aMessage(1, { created_at: local(22, 23, 59) }), aMessage(2, { created_at: local(23, 0, 0) })],
    [],
    ben,
  );
  expect(sides(days)).toEqual([["customer:1"], ["customer:1"]]);
});

test("two agents are told apart, and the one at this desk is known by name or e-mail", () => {
  const by = (sender_name: string) => ({ sender_type: "admin" as const, sender_name, created_at: minute(1) });
  const [day] = layOut(
    [aMessage(1, by("Ana")), aMessage(2, by("Ben")), aMessage(3, by("ben@example.com"))],
    [],
    ben,
  );
  expect(day?.runs.map((run) => [run.senderName, run.own, run.entries.length])).toEqual([
    ["Ana", false, 1],
    ["Ben", true, 2],
  ]);
});

test("a bubble keeps its key from sending to sent", () => {
  const outgoing: OutgoingMessage = {
    clientMessageId: "client-1",
    content: "Hi",
    createdAt: minute(2),
    state: "sending",
  };
  const stored = aMessage(1, { sender_type: "admin", sender_name: "Ben", client_message_id: "client-1" });
  const keyOf = (days: ReturnType<typeof layOut>) => days[0]?.runs[0]?.entries[0]?.key;
  expect(keyOf(layOut([], [outgoing], ben))).toBe(keyOf(layOut([stored], [], ben)));
});

test("what was sent from this page is the agent's own before anybody says whose it is", () => {
  const told = aMessage(1, { sender_type: "admin", client_message_id: "client-1" });
  const other = aMessage(2, { sender_type: "admin", client_message_id: "client-2" });
  const [day] = layOut([told, other], [], ben, new Set(["client-1"]));
  expect(day?.runs.map((run) => run.own)).toEqual([true, false]);
});

test("an agent's own messages are known by the id the API tells, whatever the names say", () => {
  const by = (seq: number, sender_id: string, sender_name: string) =>
    aMessage(seq, { sender_type: "admin", sender_id, sender_name, created_at: minute(1) });
  const [day] = layOut([by(1, "ben-1", "Benjamin"), by(2, "ben-2", "Ben")], [], ben);
  expect(day?.runs.map((run) => run.own)).toEqual([true, false]);
});
