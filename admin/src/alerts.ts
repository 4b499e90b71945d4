// What makes an agent look up: a tone and a desktop notification for a customer's new message.
import type { InboxRow } from "@support-chat/widget/core";
import { Chime } from "../../widget/src/panel/chime";
import { nameOf } from "./customer";
import type { Desk } from "./desk";
import { Observable } from "./observable";
import type { Preferences } from "./preferences";
import { hashOfChat } from "./route";

export type Permission = "ask" | "on" | "off" | "blocked" | "unsupported";

const MOST_AT_ONCE = 3;

export class Alerts extends Observable<Permission> {
  readonly #desk: Desk;
  readonly #preferences: Preferences;
  readonly #chime = new Chime();

  constructor(desk: Desk, preferences: Preferences) {
    super(permission(preferences));
    this.#desk = desk;
    this.#preferences = preferences;
  }

  start(): () => void {
    const undo = [
      this.#desk.inbox.onArrival((rows) => this.#arrived(rows)),
      this.#preferences.subscribe(() => this.become(permission(this.#preferences))),
    ];
    return () => {
      for (const each of undo) each();
      this.#chime.end();
    };
  }

  /** By a click only: browsers refuse any other, and remember that we asked. */
  async ask(): Promise<void> {
    if (this.getState() === "ask") await Notification.requestPermission();
    else if (this.getState() === "on" || this.getState() === "off") {
      this.#preferences.set({ notify: this.getState() === "off" });
    }
    this.become(permission(this.#preferences));
  }

  #arrived(rows: readonly InboxRow[]): void {
    const attended = document.hasFocus() && !document.hidden ? this.#desk.getState().selected : null;
    const news = rows.filter((row) => row.id !== attended);
    if (news.length === 0) return;
    if (this.#preferences.getState().sound) this.#chime.play();
    if (this.getState() !== "on" || (document.hasFocus() && !document.hidden)) return;
    for (const row of news.slice(0, MOST_AT_ONCE)) notify(row);
  }
}

function permission(preferences: Preferences): Permission {
  if (!("Notification" in window)) return "unsupported";
  if (Notification.permission === "default") return "ask";
  if (Notification.permission === "denied") return "blocked";
  return preferences.getState().notify ? "on" : "off";
}

/** One per chat: a second message replaces the first, here and from another tab. */
function notify(row: InboxRow): void {
  try {
    const shown = new Notification(nameOf(row), {
      body: row.last_message_preview ?? "",
      tag: `support-chat ${row.id}`,
    });
    shown.onclick = () => {
      window.focus();
      location.hash = hashOfChat(row.id);
      shown.close();
    };
  } catch {
    // Some phones have notifications for service workers only: the tone and the title are there anyway.
  }
}
