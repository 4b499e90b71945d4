// A visitor signs in: two chats that know of each other, nothing lost between them, and nothing of the visitor left.
import { beforeEach, describe, expect, it } from "vitest";
import { ClientScene, shown } from "./client_scene";
import { refusal } from "./fake_api";

let scene: ClientScene;

beforeEach(() => {
  scene = new ClientScene();
});

async function visit(...texts: string[]): Promise<void> {
  const page = await scene.open();
  for (const text of texts) page.client.send(text);
  await scene.clock.advance(5_000);
  page.client.end();
}

const visitorsKeys = () => scene.keys.filter((key) => key.includes(" visitor"));

it("sends what was unsent as the visitor, links the two, and wipes the visitor", async () => {
  await visit("hello");
  scene.api.fault = (call) => (call === "POST /support_chat/messages" ? "lost request" : null);
  await visit("one", "two");
  expect(visitorsKeys()).toHaveLength(3);
  scene.api.fault = () => null;
  const page = await scene.open({ sub: "alice" });
  await scene.clock.advance(10_000);
  expect(scene.api.contents("visitor:1")).toEqual(["hello", "one", "two"]);
  expect(scene.api.links).toEqual([["alice", "visitor:1"]]);
  const link = scene.api.asked.indexOf("POST /support_chat/link");
  expect(scene.api.asked.lastIndexOf("POST /support_chat/messages")).toBeLessThan(link);
  expect(scene.keys).toEqual([]);
  expect(shown(page)).toEqual([]);
  expect(page.client.state).toMatchObject({ identity: "person", phase: "ready" });
});

it("does nothing of the kind for a person who never was a visitor", async () => {
  await scene.open({ sub: "alice" });
  await scene.clock.advance(10_000);
  expect(scene.api.asked).not.toContain("POST /visitors");
  expect(scene.api.links).toEqual([]);
});

it("takes a half-written message along, below one of their own", async () => {
  const visitor = await scene.open();
  if (visitor.client.draft) visitor.client.draft.text = "Where is my ord";
  visitor.crash();
  const alice = await scene.open({ sub: "alice" });
  expect(alice.client.draft?.text).toBe("Where is my ord");
  expect(visitorsKeys()).toEqual([]);
  alice.crash();
  const again = await scene.open();
  if (again.client.draft) again.client.draft.text = "something else";
  again.crash();
  const both = "Where is my ord\nsomething else";
  expect((await scene.open({ sub: "alice" })).client.draft?.text).toBe(both);
});

it("leaves with the person what the server would not take from the visitor", async () => {
  await visit("hello");
  scene.api.fault = (call) => (call === "POST /support_chat/messages" ? refusal(422, "invalid") : null);
  await visit("refused");
  scene.api.fault = () => null;
  const page = await scene.open({ sub: "alice" });
  await scene.clock.advance(10_000);
  expect(page.client.state.outgoing).toMatchObject([{ content: "refused", state: "failed" }]);
  expect(visitorsKeys()).toEqual([]);
});

it("makes the visitor for what was written while none could be made, and links it", async () => {
  scene.api.fault = () => "lost request";
  await visit("written offline");
  scene.api.fault = () => null;
  await scene.open({ sub: "alice" });
  await scene.clock.advance(10_000);
  expect(scene.api.contents("visitor:1")).toEqual(["written offline"]);
  expect(scene.api.links).toEqual([["alice", "visitor:1"]]);
  expect(scene.keys).toEqual([]);
});

it("gives what is unsent a new name where the old one is forgotten", async () => {
  await visit("hello");
  scene.api.fault = (call) => (call === "POST /support_chat/messages" ? "lost request" : null);
  await visit("late");
  scene.api.fault = () => null;
  await scene.clock.advance(100 * 86_400_000);
  await scene.open({ sub: "alice" });
  await scene.clock.advance(10_000);
  expect(scene.api.contents("visitor:2")).toEqual(["late"]);
  expect(scene.api.links).toEqual([["alice", "visitor:2"]]);
  expect(scene.keys).toEqual([]);
});

describe("in spite of faults", () => {
  it.each([
    ["lost", () => "lost answer" as const],
    ["refused for now", () => refusal(503, "unavailable")],
  ])("repeats a link whose answer was %s", async (_, fault) => {
    await visit("hello");
    let left = 3;
    scene.api.fault = (call) => (call.endsWith("/link") && left-- > 0 ? fault() : null);
    await scene.open({ sub: "alice" });
    await scene.clock.advance(120_000);
    expect(new Set(scene.api.links.map(String))).toEqual(new Set(["alice,visitor:1"]));
    expect(scene.keys).toEqual([]);
  });

  it("goes on in the next page when this one crashes at any moment", async () => {
    await visit("hello");
    scene.api.fault = (call) => (call === "POST /support_chat/messages" ? "lost request" : null);
    await visit("late");
    scene.api.fault = () => ({ delay: 100 });
    for (let crash = 0; crash < 12; crash++) {
      const page = await scene.open({ sub: "alice" });
      await scene.clock.advance(20 * crash);
      page.crash();
    }
    await scene.open({ sub: "alice" });
    await scene.clock.advance(120_000);
    expect(scene.api.contents("visitor:1")).toEqual(["hello", "late"]);
    expect(scene.api.links[0]).toEqual(["alice", "visitor:1"]);
    expect(scene.keys).toEqual([]);
  });

  it("gives up on a link that is refused for good, and the visitor goes all the same", async () => {
    await visit("hello");
    scene.api.fault = (call) => (call.endsWith("/link") ? refusal(422, "invalid") : null);
    await scene.open({ sub: "alice" });
    await scene.clock.advance(600_000);
    expect(scene.api.count("POST /support_chat/link")).toBe(1);
    expect(scene.keys).toEqual([]);
  });

  it("keeps the visitor while the person's own token is refused", async () => {
    await visit("hello");
    scene.api.fault = (call) => (call.endsWith("/link") ? refusal(401, "unauthorized") : null);
    const page = await scene.open({ sub: "alice" });
    await scene.clock.advance(600_000);
    expect(scene.api.count("POST /support_chat/link")).toBeLessThanOrEqual(2);
    expect(visitorsKeys()).toHaveLength(1);
    page.crash();
    scene.api.fault = () => null;
    await scene.open({ sub: "alice" });
    await scene.clock.advance(1_000);
    expect(scene.api.links).toEqual([["alice", "visitor:1"]]);
    expect(scene.keys).toEqual([]);
  });

  it("leaves no timer when the page ends meanwhile", async () => {
    await visit("hello");
    scene.api.fault = () => "lost request";
    const page = await scene.open({ sub: "alice" });
    await scene.clock.advance(10_000);
    page.client.end();
    await scene.clock.advance(30_000);
    expect(scene.clock.pending).toBe(0);
  });
});

it("loses nothing that another tab writes as the visitor meanwhile", async () => {
  const tab = await scene.open();
  tab.client.send("hello");
  await scene.clock.advance(5_000);
  scene.api.fault = (call) => (call.endsWith("/link") ? { delay: 2_000 } : null);
  await scene.open({ sub: "alice" });
  await scene.clock.advance(1_000);
  scene.api.fault = (call) => (call.endsWith("/messages") ? "lost request" : null);
  tab.client.send("not signed in here");
  await scene.clock.advance(10_000);
  scene.api.fault = () => null;
  await scene.clock.advance(120_000);
  const stored = ["visitor:1", "visitor:2"].flatMap((sub) => scene.api.contents(sub));
  expect(stored).toEqual(["hello", "not signed in here"]);
});
