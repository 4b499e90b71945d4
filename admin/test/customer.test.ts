// What an agent reads about a customer.
import { expect, test } from "vitest";
import { browserName, languageName, localTime, nameOf, pageLink } from "../src/customer";

test("without a name and an address a customer is a visitor with enough of the id to tell two apart", () => {
  const someone = { id: "1f2e3d4c-0000-4000-8000-000000000000", user_name: null, user_email: "" };
  expect(nameOf(someone)).toBe("Visitor 1f2e3d");
  expect(nameOf({ ...someone, user_email: "a@example.com" })).toBe("a@example.com");
  expect(nameOf({ ...someone, user_name: " Ana ", user_email: "a@example.com" })).toBe("Ana");
  expect(nameOf({ ...someone, user_name: "  " })).toBe("Visitor 1f2e3d");
});

test("a page is a link only where following it can do nothing but open it", () => {
  expect(pageLink("https://shop.example/tents/%C3%A9t%C3%A9")).toEqual({
    href: "https://shop.example/tents/%C3%A9t%C3%A9",
    words: "shop.example/tents/été",
  });
  expect(pageLink("http://shop.example/")?.words).toBe("shop.example");
  for (const page of [
    "javascript:alert(1)",
    "data:text/html,x",
    "//shop.example",
    "shop",
    "ftp://a.example/",
    "https://shop.example@evil.example/",
  ]) {
    expect(pageLink(page), page).toBeNull();
  }
  expect(pageLink("https://shop.example/%E0%A4%A")?.words).toBe("shop.example/%E0%A4%A");
});

test.each([
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Firefox 140 on Windows",
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
    "Safari 18 on macOS",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    "Safari 18 on iOS",
  ],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0",
    "Edge 143 on Windows",
  ],
  [
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36",
    "Chrome 143 on Android",
  ],
  ["curl/8.5.0", "curl/8.5.0"],
])("the browser %s is called %s", (userAgent, name) => {
  expect(browserName(userAgent)).toBe(name);
});

test("a browser nobody knows is shown as it calls itself, and no longer than a line", () => {
  expect(browserName("x".repeat(300))).toHaveLength(61);
});

test("a language is told by its name, and what is no language is left out", () => {
  expect(languageName("de-AT")).toBe("Austrian German");
  expect(languageName("ja")).toBe("Japanese");
  expect(languageName("no language")).toBeNull();
  expect(languageName("zz")).toBeNull();
});

test("their local time has the day and the zone, and a zone that does not exist has none", () => {
  const noon = Date.UTC(2026, 10, 23, 12);
  expect(localTime("Asia/Tokyo", noon)).toMatch(/^Mon,? 9:00.PM GMT\+9$/);
  expect(localTime("Pacific/Kiritimati", noon)).toContain("Tue");
  expect(localTime("Europe/Atlantis", noon)).toBeNull();
});
