// Everything behind the button: what the page asks for, who is there, and the panel when it is wanted.
import type { Chat, Commands, Controller, GivesToken, Identity, OptionChanges, Options } from "../contract";
import { Launcher } from "./launcher";
import { checked } from "./options";
import { Session } from "./session";
import { forgetEverybody, onForgotten } from "./storage";

/** What a panel is made with and cannot change. */
const MADE_WITH = ["apiUrl", "language", "texts", "visitors", "context"] as const;

export function createController(chat: Chat): Controller {
  return new LiveController(chat);
}

class LiveController implements Controller {
  readonly #chat: Chat;
  readonly #launcher: Launcher;
  #identity: Identity | null = null;
  /** null while what was asked for earlier is taken note of. */
  #session: Session | null = null;
  /** Our button, or what had the focus or was pressed in its place. */
  #opener: Element | null = null;
  #prefilled = "";
  readonly #end = new AbortController();

  /** `destroy` and `off` are the loader's; `boot` and `on` only come here to be checked. */
  readonly #commands: Record<Exclude<keyof Commands, "destroy" | "off">, (...args: never[]) => void> = {
    boot: () => {},
    update: (changes: OptionChanges) => this.#update(changes),
    identify: (getToken: GivesToken) => {
      if (typeof getToken !== "function") throw new TypeError("identify needs a function that gives a token");
      this.#change(getToken);
    },
    logout: () => {
      this.#signOut();
      forgetEverybody();
    },
    open: () => this.#open(),
    close: () => this.#close(),
    toggle: (opener?: HTMLElement) => (this.#launcher.opened ? this.#close() : this.#open(opener)),
    show: () => this.#show(true),
    hide: () => this.#show(false),
    send: (text: string) => this.#send(`${text}`),
    prefill: (text: string) => {
      this.#prefilled = `${text}`;
      this.#session?.ifPanel((panel) => panel.prefill(this.#taken()));
    },
    on: (name: string) => this.#complain(`there is no event "${name}"`),
  };

  constructor(chat: Chat) {
    this.#chat = chat;
    this.#launcher = new Launcher(chat);
    onForgotten(() => this.#signOut(), this.#end.signal);
    const given = chat.options;
    chat.options = {};
    this.#update(given);
    const calls = chat.calls.splice(0);
    // Messages go out under the name that the other calls end with.
    for (const call of calls) if (call[0] !== "send") this.run(...call);
    this.#begin();
    for (const call of calls) if (call[0] === "send") this.run(...call);
  }

  run(name: string, ...args: unknown[]): void {
    const commands = this.#commands as Record<string, (...args: unknown[]) => void>;
    try {
      if (Object.hasOwn(commands, name)) commands[name]?.(...args);
      else this.#complain(`there is no command "${name}"`);
    } catch (reason) {
      this.#complain(reason);
    }
  }

  end(): void {
    this.#end.abort();
    this.#session?.end();
    this.#launcher.opened = false;
    this.#showUnread(0);
    this.#launcher.end();
  }

  #update(changes: OptionChanges): void {
    const before = this.#chat.options;
    const right = checked(changes, (message) => this.#complain(message), this.#chat.setup.attributes);
    const now = { ...before, ...right } as Options;
    this.#chat.options = now;
    this.#launcher.draw();
    if (now.token !== before.token || now.tokenUrl !== before.tokenUrl)
      this.#change(now.token || now.tokenUrl ? now : null);
    else if (MADE_WITH.some((name) => now[name] !== before[name])) this.#change(this.#identity);
    else this.#session?.ifPanel((panel) => panel.update());
  }

  #signOut(): void {
    const { token, tokenUrl, ...options } = this.#chat.options;
    this.#chat.options = options;
    this.#close();
    this.#change(null);
  }

  /** Somebody else is there, or nobody any more: nothing of the one before stays. */
  #change(identity: Identity | null): void {
    this.#identity = identity;
    if (!this.#session) return;
    this.#session.end();
    this.#showUnread(0);
    this.#begin();
  }

  #begin(): void {
    this.#session = new Session(this.#chat, this.#identity, {
      showUnread: (count, said) => this.#showUnread(count, said),
      complain: (message) => this.#complain(message),
      open: () => this.#open(),
      close: () => this.#close(true),
    });
    if (this.#launcher.opened) this.#bring();
    else this.#session.watch();
  }

  #open(opener?: HTMLElement): void {
    if (this.#launcher.opened) return;
    const { button } = this.#chat;
    this.#opener = opener ?? (button.hidden ? document.activeElement : button);
    this.#turned(true);
    this.#bring();
  }

  /** The focus must not be lost with what it is in. */
  #close(byThePerson = !!this.#chat.root.activeElement): void {
    if (!this.#launcher.opened) return;
    this.#turned(false);
    this.#session?.ifPanel((panel) => panel.close());
    if (byThePerson) (this.#opener as HTMLElement | null)?.focus();
  }

  #turned(open: boolean): void {
    this.#launcher.opened = open;
    this.#launcher.troubled = false;
    this.#launcher.draw();
    this.#chat.setup.listeners.emit(open ? "open" : "close", undefined);
  }

  #bring(): void {
    const session = this.#session;
    session?.panel().then(
      (panel) => {
        if (this.#prefilled) panel.prefill(this.#taken());
        if (this.#launcher.opened && session === this.#session) panel.open();
      },
      (reason) => session === this.#session && this.#fail(reason),
    );
  }

  #send(text: string): void {
    this.#session?.panel().then(
      (panel) => panel.send(text),
      (reason) => this.#fail(reason),
    );
  }

  #taken(): string {
    const text = this.#prefilled;
    this.#prefilled = "";
    return text;
  }

  #show(button: boolean): void {
    if (!button) this.#close();
    this.#launcher.away = !button;
    this.#launcher.draw();
  }

  #showUnread(count: number, said = ""): void {
    const launcher = this.#launcher;
    const before = launcher.unread;
    launcher.unread = count;
    launcher.said = said;
    launcher.draw();
    if (count !== before) this.#chat.setup.listeners.emit("unread", count);
  }

  /** Closed again, for another try. */
  #fail(reason: unknown): void {
    this.#chat.setup.listeners.emit("error", reason);
    this.#close();
    this.#launcher.troubled = true;
    this.#launcher.draw();
  }

  /** The page asked for something wrong: it is told so, and goes on. */
  #complain(reason: unknown): void {
    const error = reason instanceof Error ? reason : new Error(`${reason}`);
    console.error("support-chat:", error.message);
    this.#chat.setup.listeners.emit("error", error);
  }
}
