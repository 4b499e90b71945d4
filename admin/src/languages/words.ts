// The language the page speaks. One for all of it: views and rules ask here, and main.tsx chooses before it draws.
import { Observable } from "../observable";
import english from "./en";
import type { Counted, Texts, Word } from "./texts";

export interface Spoken {
  readonly texts: Texts;
  /** For Intl: the language with the region people want their dates in. */
  readonly tag: string;
  readonly rtl: boolean;
}

class Speaking extends Observable<Spoken> {
  /** Each format is made once: making one costs more than using it a hundred times. */
  dates = new Map<object, Intl.DateTimeFormat>();
  relatives = new Map<string, Intl.RelativeTimeFormat>();
  units = new Map<string, Intl.NumberFormat>();

  speak(language: Spoken): void {
    this.dates = new Map();
    this.relatives = new Map();
    this.units = new Map();
    this.become(language);
  }
}

/** Views follow it; whoever only wants a word asks `say`. */
export const speaking = new Speaking({ texts: english, tag: "en", rtl: false });

export function speak(language: Spoken): void {
  speaking.speak(language);
}

export function inLanguage(): Spoken {
  return speaking.getState();
}

type Values = Readonly<Record<string, string>>;

export function say(word: Word, values: Values = {}): string {
  return filled(inLanguage().texts[word], values);
}

export function count(word: Counted, number: number, values: Values = {}): string {
  const forms = inLanguage().texts[word];
  const form = forms[new Intl.PluralRules(inLanguage().tag).select(number)] ?? forms.other;
  return filled(form, { count: number.toLocaleString(inLanguage().tag), ...values });
}

export function formatNumber(number: number): string {
  return number.toLocaleString(inLanguage().tag);
}

export function formatDate(options: Intl.DateTimeFormatOptions, time: number): string {
  const format = kept(speaking.dates, options, () => new Intl.DateTimeFormat(inLanguage().tag, options));
  return format.format(time);
}

type Unit = "second" | "minute" | "hour" | "day";

export function formatRelative(value: number, unit: Unit, style: "narrow" | "long"): string {
  const make = () => new Intl.RelativeTimeFormat(inLanguage().tag, { numeric: "auto", style });
  return kept(speaking.relatives, style, make).format(value, unit);
}

export function formatUnit(value: number, unit: Unit): string {
  const make = () => new Intl.NumberFormat(inLanguage().tag, { style: "unit", unit, unitDisplay: "short" });
  return kept(speaking.units, unit, make).format(value);
}

function kept<Key, Format>(formats: Map<Key, Format>, key: Key, make: () => Format): Format {
  const format = formats.get(key) ?? make();
  formats.set(key, format);
  return format;
}

function filled(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = values[name];
    if (value === undefined) return hole;
    // A Latin name in an Arabic sentence would else pull the full stop to the wrong end.
    return inLanguage().rtl ? `\u2068${value}\u2069` : value;
  });
}
