// The sheet, the keys that do something and the table in docs/dashboard.md name the same.
/// <reference types="vite/client" />
import { expect, test } from "vitest";
import documentation from "../../docs/dashboard.md?raw";
import { MEANINGS, shortcutOf, WHILE_WRITING } from "../src/keys";
import english from "../src/languages/en";

/** What a list of rows does by itself, as every list does: no shortcut of ours. */
const OF_LISTS = ["arrows", "Page Up/Down", "Home", "End"];
const READING = { writing: false, letters: true };
const PLAIN = { ctrlKey: false, metaKey: false, altKey: false, isComposing: false };

const [, section = ""] = documentation.split("\n## By keyboard\n");
const rows = (section.split("\n## ")[0] ?? "").split("\n").filter((line) => line.startsWith("| "));
const documented = rows
  .slice(1)
  .flatMap((row) => (row.split("|")[1] ?? "").split(/, | \/ /))
  .map((key) => key.trim().replaceAll("`", ""));
const shown = [...MEANINGS, ...WHILE_WRITING].flatMap(({ keys }) => keys);
const spelled = shown.map((key) => key.replace("⌘ ", "⌘").replace(" ", "+"));

test("every key of the sheet is in the documentation, and no other", () => {
  expect(documented.filter((key) => !OF_LISTS.includes(key)).sort()).toEqual([...spelled].sort());
});

test("no key means two things in one place, and every line of the sheet has words of its own", () => {
  const words = [...MEANINGS, ...WHILE_WRITING].map(({ word }) => english[word]);
  for (const place of [MEANINGS, WHILE_WRITING]) {
    const keys = place.flatMap((meaning) => meaning.keys);
    expect(new Set(keys).size).toBe(keys.length);
  }
  expect(new Set(words).size).toBe(words.length);
});

test("every single key that does something stands in the sheet", () => {
  const keys = [..."abcdefghijklmnopqrstuvwxyz0123456789?/.,;'[]#"];
  const working = keys.filter((key) => shortcutOf({ ...PLAIN, key }, READING));
  const listed = MEANINGS.flatMap((meaning) => meaning.keys).filter((key) => key.length === 1);
  expect(working.sort()).toEqual(listed.map((key) => key.toLowerCase()).sort());
});
