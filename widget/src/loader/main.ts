// support-chat.js: one script tag draws the button; everything else comes when somebody needs it.
import type { Call, EventName, Listener, Options } from "../contract";
import { SupportChatElement } from "./element";
import { Listeners } from "./listeners";

declare const CONTROLLER: string;
declare const PANEL: string;

const TAG = "support-chat";

interface Global {
  (...call: Call): unknown;
  /** Calls made before this script was there. */
  q?: Iterable<unknown>[];
}

declare global {
  interface Window {
    SupportChat?: Global;
  }
}

// A module script is nobody's current script.
const script = (document.currentScript ??
  document.querySelector(`script[src*="/${TAG}.js"]`)) as HTMLScriptElement | null;
const base = new URL(".", script?.src ?? location.href).href;
const attributes: object = { ...script?.dataset };
const listeners = new Listeners();
let element: SupportChatElement | null = null;
let failures = 0;

/** Browsers may remember by its address that a module failed to load: another address asks again. */
function load<M>(path: string): Promise<M> {
  const module: Promise<M> = import(base + path + (failures ? `?${failures}` : ""));
  module.catch(() => failures++);
  return module;
}

/** Beside the body and not in it, so that a page that replaces its body's content leaves the chat alone. */
function place(added: HTMLElement): void {
  if (document.body) document.documentElement.append(added);
  else addEventListener("DOMContentLoaded", () => element === added && place(added), { once: true });
}

function boot(options?: Options): void {
  if (element) {
    if (options) element.run("update", options);
    return;
  }
  element = document.createElement(TAG) as SupportChatElement;
  element.setup = {
    base,
    attributes,
    listeners,
    controller: () => load(CONTROLLER),
    panel: () => load(PANEL),
  };
  element.options = { ...attributes, ...options };
  if (options) element.run("boot");
  // Where the link in our mails leads.
  if (location.hash === `#${TAG}`) element.run("open");
  place(element);
}

function destroy(): void {
  element?.remove();
  element = null;
}

const run: Global = (name, ...args) => {
  const [first, listener] = args as [EventName, Listener<EventName>];
  if (name === "on" && Object.hasOwn(listeners.of, first)) return listeners.on(first, listener);
  if (name === "off") return listeners.off(first, listener);
  if (name === "boot") return boot(args[0] as Options);
  return name === "destroy" ? destroy() : element?.run(name, ...args);
};

const earlier = window.SupportChat;
// A second script tag finds everything in place.
if (customElements.get(TAG)) earlier?.("boot");
else {
  customElements.define(TAG, SupportChatElement);
  window.SupportChat = run;
  const calls = [...(earlier?.q ?? [])] as Call[];
  // A page that boots by itself, with options of its own, is not booted twice.
  if (!calls.some(([name]) => name === "boot")) boot();
  for (const call of calls) run(...call);
}
