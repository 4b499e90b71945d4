// The lease that stands in for Web Locks on pages without https.
import { beforeEach, expect, it } from "vitest";
import { Turns } from "../src/core/turns";
import { FakeBrowser } from "./browser";
import { FakeClock, settled } from "./fakes";

let clock: FakeClock;
let browser: FakeBrowser;
let log: string[];

beforeEach(() => {
  clock = new FakeClock();
  browser = new FakeBrowser(clock);
  browser.lockless = true;
  log = [];
});

const turns = () => new Turns(browser.tab().shelf, "turn", clock);

function action(name: string, ms: number): () => Promise<void> {
  return async () => {
    log.push(`${name} begins`);
    await new Promise<void>((resolve) => clock.setTimeout(resolve, ms));
    log.push(`${name} ends`);
  };
}

it("lets one tab act at a time, and leaves nothing behind", async () => {
  for (const name of ["a", "b", "c"]) void turns().take(action(name, 1_000));
  await clock.advance(20_000);
  expect(log).toHaveLength(6);
  for (let at = 0; at < 6; at += 2) expect(log[at]?.[0]).toBe(log[at + 1]?.[0]);
  expect(browser.entries.size).toBe(0);
  expect(clock.pending).toBe(0);
});

it("takes over from a tab that is gone, but does not end the turn of the next one", async () => {
  void turns().take(action("slow", 90_000));
  await clock.advance(1_000);
  void turns().take(action("next", 60_000));
  await clock.advance(30_000);
  expect(log).toEqual(["slow begins"]);
  await clock.advance(40_000);
  expect(log).toEqual(["slow begins", "next begins"]);
  await clock.advance(25_000);
  expect(log.at(-1)).toBe("slow ends");
  expect(browser.entries.size).toBe(1);
});

it("does not believe a lease from a clock that was set back since", async () => {
  browser.entries.set("turn", `${clock.now() + 600_000} somebody`);
  void turns().take(action("a", 0));
  await clock.advance(1_000);
  expect(log).toEqual(["a begins", "a ends"]);
});

it("gives back what it had not begun when it is stopped", async () => {
  const stopped = turns();
  void stopped.take(action("a", 0));
  await settled();
  expect(browser.entries.size).toBe(1);
  stopped.stop();
  expect(browser.entries.size).toBe(0);
  await clock.advance(1_000);
  expect(log).toEqual([]);
  expect(clock.pending).toBe(0);
});
