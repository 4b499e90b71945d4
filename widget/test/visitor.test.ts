// Visitors: nothing before they write, one of them however many tabs, and nothing they wrote is lost.
import { beforeEach, describe, expect, it } from "vitest";
import { ClientScene, shown, TOKEN_KEY } from "./client_scene";
import { refusal, tokenFor } from "./fake_api";

let scene: ClientScene;

beforeEach(() => {
  scene = new ClientScene();
});

describe("before the first message", () => {
  it("nothing is asked, nothing is kept, and writing is possible", async () => {
    const page = await scene.open();
    await scene.clock.advance(3_600_000);
    expect(page.client.state).toMatchObject({ identity: "visitor", phase: "idle", messages: [] });
    expect(scene.api.asked).toEqual([]);
    expect(scene.browser.writes).toEqual([]);
    expect(scene.clock.pending).toBe(0);
  });

  it.each([
    ["the deployment does not allow it", { allowed: false }],
    ["the page does not want it", { visitors: false }],
  ])("nobody can write where %s", async (_, options) => {
    const { client } = await scene.open(options);
    expect(client.state).toMatchObject({ identity: "nobody", phase: "refused" });
    expect(client.send("Hello?")).toBeNull();
    expect(scene.api.asked).toEqual([]);
  });

  it("somebody whom the host application does not know is a visitor, too", async () => {
    const { client } = await scene.open({ sub: null });
    expect(client.state).toMatchObject({ identity: "visitor", phase: "idle" });
  });
});

describe("the first message", () => {
  it("makes the visitor, and is all that leaves a trace: the token", async () => {
    const page = await scene.open();
    expect(page.client.send("Do you ship?")).not.toBeNull();
    expect(shown(page)).toEqual(["(Do you ship?)"]);
    await scene.clock.advance(1_000);
    expect(shown(page)).toEqual(["Do you ship?"]);
    expect(scene.api.contents("visitor:1")).toEqual(["Do you ship?"]);
    expect(scene.api.asked.slice(0, 3)).toEqual([
      "POST /visitors",
      "GET /support_chat",
      "POST /support_chat/messages",
    ]);
    expect(scene.keys).toEqual([TOKEN_KEY]);
    expect(page.client.state.contact).toEqual({ visitor: true, email: null, wanted: true });
  });

  it.each([
    ["the network is gone", () => "lost request" as const],
    ["too many visitors came", () => refusal(429, "too_many", 20)],
    ["the server is not well", () => refusal(503, "unavailable")],
  ])("waits where everybody can see it while %s, and is sent once", async (_, fault) => {
    const page = await scene.open();
    scene.api.fault = (call) => (call === "POST /visitors" ? fault() : null);
    page.client.send("one");
    page.client.send("two");
    await scene.clock.advance(120_000);
    expect(shown(page)).toEqual(["(one)", "(two)"]);
    expect(page.client.state.outgoing).toMatchObject([{ state: "queued", error: {} }, { error: {} }]);
    expect(scene.keys).toHaveLength(2);
    scene.api.fault = () => null;
    await scene.clock.advance(60_000);
    expect(shown(page)).toEqual(["one", "two"]);
    expect(scene.api.contents("visitor:1")).toEqual(["one", "two"]);
    expect(scene.keys).toEqual([TOKEN_KEY]);
  });

  it("is not asked for more often than the server wants", async () => {
    const page = await scene.open();
    scene.api.fault = (call) => (call === "POST /visitors" ? refusal(429, "too_many", 60) : null);
    page.client.send("patient");
    await scene.clock.advance(300_000);
    expect(scene.api.count("POST /visitors")).toBeLessThanOrEqual(5);
    expect(scene.api.count("")).toBe(scene.api.count("POST /visitors"));
  });

  it("is kept, and nobody asks again, where visitors are not allowed after all", async () => {
    const page = await scene.open();
    scene.api.fault = () => refusal(403, "visitors_not_allowed");
    page.client.send("Hello?");
    await scene.clock.advance(600_000);
    expect(page.client.state).toMatchObject({ phase: "refused", problem: { code: "visitors_not_allowed" } });
    expect(shown(page)).toEqual(["(Hello?)"]);
    expect(scene.api.asked).toEqual(["POST /visitors"]);
  });

  it("whose answer was lost is sent by one visitor, whatever the server made before", async () => {
    const page = await scene.open();
    let lost = 2;
    scene.api.fault = (call) => (call === "POST /visitors" && lost-- > 0 ? "lost answer" : null);
    page.client.send("once");
    await scene.clock.advance(60_000);
    expect(scene.api.visitorsMade).toBe(3);
    expect([...scene.api.people.keys()]).toEqual(["visitor:3"]);
    expect(scene.api.contents("visitor:3")).toEqual(["once"]);
  });
});

