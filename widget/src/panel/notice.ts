// A notification of the system's for messages that come while nobody looks at the page.
import type { Message } from "../core/types";

/** So long another tab has for showing that the message is being read there. */
const PATIENCE_MS = 1_500;
const LONGEST = 160;

interface NoticeOptions {
  readonly title: string;
  readonly lang: string;
  readonly dir: "ltr" | "rtl";
  /** Two tabs of one chat name it alike, and the system shows one. */
  readonly tag: string;
  readonly onClick: () => void;
}

export class Notice {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #shown: Notification | null = null;
  #announced = "";

  announce(message: Message, { title, lang, dir, tag, onClick }: NoticeOptions): void {
    clearTimeout(this.#timer);
    this.#announced = message.id;
    this.#timer = setTimeout(() => {
      if (!document.hidden || Notification.permission !== "granted") return;
      const body = [...message.content].slice(0, LONGEST).join("");
      try {
        this.#shown = new Notification(title, { body, lang, dir, tag });
      } catch {
        // Some phones only let service workers do it.
        return;
      }
      this.#shown.onclick = () => {
        window.focus();
        onClick();
        this.withdraw();
      };
    }, PATIENCE_MS);
  }

  /** Nothing that its author has withdrawn stays on the screen. */
  look(messages: readonly Message[]): void {
    if (messages.some(({ id, unsent_at }) => unsent_at && id === this.#announced)) this.withdraw();
  }

  /** It was read, here or elsewhere. */
  withdraw(): void {
    clearTimeout(this.#timer);
    this.#shown?.close();
    this.#shown = null;
  }
}
