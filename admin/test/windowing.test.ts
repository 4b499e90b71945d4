// Which blocks are drawn, and how far a reader's rows have moved.
import { expect, test } from "vitest";
import { blocksOf, estimatedHeight } from "../src/blocks";
import { layOut } from "../src/thread";
import { indexAt, movedBy, offsetsOf, rangeBetween } from "../src/windowing";
import { aMessage, minute } from "./samples";

const ben = { id: "ben-1", name: "Ben", email: "ben@example.com" };
const offsets = offsetsOf([10, 20, 30, 40]);

test("offsets are where blocks begin, and the end", () => {
  expect([...offsets]).toEqual([0, 10, 30, 60, 100]);
  expect([...offsetsOf([])]).toEqual([0]);
});

test.each([
  [0, 100, { start: 0, end: 4 }],
  [0, 10, { start: 0, end: 1 }],
  [10, 11, { start: 1, end: 2 }],
  [29, 31, { start: 1, end: 3 }],
  [-500, -400, { start: 0, end: 1 }],
  [500, 600, { start: 3, end: 4 }],
])("between %i and %i these blocks are drawn", (top, bottom, range) => {
  expect(rangeBetween(offsets, top, bottom)).toEqual(range);
});

test("nothing is drawn of nothing", () => {
  expect(rangeBetween(offsetsOf([]), 0, 100)).toEqual({ start: 0, end: 0 });
  expect(indexAt(offsetsOf([]), 50)).toBe(0);
});

test("rows move as most of those in view do, not as the one that jumped to the top", () => {
  const before = ["a", "b", "c", "d", "e", "f"];
  expect(movedBy(before, ["e", "a", "b", "c", "d", "f"], { start: 2, end: 6 })).toBe(1);
  expect(movedBy(before, ["new", ...before], { start: 2, end: 5 })).toBe(1);
  expect(movedBy(before, ["c", "d", "e", "f"], { start: 2, end: 5 })).toBe(-2);
  expect(movedBy(before, ["x", "y"], { start: 0, end: 5 })).toBe(0);
});

test("a flood of messages is many blocks, each named once for those who look", () => {
  const flood = Array.from({ length: 100 }, (_, index) => aMessage(index + 1, { created_at: minute(1) }));
  const blocks = blocksOf(layOut(flood, [], ben));
  expect(blocks.map((block) => block.kind)).toEqual(["day", "run", "run", "run", "run", "run"]);
  expect(blocks.map((block) => block.kind === "run" && block.continued)).toEqual([
    false,
    false,
    true,
    true,
    true,
    true,
  ]);
  expect(blocks.flatMap((block) => block.keys)).toHaveLength(100);
});

test("a longer text is thought to be taller before it is measured", () => {
  const height = (content: string) =>
    estimatedHeight(blocksOf(layOut([aMessage(1, { content })], [], ben))[1] ?? never());
  expect(height("x".repeat(600))).toBeGreaterThan(height("x") + 100);
});

function never(): never {
  throw new Error("a run was expected");
}
