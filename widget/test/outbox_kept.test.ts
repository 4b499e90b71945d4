// Unsent messages outlive reloads, crashes and closed tabs; nobody else gets them; nothing is written unasked.
import { beforeEach, describe, expect, it } from "vitest";
import { ApiError, OUTBOX_LIMIT } from "../src/core/index";
import { settled } from "./fakes";
import { outgoing, refused, TabScene, waiting } from "./tab_scene";

let scene: TabScene;

beforeEach(() => {
  scene = new TabScene();
});

describe("a reload", () => {
  it("finds twenty messages written offline, and sends them in order, once", async () => {
    scene.offline();
    let tab = await scene.open();
    const texts = Array.from({ length: 20 }, (_, n) => `message ${n + 1}`);
    for (const text of texts) tab.conversation.send(text);
    await scene.clock.advance(300_000);
    tab = await scene.reload(tab);
    expect(waiting(tab)).toEqual(texts);
    await scene.clock.advance(300_000);
    scene.online();
    tab.surroundings.change("online");
    await scene.clock.advance(20_000);
    expect(scene.stored()).toEqual(texts);
    expect(outgoing(tab)).toEqual([]);
    expect(scene.browser.entries.size).toBe(0);
  });

  it("right after Enter loses nothing", async () => {
    const tab = await scene.open();
    scene.stops("send", { delay: 1_000 });
    tab.conversation.send("typed and gone");
    tab.crash();
    scene.online();
    const next = await scene.open();
    await scene.clock.advance(5_000);
    expect(scene.stored()).toEqual(["typed and gone"]);
    expect(outgoing(next)).toEqual([]);
  });

  it("does not send again what the history has already", async () => {
    const tab = await scene.open();
    scene.stops("send", { delay: 1_000 });
    tab.conversation.send("answer never heard");
    await scene.clock.advance(600);
    expect(scene.stored()).toHaveLength(1);
    tab.crash();
    const asked = scene.server.count("send");
    const next = await scene.open();
    expect(outgoing(next)).toEqual([]);
    await scene.clock.advance(60_000);
    expect(scene.server.count("send")).toBe(asked);
    expect(scene.browser.entries.size).toBe(0);
  });

  it("while a message is retried keeps it first", async () => {
    const tab = await scene.open();
    scene.stops("send", refused(503));
    for (const text of ["one", "two"]) tab.conversation.send(text);
    await scene.clock.advance(10_000);
    const next = await scene.reload(tab);
    next.conversation.send("three");
    scene.online();
    await scene.clock.advance(60_000);
    expect(scene.stored()).toEqual(["one", "two", "three"]);
  });

  it("keeps a refused message as refused, and sends it when asked to", async () => {
    const tab = await scene.open();
    scene.stops("send", refused(422, "invalid"));
    const id = tab.conversation.send("odd") ?? "";
    await settled();
    scene.online();
    const next = await scene.reload(tab);
    next.conversation.send("fine");
    await scene.clock.advance(60_000);
    expect(scene.stored()).toEqual(["fine"]);
    expect(outgoing(next)).toMatchObject([{ content: "odd", state: "failed", error: { status: 422 } }]);
    next.conversation.retry(id);
    await settled();
    expect(scene.stored()).toEqual(["fine", "odd"]);
    expect(scene.browser.entries.size).toBe(0);
  });

  it("does not bring back what was discarded", async () => {
    const tab = await scene.open();
    scene.stops("send", refused(422));
    const id = tab.conversation.send("odd") ?? "";
    await settled();
    tab.conversation.discard(id);
    scene.online();
    expect(outgoing(await scene.reload(tab))).toEqual([]);
    expect(scene.browser.entries.size).toBe(0);
  });

  it("while signed out keeps all, and the next sign-in sends it", async () => {
    const tab = await scene.open();
    scene.server.fault = () => refused(401);
    tab.conversation.send("kept");
    await settled();
    expect(tab.conversation.getState().phase).toBe("refused");
    const next = await scene.reload(tab);
    expect(next.conversation.getState()).toMatchObject({ phase: "refused", outgoing: [{ content: "kept" }] });
    scene.online();
    next.conversation.resume();
    await scene.clock.advance(1_000);
    expect(scene.stored()).toEqual(["kept"]);
  });

  it("brings the draft back, and leaves no key when it is empty", async () => {
    const tab = await scene.open();
    tab.draft.text = "Half a sen";
    const next = await scene.reload(tab);
    expect(next.draft.text).toBe("Half a sen");
    next.draft.text = "";
    expect(scene.browser.entries.size).toBe(0);
  });
});

