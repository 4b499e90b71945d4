// Chooses the language and fetches its catalogue: a chunk per language, English where there is none.
import english from "./en";
import type { Texts } from "./texts";
import type { Spoken } from "./words";

type Catalogue = () => Promise<{ default: Texts }>;

const CATALOGUES: Record<string, Catalogue> = {
  ar: () => import("./ar"),
  de: () => import("./de"),
  en: async () => ({ default: english }),
  es: () => import("./es"),
  fr: () => import("./fr"),
  ja: () => import("./ja"),
  pt: () => import("./pt"),
};

/** In their own names, as people look for them. */
export const LANGUAGES: Readonly<Record<string, string>> = {
  en: "English",
  de: "Deutsch",
  fr: "Français",
  es: "Español",
  pt: "Português",
  ja: "日本語",
  ar: "العربية",
};

const RIGHT_TO_LEFT = /^ar\b/;

/** The wish if there is one, else the first of the browser's that we speak; with the browser's region. */
export function languageTag(wish: string, browser: readonly string[]): string {
  if (wish in CATALOGUES) return browser.find((tag) => baseOf(tag) === wish) ?? wish;
  return browser.find((tag) => baseOf(tag) in CATALOGUES) ?? "en";
}

export async function loadLanguage(tag: string): Promise<Spoken> {
  try {
    const { default: texts } = (await CATALOGUES[baseOf(tag)]?.()) ?? { default: english };
    return { texts, tag, rtl: RIGHT_TO_LEFT.test(tag) };
  } catch {
    // The chunk is out of reach: better English than no dashboard.
    return { texts: english, tag: "en", rtl: false };
  }
}

function baseOf(tag: string): string {
  return tag.split("-", 1).join("").toLowerCase();
}
