// What is known about the mail of a chat: from answers and from events, in any order.
import type { AgentChat, Endpoints, Message } from "@support-chat/widget/core";
import { expect, test } from "vitest";
import { readAgentsEvent } from "../src/agents_event";
import { type Mail, type MailState, Mails } from "../src/mails";
import { aMail, aMessage, aRow, minute } from "./samples";

const reply = (seq: number, known: Mail | null) =>
  ({ ...aMessage(seq, { sender_type: "admin" }), mail: known }) as Message;
const update = (state: MailState, through = 1) => ({
  fromSeq: 1,
  throughSeq: through,
  mail: aMail(state),
  emailState: null,
});

function endpoints(messages: Message[], emailState: string | null = null): Endpoints<AgentChat> {
  const chat = { ...aRow("a"), messages, has_more: false, last_seq: 9, read_seq: 0, email_state: emailState };
  const page = { messages, has_more: false };
  return {
    role: "admin",
    open: async () => chat,
    after: async () => page,
    before: async () => page,
    send: async () => aMessage(1),
  };
}

async function opened(messages: Message[], emailState: string | null = null): Promise<Mails> {
  const mails = new Mails();
  await mails.overhearing(endpoints(messages, emailState)).open();
  return mails;
}

const states = (mails: Mails) => [...mails.getState().bySeq].map(([seq, { state }]) => `${seq} ${state}`);

test("an opened chat and every page of it tell about their messages' mail", async () => {
  const mails = await opened([aMessage(1), reply(2, aMail("sent")), reply(3, null)], "unsubscribed");
  expect(states(mails)).toEqual(["2 sent"]);
  expect(mails.getState().emailState).toBe("unsubscribed");
  await mails.overhearing(endpoints([reply(4, aMail("due"))])).after(3);
  await mails.overhearing(endpoints([reply(1, aMail("bounced"))])).before(2);
  expect(states(mails).sort()).toEqual(["1 bounced", "2 sent", "4 due"]);
  expect(mails.getState().emailState).toBe("unsubscribed");
});

test("an event tells about every message the mail covers, and about the address", () => {
  const mails = new Mails();
  mails.hear({ ...update("bounced", 3), emailState: "bounced" });
  expect(states(mails)).toEqual(["1 bounced", "2 bounced", "3 bounced"]);
  expect(mails.getState().emailState).toBe("bounced");
});

test("an answer that is older than an event does not take it back", async () => {
  const mails = new Mails();
  mails.hear(update("sent"));
  for (const late of [null, aMail("due"), aMail("sending")]) {
    await mails.overhearing(endpoints([reply(1, late)])).after(0);
    expect(states(mails)).toEqual(["1 sent"]);
  }
  mails.hear(update("bounced"));
  mails.hear(update("sent"));
  expect(states(mails)).toEqual(["1 bounced"]);
});

test("a mail that was put off is due again, and one that was read in time is gone", async () => {
  const mails = await opened([reply(1, aMail("sending"))]);
  await mails.overhearing(endpoints([reply(1, aMail("due"))])).open();
  expect(states(mails)).toEqual(["1 due"]);
  await mails.overhearing(endpoints([reply(1, null)])).open();
  expect(states(mails)).toEqual([]);
});

test("what is not a mail's state is nothing", async () => {
  const strange = ["text", 1, { state: "lost", reason: null, at: minute(1) }, { state: "sent" }];
  const mails = await opened(strange.map((value, index) => reply(index + 1, value as Mail)));
  expect(states(mails)).toEqual([]);
});

test("an event is checked before it is believed", () => {
  const good = { chat_id: "a", from_seq: 1, through_seq: 2, mail: aMail("sent"), email_state: null };
  const { mail: told, ...rest } = { ...update("sent", 2) };
  expect(readAgentsEvent("mail_updated", good)).toEqual({
    kind: "mail",
    chatId: "a",
    update: { ...rest, mail: told },
  });
  const bad = [
    null,
    { ...good, chat_id: 1 },
    { ...good, from_seq: "1" },
    { ...good, through_seq: 0 },
    { ...good, through_seq: 1e12 },
    { ...good, mail: null },
    { ...good, mail: { state: "lost", reason: null, at: "" } },
  ];
  for (const data of bad) expect(readAgentsEvent("mail_updated", data)).toBeNull();
  expect(readAgentsEvent("client-mail_updated", good)).toBeNull();
});
