// A conversation's place on its realtime channel: joined at most once, and known to be live or not.
import { chatChannel } from "./events";
import type { Realtime } from "./realtime";
import type { ConnectionStatus } from "./types";

export type Channels = Pick<Realtime, "subscribe" | "trigger">;

export interface LinkOptions {
  readonly onEvent: (name: string, data: unknown) => void;
  /** `again`: as it was before. */
  readonly onLive: (again: boolean) => void;
  readonly onLost: () => void;
}

export class Link {
  readonly #options: LinkOptions;
  #realtime: Channels | null;
  #leave: (() => void) | null = null;
  #channel = "";
  #live = false;

  constructor(realtime: Channels | null, options: LinkOptions) {
    this.#realtime = realtime;
    this.#options = options;
  }

  /** Events of the channel reach us. */
  get live(): boolean {
    return this.#live;
  }

  attach(realtime: Channels): void {
    this.part();
    this.#realtime = realtime;
  }

  join(chatId: string): void {
    if (this.#realtime === null || this.#leave) return;
    const { onEvent, onLive, onLost } = this.#options;
    this.#channel = chatChannel(chatId);
    let again = false;
    this.#leave = this.#realtime.subscribe(this.#channel, {
      onEvent,
      onSubscribed: () => {
        this.#live = true;
        onLive(again);
        again = true;
      },
      onLost: () => {
        this.#live = false;
        onLost();
      },
    });
  }

  /** To the others on the channel; false: nobody can hear. */
  tell(event: string, data: unknown): boolean {
    if (this.#live) this.#realtime?.trigger(this.#channel, event, data);
    return this.#live;
  }

  part(): void {
    this.#leave?.();
    this.#leave = null;
    this.#live = false;
  }
}

export function connectionStatus(live: boolean, reachable: boolean, online: boolean): ConnectionStatus {
  // A socket may not know yet that it is dead; when the browser and our own requests agree, we do.
  if (live && (reachable || online)) return "connected";
  return reachable ? "polling" : "offline";
}
