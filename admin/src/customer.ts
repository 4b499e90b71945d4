// What is known of a customer, in words people read. All of it is the customer's or their browser's claim.
import type { InboxRow } from "@support-chat/widget/core";
import { inLanguage, say } from "./languages/words";

const SHORT_ID = 6;

/** Their name, else their address, else "Visitor" and enough of the id to tell two apart. */
export function nameOf(chat: Pick<InboxRow, "id" | "user_name" | "user_email">): string {
  return chat.user_name?.trim() || chat.user_email || say("visitor", { id: shortId(chat.id) });
}

export function shortId(chatId: string): string {
  return chatId.replaceAll("-", "").slice(0, SHORT_ID);
}

export interface PageLink {
  href: string;
  /** Without the scheme, which says nothing. */
  words: string;
}

/** Only http and https can be followed: an agent's click must never run anything. */
export function pageLink(page: string): PageLink | null {
  if (!URL.canParse(page)) return null;
  const { protocol, host, pathname, href, username, password } = new URL(page);
  if (!/^https?:$/.test(protocol) || username || password) return null;
  return { href, words: host + (pathname === "/" ? "" : readable(pathname)) };
}

function readable(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/** In this order: each of them claims to be those below it as well. */
const BROWSERS: ReadonlyArray<[name: string, version: RegExp]> = [
  ["Edge", /Edg(?:e|A|iOS)?\/(\d+)/],
  ["Opera", /(?:OPR|OPiOS)\/(\d+)/],
  ["Samsung Internet", /SamsungBrowser\/(\d+)/],
  ["Firefox", /(?:Firefox|FxiOS)\/(\d+)/],
  ["Chrome", /(?:Chrome|CriOS)\/(\d+)/],
  ["Safari", /Version\/(\d+)[\d.]* (?:Mobile\/\w+ )?Safari\//],
];

const SYSTEMS: ReadonlyArray<[name: string, sign: RegExp]> = [
  ["iOS", /iPhone|iPod/],
  ["iPadOS", /iPad/],
  ["Android", /Android/],
  ["Windows", /Windows NT/],
  ["ChromeOS", /CrOS/],
  ["macOS", /Mac OS X|Macintosh/],
  ["Linux", /Linux/],
];

const LONGEST_UNKNOWN = 60;

/** "Firefox 140 on Windows"; what is not known is shown as it calls itself, cut. */
export function browserName(userAgent: string): string {
  const found = BROWSERS.map(([name, version]) => [name, version.exec(userAgent)?.[1]] as const).find(
    ([, version]) => version,
  );
  const system = SYSTEMS.find(([, sign]) => sign.test(userAgent))?.[0];
  if (!found) {
    return userAgent.length > LONGEST_UNKNOWN ? `${userAgent.slice(0, LONGEST_UNKNOWN)}…` : userAgent;
  }
  const browser = found.join(" ");
  return system ? say("browserOn", { browser, system }) : browser;
}

/** "German (Austria)" for de-AT; null where the browser gave something that is no language. */
export function languageName(tag: string): string | null {
  try {
    return new Intl.DisplayNames(inLanguage().tag, { type: "language", fallback: "none" }).of(tag) ?? null;
  } catch {
    return null;
  }
}

/** "Mon, 14:05 (GMT+2)": with the day, since theirs may not be ours; null where the zone does not exist. */
export function localTime(timeZone: string, now: number): string | null {
  try {
    const format = new Intl.DateTimeFormat(inLanguage().tag, {
      weekday: "short",
      hour: "numeric",
      minute: "2-digit",
      timeZone,
      timeZoneName: "short",
    });
    return format.format(now);
  } catch {
    return null;
  }
}
