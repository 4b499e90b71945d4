// What became of a message, in words.
import { expect, test } from "vitest";
import { fateOf } from "../src/fate";
import type { Mail } from "../src/mails";
import { clockTime } from "../src/time";
import { aMail, aMessage, minute } from "./samples";

const reply = aMessage(3, { sender_type: "admin" });
const at = minute(5);

test("seen counts for more than any mail, and both are told", () => {
  const seen = fateOf({ ...reply, read_at: minute(7) }, 3, aMail("sent"));
  expect(seen).toMatchObject({ kind: "seen", words: `Seen ${clockTime(minute(7))}` });
  expect(seen.title).toMatch(/Seen .*\nE-mailed .*/);
  expect(fateOf(reply, 3, aMail("bounced"))).toMatchObject({ kind: "seen", words: "Seen" });
});

test("what is not seen says what its mail did, or why there was none", () => {
  const told: Array<[Mail | null, string, string]> = [
    [null, "sent", "Sent"],
    [aMail("due"), "sent", "Sent"],
    [aMail("sending"), "sent", "Sent"],
    [aMail("sent"), "mailed", `E-mailed ${clockTime(at)}`],
    [aMail("bounced", "General"), "bounced", "E-mail bounced"],
    [aMail("complained", "abuse"), "bounced", "E-mail marked as spam"],
    [aMail("skipped", "unsubscribed"), "opted-out", "Opted out"],
    [aMail("skipped", "archived"), "not-mailed", "Not e-mailed (the chat was archived)"],
    [aMail("skipped", "bounced"), "not-mailed", "Not e-mailed (the address bounced)"],
    [aMail("skipped", "no_address"), "not-mailed", "Not e-mailed (the visitor left no address)"],
    [aMail("skipped", "unverified"), "not-mailed", "Not e-mailed (address not verified)"],
    [aMail("skipped"), "not-mailed", "Not e-mailed"],
    [aMail("failed", "MessageRejected"), "not-mailed", "Not e-mailed (refused by the mail service)"],
    [aMail("uncertain"), "not-mailed", "Perhaps e-mailed"],
  ];
  for (const [known, kind, words] of told) expect(fateOf(reply, 2, known)).toMatchObject({ kind, words });
});

test("a mail that is to come says when", () => {
  expect(fateOf(reply, 2, aMail("due")).title).toContain(clockTime(at));
});