describe("a reload", () => {
  it("finds the visitor and the history", async () => {
    const first = await scene.open();
    first.client.send("Do you ship?");
    await scene.clock.advance(1_000);
    first.crash();
    scene.api.chat("visitor:1").say("admin", "We do");
    const next = await scene.open();
    expect(shown(next)).toEqual(["Do you ship?", "We do"]);
    expect(next.client.state.unreadCount).toBe(1);
    expect(scene.api.visitorsMade).toBe(1);
  });

  it("between writing and the first answer sends what was written, once", async () => {
    const first = await scene.open();
    scene.api.fault = (call) => (call === "POST /visitors" ? { delay: 2_000 } : null);
    first.client.send("typed and gone");
    await scene.clock.advance(500);
    first.crash();
    scene.api.fault = () => null;
    const next = await scene.open();
    await scene.clock.advance(90_000);
    expect(shown(next)).toEqual(["typed and gone"]);
    const stored = [...scene.api.people.keys()].flatMap((sub) => scene.api.contents(sub));
    expect(stored).toEqual(["typed and gone"]);
    expect(scene.keys).toEqual([TOKEN_KEY]);
  });

  it("between the answer and the message sends it as the same visitor", async () => {
    const first = await scene.open();
    scene.api.fault = (call) => (call === "POST /support_chat/messages" ? { delay: 2_000 } : null);
    first.client.send("half way");
    await scene.clock.advance(1_500);
    first.crash();
    scene.api.fault = () => null;
    await scene.open();
    await scene.clock.advance(90_000);
    expect(scene.api.visitorsMade).toBe(1);
    expect(scene.api.contents("visitor:1")).toEqual(["half way"]);
  });

  it("keeps the draft", async () => {
    const first = await scene.open();
    if (first.client.draft) first.client.draft.text = "Do you sh";
    first.crash();
    expect((await scene.open()).client.draft?.text).toBe("Do you sh");
    expect(scene.api.asked).toEqual([]);
  });
});

describe.each([
  ["with locks", false],
  ["without locks", true],
])("two tabs %s", (_, lockless) => {
  beforeEach(() => {
    scene.browser.lockless = lockless;
  });

  it("that write at the same moment are one visitor, and lose nothing", async () => {
    const [one, two] = [await scene.open(), await scene.open()];
    one.client.send("from one");
    two.client.send("from two");
    await scene.clock.advance(120_000);
    expect(scene.api.visitorsMade).toBe(1);
    expect(scene.api.contents("visitor:1").sort()).toEqual(["from one", "from two"]);
    expect(shown(one)).toEqual(shown(two));
    expect(scene.keys).toEqual([TOKEN_KEY]);
  });

  it("show the same: the second joins when the first writes", async () => {
    const [one, two] = [await scene.open(), await scene.open()];
    one.client.send("hello");
    await scene.clock.advance(10_000);
    expect(shown(two)).toEqual(["hello"]);
    expect(scene.api.visitorsMade).toBe(1);
  });

  it("outlive each other: one crashes while it makes the visitor", async () => {
    const [one, two] = [await scene.open(), await scene.open()];
    scene.api.fault = (call) => (call === "POST /visitors" ? { delay: 8_000 } : null);
    one.client.send("from one");
    await scene.clock.advance(1_000);
    two.client.send("from two");
    await scene.clock.advance(1_000);
    one.crash();
    scene.api.fault = () => null;
    await scene.clock.advance(240_000);
    const stored = [...scene.api.people.values()].filter(({ messages }) => messages.length > 0);
    expect(stored).toHaveLength(1);
    expect(stored[0]?.messages.map(({ content }) => content).sort()).toEqual(["from one", "from two"]);
    expect(shown(two)).toHaveLength(2);
  });

  it("are both without a visitor after signing out in one, until somebody writes again", async () => {
    const [one, two] = [await scene.open(), await scene.open()];
    one.client.send("secret");
    await scene.clock.advance(10_000);
    one.client.end();
    // The other tab asks for news before it hears of it.
    scene.browser.slowness = 8_000;
    scene.wipe();
    two.surroundings.change("visible");
    await scene.clock.advance(60_000);
    expect(two.client.state).toMatchObject({ phase: "idle", messages: [], outgoing: [] });
    expect(scene.api.visitorsMade).toBe(1);
    expect(scene.keys).toEqual([]);
    two.client.send("somebody else");
    await scene.clock.advance(10_000);
    expect(scene.api.contents("visitor:2")).toEqual(["somebody else"]);
    expect(shown(two)).toEqual(["somebody else"]);
  });
});

it("without storage everything works until the page is left", async () => {
  scene.browser.blocked = true;
  const page = await scene.open();
  page.client.send("hello");
  await scene.clock.advance(1_000);
  page.client.send("again");
  await scene.clock.advance(1_000);
  expect(scene.api.contents("visitor:1")).toEqual(["hello", "again"]);
  expect(scene.api.visitorsMade).toBe(1);
});

it("an address is told to the server, and shown from its answer", async () => {
  const page = await scene.open();
  page.client.send("hello");
  await scene.clock.advance(1_000);
  await page.client.setEmail("me@home.test");
  expect(page.client.state.contact).toEqual({ visitor: true, email: "me@home.test", wanted: false });
});

it("a person whose name is visitor shares nothing with visitors", async () => {
  const page = await scene.open({ getToken: async () => tokenFor("visitor", scene.clock.now() / 1_000) });
  scene.api.fault = () => "lost request";
  page.client.send("mine");
  await scene.clock.advance(1_000);
  page.crash();
  scene.api.fault = () => null;
  const visitor = await scene.open();
  await scene.clock.advance(60_000);
  expect(visitor.client.state.phase).toBe("idle");
  expect(scene.api.contents("visitor:1")).toEqual([]);
});
