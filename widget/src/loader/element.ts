// The <support-chat> element: the floating button, and the life of everything behind it.
import type { Call, Chat, Controller, ControllerModule, Options, PanelModule } from "../contract";
import type { Listeners } from "./listeners";
import styles from "./styles.css";

/** A noun, because aria-expanded says what a press will do. */
const NAMES: Record<string, string> = { ar: "الدردشة", ja: "チャット" };
const RIGHT_TO_LEFT = /^(ar|fa|he|ps|ur)\b/;

/** What differs between the script tag and the package. */
export interface Setup {
  /** Where the widget's site is, with a slash at the end. */
  readonly base: string;
  /** All that the script tag carries, ours or not. */
  readonly attributes: object;
  readonly listeners: Listeners;
  controller(): Promise<ControllerModule>;
  panel(): Promise<PanelModule>;
}

export class SupportChatElement extends HTMLElement implements Chat {
  setup!: Setup;
  options: Options = {};
  /** What waits for the controller. */
  calls: Call[] = [];
  readonly root = this.attachShadow({ mode: "open" });
  readonly button = document.createElement("button");
  #controller: Controller | null = null;
  #starting: Promise<void> | null = null;
  /** Aborted when the element goes. */
  #life: AbortController | null = null;
  /** The page's own, as a selector. */
  #launchers = "none";

  connectedCallback(): void {
    // A move within the page is a disconnect and a connect: what runs goes on.
    if (this.#life) return;
    const { options, calls, root, button } = this;
    this.#life = new AbortController();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [sheet];
    button.setAttribute("part", "launcher");
    button.setAttribute("aria-expanded", "false");
    root.append(button);
    this.look();
    // On the document, so that launchers which come later count.
    for (const type of ["click", "pointerover", "focusin"])
      document.addEventListener(type, this.#onPage, { capture: true, signal: this.#life.signal });
    // Once the button is drawn: a page's first look into its storage waits for the disk.
    whenIdle(() => {
      if (options.token || options.tokenUrl || knowsSomebody()) this.#start();
    });
    for (const call of calls.splice(0)) this.run(...call);
    this.setup.listeners.emit("ready", undefined);
  }

  disconnectedCallback(): void {
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#life?.abort();
      this.#controller?.end();
      this.#life = this.#starting = this.#controller = null;
      this.setup.listeners.present = { unread: 0 };
    });
  }

  /** A command of the page's, or a press of the button. */
  run(...call: Call): void {
    const [name] = call;
    if (this.#controller) this.#controller.run(...call);
    else {
      this.calls.push(call);
      if (/^(boot|identify|update|logout)$/.test(name)) this.#startWhenIdle();
      // Of the others nobody would see anything.
      else if (!/^(close|prefill)$/.test(name)) this.#start();
    }
  }

  /** Where the button is and what it looks like, by the options. */
  look(): void {
    const { language, launcher, position, accent, onAccent, zIndex, offsetX, offsetY } = this.options;
    const tag = language || document.documentElement.lang || navigator.language;
    this.button.setAttribute("aria-label", NAMES[tag.slice(0, 2)] ?? "Chat");
    this.button.hidden = (launcher || "default") !== "default";
    this.#launchers = launcher && CSS.supports(`selector(:not(${launcher}))`) ? launcher : "none";
    this.setAttribute("side", position ?? (RIGHT_TO_LEFT.test(tag) ? "left" : "right"));
    const properties: Record<string, [like: string, value?: unknown]> = {
      accent: ["color", accent],
      "on-accent": ["color", onAccent],
      "z-index": ["z-index", zIndex],
      "offset-x": ["left", offsetX && `${offsetX}px`],
      "offset-y": ["left", offsetY && `${offsetY}px`],
    };
    for (const [name, [like, value = ""]] of Object.entries(properties)) {
      const right = value === "" || CSS.supports(like, `${value}`) ? value : "";
      // By way of the object model, which a strict policy allows, and on nothing but our own element.
      this.style.setProperty(`--support-chat-${name}`, `${right}`);
      // The controller knows what to say about that.
      if (right !== value) this.#startWhenIdle();
    }
  }

  /** Something happened to our button, or to a launcher of the page's own. */
  readonly #onPage = (event: Event) => {
    const path = event.composedPath() as Element[];
    const used = path.find((node) => node === this.button || node.matches?.(this.#launchers));
    if (!used) return;
    if (event.type === "click") {
      // It may be a link, for those without scripts.
      event.preventDefault();
      this.run("toggle", used);
    } else {
      // Whoever points at it will probably press it.
      this.#start();
      this.setup.panel().catch(() => {});
    }
  };

  #startWhenIdle(): void {
    whenIdle(() => this.#start());
  }

  #start(): void {
    const life = this.#life;
    if (!life) return;
    this.#starting ??= this.setup.controller().then(
      ({ createController }) => {
        if (life === this.#life) this.#controller = createController(this);
      },
      (reason) => {
        this.#starting = null;
        this.setup.listeners.emit("error", reason);
        // An opening that comes when nobody expects it any more helps nobody.
        if (this.calls[0]) this.button.textContent = "!";
        this.calls = this.calls.filter(([name]) => !/^(open|toggle)$/.test(name));
      },
    );
  }
}

function whenIdle(act: () => void): void {
  (window.requestIdleCallback ?? setTimeout)(act);
}

/** Somebody has written from this browser: a visitor, who may have an answer. */
function knowsSomebody(): boolean {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith("support-chat "));
  } catch {
    // Storage is blocked: then nothing is kept.
    return false;
  }
}
