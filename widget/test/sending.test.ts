// What a person writes, under the races and faults that lose and double messages elsewhere.
import { describe, expect, it } from "vitest";
import { ApiError } from "../src/core/index";
import { contents, openScene, settled } from "./fakes";

const lost = () => new ApiError({ status: 0, code: "network" });

describe("sending", () => {
  it("shows a message at once and once, when the echo comes before the answer", async () => {
    const { conversation, clock, server } = await openScene();
    server.fault = (call) => (call === "send" ? { delay: 1000 } : null);
    conversation.send("hello");
    expect(conversation.getState().outgoing.map((m) => m.state)).toEqual(["sending"]);
    await clock.advance(600);
    expect(contents({ conversation })).toEqual(["hello"]);
    expect(conversation.getState().outgoing).toEqual([]);
    await clock.advance(1000);
    expect(contents({ conversation })).toEqual(["hello"]);
  });

  it("shows it once when the answer comes before the echo, and the echo twice", async () => {
    const { conversation, server, channel } = await openScene();
    server.publish = () => {};
    conversation.send("hello");
    await settled();
    channel.emit("new_message", { message: server.messages[0] });
    channel.emit("new_message", { message: server.messages[0] });
    expect(contents({ conversation })).toEqual(["hello"]);
    expect(conversation.getState().outgoing).toEqual([]);
  });

  it("retries a lost answer with the same id, so that one message is stored and shown", async () => {
    const { conversation, clock, server, channel } = await openScene();
    channel.down();
    server.publish = () => {};
    let attempts = 0;
    server.fault = (call) => (call === "send" && attempts++ < 2 ? "lost answer" : null);
    const id = conversation.send("once");
    await clock.advance(10_000);
    expect(server.messages.map((m) => m.client_message_id)).toEqual([id]);
    expect(contents({ conversation })).toEqual(["once"]);
    expect(conversation.getState().outgoing).toEqual([]);
  });

  it("lets a poll settle a message whose answer was lost, and does not send it again", async () => {
    const { conversation, clock, server } = await openScene();
    server.publish = () => {};
    server.fault = (call) => (call === "send" ? "lost answer" : null);
    conversation.send("once");
    await settled();
    await conversation.refresh();
    expect(conversation.getState().outgoing).toEqual([]);
    await clock.advance(60_000);
    expect(server.count("send")).toBe(1);
  });

  it("keeps the order of writing while the first one is being retried", async () => {
    const { conversation, clock, server } = await openScene();
    let attempts = 0;
    server.fault = (call) => (call === "send" && attempts++ < 3 ? "lost request" : null);
    for (const text of ["one", "two", "three"]) conversation.send(text);
    await clock.advance(60_000);
    expect(contents({ conversation })).toEqual(["one", "two", "three"]);
  });

  it("shows why a message waits, and sends it by itself when the network is back", async () => {
    const { conversation, clock, server, surroundings } = await openScene();
    server.fault = () => lost();
    conversation.send("later");
    await clock.advance(100_000);
    expect(conversation.getState().outgoing).toMatchObject([{ state: "queued", error: { status: 0 } }]);
    server.fault = () => null;
    surroundings.change("online");
    await settled();
    expect(contents({ conversation })).toEqual(["later"]);
  });

  it("parks a refused message, lets the others pass, and sends it on retry", async () => {
    const { conversation, server } = await openScene();
    server.fault = (call) => (call === "send" ? new ApiError({ status: 422, code: "invalid" }) : null);
    const id = conversation.send("odd") ?? "";
    await settled();
    server.fault = () => null;
    conversation.send("fine");
    await settled();
    expect(contents({ conversation })).toEqual(["fine"]);
    expect(conversation.getState().outgoing).toMatchObject([{ state: "failed", content: "odd" }]);
    conversation.retry(id);
    await settled();
    expect(contents({ conversation })).toEqual(["fine", "odd"]);
  });

  it("gives a message whose id is taken another id on retry", async () => {
    const { conversation, server } = await openScene();
    server.fault = (call) =>
      call === "send" ? new ApiError({ status: 409, code: "client_message_id_reused" }) : null;
    const id = conversation.send("mine") ?? "";
    await settled();
    server.fault = () => null;
    conversation.retry(id);
    await settled();
    expect(server.messages).toHaveLength(1);
    expect(server.messages[0]?.client_message_id).not.toBe(id);
  });

  it("waits as long as the server asks by Retry-After, even when the network comes back meanwhile", async () => {
    const { conversation, clock, server, surroundings } = await openScene();
    server.fault = (call) =>
      call === "send" ? new ApiError({ status: 429, code: "slow", retryAfter: 20 }) : null;
    conversation.send("patient");
    await settled();
    server.fault = () => null;
    surroundings.change("online");
    await clock.advance(19_000);
    expect(server.count("send")).toBe(1);
    await clock.advance(3_000);
    expect(contents({ conversation })).toEqual(["patient"]);
  });

  it("does not send blank text", async () => {
    const { conversation, server } = await openScene();
    expect(conversation.send("  \n ")).toBeNull();
    await settled();
    expect(server.count("send")).toBe(0);
  });

  it("never shows a message in the history and in the outbox at the same time", async () => {
    const { conversation, server, clock } = await openScene();
    server.publish = () => {};
    server.fault = (call) => (call === "send" ? "lost answer" : null);
    conversation.subscribe(() => {
      const { messages, outgoing } = conversation.getState();
      const shown = [...messages.map((m) => m.client_message_id), ...outgoing.map((m) => m.clientMessageId)];
      expect(new Set(shown).size).toBe(shown.length);
    });
    for (const text of ["a", "b", "c"]) conversation.send(text);
    await clock.advance(120_000);
    expect(contents({ conversation })).toEqual(["a", "b", "c"]);
  });
});
