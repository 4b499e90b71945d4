// As much of a Pusher client as one page with private channels needs, around pusher-js's own connection: its handshake,
// its checks whether the other side is alive, and what it does about each close code are the library's.
import PrivateChannel from "pusher:channels/private_channel";
import ConnectionManager from "pusher:connection/connection_manager";
import type { PusherChannel, PusherOptions, PusherClient as Wanted } from "../core/pusher_client";
import { attempts } from "./socket";

declare const VERSION: string;

/** Statistics about the connection go nowhere. */
const timeline = { info: () => {}, error: () => {} };
const UNAVAILABLE_AFTER_MS = 10_000;

interface ChannelEvent {
  readonly event: string;
  readonly channel: string;
  readonly data: unknown;
}

export class PusherClient implements Wanted {
  readonly connection: ConnectionManager;
  /** What its channels ask for. */
  readonly config: { readonly channelAuthorizer: PusherOptions["channelAuthorization"]["customHandler"] };
  readonly #channels = new Map<string, PrivateChannel>();

  constructor(key: string, options: PusherOptions) {
    const { cluster, forceTLS, activityTimeout, pongTimeout, wsHost, wsPort = 80, wssPort = 443 } = options;
    const host = wsHost ?? `ws-${cluster}.pusher.com`;
    const path = `/app/${key}?protocol=7&client=js&version=${VERSION}`;
    this.config = { channelAuthorizer: options.channelAuthorization.customHandler };
    this.connection = new ConnectionManager(key, {
      timeline,
      activityTimeout,
      pongTimeout,
      unavailableTimeout: UNAVAILABLE_AFTER_MS,
      useTLS: forceTLS || location.protocol === "https:",
      getStrategy: ({ useTLS }) =>
        attempts(useTLS ? `wss://${host}:${wssPort}${path}` : `ws://${host}:${wsPort}${path}`),
    });
    const left = () => {
      for (const channel of this.#channels.values()) channel.disconnect();
    };
    this.connection.bind("connecting", left);
    this.connection.bind("disconnected", left);
    this.connection.bind("connected", () => {
      for (const name of this.#channels.keys()) this.subscribe(name);
    });
    this.connection.bind("message", (event: ChannelEvent) =>
      this.#channels.get(event.channel)?.handleEvent(event),
    );
    this.connect();
  }

  connect(): void {
    this.connection.connect();
  }

  disconnect(): void {
    this.connection.disconnect();
  }

  subscribe(name: string): PusherChannel {
    const channel = this.#channels.get(name) ?? new PrivateChannel(name, this);
    this.#channels.set(name, channel);
    if (channel.subscriptionPending) channel.subscriptionCancelled = false;
    else if (this.connection.state === "connected") channel.subscribe();
    return channel;
  }

  unsubscribe(name: string): void {
    const channel = this.#channels.get(name);
    // On its way: left as soon as it has arrived.
    if (channel?.subscriptionPending) channel.subscriptionCancelled = true;
    else {
      this.#channels.delete(name);
      if (channel?.subscribed) channel.unsubscribe();
    }
  }

  /** Called by its channels. */
  send_event(event: string, data: unknown, channel?: string): boolean {
    return this.connection.send_event(event, data, channel);
  }
}
