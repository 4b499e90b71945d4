// The button as it looks while there is something behind it: open or closed, how much is unread, or in trouble.
import type { Chat } from "../contract";
import styles from "./styles.css";

export class Launcher {
  opened = false;
  /** The page wants no button. */
  away = false;
  /** The chat could not be loaded. */
  troubled = false;
  unread = 0;
  /** The same in words. */
  said = "";
  readonly #chat: Chat;
  readonly #badge = document.createElement("b");

  constructor(chat: Chat) {
    this.#chat = chat;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    chat.root.adoptedStyleSheets.push(sheet);
    this.#badge.part.add("badge");
    // Beside the button and not in it: the name says the number in words, and a name must have all that is written in it.
    this.#badge.setAttribute("aria-hidden", "true");
    chat.button.replaceChildren();
    chat.button.after(this.#badge);
  }

  end(): void {
    this.#badge.remove();
  }

  draw(): void {
    const { unread, said, opened, troubled } = this;
    const chat = this.#chat;
    const { button } = chat;
    chat.look();
    button.hidden = !!button.hidden || this.away;
    this.#badge.textContent = troubled ? "!" : unread > 9 ? "9+" : `${unread || ""}`;
    const count = said || unread;
    if (count) button.setAttribute("aria-label", `${button.getAttribute("aria-label")}, ${count}`);
    button.setAttribute("aria-expanded", `${opened}`);
    chat.toggleAttribute("open", opened);
    chat.toggleAttribute("bare", !!button.hidden);
  }
}
