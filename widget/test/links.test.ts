// What becomes clickable in a message, and what never does.
import { describe, expect, it } from "vitest";
import { piecesOf } from "../src/core/links";

const linksIn = (content: string) => piecesOf(content).flatMap(({ href }) => href ?? []);
const linkTexts = (content: string) => piecesOf(content).flatMap(({ text, href }) => (href ? [text] : []));

describe("a message", () => {
  it.each([
    "no link at all",
    "see https://shop.example/a?b=c#d and (http://b.example), or mail me@shop.example!",
    "https://a.example https://b.example",
    "😀 https://a.example\n\nمرحبا",
    "",
  ])("keeps every character: %j", (content) => {
    const pieces = piecesOf(content);
    expect(pieces.map(({ text }) => text).join("")).toBe(content);
    expect(pieces.every(({ text }) => text !== "")).toBe(true);
  });
});

describe("a link", () => {
  it.each([
    ["https://shop.example/a?b=c&d=%20#e", "https://shop.example/a?b=c&d=%20#e"],
    ["HTTP://SHOP.EXAMPLE", "http://shop.example/"],
    ["http://localhost:8080/x", "http://localhost:8080/x"],
    ["mailto:help@shop.example?subject=Tent", "mailto:help@shop.example?subject=Tent"],
    ["help+tents@shop.co.example", "mailto:help+tents@shop.co.example"],
  ])("is %s", (content, href) => {
    expect(linksIn(content)).toEqual([href]);
  });

  it.each([
    ["Look at https://shop.example/a.", "https://shop.example/a"],
    ["Really? https://shop.example/a?!", "https://shop.example/a"],
    ["(https://shop.example/a)", "https://shop.example/a"],
    ["https://wiki.example/Tent_(shelter)", "https://wiki.example/Tent_(shelter)"],
    ["(see https://wiki.example/Tent_(shelter)).", "https://wiki.example/Tent_(shelter)"],
    ["詳しくはhttps://shop.example/テントをご覧ください", "https://shop.example/"],
    ["<https://shop.example/a>", "https://shop.example/a"],
    ['"https://shop.example/a"', "https://shop.example/a"],
    ["*https://shop.example/a*", "https://shop.example/a"],
    ["me@shop.example.", "me@shop.example"],
  ])("ends where the sentence goes on: %s", (content, link) => {
    expect(linkTexts(content)).toEqual([link]);
  });

  it.each([
    "javascript:alert(1)",
    "JavaScript://shop.example/%0Aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "ftp://shop.example/a",
    "tel:+15550100",
    "https://",
    "https://bank.example@elsewhere.example/",
    "https://user:pass@shop.example/",
    "https://аpple.example/",
    "xhttps://shop.example",
    "mailto:",
    "a@b",
    "<img src=x onerror=alert(1)>",
    "www.shop.example",
  ])("is never %s", (content) => {
    expect(linksIn(content)).toEqual([]);
  });

  it("is found fast in the longest of messages, whatever they are made of", () => {
    const started = performance.now();
    for (const brick of ["a", "a.", "a@", ".", ")", "https://", "http://a.", "a@a.", "mailto:a"]) {
      piecesOf(brick.repeat(4_000 / brick.length));
    }
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
