// Times as the inbox and the dividers say them.
import { beforeAll, expect, test } from "vitest";
import english from "../src/languages/en";
import { speak } from "../src/languages/words";
import * as time from "../src/time";

const now = new Date(2026, 10, 23, 15, 0).getTime();
const at = (day: number, hour: number, minutes = 0) => new Date(2026, 10, day, hour, minutes).toISOString();

beforeAll(() => speak({ texts: english, tag: "en-GB", rtl: false }));

test.each([
  [at(23, 15), "now"],
  [at(23, 15, 5), "now"],
  [at(23, 14, 58), "2 min ago"],
  [at(23, 9), "6 hr ago"],
  [at(22, 23, 50), "yesterday"],
  [at(20, 12), "3 days ago"],
  [at(10, 12), "10 Nov"],
  ["2025-03-04T12:00:00.000Z", "4 Mar 2025"],
])("%s reads %s in the inbox", (iso, expected) => {
  expect(time.timeAgo(iso, now).replaceAll(".", "")).toBe(expected);
});

test.each([
  [at(23, 0, 1), "Today"],
  [at(22, 23, 59), "Yesterday"],
  [at(19, 12), "Thursday"],
  [at(3, 12), "Tuesday 3 November"],
  ["2025-03-04T12:00:00.000Z", "4 March 2025"],
])("%s stands under %s", (iso, expected) => {
  expect(time.dayLabel(iso, now).replace(",", "")).toBe(expected);
});

test("how long somebody waits is said in the largest unit that is full", () => {
  expect(time.lengthOfTime(at(23, 14, 59), now - 1)).toBeNull();
  expect(time.lengthOfTime(at(23, 14, 48), now)).toMatch(/^12 mins?$/);
  expect(time.lengthOfTime(at(23, 11, 30), now)).toMatch(/^3 hr?s?$/);
  expect(time.lengthOfTime(at(21, 14), now)).toBe("2 days");
});
