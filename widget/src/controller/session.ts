// What runs for one person: a look now and again while the chat was never opened, then the panel.
import { type LoadConfig, openAccount, type Person, siteConfig } from "../client/account";
import type { Chat, Host, Identity, Panel } from "../contract";
import { loadVocabulary } from "../languages/load";
import { storedVisitor, watch } from "./watch";

/** What the controller does for the panel. */
export type Services = Pick<Host, "showUnread" | "complain" | "open" | "close">;

export class Session {
  readonly #chat: Chat;
  readonly #services: Services;
  readonly #config: LoadConfig;
  readonly #person: Person | null;
  readonly #watching = new AbortController();
  #panel: Promise<Panel> | null = null;
  #ended = false;

  constructor(chat: Chat, identity: Identity | null, services: Services) {
    this.#chat = chat;
    this.#services = services;
    this.#config = siteConfig(chat.setup.base, chat.options);
    this.#person = identity && openAccount(this.#config, identity);
  }

  watch(): void {
    const known =
      this.#person ?? (this.#chat.options.visitors === false ? null : storedVisitor(this.#config));
    if (!known) return;
    const onFound = (unread: number) => {
      this.#services.showUnread(unread);
      this.panel().catch(() => {});
    };
    watch(this.#config, known, onFound, this.#watching.signal);
  }

  /** Made once; it has its own connection and needs no watching beside it. */
  panel(): Promise<Panel> {
    if (this.#panel) return this.#panel;
    const making = this.#make();
    this.#panel = making;
    // A failure is not remembered: the next one asks again.
    making.catch(() => {
      this.#panel = null;
    });
    return making;
  }

  /** Where there is one, or one on its way. */
  ifPanel(action: (panel: Panel) => void): void {
    this.#panel?.then(action, () => {});
  }

  end(): void {
    this.#ended = true;
    this.#watching.abort();
    this.ifPanel((panel) => panel.destroy());
  }

  async #make(): Promise<Panel> {
    // What the panel asks for first comes beside its code, and not after it.
    this.#config().catch(() => {});
    const [{ createPanel }, words] = await Promise.all([
      this.#chat.setup.panel(),
      loadVocabulary(this.#chat.options),
    ]);
    await breath();
    // Nobody waits for it any more.
    if (this.#ended) return new Promise(() => {});
    this.#watching.abort();
    const panel = createPanel(this.#host(words));
    await breath();
    return panel;
  }

  #host(words: Host["words"]): Host {
    const chat = this.#chat;
    return {
      ...this.#services,
      root: chat.root,
      get options() {
        return chat.options;
      },
      config: this.#config,
      person: this.#person,
      words,
      emit: chat.setup.listeners.emit,
    };
  }
}

/** The page gets its turn between two pieces of work. */
function breath(): Promise<void> {
  return new Promise((done) => setTimeout(done));
}
