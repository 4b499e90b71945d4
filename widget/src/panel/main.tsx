/** @jsxImportSource . */
// The panel as the page gets it: made once, opened and closed many times, and gone without a trace.
import { ChatClient, type ChatState } from "../client/chat_client";
import type { Host, Panel as PanelHandle } from "../contract";
import type { ConnectionStatus, Message } from "../core/types";
import type { Attention } from "./attention";
import { Composer } from "./composer";
import { FULL_SCREEN, followKeyboard, keepFocus } from "./full_screen";
import { draw, type Ref } from "./jsx-runtime";
import { Language } from "./language";
import { MessageList } from "./message_list";
import { Panel } from "./panel";
import styles from "./styles/panel.css";
import { TypingNews } from "./typing_news";

let sheet: CSSStyleSheet | undefined;

function adoptStyles(root: ShadowRoot): void {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

export function createPanel(host: Host): PanelHandle {
  return new MountedPanel(host);
}

class MountedPanel implements PanelHandle {
  readonly #host: Host;
  readonly #language: Language;
  readonly #client: ChatClient;
  readonly #place = document.createElement("div");
  readonly #frame: Ref<HTMLElement> = { current: null };
  readonly #question: Ref<HTMLElement> = { current: null };
  readonly #typing = new TypingNews();
  readonly #list: MessageList;
  readonly #composer: Composer;
  readonly #fullScreen = matchMedia(FULL_SCREEN);
  readonly #touch = matchMedia("(pointer: coarse)");
  readonly #end = new AbortController();
  #shown = false;
  /** The focus waits on the frame for an input that may come. */
  #inputAwaited = false;
  /** Nothing is drawn before it is looked at for the first time. */
  #drawn = false;
  #status: ConnectionStatus | null = null;
  /** With which status the API refused, once told. */
  #refused = 0;
  #attention: Promise<Attention> | null = null;
  /** What the page has put into the person's mouth before anybody could take it. */
  #toSend: string[] = [];
  /** Another process knows, and the page stands still while it is asked: not with every drawing. null: to be asked. */
  #permission: NotificationPermission | "unsupported" | null = null;
  /** Whether a visitor's address is asked for: not before they have sent something, and once. */
  #ask: "no" | "later" | "now" = "no";

  constructor(host: Host) {
    this.#host = host;
    this.#language = new Language(host.words);
    const { visitors = true, context = true } = host.options;
    this.#client = new ChatClient({ config: host.config, person: host.person, visitors, context });
    const redraw = () => this.#draw();
    this.#list = new MessageList({
      language: this.#language,
      onRetry: (id) => this.#client.conversation?.retry(id),
      onReachTop: () => void this.#client.conversation?.loadOlder(),
      redraw,
    });
    this.#composer = new Composer({
      language: this.#language,
      onSend: (text) => this.#send(text),
      onTyping: () => this.#client.conversation?.typing(),
      redraw,
    });
    this.#client.changes.add(() => this.update());
    this.#client.incoming.add((messages) => this.#announce(messages));
    const { signal } = this.#end;
    signal.addEventListener(
      "abort",
      this.#client.surroundings.onChange(() => {
        this.#permission = null;
        this.update();
      }),
    );
    // On the whole shadow root: Escape also counts while the focus is on the launcher.
    host.root.addEventListener("keydown", (event) => this.#onKeyDown(event as KeyboardEvent), { signal });
    this.#fullScreen.addEventListener("change", redraw, { signal });
    adoptStyles(host.root);
    host.root.append(this.#place);
    this.update();
    followKeyboard(this.#place, signal);
  }

  open(): void {
    this.#shown = this.#drawn = true;
    this.#permission = null;
    // Each in a task of its own, for slow processors: what led here, the drawing, and the layout that focus asks for.
    setTimeout(() => {
      this.update();
      setTimeout(() => this.#focus());
    });
  }

  close(): void {
    this.#shown = false;
    this.#thanked();
    this.#draw();
  }

  update(): void {
    if (this.#end.signal.aborted) return;
    const { surroundings, conversation, state } = this.#client;
    // Read means seen: the panel open, and the page in front of somebody.
    const seen = this.#shown && surroundings.visible();
    if (seen) conversation?.markRead();
    // Until the chat is loaded the launcher knows better.
    if (state.chat) this.#count(seen ? 0 : state.unreadCount, state.messages);
    if (state.status !== this.#status) {
      this.#status = state.status;
      this.#host.emit("status", state.status);
    }
    this.#tellRefusal(state);
    if (this.#ask === "later" && state.contact.wanted && state.outgoing.length === 0) this.#askEmail();
    this.#draw();
    this.#catchUp();
  }

  send(text: string): void {
    this.#toSend.push(text);
    this.#catchUp();
  }

  prefill(text: string): void {
    this.#composer.write(text);
  }

  destroy(): void {
    this.#end.abort();
    this.#client.end();
    this.#list.end();
    void this.#attention?.then((attention) => attention.end());
    this.#place.remove();
  }

  #focus(): void {
    const { current: frame } = this.#frame;
    if (!this.#shown || !frame) return;
    // On a touch screen the keyboard would jump up before anything could be read.
    const target = this.#touch.matches ? frame : (this.#composer.input ?? frame);
    target.focus({ preventScroll: true });
    this.#inputAwaited = target === frame && !this.#touch.matches;
  }

  #catchUp(): void {
    this.#composer.sendDue();
    // Taken out first: sending draws, and drawing comes by here.
    for (const text of this.#toSend.splice(0)) if (!this.#send(text)) this.#toSend.push(text);
    const { identity, phase } = this.#client.state;
    if (identity === "nobody" && phase === "refused" && this.#toSend.splice(0).length > 0)
      this.#host.complain("a message could not be sent: nobody is signed in");
  }

  /** The page's developer should not have to guess why somebody is asked to sign in. */
  #tellRefusal({ phase, problem }: ChatState): void {
    const status = phase === "refused" && problem ? problem.status : 0;
    if (status && status !== this.#refused) this.#host.complain(`the API refused the token: ${status}`);
    this.#refused = status;
  }

  #send(text: string): boolean {
    const sent = this.#client.send(text) !== null;
    if (sent && this.#ask === "no") this.#ask = "later";
    if (sent) this.#thanked();
    return sent;
  }

  /** The thanks for an address have been read by now. */
  #thanked(): void {
    this.#question.current?.querySelector("p.notice")?.remove();
  }

  #count(unread: number, messages: readonly Message[]): void {
    const { texts } = this.#language;
    this.#host.showUnread(unread, unread ? this.#language.count(texts.unread, unread) : "");
    if (unread || this.#attention) this.#attend((attention) => attention.unread(unread, messages));
  }

  #announce(messages: readonly Message[]): void {
    const { chat } = this.#client.state;
    for (const message of messages) this.#host.emit("message", message);
    const last = messages.at(-1);
    if (last && chat) this.#attend((attention) => attention.arrived(last, chat.id));
  }

  #attend(act: (attention: Attention) => void): void {
    const { signal } = this.#end;
    this.#attention ??= import("./attention").then(
      (chunk) => new chunk.Attention(this.#host, this.#language),
    );
    this.#attention.then(
      (attention) => signal.aborted || act(attention),
      () => {
        this.#attention = null;
      },
    );
  }

  #askEmail(): void {
    this.#ask = "now";
    import("./email_form").then(
      ({ askEmail }) => {
        const { current: place } = this.#question;
        // The message was sent by the page, into a panel that was never opened.
        if (!place) this.#ask = "later";
        else {
          askEmail(place, {
            texts: this.#language.texts,
            save: (email) => this.#client.setEmail(email),
            done: () => this.#composer.input?.focus(),
          });
        }
      },
      () => {
        this.#ask = "later";
      },
    );
  }

  /** The system asks for permission only after a click. */
  readonly #onNotify = () =>
    void Notification.requestPermission().then(() => {
      this.#permission = null;
      this.#draw();
      // The button has gone, and the focus must not go with it.
      this.#focus();
    });

  /** Where there is a conversation to be notified of, and a browser that can. */
  #mayAsk(): boolean {
    const { notifications } = this.#host.options;
    const { messages } = this.#client.state;
    if (notifications === false || messages.length === 0 || this.#touch.matches) return false;
    this.#permission ??= globalThis.Notification?.permission ?? "unsupported";
    return this.#permission === "default";
  }

  #onKeyDown(event: KeyboardEvent): void {
    const { current: frame } = this.#frame;
    if (!this.#shown || !frame || event.isComposing) return;
    if (event.key === "Tab" && this.#fullScreen.matches) keepFocus(frame, event);
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.#host.close();
  }

  #draw(): void {
    if (!this.#drawn || this.#end.signal.aborted) return;
    const { state, draft } = this.#client;
    const { options, close } = this.#host;
    this.#composer.takeUp(draft);
    draw(
      this.#place,
      <Panel
        state={state}
        language={this.#language}
        shown={this.#shown}
        modal={this.#fullScreen.matches}
        title={options.title}
        greeting={options.greeting}
        theme={options.theme}
        frame={this.#frame}
        list={this.#list}
        composer={this.#composer}
        typing={this.#typing.hear(state)}
        question={this.#question}
        onNotify={this.#mayAsk() ? this.#onNotify : null}
        onMinimize={close}
        onTryAgain={() => this.#client.resume()}
      />,
    );
    this.#composer.drawn();
    this.#list.drawn();
    // Visitors may write as soon as the site's configuration is there, which can be after the focus has come.
    const waits = this.#inputAwaited && this.#host.root.activeElement === this.#frame.current;
    if (waits && this.#composer.input) this.#focus();
  }
}
