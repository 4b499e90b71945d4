// What a page may ask of the widget, and what its lazily loaded parts know of each other.
import type { LoadConfig, Person } from "./client/account";
import type { ConnectionStatus, Message } from "./core/types";
import type { Texts, Vocabulary } from "./languages/texts";

/** Events a page can listen to with SupportChat("on", name, listener). */
export interface ChatEvents {
  readonly ready: undefined;
  readonly open: undefined;
  readonly close: undefined;
  readonly unread: number;
  readonly message: Message;
  readonly status: ConnectionStatus;
  readonly error: unknown;
}

export type EventName = keyof ChatEvents;
export type Emit = <N extends EventName>(name: N, detail: ChatEvents[N]) => void;
export type Listener<N extends EventName> = (detail: ChatEvents[N]) => void;

/** Called for a token at first, and again when one was refused. */
export type GivesToken = () => string | Promise<string>;

/** The argument of SupportChat("boot", options), or the `data-*` attributes of the script tag. */
export interface Options {
  readonly token?: string;
  /** An address of the host application that answers with the token. */
  readonly tokenUrl?: string;
  readonly apiUrl?: string;
  readonly title?: string;
  readonly greeting?: string;
  /** BCP 47; otherwise the page's, otherwise the browser's. */
  readonly language?: string;
  /** Words of the page's own in place of ours. */
  readonly texts?: Partial<Texts>;
  readonly theme?: "auto" | "light" | "dark";
  readonly accent?: string;
  readonly onAccent?: string;
  readonly position?: "right" | "left";
  readonly offsetX?: number;
  readonly offsetY?: number;
  readonly zIndex?: number;
  /** "default", "none", or a selector of the page's own. */
  readonly launcher?: string;
  readonly visitors?: boolean;
  readonly context?: boolean;
  readonly sound?: boolean;
  readonly notifications?: boolean;
  readonly titleCount?: boolean;
}

/** Undefined takes an option back to what it is by itself. */
export type OptionChanges = { readonly [O in keyof Options]?: Options[O] | undefined };

/** Everything a page can ask for, as SupportChat(name, ...args). */
export interface Commands {
  boot(options?: Options): void;
  update(changes: OptionChanges): void;
  destroy(): void;
  identify(getToken: GivesToken): void;
  /** Leaves nothing of anybody in this browser. */
  logout(): void;
  open(): void;
  close(): void;
  toggle(): void;
  /** The button comes back … */
  show(): void;
  /** … and goes, and with it an open chat. */
  hide(): void;
  /** As if the person had written it. */
  send(text: string): void;
  /** Put into the input, for the person to send. */
  prefill(text: string): void;
  /** Returns what ends it. */
  on<N extends EventName>(name: N, listener: Listener<N>): () => void;
  off<N extends EventName>(name: N, listener: Listener<N>): void;
}

/** A command and its arguments. */
export type Call = [name: string, ...args: unknown[]];

/** Who is there: how to get their token. */
export type Identity = Pick<Options, "token" | "tokenUrl"> | GivesToken;

/** The element on the page, as the controller sees it. */
export interface Chat {
  readonly root: ShadowRoot;
  readonly button: HTMLElement;
  readonly setup: {
    /** Where the widget's site is, with a slash at the end. */
    readonly base: string;
    /** What else the script tag carries, ours or not. */
    readonly attributes: object;
    readonly listeners: { readonly emit: Emit };
    panel(): Promise<PanelModule>;
  };
  /** As the page gave them until the controller has checked them. */
  options: Options;
  /** What was asked for before there was a controller. */
  readonly calls: Call[];
  /** By the options that concern the button. */
  look(): void;
  toggleAttribute(name: string, on: boolean): boolean;
}

/** Everything behind the button; a chunk of its own. */
export interface Controller {
  run(...call: Call): void;
  end(): void;
}

export interface ControllerModule {
  createController(chat: Chat): Controller;
}

/** What the controller gives the panel to live in. */
export interface Host {
  readonly root: ShadowRoot;
  /** Always the present ones. */
  readonly options: Options;
  readonly config: LoadConfig;
  /** null: nobody is signed in. */
  readonly person: Person | null;
  readonly words: Vocabulary;
  /** `said`: the same in words, for the button's name. */
  showUnread(count: number, said?: string): void;
  emit: Emit;
  /** Tells the page's developer, on the console and by an event. */
  complain(message: string): void;
  open(): void;
  /** The person closed it: the focus goes back to what opened it. */
  close(): void;
}

/** Made anew for another person, another language or other texts. */
export interface Panel {
  open(): void;
  close(): void;
  /** Other options. */
  update(): void;
  send(text: string): void;
  prefill(text: string): void;
  destroy(): void;
}

export interface PanelModule {
  createPanel(host: Host): Panel;
}
