// The headless client of somebody who is signed in: whose chat it is, and tokens that are refused or change hands.
import { beforeEach, describe, expect, it } from "vitest";
import { ClientScene, shown } from "./client_scene";
import { refusal, tokenFor } from "./fake_api";

let scene: ClientScene;
let tokens: string[];

beforeEach(() => {
  scene = new ClientScene();
  tokens = [];
});

/** A host application whose tokens differ, as real ones do. */
const signedIn = (sub: () => string) => async () => {
  const token = tokenFor(sub(), scene.clock.now() / 1_000, 1e12, `${tokens.length}`);
  tokens.push(token);
  return token;
};

describe("a refused token", () => {
  it("is asked for once more, then everything is calm, and what was written is kept", async () => {
    const page = await scene.open({ getToken: signedIn(() => "alice") });
    scene.api.fault = () => refusal(401, "unauthorized");
    if (page.client.draft) page.client.draft.text = "half a sen";
    page.client.send("unheard");
    await scene.clock.advance(3_600_000);
    expect(tokens).toHaveLength(2);
    expect(page.client.state).toMatchObject({
      identity: "person",
      phase: "refused",
      problem: { status: 401 },
    });
    expect(page.client.draft?.text).toBe("half a sen");
    expect(shown(page)).toEqual(["(unheard)"]);
    const asked = scene.api.asked.length;
    await scene.clock.advance(3_600_000);
    expect(scene.api.asked).toHaveLength(asked);
    expect(scene.clock.pending).toBeLessThanOrEqual(1);
  });

  it("is tried again when the person asks, and then all goes on", async () => {
    const page = await scene.open({ getToken: signedIn(() => "alice") });
    scene.api.fault = () => refusal(401, "unauthorized");
    page.client.send("unheard");
    await scene.clock.advance(60_000);
    scene.api.fault = () => null;
    page.client.resume();
    await scene.clock.advance(5_000);
    expect(shown(page)).toEqual(["unheard"]);
    expect(tokens.length).toBeLessThanOrEqual(4);
  });

  it("that ran out is replaced without anybody noticing", async () => {
    const page = await scene.open({
      getToken: async () => {
        tokens.push("");
        return tokenFor("alice", scene.clock.now() / 1_000);
      },
    });
    for (let hour = 0; hour < 6; hour++) {
      page.client.send(`${hour}`);
      await scene.clock.advance(1_200_000);
    }
    expect(shown(page)).toEqual(["0", "1", "2", "3", "4", "5"]);
    expect(page.client.state.phase).toBe("ready");
    expect(tokens.length).toBeLessThan(14);
  });

  it.each([
    ["an answer of 401", () => Promise.reject({ status: 401 })],
    ["no token at all", async () => ""],
  ])("that the host application says by %s is not asked for again", async (_, getToken) => {
    let calls = 0;
    const counted = () => {
      calls++;
      return getToken();
    };
    const { client } = await scene.open({ getToken: counted, allowed: false });
    await scene.clock.advance(3_600_000);
    expect(client.state).toMatchObject({ identity: "person", phase: "refused", status: "offline" });
    expect(calls).toBeLessThanOrEqual(2);
    expect(scene.api.asked).toEqual([]);
  });
});

it("somebody else's renewed token shows their chat, and none of what the other wrote", async () => {
  let sub = "alice";
  const page = await scene.open({ getToken: signedIn(() => sub) });
  page.client.send("from Alice");
  await scene.clock.advance(5_000);
  if (page.client.draft) page.client.draft.text = "Alice's draft";
  sub = "bob";
  scene.api.revoked.add(tokens[0] ?? "");
  scene.api.chat("bob").say("admin", "Hello Bob");
  page.client.send("still Alice's");
  await scene.clock.advance(60_000);
  expect(shown(page)).toEqual(["Hello Bob"]);
  expect(page.client.draft?.text).toBe("");
  expect(scene.api.contents("bob")).toEqual(["Hello Bob"]);
  page.crash();
  const alice = await scene.open({ sub: "alice" });
  await scene.clock.advance(60_000);
  expect(shown(alice)).toEqual(["from Alice", "still Alice's"]);
});

it("does not tell where the customer is when the page does not want it", async () => {
  const silent = await scene.open({ sub: "alice", context: false });
  silent.client.send("one");
  await scene.clock.advance(1_000);
  expect(scene.api.contexts).toEqual([]);
});

it("an end leaves no timer, no listener and no request", async () => {
  const page = await scene.open({ sub: "alice" });
  page.client.send("hello");
  await scene.clock.advance(1_000);
  page.client.end();
  const asked = scene.api.asked.length;
  await scene.clock.advance(3_600_000);
  expect(scene.api.asked).toHaveLength(asked);
  expect(scene.clock.pending).toBe(0);
  expect(page.surroundings.listeners).toBe(0);
});
