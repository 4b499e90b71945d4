// How an agent likes the dashboard, kept in this browser: nothing of it is about a customer.
import { ORDERS, type Order } from "./lists";
import { Observable } from "./observable";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export interface Wishes {
  readonly theme: Theme;
  readonly sound: boolean;
  /** Where the browser allows them. */
  readonly notify: boolean;
  /** Single letters as shortcuts; those who speak to their computer switch them off. */
  readonly letters: boolean;
  /** Of the lists that have one. */
  readonly order: Order;
  /** "" is the browser's own. */
  readonly language: string;
}

const KEY = "support-chat.preferences";
const USUAL: Wishes = {
  theme: "system",
  sound: true,
  notify: true,
  letters: true,
  order: "oldest",
  language: "",
};

export class Preferences extends Observable<Wishes> {
  readonly #storage: Pick<Storage, "getItem" | "setItem">;

  constructor(storage: Pick<Storage, "getItem" | "setItem">) {
    super(read(storage));
    this.#storage = storage;
  }

  set(change: Partial<Wishes>): void {
    this.become({ ...this.getState(), ...change });
    try {
      this.#storage.setItem(KEY, JSON.stringify(this.getState()));
    } catch {
      // Storage full or forbidden: it holds as long as the page does.
    }
  }
}

/** Whatever is stored, by whichever version: only what makes sense is taken. */
function read(storage: Pick<Storage, "getItem">): Wishes {
  try {
    const stored: unknown = JSON.parse(storage.getItem(KEY) ?? "{}");
    const { theme, sound, notify, letters, order, language } = stored as Record<string, unknown>;
    return {
      theme: THEMES.find((known) => known === theme) ?? USUAL.theme,
      sound: typeof sound === "boolean" ? sound : USUAL.sound,
      notify: typeof notify === "boolean" ? notify : USUAL.notify,
      letters: typeof letters === "boolean" ? letters : USUAL.letters,
      order: ORDERS.find((known) => known === order) ?? USUAL.order,
      language: typeof language === "string" ? language : USUAL.language,
    };
  } catch {
    return USUAL;
  }
}
