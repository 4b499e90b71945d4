// Seen, typing and where the customer is: hints that help, and never cost a message or a stream of requests.
import { describe, expect, it } from "vitest";
import { ApiClient, customerEndpoints, pageContext, readChatEvent } from "../src/core/index";
import { openScene, type Scene, scene, settled } from "./fakes";

const state = ({ conversation }: Scene) => conversation.getState();

describe("seen", () => {
  it("comes with the snapshot and by the event, and never goes back", async () => {
    const made = scene();
    made.server.seenSeq = 3;
    made.conversation.start();
    await settled();
    expect(state(made).seenSeq).toBe(3);
    made.channel.emit("messages_seen", { type: "messages_seen", up_to_seq: 7 });
    expect(state(made).seenSeq).toBe(7);
    made.channel.emit("messages_seen", { type: "messages_seen", up_to_seq: 5 });
    await made.conversation.refresh();
    expect(state(made).seenSeq).toBe(7);
  });

  it("arrives without realtime, by one snapshot in half a minute and not by more requests", async () => {
    const made = scene({ realtime: null });
    made.conversation.start();
    await settled();
    made.conversation.send("Anybody there?");
    await settled();
    const [opened, asked] = [made.server.count("open"), made.server.calls.length];
    await made.clock.advance(58_000);
    made.server.seenSeq = 1;
    await made.clock.advance(62_000);
    expect(state(made).seenSeq).toBe(1);
    expect(made.server.count("open") - opened).toBeLessThanOrEqual(4);
    expect(made.server.calls.length - asked).toBeLessThanOrEqual(120_000 / (5_000 * 0.85));
    const seen = made.server.count("open");
    await made.clock.advance(600_000);
    expect(made.server.count("open")).toBe(seen);
  });

  it("is not asked for while nobody looks, nor for agents", async () => {
    const made = scene({ realtime: null });
    made.conversation.start();
    await settled();
    made.conversation.send("Anybody there?");
    await settled();
    made.surroundings.change("hidden");
    const opened = made.server.count("open");
    await made.clock.advance(600_000);
    expect(made.server.count("open")).toBe(opened);
    const agent = scene({ realtime: null });
    const asAgent = scene({ endpoints: agent.server.endpoints("admin"), realtime: null, clock: agent.clock });
    agent.server.say("admin", "Hello");
    asAgent.conversation.start();
    await agent.clock.advance(600_000);
    expect(agent.server.count("open")).toBe(1);
  });

  it("that no event told of is found while connected, too, a few minutes later", async () => {
    const made = await openScene();
    made.conversation.send("Anybody there?");
    await settled();
    made.server.seenSeq = 1;
    const opened = made.server.count("open");
    await made.clock.advance(360_000);
    expect(state(made).seenSeq).toBe(1);
    expect(made.server.count("open") - opened).toBe(1);
  });
});

describe("typing", () => {
  const theirs = { by: "admin" };

  it("of the other side shows for six seconds, and ends when their message comes", async () => {
    const made = await openScene();
    made.channel.emit("client-typing", theirs);
    expect(state(made).typing).toBe(true);
    await made.clock.advance(5_900);
    expect(state(made).typing).toBe(true);
    await made.clock.advance(200);
    expect(state(made).typing).toBe(false);
    made.channel.emit("client-typing", theirs);
    made.server.say("admin", "Here you are");
    expect(state(made).typing).toBe(false);
  });

  it("goes on with their next hint, and not with a message of ours", async () => {
    const made = await openScene();
    made.channel.emit("client-typing", theirs);
    await made.clock.advance(3_000);
    made.channel.emit("client-typing", theirs);
    made.conversation.send("still there?");
    await made.clock.advance(5_000);
    expect(state(made).typing).toBe(true);
  });

  it.each([
    ["our own, from another tab", { by: "user" }],
    ["of nobody", {}],
    ["of somebody else", { by: "ADMIN" }],
    ["no object", "admin"],
    ["nothing", null],
  ])("is not believed when it is %s", async (_, data) => {
    const made = await openScene();
    made.channel.emit("client-typing", data);
    expect(state(made).typing).toBe(false);
  });

  it("is all that a client can say to another", () => {
    const message = { id: "m", seq: 9, content: "forged", sender_type: "admin", created_at: "2026-11-23" };
    expect(readChatEvent("client-new_message", { message })).toBeNull();
    expect(readChatEvent("client-messages_seen", { up_to_seq: 9 })).toBeNull();
    expect(readChatEvent("client-typing", { by: "admin", message })).toEqual({ kind: "typing", by: "admin" });
  });

  it("is told every three seconds at most, and only over a live channel", async () => {
    const made = await openScene();
    for (let keys = 0; keys < 100; keys++) {
      made.conversation.typing();
      await made.clock.advance(100);
    }
    expect(made.channel.triggered).toEqual(Array(4).fill(["client-typing", { by: "user" }]));
    made.channel.down();
    await made.clock.advance(5_000);
    made.conversation.typing();
    expect(made.channel.triggered).toHaveLength(4);
    made.channel.up();
    made.conversation.typing();
    expect(made.channel.triggered).toHaveLength(5);
  });

  it("leaves no timer when the conversation ends", async () => {
    const made = await openScene();
    made.channel.emit("client-typing", theirs);
    made.conversation.stop();
    expect(made.clock.pending).toBe(0);
  });
});

describe("the context of a message", () => {
  const page = (href: string, title = "Shop", language = "de-AT") => {
    const { origin, pathname } = new URL(href);
    return { location: { origin, pathname }, document: { title }, navigator: { language } } as Window;
  };

  it("is the page without what its address may carry of the person's", () => {
    const { time_zone, ...context } = pageContext(page("https://me:secret@shop.test/cart?card=4111#paid"));
    expect(context).toEqual({ page: "https://shop.test/cart", title: "Shop", language: "de-AT" });
    expect(time_zone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
  });

  it("leaves out what the server would not take", () => {
    const odd = pageContext(page(`https://shop.test/${"x".repeat(2_000)}`, `${"😀".repeat(150)}\ud83d`, ""));
    expect(odd).toEqual({ title: "😀".repeat(150), time_zone: odd.time_zone });
    expect(pageContext(page("https://shop.test/", "t".repeat(900))).title).toHaveLength(200);
    expect(pageContext(page("file:///home/me/secret.html")).page).toBeUndefined();
  });

  it("is told as it is when the message goes out, and never costs the message", async () => {
    const bodies: unknown[] = [];
    let status = 201;
    const api = new ApiClient({
      baseUrl: "https://api.test",
      getToken: async () => "t",
      fetch: async (_url, init) => {
        bodies.push(JSON.parse(String(init?.body)));
        return new Response('{"seq":1}', { status: bodies.length === 2 ? status : 201 });
      },
    });
    let title = "first";
    const { send } = customerEndpoints(api, () => ({ title }));
    await send({ content: "a", client_message_id: "1" });
    title = "second";
    status = 422;
    await send({ content: "b", client_message_id: "2" });
    expect(bodies).toEqual([
      { content: "a", client_message_id: "1", context: { title: "first" } },
      { content: "b", client_message_id: "2", context: { title: "second" } },
      { content: "b", client_message_id: "2" },
    ]);
  });
});
