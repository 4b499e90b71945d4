// A page that can be hidden or offline, and channels that say what a test wants.
import type { ChannelHandler, Message, Surroundings } from "@support-chat/widget/core";
import { vi } from "vitest";
import { AGENTS_CHANNEL } from "../src/agents_event";

type Change = "online" | "offline" | "visible" | "hidden";

export class Page implements Surroundings {
  shown = true;
  connected = true;
  #listeners = new Set<(change: Change) => void>();
  visible = () => this.shown;
  online = () => this.connected;
  onChange(listener: (change: Change) => void) {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
  becomes(change: Change) {
    if (change === "visible" || change === "hidden") this.shown = change === "visible";
    else this.connected = change === "online";
    for (const listener of this.#listeners) listener(change);
  }
}

export class Channels {
  handlers = new Map<string, ChannelHandler>();
  connect = vi.fn();
  disconnect = vi.fn();
  trigger = vi.fn();
  subscribe(name: string, handler: ChannelHandler) {
    this.handlers.set(name, handler);
    return () => void this.handlers.delete(name);
  }
  say(name: string, data: unknown) {
    this.handlers.get(AGENTS_CHANNEL)?.onEvent(name, data);
  }
  sayIn(chatId: string, message: Message) {
    const handler = this.handlers.get(`private-support-chat-${chatId}`);
    handler?.onEvent("new_message", { type: "new_message", message });
  }
}
