// What a saved reply becomes for this customer, and what stays to be filled in.
import { describe, expect, test } from "vitest";
import { filled, fillingFor, gapIn } from "../src/placeholders";

const ADA = { name: "Ada Agent" };
const ALICE = { user_name: "Alice Archer", user_email: "alice@example.com" };
const NOBODY = { user_name: null, user_email: "" };
const alice = fillingFor(ALICE, ADA);
const nobody = fillingFor(NOBODY, ADA);

describe("a placeholder", () => {
  test.each([
    ["{{name}}", "Alice Archer"],
    ["{{first_name}}", "Alice"],
    ["{{email}}", "alice@example.com"],
    ["{{agent}}", "Ada Agent"],
    ["Hello {{ Name }}, this is {{agent}}.", "Hello Alice Archer, this is Ada Agent."],
    ["{{name|there}} {{name|}}", "Alice Archer Alice Archer"],
    ["{{name}}{{name}}", "Alice ArcherAlice Archer"],
  ])("is filled: %s", (content, text) => {
    expect(filled(content, alice)).toBe(text);
  });

  test.each([
    ["Hello {{name}}", "Hello {{name}}"],
    ["Hello {{first_name|there}}", "Hello there"],
    ["Hello {{name| dear customer }}!", "Hello dear customer!"],
    ["Hello{{name|}}!", "Hello!"],
    ["{{email|no address}}", "no address"],
    ["{{name|there}} and {{name|you}}", "there and you"],
  ])("without a value has its fallback, or stays: %s", (content, text) => {
    expect(filled(content, nobody)).toBe(text);
  });

  test.each([
    "{{order}}",
    "{{nmae|there}}",
    "{{}}",
    "{{name",
    "{name}",
    "{{na{{me}}",
    "{{constructor}}",
    "{{__proto__|x}}",
    "{{na\nme}}",
  ])("that nobody knows stays as it is: %s", (content) => {
    expect(filled(content, alice)).toBe(content);
  });

  test("is never read out of what a customer calls themselves", () => {
    const hostile = fillingFor({ user_name: "{{email}} $& $1", user_email: "a@example.com" }, ADA);
    expect(filled("Hello {{name}}", hostile)).toBe("Hello {{email}} $& $1");
  });

  test("of an agent without a name tells no customer the agent's address", () => {
    expect(filled("{{agent|Your support}}", fillingFor(ALICE, { name: "ada@shop.example" }))).toBe(
      "Your support",
    );
  });

  test("before the chat is known has no value", () => {
    expect(filled("{{name|there}}", fillingFor(null, ADA))).toBe("there");
  });
});

describe("the gap", () => {
  test.each([
    ["Hello {{name}}, {{order}}", "{{name}}"],
    ["Hello {{name", "{{"],
    ["a }} b {{x}}", "{{x}}"],
  ])("in %s is the first", (text, gap) => {
    const found = gapIn(text);
    expect(text.slice(found?.start, found?.end)).toBe(gap);
  });

  test.each(["", "Hello", "{name}", "}} {"])("is not in %j", (text) => {
    expect(gapIn(text)).toBeNull();
  });
});
