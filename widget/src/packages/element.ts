// @support-chat/widget: the floating widget, for pages that bundle their own scripts. Nothing happens before boot().
import type { Commands, EventName, GivesToken, Listener, OptionChanges, Options } from "../contract";
import { SupportChatElement } from "../loader/element";
import { Listeners } from "../loader/listeners";

export type {
  ChatEvents,
  Commands,
  EventName,
  GivesToken,
  Listener,
  OptionChanges,
  Options,
} from "../contract";
export type { ConnectionStatus, Message, SenderType } from "../core/types";

const TAG = "support-chat";

export interface BootOptions extends Options {
  /** Where the widget's files lie (the stack's output WidgetUrl): its config.json tells where API and realtime are. */
  readonly siteUrl: string;
  readonly getToken?: GivesToken;
}

/** The `<support-chat>` element; its methods are the commands of the script tag. */
export class SupportChatWidget extends SupportChatElement implements Omit<Commands, "boot"> {
  update(changes: OptionChanges): void {
    this.run("update", changes);
  }

  identify(getToken: GivesToken): void {
    this.run("identify", getToken);
  }

  logout(): void {
    this.run("logout");
  }

  open(): void {
    this.run("open");
  }

  close(): void {
    this.run("close");
  }

  toggle(): void {
    this.run("toggle");
  }

  show(): void {
    this.run("show");
  }

  hide(): void {
    this.run("hide");
  }

  send(text: string): void {
    this.run("send", text);
  }

  prefill(text: string): void {
    this.run("prefill", text);
  }

  on<N extends EventName>(name: N, listener: Listener<N>): () => void {
    return this.setup.listeners.on(name, listener);
  }

  off<N extends EventName>(name: N, listener: Listener<N>): void {
    this.setup.listeners.off(name, listener);
  }

  destroy(): void {
    this.remove();
  }
}

/** Puts the widget on the page, or gives the one that is there these options, too. */
export function boot({ siteUrl, getToken, ...options }: BootOptions): SupportChatWidget {
  const present = document.querySelector(TAG);
  if (present instanceof SupportChatWidget) {
    present.update(options);
    if (getToken) present.identify(getToken);
    return present;
  }
  if (!customElements.get(TAG)) customElements.define(TAG, SupportChatWidget);
  const widget = document.createElement(TAG);
  if (!(widget instanceof SupportChatWidget)) throw new Error("support-chat.js is on this page already");
  widget.setup = {
    base: siteUrl.replace(/\/*$/, "/"),
    attributes: {},
    listeners: new Listeners(),
    controller: () => import("../controller/controller"),
    panel: () => import("../panel/main"),
  };
  widget.options = options;
  if (getToken) widget.identify(getToken);
  // Beside the body and not in it, so that a page that replaces its body's content leaves the chat alone.
  document.documentElement.append(widget);
  return widget;
}
