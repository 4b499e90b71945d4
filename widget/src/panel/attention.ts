// What draws the eye or the ear to a message: the number in the title, the tone, the notification. Fetched with the first one.
import type { Host } from "../contract";
import type { Message } from "../core/types";
import { Chime } from "./chime";
import type { Language } from "./language";
import { Notice } from "./notice";
import { TitleCount } from "./title_count";

export class Attention {
  readonly #host: Host;
  readonly #language: Language;
  readonly #chime = new Chime();
  readonly #notice = new Notice();
  readonly #title = new TitleCount();

  constructor(host: Host, language: Language) {
    this.#host = host;
    this.#language = language;
  }

  unread(count: number, messages: readonly Message[]): void {
    this.#title.show(this.#host.options.titleCount === false ? 0 : count);
    this.#notice.look(messages);
    if (count === 0) this.#notice.withdraw();
  }

  arrived(message: Message, chatId: string): void {
    const { options, open } = this.#host;
    const { Notification } = globalThis;
    const { texts, tag, dir } = this.#language;
    if (options.sound !== false) this.#chime.play();
    if (options.notifications === false || !document.hidden || Notification?.permission !== "granted") return;
    this.#notice.announce(message, {
      title: options.title ?? texts.title,
      lang: tag,
      dir,
      tag: `support-chat ${chatId}`,
      onClick: open,
    });
  }

  end(): void {
    this.#title.show(0);
    this.#notice.withdraw();
    this.#chime.end();
  }
}
