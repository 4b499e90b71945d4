// What is found by what is typed after the slash, and where a slash means that.
import { describe, expect, test } from "vitest";
import { repliesFor, slashBefore } from "../src/reply_search";
import type { SavedReply } from "../src/saved_replies";

const reply = (name: string, content: string): SavedReply => ({
  id: name,
  version: 1,
  name,
  content,
  updated_at: "2026-11-23T12:00:00.000Z",
  updated_by: { id: "ada", name: "Ada" },
});
const REPLIES = [
  reply("Address", "Where should it go? A refund needs it, too."),
  reply("No refund", "Sadly not."),
  reply("Opening hours", "We are open from 9 to 5."),
  reply("Refund done", "The money is on its way."),
];
const namesFor = (typed: string) => repliesFor(REPLIES, typed).map(({ name }) => name);

describe("what is typed", () => {
  test("finds names before texts, and beginnings of names before the rest of them", () => {
    expect(namesFor("refund")).toEqual(["Refund done", "No refund", "Address"]);
  });

  test("finds by several words in any order, in whatever case", () => {
    expect(namesFor("DONE money")).toEqual(["Refund done"]);
    expect(namesFor("9 hours")).toEqual(["Opening hours"]);
  });

  test("finds all where nothing is typed, and nothing where nothing fits", () => {
    expect(namesFor("")).toHaveLength(4);
    expect(namesFor(" ")).toHaveLength(4);
    expect(namesFor("zebra")).toEqual([]);
  });
});

describe("a slash", () => {
  test.each([
    ["/", 0, ""],
    ["/ref", 0, "ref"],
    ["Hello\n/ref done", 6, "ref done"],
    ["/a\n/b", 3, "b"],
    ["/a/b", 0, "a/b"],
  ])("that begins the line of the caret asks for a reply: %j", (text, at, typed) => {
    expect(slashBefore(text, text.length)).toEqual({ at, typed });
  });

  test.each(["", "a", "a/", " /", "and/or", "/a\nb", `/${"x".repeat(61)}`, "https://"])(
    "does not in %j",
    (text) => {
      expect(slashBefore(text, text.length)).toBeNull();
    },
  );

  test("asks by what is before the caret only", () => {
    expect(slashBefore("/refund", 3)).toEqual({ at: 0, typed: "re" });
    expect(slashBefore("/refund", 0)).toBeNull();
    expect(slashBefore("/one\ntwo", 8)).toBeNull();
  });
});
