// What a report says in words. A histogram tells an upper bound, and is said as one.
import { formatDate, formatUnit, say } from "./languages/words";
import { type Durations, halfWithin } from "./report";

const DAY = { day: "numeric", month: "short", timeZone: "UTC" } as const;
// A unit is spoken of from so many seconds on: 24 hours promise no calendar day.
const UNITS = [
  { unit: "day", length: 86_400, from: 2 * 86_400 },
  { unit: "hour", length: 3_600, from: 3_600 },
  { unit: "minute", length: 60, from: 0 },
] as const;

/** "Half within 5 min" */
export function half(durations: Durations, ends: readonly number[]): string {
  const within = halfWithin(durations, ends);
  if (within === null) return say("noneCounted");
  if (within === "longer") return say("halfLater", { time: timeOf(ends.at(-1) ?? 0) });
  return say("halfWithin", { time: timeOf(within) });
}

/** A whole number of the largest unit that fits: "5 min", "4 hr", "3 days". */
export function timeOf(seconds: number): string {
  const { unit, length } = UNITS.find(({ from }) => seconds >= from) ?? UNITS[2];
  return formatUnit(Math.round(seconds / length), unit);
}

export function dayLabelOf(date: string): string {
  return formatDate(DAY, Date.parse(date));
}
