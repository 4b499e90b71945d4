// A chat that was erased: what stands here goes, and what begins anew is shown, whatever numbers were known before.
import { describe, expect, it } from "vitest";
import { ApiError } from "../src/core/index";
import { contents, openScene, settled } from "./fakes";

describe("an erased chat", () => {
  it("is empty here, too, as soon as the channel tells", async () => {
    const { conversation, server, channel } = await openScene();
    for (const text of ["1", "2", "3"]) server.say("admin", text);
    server.erase();
    const opened = server.count("open");
    channel.emit("chat_erased", { type: "chat_erased" });
    await settled();
    expect(contents({ conversation })).toEqual([]);
    // Opening would make a chat again, though the customer has not asked for one.
    expect(server.count("open")).toBe(opened);
    expect(conversation.getState()).toMatchObject({ phase: "ready", unreadCount: 0, readSeq: 0 });
    server.say("admin", "Hello again");
    expect(contents({ conversation })).toEqual(["Hello again"]);
  });

  it("begins anew with what is sent, where no event told of it", async () => {
    const { conversation, server, clock } = await openScene();
    for (const text of ["1", "2", "3"]) server.say("admin", text);
    server.erase();
    await clock.advance(60_000);
    conversation.send("Hello?");
    await clock.advance(1_000);
    expect(contents({ conversation })).toEqual(["Hello?"]);
    server.say("admin", "Hello!");
    expect(contents({ conversation })).toEqual(["Hello?", "Hello!"]);
    expect(conversation.getState().outgoing).toEqual([]);
  });

  it("begins anew with what another tab or an agent says", async () => {
    const { conversation, server, clock } = await openScene();
    for (const text of ["1", "2", "3"]) server.say("user", text);
    server.erase();
    server.say("user", "From another tab");
    await clock.advance(1_000);
    expect(contents({ conversation })).toEqual(["From another tab"]);
  });

  it("is asked for with pauses while it is being erased, and is there afterwards", async () => {
    const { conversation, server, channel, clock } = await openScene();
    server.say("admin", "1");
    server.fault = (call) => (call === "open" ? new ApiError({ status: 409, code: "being_erased" }) : null);
    server.erase();
    channel.emit("chat_erased", { type: "chat_erased" });
    const asked = server.calls.length;
    await clock.advance(120_000);
    expect(server.calls.length - asked).toBeLessThanOrEqual(20);
    expect(conversation.getState().phase).toBe("ready");
    server.fault = () => null;
    await clock.advance(20_000);
    expect(contents({ conversation })).toEqual([]);
    server.say("admin", "New");
    expect(contents({ conversation })).toEqual(["New"]);
  });
});
