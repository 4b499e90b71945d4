// As much as we use of what pusher-js's sources export; bundling.mjs finds them.

declare module "pusher:events/dispatcher" {
  export default class Dispatcher {
    bind(event: string, callback: (data: never) => void): this;
    bind_global(callback: (event: string, data: unknown) => void): this;
    unbind(event?: string, callback?: (data: never) => void): this;
    unbind_global(): this;
    emit(event: string, data?: unknown): this;
  }
}

declare module "pusher:channels/private_channel" {
  import Dispatcher from "pusher:events/dispatcher";

  /** What a channel wants of its client. */
  interface Client {
    readonly config: { readonly channelAuthorizer: unknown };
    readonly connection: { readonly socket_id: string };
    send_event(event: string, data: unknown, channel?: string): boolean;
    unsubscribe(name: string): void;
  }

  export default class PrivateChannel extends Dispatcher {
    subscribed: boolean;
    subscriptionPending: boolean;
    subscriptionCancelled: boolean;
    constructor(name: string, client: Client);
    trigger(event: string, data: unknown): boolean;
    subscribe(): void;
    unsubscribe(): void;
    disconnect(): void;
    handleEvent(event: { readonly event: string; readonly data: unknown }): void;
  }
}

declare module "pusher:connection/handshake/index" {
  import type Dispatcher from "pusher:events/dispatcher";

  /** What pusher-js calls a transport. */
  export interface Transport extends Dispatcher {
    send(data: string): boolean;
    close(): void;
    handlesActivityChecks(): boolean;
    supportsPing(): boolean;
  }

  export default class Handshake {
    constructor(transport: Transport, callback: (result: unknown) => void);
    close(): void;
  }
}

declare module "pusher:connection/connection_manager" {
  import Dispatcher from "pusher:events/dispatcher";

  /** How a connection is opened. */
  export interface Strategy {
    isSupported(): boolean;
    connect(minPriority: number, callback: (error: unknown, result: unknown) => void): { abort(): void };
  }

  export default class ConnectionManager extends Dispatcher {
    readonly state: string;
    readonly socket_id: string;
    constructor(
      key: string,
      options: {
        readonly getStrategy: (options: { readonly useTLS: boolean }) => Strategy;
        readonly timeline: { info(): void; error(): void };
        readonly useTLS: boolean;
        readonly activityTimeout: number;
        readonly pongTimeout: number;
        readonly unavailableTimeout: number;
      },
    );
    connect(): void;
    disconnect(): void;
    send_event(event: string, data: unknown, channel?: string): boolean;
  }
}
