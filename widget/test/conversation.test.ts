// The life of a conversation: opened, connected, polling, refused, and over without a trace.
import { describe, expect, it } from "vitest";
import { ApiError } from "../src/core/index";
import { contents, openScene, scene, settled } from "./fakes";

const lost = () => new ApiError({ status: 0, code: "network" });

describe("the connection", () => {
  it("polls every five seconds while not connected and slowly while it is", async () => {
    const { clock, server, channel } = await openScene();
    const connected = server.count("after");
    await clock.advance(60_000);
    expect(server.count("after") - connected).toBeLessThanOrEqual(3);
    channel.down();
    const polling = server.count("after");
    await clock.advance(60_000);
    expect(server.count("after") - polling).toBeGreaterThanOrEqual(12);
  });

  it("says connected, polling and offline as it is", async () => {
    const { conversation, clock, server, channel, surroundings } = await openScene();
    const status = () => conversation.getState().status;
    expect(status()).toBe("connected");
    channel.down();
    expect(status()).toBe("polling");
    server.fault = () => lost();
    surroundings.change("offline");
    await settled();
    expect(status()).toBe("offline");
    server.fault = () => null;
    await clock.advance(16_000);
    expect(status()).toBe("polling");
    channel.up();
    expect(status()).toBe("connected");
  });

  it("brings messages within six seconds while only polling", async () => {
    const { conversation, clock, server, channel } = await openScene();
    channel.down();
    await settled();
    server.saySilently("admin", "by poll");
    await clock.advance(6_000);
    expect(contents({ conversation })).toEqual(["by poll"]);
  });

  it("brings a message whose event was lost within thirty seconds while connected", async () => {
    const { conversation, clock, server } = await openScene();
    server.saySilently("admin", "by slow poll");
    await clock.advance(30_000);
    expect(contents({ conversation })).toEqual(["by slow poll"]);
    expect(conversation.getState().status).toBe("connected");
  });

  it("fetches on every subscription, on online and when the page is looked at again", async () => {
    const { conversation, server, channel, surroundings } = await openScene();
    surroundings.change("hidden");
    for (const back of [
      () => channel.up(),
      () => surroundings.change("online"),
      () => surroundings.change("visible"),
    ]) {
      server.saySilently("user", "elsewhere");
      back();
      await settled();
      expect(contents({ conversation })).toHaveLength(server.messages.length);
    }
  });

  it("does not ask in the moment of an outage, where thousands would and nobody looks", async () => {
    const { server, channel, surroundings, clock, conversation } = await openScene({ patient: true });
    surroundings.change("hidden");
    server.saySilently("admin", "meanwhile");
    const asked = server.calls.length;
    channel.down();
    channel.up();
    await settled();
    expect(server.calls).toHaveLength(asked);
    await clock.advance(30_000);
    expect(contents({ conversation })).toEqual(["meanwhile"]);
  });

  it("keeps trying to open with growing waits, and says so", async () => {
    const { conversation, clock, server } = scene();
    server.fault = () => lost();
    conversation.start();
    await clock.advance(60_000);
    expect(conversation.getState()).toMatchObject({
      phase: "loading",
      status: "offline",
      problem: { status: 0 },
    });
    expect(server.count("open")).toBeLessThan(15);
    server.fault = () => null;
    await clock.advance(16_000);
    expect(conversation.getState()).toMatchObject({ phase: "ready", problem: null });
  });

  it("keeps what was written when the person is refused, asks no more, and goes on after resume", async () => {
    const { conversation, clock, server } = await openScene();
    server.fault = () => new ApiError({ status: 401, code: "unauthorized" });
    conversation.send("kept");
    await settled();
    expect(conversation.getState()).toMatchObject({ phase: "refused", outgoing: [{ content: "kept" }] });
    const asked = server.calls.length;
    await clock.advance(600_000);
    expect(server.calls).toHaveLength(asked);
    expect(clock.pending).toBe(0);
    server.fault = () => null;
    conversation.resume();
    await settled();
    expect(contents({ conversation })).toEqual(["kept"]);
    expect(conversation.getState().phase).toBe("ready");
  });

  it("leaves no timer, listener or subscription after stop, and takes in nothing that comes late", async () => {
    const { conversation, clock, server, channel, surroundings } = await openScene();
    server.say("admin", "a");
    conversation.markRead();
    server.saySilently("admin", "hole");
    server.say("admin", "gap");
    conversation.stop();
    expect(clock.pending).toBe(0);
    expect(channel.handlers.size).toBe(0);
    expect(surroundings.listeners).toBe(0);
    const asked = server.calls.length;
    surroundings.change("online");
    await clock.advance(600_000);
    expect(server.calls).toHaveLength(asked);
    expect(contents({ conversation })).toEqual(["a", "gap"]);
  });

  it("takes a realtime connection that comes later", async () => {
    const { conversation, channel } = scene({ realtime: null });
    conversation.start();
    await settled();
    conversation.attachRealtime(channel);
    channel.up();
    expect(conversation.getState().status).toBe("connected");
  });
});
