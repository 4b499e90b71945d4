// Messages that their author edits or withdraws: what everybody sees in the end, and what it costs to know.
import { describe, expect, it } from "vitest";
import { contents, openScene, type Scene, scene, settled } from "./fakes";

const MINUTE = 60_000;
const text = ({ conversation }: Scene, seq: number) => {
  const message = conversation.getState().messages.find((held) => held.seq === seq);
  return message?.unsent_at ? "withdrawn" : message?.content;
};

describe("a change while everything works", () => {
  it("is shown at once, and no older version comes back", async () => {
    const made = await openScene();
    const first = made.server.say("admin", "It left on Monday");
    const second = made.server.change(1, "It left on Tuesday");
    expect(contents(made)).toEqual(["It left on Tuesday"]);
    made.server.change(1, null);
    expect(text(made, 1)).toBe("withdrawn");
    for (const message of [first, second]) made.channel.emit("message_changed", { message });
    await made.conversation.refresh();
    expect(text(made, 1)).toBe("withdrawn");
  });

  it("keeps what only the newer or only the older version tells", async () => {
    const { server, channel, conversation } = await openScene();
    const message = server.say("admin", "Hello");
    channel.emit("messages_read", { up_to_seq: 1, read_at: "2026-11-23T09:00:00.000Z" });
    channel.emit("message_changed", {
      message: { ...message, content: "Hi", revision: 1, edited_at: "2026-11-23T09:01:00.000Z" },
    });
    expect(conversation.getState().messages[0]).toMatchObject({
      content: "Hi",
      read_at: "2026-11-23T09:00:00.000Z",
      edited_at: "2026-11-23T09:01:00.000Z",
    });
  });

  it("is fetched when it was too large for an event, again if the first answer was behind", async () => {
    const made = await openScene();
    const { server, channel, clock } = made;
    const old = server.say("admin", "short");
    server.publish = () => {};
    const long = server.change(1, "long ".repeat(700));
    server.messages[0] = old;
    channel.emit("message_changed", { seq: 1, id: "m1", revision: 1 });
    await settled();
    expect(text(made, 1)).toBe("short");
    server.messages[0] = long;
    await clock.advance(1_000);
    expect(text(made, 1)).toBe(long.content);
    const asked = server.count("after");
    channel.emit("message_changed", { seq: 1, id: "m1", revision: 1 });
    await clock.advance(1_000);
    expect(server.count("after")).toBe(asked);
  });

  it("takes a withdrawn message out of the unread, and announces none that nobody saw", async () => {
    const { server, conversation, channel } = await openScene();
    const announced: string[] = [];
    conversation.onIncoming((messages) => announced.push(...messages.map(({ content }) => content)));
    for (const content of ["one", "two", "three"]) server.say("admin", content);
    await conversation.refresh();
    expect(conversation.getState().unreadCount).toBe(3);
    server.change(2, null);
    expect(conversation.getState().unreadCount).toBe(2);
    await conversation.refresh();
    expect(conversation.getState().unreadCount).toBe(2);
    server.publish = () => {};
    server.say("admin", "four");
    channel.emit("new_message", { message: server.change(4, null) });
    expect(conversation.getState().unreadCount).toBe(2);
    expect(announced).toEqual(["one", "two", "three"]);
  });

  it("counts unread ones that lie before the page it holds", async () => {
    const { server, conversation } = scene();
    for (let n = 1; n <= 60; n++) server.say("admin", `${n}`);
    conversation.start();
    await settled();
    expect(conversation.getState().unreadCount).toBe(60);
    server.change(60, null);
    await conversation.refresh();
    expect(conversation.getState().unreadCount).toBe(59);
  });
});

