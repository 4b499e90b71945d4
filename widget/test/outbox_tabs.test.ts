// Two tabs of one person: both show what is queued, one at a time sends it, in the order of writing.
import { beforeEach, describe, expect, it } from "vitest";
import { outgoing, refused, TabScene, waiting } from "./tab_scene";

let scene: TabScene;

beforeEach(() => {
  scene = new TabScene();
});

describe.each([false, true])("two tabs (without Web Locks: %s)", (lockless) => {
  beforeEach(() => {
    scene.browser.lockless = lockless;
  });

  it("both show what is queued, and send it once, in the order of writing", async () => {
    scene.offline();
    const [first, second] = [await scene.open(), await scene.open()];
    const texts = ["1 first", "2 second", "3 first", "4 second", "5 first"];
    for (const text of texts) {
      (text.endsWith("first") ? first : second).conversation.send(text);
      await scene.clock.advance(100);
    }
    await scene.clock.advance(60_000);
    for (const tab of scene.tabs) expect(waiting(tab)).toEqual(texts);
    scene.stops("send", { delay: 300 });
    const asked = scene.server.count("send");
    for (const tab of scene.tabs) tab.surroundings.change("online");
    await scene.clock.advance(60_000);
    expect(scene.stored()).toEqual(texts);
    expect(scene.server.count("send") - asked).toBe(texts.length);
    for (const tab of scene.tabs) expect(outgoing(tab)).toEqual([]);
    expect(scene.browser.entries.size).toBe(0);
  });

  it("the one that is left sends what the other was sending when it crashed", async () => {
    const [first, second] = [await scene.open(), await scene.open()];
    scene.stops("send", { delay: 8_000 });
    for (const text of ["one", "two"]) first.conversation.send(text);
    await scene.clock.advance(1_000);
    first.crash();
    scene.online();
    await scene.clock.advance(120_000);
    expect(scene.stored()).toEqual(["one", "two"]);
    expect(outgoing(second)).toEqual([]);
    expect(scene.browser.entries.size).toBe(0);
  });

  it("a message another tab has sent does not vanish before the history has it", async () => {
    const [first, second] = [await scene.open(), await scene.open()];
    scene.server.publish = () => {};
    let vanished = false;
    let seen = false;
    second.conversation.subscribe(() => {
      const { messages, outgoing: unsent } = second.conversation.getState();
      const here = messages.length + unsent.length > 0;
      vanished ||= seen && !here;
      seen ||= here;
    });
    scene.stops("send", { delay: 500 });
    first.conversation.send("seen by both");
    await scene.clock.advance(5_000);
    expect(second.conversation.getState()).toMatchObject({ messages: [{ seq: 1 }], outgoing: [] });
    expect(vanished).toBe(false);
  });

  it("a tab that was not told yet does not send again what another has sent", async () => {
    scene.offline();
    const first = await scene.open();
    first.conversation.send("once");
    const second = await scene.open();
    scene.browser.slowness = 100_000;
    scene.server.publish = () => {};
    const asked = scene.server.count("send");
    scene.stops("send", { delay: 300 });
    for (const tab of [first, second]) tab.surroundings.change("online");
    await scene.clock.advance(5_000);
    expect(scene.server.count("send") - asked).toBe(1);
    expect(outgoing(second)).toEqual([]);
  });

  it("an echo that overtakes the news of the message shows it once", async () => {
    const [first, second] = [await scene.open(), await scene.open()];
    scene.stops("send", { delay: 200 });
    scene.browser.slowness = 1_000;
    first.conversation.send("fast");
    await scene.clock.advance(190);
    expect(second.conversation.getState()).toMatchObject({ messages: [{ content: "fast" }], outgoing: [] });
    await scene.clock.advance(5_000);
    expect(second.conversation.getState()).toMatchObject({ messages: [{ content: "fast" }], outgoing: [] });
    expect(scene.stored()).toEqual(["fast"]);
    expect(scene.browser.entries.size).toBe(0);
  });

  it("a refusal in one is a refusal in the other, and so is the retry", async () => {
    const [first, second] = [await scene.open(), await scene.open()];
    scene.stops("send", refused(422));
    const id = first.conversation.send("odd") ?? "";
    await scene.clock.advance(1_000);
    expect(outgoing(second)).toMatchObject([{ state: "failed" }]);
    expect(scene.server.count("send")).toBe(1);
    scene.online();
    second.conversation.retry(id);
    await scene.clock.advance(5_000);
    expect(scene.stored()).toEqual(["odd"]);
    for (const tab of scene.tabs) expect(outgoing(tab)).toEqual([]);
  });

  it("leaves no timer and no key after both are closed", async () => {
    scene.offline();
    const [first, second] = [await scene.open(), await scene.open()];
    first.conversation.send("kept");
    await scene.clock.advance(1_000);
    for (const tab of [first, second]) tab.close();
    await scene.clock.advance(0);
    expect(scene.clock.pending).toBe(0);
    expect([...scene.browser.entries.keys()].filter((key) => !key.includes("/message/"))).toEqual([]);
  });
});
