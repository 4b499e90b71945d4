// Times as people say them, in the language of the page and the zone of the reader.
import { daysBetween } from "./calendar";
import { formatDate, formatRelative, formatUnit } from "./languages/words";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const CLOCK = { hour: "numeric", minute: "2-digit" } as const;
const WEEKDAY = { weekday: "long" } as const;
const DAY_AND_MONTH = { weekday: "long", day: "numeric", month: "long" } as const;
const FULL_DATE = { day: "numeric", month: "long", year: "numeric" } as const;
const SHORT_DATE = { day: "numeric", month: "short" } as const;
const SHORT_DATE_WITH_YEAR = { day: "numeric", month: "short", year: "numeric" } as const;
const EVERYTHING = { dateStyle: "full", timeStyle: "short" } as const;

/** For the inbox: "now", "5 min. ago", "2 hr. ago", "yesterday", "12 Mar". A clock that runs behind shows "now". */
export function timeAgo(iso: string, now: number): string {
  const then = Date.parse(iso);
  const age = now - then;
  if (age < MINUTE) return formatRelative(0, "second", "narrow");
  if (age < HOUR) return formatRelative(-Math.floor(age / MINUTE), "minute", "narrow");
  const days = daysBetween(then, now);
  if (age < DAY && days === 0) return formatRelative(-Math.floor(age / HOUR), "hour", "narrow");
  if (days < 7) return formatRelative(-days, "day", "narrow");
  return formatDate(sameYear(then, now) ? SHORT_DATE : SHORT_DATE_WITH_YEAR, then);
}

/** For the divider above a day's messages: "Today", "Yesterday", "Monday", "Monday 3 March", "3 March 2025". */
export function dayLabel(iso: string, now: number): string {
  const then = Date.parse(iso);
  const days = daysBetween(then, now);
  if (days <= 1) return capitalised(formatRelative(-Math.max(days, 0), "day", "long"));
  if (days < 7) return formatDate(WEEKDAY, then);
  return formatDate(sameYear(then, now) ? DAY_AND_MONTH : FULL_DATE, then);
}

/** How long somebody has been waiting: "12 min", "3 hr", "2 days"; null below a minute. */
export function lengthOfTime(iso: string, now: number): string | null {
  const age = now - Date.parse(iso);
  if (age < MINUTE) return null;
  if (age < HOUR) return formatUnit(Math.floor(age / MINUTE), "minute");
  if (age < DAY) return formatUnit(Math.floor(age / HOUR), "hour");
  return formatUnit(Math.floor(age / DAY), "day");
}

export function clockTime(iso: string): string {
  return formatDate(CLOCK, Date.parse(iso));
}

export function fullTime(iso: string): string {
  return formatDate(EVERYTHING, Date.parse(iso));
}

export function date(iso: string): string {
  return formatDate(FULL_DATE, Date.parse(iso));
}

function sameYear(one: number, other: number): boolean {
  return new Date(one).getFullYear() === new Date(other).getFullYear();
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
