// What the panel says: the words of the language, and numbers, days and times as its people write them.
import type { Problem } from "../core/types";
import type { Plural, Texts, Vocabulary } from "../languages/texts";

const DAY_MS = 86_400_000;

export class Language {
  readonly texts: Texts;
  readonly tag: string;
  readonly dir: "ltr" | "rtl";
  readonly #formats = new Map<object, Intl.DateTimeFormat>();

  constructor({ texts, tag, rtl }: Vocabulary) {
    this.texts = texts;
    this.tag = tag;
    this.dir = rtl ? "rtl" : "ltr";
  }

  number(value: number): string {
    return value.toLocaleString(this.tag);
  }

  count(forms: Plural, value: number): string {
    const form = forms[new Intl.PluralRules(this.tag).select(value)] ?? forms.other;
    // A browser's first formatted number costs it 20 ms, and small ones look alike.
    return form.replace("{count}", value < 1_000 ? `${value}` : this.number(value));
  }

  time(iso: string): string {
    return this.#format(CLOCK, moment(iso));
  }

  exactTime(iso: string): string {
    return this.#format(EXACT, moment(iso));
  }

  day(iso: string, now: number): string {
    const key = dayKey(iso);
    const ago = [now, now - DAY_MS].findIndex((at) => key === new Date(at).toDateString());
    if (ago >= 0) {
      const word = new Intl.RelativeTimeFormat(this.tag, { numeric: "auto" }).format(-ago, "day");
      return word.charAt(0).toLocaleUpperCase(this.tag) + word.slice(1);
    }
    const day = moment(iso);
    return this.#format(day.getFullYear() === new Date(now).getFullYear() ? WEEKDAY : DATE, day);
  }

  whyNotSent({ status }: Problem): string {
    return [403, 413, 422].includes(status) ? this.texts.notAccepted : "";
  }

  /** Each is made once: making one costs more than using it a hundred times. */
  #format(options: Intl.DateTimeFormatOptions, date: Date): string {
    const format = this.#formats.get(options) ?? new Intl.DateTimeFormat(this.tag, options);
    this.#formats.set(options, format);
    return format.format(date);
  }
}

const CLOCK = { hour: "numeric", minute: "2-digit" } as const;
const WEEKDAY = { weekday: "long", day: "numeric", month: "long" } as const;
const DATE = { dateStyle: "long" } as const;
const EXACT = { dateStyle: "medium", timeStyle: "short" } as const;

/** The server's time, or now where this device's clock is behind it: nothing was written in the future. */
function moment(iso: string): Date {
  return new Date(Math.min(Date.parse(iso), Date.now()));
}

/** The same for all moments of one local day. */
export function dayKey(iso: string): string {
  return moment(iso).toDateString();
}