describe("a closed tab", () => {
  it("leaves its message to the next visit, and takes it out when the answer still comes", async () => {
    const tab = await scene.open();
    scene.stops("send", { delay: 2_000 });
    tab.conversation.send("on its way");
    await settled();
    tab.close();
    expect(scene.browser.entries.size).toBe(1);
    await scene.clock.advance(3_000);
    expect(scene.browser.entries.size).toBe(0);
    expect(scene.stored()).toEqual(["on its way"]);
    expect(scene.clock.pending).toBe(0);
  });
});

describe("a browser that does not keep things", () => {
  it.each(["blocked", "full"] as const)("sends all the same when its storage is %s", async (fault) => {
    scene.browser[fault] = true;
    scene.offline();
    const tab = await scene.open();
    for (const text of ["one", "two"]) tab.conversation.send(text);
    tab.draft.text = "draft";
    await scene.clock.advance(10_000);
    expect(waiting(tab)).toEqual(["one", "two"]);
    scene.online();
    await scene.clock.advance(60_000);
    expect(scene.stored()).toEqual(["one", "two"]);
    expect(outgoing(tab)).toEqual([]);
  });

  it("is not misled by what somebody else wrote there", async () => {
    const name = "support-chat api alice/message/";
    const good = { clientMessageId: "x", content: "good", createdAt: "2026-11-23T00:00:00.000Z", order: 1 };
    scene.browser.entries.set(`${name}x`, JSON.stringify(good));
    for (const [at, text] of ["", "{", "null", "7", "[]", '{"content":1}', '{"order":"1"}'].entries())
      scene.browser.entries.set(`${name}broken${at}`, text);
    const tab = await scene.open();
    await scene.clock.advance(1_000);
    expect(scene.stored()).toEqual(["good"]);
    expect(outgoing(tab)).toEqual([]);
  });

  it("drops what was wiped in another tab, as on signing out", async () => {
    scene.offline();
    const [first, second] = [await scene.open(), await scene.open()];
    first.conversation.send("secret");
    await scene.clock.advance(100);
    const { storage } = scene.browser.tab().shelf;
    for (const key of [...scene.browser.entries.keys()]) storage.removeItem(key);
    await scene.clock.advance(60_000);
    scene.online();
    await scene.clock.advance(60_000);
    expect(scene.stored()).toEqual([]);
    for (const tab of [first, second]) expect(outgoing(tab)).toEqual([]);
  });
});

describe("another person", () => {
  it("in the same browser neither sees nor sends it", async () => {
    scene.offline();
    const alice = await scene.open();
    alice.conversation.send("from Alice");
    alice.draft.text = "Alice's draft";
    await scene.clock.advance(1_000);
    alice.crash();
    scene.online();
    for (const owner of ["support-chat api bob", "support-chat api alice2", "support-chat api alic"]) {
      const bob = await scene.open(owner);
      await scene.clock.advance(60_000);
      expect(outgoing(bob)).toEqual([]);
      expect(bob.draft.text).toBe("");
    }
    expect(scene.stored()).toEqual([]);
    await scene.open();
    await scene.clock.advance(1_000);
    expect(scene.stored()).toEqual(["from Alice"]);
  });
});

describe("politeness", () => {
  it("writes nothing before the person does, and nothing stays when all is sent", async () => {
    const tab = await scene.open();
    scene.server.say("admin", "Hello");
    tab.conversation.markRead();
    await scene.clock.advance(60_000);
    expect(scene.browser.writes).toEqual([]);
    tab.conversation.send("Hi");
    await scene.clock.advance(1_000);
    expect(scene.browser.writes).not.toEqual([]);
    expect(scene.browser.entries.size).toBe(0);
  });

  it("takes a hundred messages and no more", async () => {
    scene.offline();
    const tab = await scene.open();
    for (let n = 0; n < OUTBOX_LIMIT; n++) expect(tab.conversation.send(`${n}`)).not.toBeNull();
    expect(tab.conversation.send("one too many")).toBeNull();
    scene.online();
    await scene.clock.advance(120_000);
    expect(scene.stored()).toHaveLength(OUTBOX_LIMIT);
    expect(tab.conversation.send("room again")).not.toBeNull();
  });
});

it("a clock that jumps decides neither the order nor how long we wait", async () => {
  scene.offline();
  const tab = await scene.open();
  tab.conversation.send("one");
  scene.server.fault = (call) =>
    call === "send" ? new ApiError({ status: 429, code: "slow", retryAfter: 5 }) : null;
  await scene.clock.advance(30_000);
  scene.clock.shift(-600_000);
  tab.conversation.send("two");
  const next = await scene.reload(tab);
  scene.clock.shift(1_200_000);
  next.conversation.send("three");
  scene.online();
  await scene.clock.advance(10_000);
  expect(scene.stored()).toEqual(["one", "two", "three"]);
});
