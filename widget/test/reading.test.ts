// What is unread, and what the server is told of reading.
import { describe, expect, it } from "vitest";
import { ApiError } from "../src/core/index";
import { openScene, scene, settled } from "./fakes";

const serverError = () => new ApiError({ status: 503, code: "unavailable" });

describe("reading", () => {
  it("counts unread agent messages and gathers the marking of a burst into one request", async () => {
    const { conversation, server, clock } = await openScene();
    for (const text of ["a", "b", "c"]) server.say("admin", text);
    expect(conversation.getState().unreadCount).toBe(3);
    conversation.markRead();
    server.say("admin", "d");
    conversation.markRead();
    expect(conversation.getState().unreadCount).toBe(0);
    await clock.advance(1_000);
    expect(server.readSeq).toBe(4);
    expect(server.count("read")).toBe(1);
  });

  it("counts right beyond the loaded window", async () => {
    const { conversation, server } = scene();
    for (let n = 1; n <= 70; n++) server.say("admin", String(n));
    conversation.start();
    await settled();
    expect(conversation.getState().unreadCount).toBe(70);
    server.say("admin", "71");
    expect(conversation.getState().unreadCount).toBe(71);
    await conversation.loadOlder();
    expect(conversation.getState().unreadCount).toBe(71);
    conversation.markRead();
    expect(conversation.getState().unreadCount).toBe(0);
  });

  it("asks nothing when nothing is unread", async () => {
    const { conversation, server, clock } = await openScene();
    server.say("user", "mine");
    conversation.markRead();
    await clock.advance(1_000);
    expect(server.count("read")).toBe(0);
  });

  it("tells the server later when it could not be told at once", async () => {
    const { conversation, server, clock } = await openScene();
    server.say("admin", "a");
    server.fault = () => serverError();
    conversation.markRead();
    await clock.advance(5_000);
    server.fault = () => null;
    await clock.advance(60_000);
    expect(server.readSeq).toBe(1);
  });

  it("clears when another tab has read", async () => {
    const { conversation, server, channel } = await openScene();
    server.say("admin", "a");
    channel.emit("messages_read", { up_to_seq: 1, read_at: "2026-11-23T00:00:00.000Z" });
    expect(conversation.getState().unreadCount).toBe(0);
    expect(conversation.getState().messages[0]?.read_at).not.toBeNull();
  });
});
