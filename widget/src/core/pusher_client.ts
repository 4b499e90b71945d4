// As much of pusher-js as the core uses, so that the library can be loaded late, built small, and scripted in tests.
import type { ChannelAuthorization } from "./types";

export interface PusherChannel {
  subscribe(): void;
  trigger(event: string, data: unknown): unknown;
  bind_global(callback: (event: string, data: unknown) => void): unknown;
  unbind_global(): unknown;
}

export interface PusherClient {
  readonly connection: {
    readonly state: string;
    readonly socket_id: string;
    bind(event: string, callback: (data: { current: string }) => void): unknown;
  };
  connect(): void;
  disconnect(): void;
  subscribe(channel: string): PusherChannel;
  unsubscribe(channel: string): void;
}

export type AuthorizationCallback = (error: Error | null, data: ChannelAuthorization | null) => void;

export interface PusherOptions {
  cluster: string;
  forceTLS: boolean;
  enabledTransports: ("ws" | "wss")[];
  enableStats: boolean;
  activityTimeout: number;
  pongTimeout: number;
  wsHost?: string;
  wsPort?: number;
  wssPort?: number;
  channelAuthorization: {
    transport: "ajax";
    endpoint: string;
    customHandler(params: { socketId: string; channelName: string }, callback: AuthorizationCallback): void;
  };
}

export interface PusherConstructor {
  new (key: string, options: PusherOptions): PusherClient;
  /** pusher-js remembers every client it made; we take ours out again. */
  readonly instances?: unknown[];
}