describe("a change during an outage", () => {
  for (const shift of [0, 365 * 24 * 60 * MINUTE, -365 * 24 * 60 * MINUTE]) {
    it(`is seen after it, an edit and a withdrawal, with the device's clock ${shift} ms off`, async () => {
      const made = await openScene();
      const { server, clock, channel, surroundings } = made;
      server.say("admin", "Edited while you are away");
      server.say("admin", "Withdrawn while you are away");
      server.say("user", "Thanks");
      // Read and seen: nothing but the change itself is a reason to ask.
      made.conversation.markRead();
      channel.emit("messages_seen", { up_to_seq: 3 });
      server.seenSeq = 3;
      await clock.advance(8 * MINUTE);
      server.publish = () => {};
      server.fault = () => "lost request";
      channel.down();
      surroundings.change("offline");
      clock.shift(shift);
      server.change(1, "Edited");
      server.change(2, null);
      await clock.advance(30 * MINUTE);
      clock.shift(-2 * shift);
      server.fault = () => null;
      surroundings.change("online");
      channel.up();
      await settled();
      expect([1, 2, 3].map((seq) => text(made, seq))).toEqual(["Edited", "withdrawn", "Thanks"]);
    });
  }

  it("is seen on a page that was opened moments before it", async () => {
    const made = scene();
    const { server, clock, channel, conversation } = made;
    server.say("admin", "Old");
    await clock.advance(60 * MINUTE);
    server.say("admin", "New");
    await clock.advance(9 * MINUTE);
    conversation.start();
    await settled();
    server.publish = () => {};
    server.change(2, "Changed");
    await clock.advance(20 * MINUTE);
    channel.up();
    await settled();
    expect(contents(made)).toEqual(["Old", "Changed"]);
  });

  it("is seen by a snapshot's page or before it, however much was written meanwhile", async () => {
    const made = await openScene();
    const { server, clock, channel, conversation } = made;
    for (let n = 1; n <= 70; n++) server.say("admin", `${n}`);
    await clock.advance(31_000);
    server.publish = () => {};
    server.fault = () => "lost request";
    channel.down();
    server.change(1, null);
    server.change(70, "Changed");
    for (let n = 71; n <= 80; n++) server.say("admin", `${n}`);
    await clock.advance(MINUTE);
    server.fault = () => null;
    await conversation.refresh();
    expect([1, 2, 70, 80].map((seq) => text(made, seq))).toEqual(["withdrawn", "2", "Changed", "80"]);
  });

  it("is seen in an older page that was fetched before it", async () => {
    const made = scene();
    const { server, clock, conversation } = made;
    for (let n = 1; n <= 60; n++) server.say("admin", `${n}`);
    conversation.start();
    await settled();
    await conversation.loadOlder();
    server.publish = () => {};
    server.change(3, null);
    await clock.advance(31_000);
    expect(text(made, 3)).toBe("withdrawn");
  });
});

describe("what it costs", () => {
  it("asks again only for what can still change", async () => {
    const { server, clock } = await openScene();
    server.say("admin", "one");
    await clock.advance(12 * MINUTE);
    server.say("admin", "two");
    await clock.advance(MINUTE);
    expect(server.calls.at(-1)).toBe("after 1");
    await clock.advance(12 * MINUTE);
    expect(server.calls.at(-1)).toBe("after 2");
  });

  it("asks for nothing but news in a chat that has long been quiet, but for its last ten minutes", async () => {
    const { server, clock, conversation } = scene();
    for (let n = 1; n <= 40; n++) server.say("admin", `${n}`);
    await clock.advance(60 * MINUTE);
    server.say("user", "One more question");
    conversation.start();
    await clock.advance(31_000);
    expect(server.calls.filter((call) => call.startsWith("after"))).toContain("after 40");
    expect(server.calls.filter((call) => call.startsWith("after 0"))).toEqual([]);
  });

  it("does not ask for ever for a change that the server does not have", async () => {
    const { server, clock, channel } = await openScene();
    server.say("admin", "Hello");
    channel.emit("message_changed", { seq: 1, id: "m1", revision: 7 });
    await clock.advance(MINUTE);
    const asked = server.count("after");
    await clock.advance(MINUTE);
    expect(server.count("after") - asked).toBeLessThan(5);
  });
});
