// A visitor's token: renewed in time, given up when it ran out, and never a reason for a stream of new ones.
import { beforeEach, describe, expect, it } from "vitest";
import { ClientScene, shown, TOKEN_KEY } from "./client_scene";
import { refusal } from "./fake_api";

let scene: ClientScene;

beforeEach(() => {
  scene = new ClientScene();
});

const DAY_MS = 86_400_000;

describe("the token", () => {
  const begin = async () => {
    const page = await scene.open();
    page.client.send("hello");
    await scene.clock.advance(1_000);
    page.crash();
    return scene.browser.entries.get(TOKEN_KEY);
  };

  it("is renewed past half of its life, and not before", async () => {
    const first = await begin();
    await scene.clock.advance(44 * DAY_MS);
    (await scene.open()).crash();
    expect(scene.browser.entries.get(TOKEN_KEY)).toBe(first);
    await scene.clock.advance(2 * DAY_MS);
    const page = await scene.open();
    expect(shown(page)).toEqual(["hello"]);
    expect(scene.browser.entries.get(TOKEN_KEY)).not.toBe(first);
    expect(scene.api.visitorsMade).toBe(1);
    page.crash();
    await scene.clock.advance(60 * DAY_MS);
    expect(shown(await scene.open())).toEqual(["hello"]);
  });

  it("that cannot be renewed now serves on, and is not asked about again and again", async () => {
    await begin();
    await scene.clock.advance(60 * DAY_MS);
    scene.api.fault = (call) => (call === "POST /visitors" ? refusal(503, "unavailable") : null);
    const page = await scene.open();
    page.client.send("still me");
    await scene.clock.advance(600_000);
    expect(scene.api.contents("visitor:1")).toEqual(["hello", "still me"]);
    expect(scene.api.count("POST /visitors")).toBe(2);
  });

  it("that ran out is given up: an empty chat, and a new visitor only for who writes", async () => {
    await begin();
    await scene.clock.advance(100 * DAY_MS);
    const page = await scene.open();
    await scene.loaded();
    expect(page.client.state).toMatchObject({ phase: "idle", messages: [] });
    expect(scene.api.visitorsMade).toBe(1);
    page.client.send("I am back");
    await scene.clock.advance(10_000);
    expect(scene.api.contents("visitor:2")).toEqual(["I am back"]);
  });

  it("that ran out costs nothing that was still unsent", async () => {
    const page = await scene.open();
    page.client.send("hello");
    await scene.clock.advance(1_000);
    scene.api.fault = (call) => (call.endsWith("messages") ? "lost request" : null);
    page.client.send("late");
    await scene.clock.advance(1_000);
    page.crash();
    scene.api.fault = () => null;
    await scene.clock.advance(100 * DAY_MS);
    await scene.open();
    await scene.clock.advance(10_000);
    expect(scene.api.contents("visitor:2")).toEqual(["late"]);
  });

  it("that is refused however new it is makes no stream of visitors", async () => {
    const page = await scene.open();
    scene.api.fault = (call) => (call === "POST /visitors" ? null : refusal(401, "unauthorized"));
    page.client.send("hello");
    await scene.clock.advance(3_600_000);
    expect(scene.api.count("POST /visitors")).toBe(1);
    expect(page.client.state).toMatchObject({ phase: "refused", outgoing: [{ content: "hello" }] });
  });

  it("is not kept when the page ends before it comes", async () => {
    const page = await scene.open();
    scene.api.fault = () => ({ delay: 2_000 });
    page.client.send("hello");
    await scene.clock.advance(100);
    page.client.end();
    scene.wipe();
    await scene.clock.advance(60_000);
    expect(scene.keys).toEqual([]);
    expect(scene.clock.pending).toBe(0);
  });
});
