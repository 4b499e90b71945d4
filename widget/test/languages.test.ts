// Every language says everything, with the same blanks to fill in, and counts as its people count.
import { afterEach, describe, expect, it, vi } from "vitest";
import ar from "../src/languages/ar";
import { isRightToLeft, languageTag } from "../src/languages/choose";
import de from "../src/languages/de";
import en from "../src/languages/en";
import es from "../src/languages/es";
import fr from "../src/languages/fr";
import ja from "../src/languages/ja";
import { loadVocabulary } from "../src/languages/load";
import pt from "../src/languages/pt";
import type { Plural, Texts } from "../src/languages/texts";
import { Language } from "../src/panel/language";

const LANGUAGES: Record<string, Texts> = { ar, de, en, es, fr, ja, pt };
const NAMES = Object.keys(LANGUAGES);

const blanksOf = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([blank]) => blank).sort();

/** A page in a browser: what its html tag says, and what the person has set. */
function onPage(lang: string, languages: string[] = []): void {
  vi.stubGlobal("document", { documentElement: { lang } });
  vi.stubGlobal("navigator", { languages });
}

afterEach(() => vi.unstubAllGlobals());

describe.each(NAMES)("the catalogue %s", (name) => {
  const texts = LANGUAGES[name] as Texts;

  it("has every text, none of them empty, and no other", () => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(en).sort());
    for (const text of Object.values(texts)) {
      for (const said of typeof text === "string" ? [text] : Object.values(text)) expect(said).toMatch(/\S/);
    }
  });

  it("leaves the same blanks as English", () => {
    for (const [word, text] of Object.entries(texts)) {
      const english = (en as Texts)[word as keyof Texts];
      if (typeof text === "string") expect(blanksOf(text), word).toEqual(blanksOf(english as string));
      else expect(blanksOf(text.other), word).toEqual(blanksOf((english as Plural).other));
    }
  });

  it("has a form for every number that can come up", () => {
    const rules = new Intl.PluralRules(name);
    for (const forms of [texts.tooLong, texts.unread]) {
      for (let number = 1; number <= 10_000; number++) expect(forms).toHaveProperty(rules.select(number));
    }
  });

  it("says more than English does", () => {
    if (name === "en") return;
    const same = Object.keys(en).filter((word) => texts[word as keyof Texts] === en[word as keyof Texts]);
    // Words that are the same there.
    const shared = ["agent", "offline", "message", "messages", "connected", "minimize", "email"];
    expect(same.filter((word) => !shared.includes(word))).toEqual([]);
  });
});

describe("which language is spoken", () => {
  it("is the option, else the page's, else the first of the browser's that we speak", () => {
    onPage("fr", ["nl", "es-MX"]);
    expect(languageTag("de-AT")).toBe("de-AT");
    expect(languageTag()).toBe("fr");
    onPage("", ["nl", "es-MX"]);
    expect(languageTag()).toBe("es-MX");
    onPage("", ["nl"]);
    expect(languageTag()).toBe("en");
  });

  it("takes the country from the browser where the page names none", () => {
    onPage("en", ["de", "en-GB"]);
    expect(languageTag()).toBe("en-GB");
    expect(languageTag("en-US")).toBe("en-US");
  });

  it("forgives what is no language at all", () => {
    onPage("pt_BR");
    expect(languageTag()).toBe("pt-BR");
    onPage("not a language");
    expect(languageTag()).toBe("en");
  });

  it("runs from right to left in Arabic", () => {
    expect([isRightToLeft("ar-EG"), isRightToLeft("de"), isRightToLeft("arn")]).toEqual([true, false, false]);
  });
});

describe("the vocabulary", () => {
  it("is that of the language, with the page's own words in their place", async () => {
    onPage("de");
    const { texts, tag, rtl } = await loadVocabulary({ texts: { title: "Moin" } });
    expect([texts.title, texts.send, tag, rtl]).toEqual(["Moin", "Senden", "de", false]);
  });

  it("is English in words and dates where we do not speak the language", async () => {
    onPage("nl");
    expect(await loadVocabulary({})).toMatchObject({ texts: { send: "Send" }, tag: "en" });
  });

  it("follows the page into a language of its own words", async () => {
    onPage("he");
    const spoken = await loadVocabulary({ texts: { send: "שליחה" } });
    expect(spoken).toMatchObject({ texts: { send: "שליחה", retry: "Retry" }, tag: "he", rtl: true });
  });
});

describe("a language", () => {
  const speak = (tag: string) =>
    new Language({ texts: LANGUAGES[tag.slice(0, 2)] as Texts, tag, rtl: isRightToLeft(tag) });

  it("counts", () => {
    expect(speak("en").count(en.tooLong, 1)).toBe("1 character too long");
    expect(speak("en").count(en.tooLong, 1_200)).toBe("1,200 characters too long");
    expect(speak("de").count(de.unread, 1_200)).toBe("1.200 ungelesene Nachrichten");
    expect(speak("ar-AE").count(ar.unread, 2)).toBe("رسالتان غير مقروءتين");
    expect(speak("ar-AE").count(ar.unread, 3)).toBe("3 رسائل غير مقروءة");
  });

  it("names today, yesterday and other days", () => {
    const now = new Date(2024, 6, 15, 12).getTime();
    const at = (...date: [number, number, number]) => new Date(...date, 9).toISOString();
    expect(speak("en").day(at(2024, 6, 15), now)).toBe("Today");
    expect(speak("fr").day(at(2024, 6, 14), now)).toBe("Hier");
    expect(speak("de").day(at(2024, 6, 12), now)).toBe("Freitag, 12. Juli");
    expect(speak("ja").day(at(2023, 6, 12), now)).toBe("2023年7月12日");
  });
});
