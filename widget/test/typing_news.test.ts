// That an answer is being written is said once before each message, not at every pause of the hands.
import { describe, expect, it } from "vitest";
import type { Message } from "../src/core/types";
import { TypingNews } from "../src/panel/typing_news";

const message = (seq: number): Message => ({
  id: `message-${seq}`,
  seq,
  content: "…",
  sender_type: "admin",
  client_message_id: null,
  read_at: null,
  created_at: "2026-01-01T00:00:00Z",
});

describe("that somebody is typing", () => {
  it("is said once until a message comes", () => {
    const news = new TypingNews();
    const messages = [message(1)];
    expect(news.hear({ typing: false, messages })).toBe(false);
    expect(news.hear({ typing: true, messages })).toBe(true);
    expect(news.hear({ typing: true, messages })).toBe(true);
    expect(news.hear({ typing: false, messages })).toBe(false);
    expect(news.hear({ typing: true, messages })).toBe(false);
    expect(news.hear({ typing: true, messages: [...messages, message(2)] })).toBe(true);
  });
});
