// Keys, commands and the icon.
import { expect, test } from "vitest";
import { chatCommands, matching } from "../src/commands";
import { iconWith } from "../src/favicon";
import { MEANINGS, shortcutOf } from "../src/keys";
import { languageTag, loadLanguage } from "../src/languages/load";
import { aRow } from "./samples";

const press = (
  key: string,
  held: Partial<Record<"ctrlKey" | "metaKey" | "altKey" | "isComposing", true>> = {},
) => {
  return { key, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, ...held };
};
const reading = { writing: false, letters: true };
const writing = { writing: true, letters: true };

test("letters are shortcuts where nothing is written, and text where something is", () => {
  expect(shortcutOf(press("j"), reading)).toBe("next");
  expect(shortcutOf(press("?"), reading)).toBe("sheet");
  expect(shortcutOf(press("j"), writing)).toBeNull();
  expect(shortcutOf(press("j"), { writing: false, letters: false })).toBeNull();
});

test("the palette and the next chat are reached from within a reply, too", () => {
  expect(shortcutOf(press("k", { ctrlKey: true }), writing)).toBe("palette");
  expect(shortcutOf(press("K", { metaKey: true }), writing)).toBe("palette");
  expect(shortcutOf(press("ArrowDown", { altKey: true }), writing)).toBe("next");
});

test("the browser's own keys and input methods stay what they are", () => {
  for (const key of ["r", "c", "n", "1"])
    expect(shortcutOf(press(key, { ctrlKey: true }), reading)).toBeNull();
  expect(shortcutOf(press("j", { isComposing: true }), reading)).toBeNull();
  expect(shortcutOf(press("x"), reading)).toBeNull();
});

test("every shortcut of the sheet does what it says", () => {
  for (const { shortcut, keys } of MEANINGS) {
    const [key = ""] = keys;
    const pressed = key === "Ctrl K" ? press("k", { ctrlKey: true }) : press(key.toLowerCase());
    expect(shortcutOf(pressed, reading), key).toBe(shortcut);
  }
});

test("a chat is found by parts of its name and address, in any order", () => {
  const rows = [aRow("ana", { user_name: "Ana Albers" }), aRow("ben", { user_name: "Ben" })];
  const titles = (typed: string) => chatCommands(rows, typed, () => {}).map(({ title }) => title);
  expect(titles("alb ANA")).toEqual(["Ana Albers"]);
  expect(titles("ben@example")).toEqual(["Ben"]);
  expect(titles("  ")).toEqual([]);
  expect(matching(["Archive", "Sign out"], "out", (text) => text)).toEqual(["Sign out"]);
});

test("the icon shows how many are unseen, and is plain for none", () => {
  expect(iconWith(0)).toBeNull();
  expect(decodeURIComponent(iconWith(7) ?? "")).toContain(">7</text>");
  expect(decodeURIComponent(iconWith(120) ?? "")).toContain(">99+</text>");
});

test("the language is the wish, else the browser's first that we speak, with its region", () => {
  expect(languageTag("", ["pl", "de-AT", "en-GB"])).toBe("de-AT");
  expect(languageTag("en", ["de-AT", "en-GB"])).toBe("en-GB");
  expect(languageTag("ja", ["de"])).toBe("ja");
  expect(languageTag("xx", ["pl"])).toBe("en");
});

test("every language has texts of its own, with all the holes that English has", async () => {
  const holes = (text: unknown) => [...JSON.stringify(text).matchAll(/\{\w+\}/g)].map(String).sort();
  const english = (await loadLanguage("en")).texts;
  for (const tag of ["de", "fr", "es", "pt", "ja", "ar"]) {
    const { texts, rtl } = await loadLanguage(tag);
    expect(rtl).toBe(tag === "ar");
    expect(texts.archive).not.toBe(english.archive);
    for (const [word, text] of Object.entries(english)) {
      const said = texts[word as keyof typeof texts];
      if (typeof text === "string") expect(holes(said), `${tag}: ${word}`).toEqual(holes(text));
      else expect(said, `${tag}: ${word}`).toHaveProperty("other");
    }
  }
});
