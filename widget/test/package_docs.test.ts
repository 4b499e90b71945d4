// What docs/widget.md says about the chat without a face is all there is, and all there is it says.
import { expect, it } from "vitest";
import docs from "../../docs/widget.md?raw";
import { BLANK } from "../src/client/chat_client";
import { createSupportChat, SupportChat } from "../src/packages/support_chat";
import source from "../src/packages/support_chat.ts?raw";

const section = docs.slice(docs.indexOf("### The chat without a face"), docs.indexOf("### React and Vue"));

/** The names in code marks in the first column of the table under this heading. */
function named(heading: string): string[] {
  const rows = section.slice(section.indexOf(`| ${heading} |`)).split("\n\n")[0] ?? "";
  const cells = rows.split("\n").slice(2);
  return cells.flatMap((row) =>
    [...(row.split(" | ")[0] ?? "").matchAll(/`(\w+)/g)].map(([, name]) => name ?? ""),
  );
}

it("has every method, and no other", () => {
  const own = Object.getOwnPropertyNames(createSupportChat({}));
  const methods = [...Object.getOwnPropertyNames(SupportChat.prototype), ...own];
  expect(named("method").sort()).toEqual(methods.filter((name) => name !== "constructor").sort());
});

it("has every part of the state, and no other", () => {
  expect(named("state").sort()).toEqual(Object.keys(BLANK).sort());
});

it("has every option, and no other", () => {
  const options = source.split("export interface SupportChatOptions {")[1]?.split("\n}")[0] ?? "";
  expect(named("option").sort()).toEqual(
    [...options.matchAll(/readonly (\w+)\?/g)].map(([, name]) => name).sort(),
  );
});
