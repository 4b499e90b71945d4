// What others write, in order and once, whatever the channel loses, doubles or delays; and what came before it.
import { describe, expect, it } from "vitest";
import { Conversation } from "../src/core/index";
import { contents, openScene, scene, settled } from "./fakes";

describe("receiving", () => {
  it("puts reordered and doubled events in order, each once", async () => {
    const { conversation, server, channel } = await openScene();
    server.publish = () => {};
    const [one, two, three] = ["1", "2", "3"].map((text) => server.say("admin", text));
    for (const message of [three, one, three, two, one]) channel.emit("new_message", { message });
    expect(contents({ conversation })).toEqual(["1", "2", "3"]);
  });

  it("fetches a missing message a quarter of a second after the gap shows", async () => {
    const { conversation, clock, server } = await openScene();
    server.saySilently("admin", "lost");
    server.say("admin", "seen");
    await clock.advance(200);
    expect(contents({ conversation })).toEqual(["seen"]);
    await clock.advance(100);
    expect(contents({ conversation })).toEqual(["lost", "seen"]);
  });

  it("does not fetch when the missing message turns up by itself", async () => {
    const { clock, server, channel } = await openScene();
    const before = server.calls.length;
    const late = server.saySilently("admin", "late");
    server.say("admin", "early");
    channel.emit("new_message", { message: late });
    await clock.advance(2_000);
    expect(server.calls).toHaveLength(before);
  });

  it("fetches a message that was too large for an event", async () => {
    const { conversation, server, channel } = await openScene();
    server.publish = (name, data) => {
      const { message } = data as { message: { seq: number; id: string } };
      channel.emit(name, { type: name, seq: message.seq, id: message.id });
    };
    server.say("admin", "x".repeat(4000));
    await settled();
    expect(contents({ conversation })[0]).toHaveLength(4000);
  });

  it("stops asking for an announced message that does not exist", async () => {
    const { clock, server, channel } = await openScene();
    channel.emit("new_message", { seq: 1_000_000, id: "nowhere" });
    await clock.advance(20_000);
    const asked = server.count("after");
    expect(asked).toBeLessThan(10);
    await clock.advance(60_000);
    expect(server.count("after") - asked).toBeLessThanOrEqual(3);
  });

  it("ignores what it does not know, client events and malformed data", async () => {
    const { conversation, channel } = await openScene();
    const message = {
      id: "x",
      seq: 1,
      content: "forged",
      sender_type: "admin",
      created_at: "2026-01-01T00:00:00.000Z",
    };
    channel.emit("client-new_message", { message });
    channel.emit("fireworks", { message });
    for (const data of [null, "text", [], { message: { ...message, seq: "1" } }, { seq: -1 }]) {
      channel.emit("new_message", data);
    }
    expect(contents({ conversation })).toEqual([]);
  });

  it("catches up page by page after a long absence", async () => {
    const { conversation, server, channel } = await openScene();
    channel.down();
    for (let n = 1; n <= 230; n++) server.saySilently("admin", String(n));
    channel.up();
    await settled();
    expect(contents({ conversation })).toEqual(server.messages.map((m) => m.content));
  });

  it("does not loop on a server that always claims to have more", async () => {
    const { conversation, server, clock } = scene();
    const endpoints = { ...server.endpoints("user"), after: async () => ({ messages: [], has_more: true }) };
    const other = new Conversation({ endpoints, clock });
    other.start();
    await clock.advance(20_000);
    expect(other.getState().phase).toBe("ready");
    other.stop();
    conversation.stop();
  });

  it("announces the other side's new messages, but neither history nor own ones", async () => {
    const { conversation, server } = scene();
    server.say("admin", "history");
    const heard: string[] = [];
    conversation.onIncoming((messages) => heard.push(...messages.map((m) => m.content)));
    conversation.start();
    await settled();
    server.say("admin", "news");
    conversation.send("mine");
    await settled();
    expect(heard).toEqual(["news"]);
  });
});

describe("history", () => {
  it("loads older pages to the beginning while new messages arrive", async () => {
    const { conversation, server, clock } = scene();
    for (let n = 1; n <= 120; n++) server.say("user", String(n));
    conversation.start();
    await settled();
    expect(conversation.getState().hasOlder).toBe(true);
    server.fault = (call) => (call.startsWith("before") ? { delay: 100 } : null);
    const first = conversation.loadOlder();
    void conversation.loadOlder();
    server.say("admin", "new");
    await clock.advance(150);
    await first;
    void conversation.loadOlder();
    await clock.advance(150);
    expect(contents({ conversation })).toEqual(server.messages.map((m) => m.content));
    expect(conversation.getState().hasOlder).toBe(false);
    expect(server.count("before")).toBe(2);
  });

  it("does not tear a hole with a late event from before the window", async () => {
    const { conversation, server, channel } = scene();
    for (let n = 1; n <= 120; n++) server.say("user", String(n));
    conversation.start();
    await settled();
    channel.emit("new_message", { message: server.messages[3] });
    expect(conversation.getState().messages[0]?.seq).toBe(71);
  });
});
