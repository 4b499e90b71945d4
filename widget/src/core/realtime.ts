// The realtime connection: pusher-js with what it lacks, which is retrying refusals, failed subscriptions and dead servers.
import { ApiError } from "./api";
import { Backoff, inTheCrowd, Patience, uneven } from "./backoff";
import { Alarm, type Clock, systemClock } from "./clock";
import { TYPING, VIEWING } from "./events";
import type {
  AuthorizationCallback,
  PusherChannel,
  PusherClient,
  PusherConstructor,
  PusherOptions,
} from "./pusher_client";
import { Signal } from "./signal";
import { plainSurroundings, type Surroundings } from "./surroundings";
import type { ChannelAuthorization, PusherConfig } from "./types";

/** pusher-js gives up for ever on close codes 4000–4099; over quota or disabled may pass. */
const REFUSED_RETRY_MS = 60_000;
/** A failed attempt holds pusher-js for up to 60 s; a server that is back should be found sooner. */
const FIRST_NUDGE_MS = 10_000;
const NUDGE_MS = 15_000;
const LONGEST_SUBSCRIPTION_WAIT_MS = 30_000;
/** Notice a half-open socket in 40 s instead of 150. */
const ACTIVITY_TIMEOUT_MS = 30_000;
const PONG_TIMEOUT_MS = 10_000;

export interface ChannelHandler {
  onEvent(name: string, data: unknown): void;
  onSubscribed(): void;
  onLost?(): void;
}

export interface RealtimeOptions {
  /** Called on the first connect, so that the library can come as a chunk of its own. */
  readonly load: () => PusherConstructor | Promise<PusherConstructor>;
  readonly config: PusherConfig;
  readonly authorize: (socketId: string, channelName: string) => Promise<ChannelAuthorization>;
  readonly surroundings?: Surroundings;
  readonly clock?: Clock;
  /** One of thousands of pages: after an outage, while nobody looks at it, others go first. */
  readonly patient?: boolean;
}

interface Subscription {
  readonly handler: ChannelHandler;
  readonly alarm: Alarm;
  readonly backoff: Backoff;
  channel: PusherChannel | null;
  subscribed: boolean;
  /** It was subscribed before. */
  returning: boolean;
  denied: boolean;
  crowded: boolean;
  retryAfter: number | null;
}

export class Realtime {
  readonly #options: RealtimeOptions;
  readonly #clock: Clock;
  readonly #surroundings: Surroundings;
  readonly #alarm: Alarm;
  readonly #patience: Patience | null;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #leaving = new Set<string>();
  readonly #status = new Signal<boolean>();
  #library: PusherConstructor | null = null;
  #pusher: PusherClient | null = null;
  #wanted = false;
  #connected = false;
  #restarting = false;
  #forget: () => void = () => {};

  constructor(options: RealtimeOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#surroundings = options.surroundings ?? plainSurroundings;
    this.#patience = options.patient ? new Patience(this.#clock, this.#surroundings) : null;
    this.#alarm = new Alarm(this.#clock);
  }

  get connected(): boolean {
    return this.#connected;
  }

  onStatus(listener: (connected: boolean) => void): () => void {
    return this.#status.add(listener);
  }

  connect(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#forget = this.#surroundings.onChange((change) => {
      // Whatever the socket believes: after a change of network or a sleep it is safest to make a new one.
      if (change === "online") this.#restart();
    });
    void this.#load();
  }

  disconnect(): void {
    this.#wanted = false;
    this.#forget();
    this.#alarm.clear();
    for (const name of [...this.#subscriptions.keys()]) this.#lose(name);
    this.#leaving.clear();
    const pusher = this.#pusher;
    this.#pusher = null;
    this.#patience?.end();
    pusher?.disconnect();
    this.#setConnected(false);
    const made = this.#library?.instances;
    if (made?.includes(pusher)) made.splice(made.indexOf(pusher), 1);
  }

  /** One handler per channel; the returned function ends the subscription. */
  subscribe(name: string, handler: ChannelHandler): () => void {
    if (this.#subscriptions.has(name)) throw new Error(`already subscribed to ${name}`);
    this.#finishLeaving(name);
    const subscription: Subscription = {
      handler,
      alarm: new Alarm(this.#clock),
      backoff: new Backoff(this.#clock, LONGEST_SUBSCRIPTION_WAIT_MS),
      channel: null,
      subscribed: false,
      returning: false,
      denied: false,
      crowded: false,
      retryAfter: null,
    };
    this.#subscriptions.set(name, subscription);
    this.#bind(name, subscription);
    return () => {
      if (this.#subscriptions.get(name) !== subscription) return;
      this.#subscriptions.delete(name);
      subscription.alarm.clear();
      subscription.channel?.unbind_global();
      // A moment later: if the whole connection ends now, there is no socket left to say it on.
      this.#leaving.add(name);
      queueMicrotask(() => this.#finishLeaving(name));
    };
  }

  /** From client to client, past the server; its name begins with "client-". Lost where the channel is not joined. */
  trigger(name: string, event: string, data: unknown): void {
    const subscription = this.#subscriptions.get(name);
    if (subscription?.subscribed) subscription.channel?.trigger(event, data);
  }

  #finishLeaving(name: string): void {
    if (this.#leaving.delete(name)) this.#pusher?.unsubscribe(name);
  }

  async #load(): Promise<void> {
    try {
      this.#library ??= await this.#options.load();
      if (this.#wanted && !this.#pusher) this.#begin(this.#library);
    } catch {
      // The chunk is blocked or out of reach, or does not run here; the conversation polls meanwhile.
      if (this.#wanted) this.#alarm.set(uneven(this.#clock, REFUSED_RETRY_MS), () => void this.#load());
    }
  }

  #begin(library: PusherConstructor): void {
    const pusher = new library(this.#options.config.key, this.#pusherOptions());
    this.#pusher = pusher;
    pusher.connection.bind("state_change", ({ current }) => {
      if (this.#pusher === pusher && !this.#restarting) this.#onState(current);
    });
    for (const [name, subscription] of this.#subscriptions) this.#bind(name, subscription);
    this.#onState(pusher.connection.state);
  }

  #pusherOptions(): PusherOptions {
    const { cluster, host, port, tls } = this.#options.config;
    return {
      cluster,
      forceTLS: tls,
      // Else a host of our own that is down would send people's connections to Pusher's fallback hosts.
      enabledTransports: ["ws", "wss"],
      enableStats: false,
      activityTimeout: ACTIVITY_TIMEOUT_MS,
      pongTimeout: PONG_TIMEOUT_MS,
      ...(host === "" ? {} : { wsHost: host, wsPort: port, wssPort: port }),
      channelAuthorization: {
        transport: "ajax",
        endpoint: "",
        customHandler: ({ socketId, channelName }, callback) => {
          void this.#authorize(socketId, channelName, callback);
        },
      },
    };
  }

  async #authorize(socketId: string, name: string, callback: AuthorizationCallback): Promise<void> {
    const pusher = this.#pusher;
    // An answer for an earlier socket must not be sent over the present one; that asked for its own.
    const current = () =>
      pusher !== null && this.#pusher === pusher && pusher.connection.socket_id === socketId;
    try {
      if (this.#subscriptions.get(name)?.returning) await this.#patience?.turn();
      if (!current()) return;
      const answer = await this.#options.authorize(socketId, name);
      if (current()) callback(null, answer);
    } catch (reason) {
      if (!current()) return;
      const error = ApiError.from(reason);
      const subscription = this.#subscriptions.get(name);
      if (subscription) {
        subscription.denied = !error.retryable;
        subscription.crowded = error.crowded;
        subscription.retryAfter = error.retryAfter;
      }
      callback(error, null);
    }
  }

  #bind(name: string, subscription: Subscription): void {
    if (!this.#pusher) return;
    const channel = this.#pusher.subscribe(name);
    subscription.channel = channel;
    channel.bind_global((event, data) => {
      if (this.#subscriptions.get(name) !== subscription) return;
      if (event === "pusher:subscription_succeeded") this.#subscribed(subscription);
      else if (event === "pusher:subscription_error") this.#retry(name, subscription);
      // Of what other clients say only these are heard: whatever else they claim is not theirs to tell.
      else if (event === TYPING || event === VIEWING || !/^(pusher:|client-)/.test(event))
        subscription.handler.onEvent(event, data);
    });
  }

  #subscribed(subscription: Subscription): void {
    subscription.alarm.clear();
    subscription.backoff.reset();
    subscription.subscribed = subscription.returning = true;
    subscription.denied = false;
    subscription.handler.onSubscribed();
  }

  #retry(name: string, subscription: Subscription): void {
    this.#lose(name);
    subscription.alarm.set(this.#wait(subscription), () => {
      // Without a connection there is nothing to do: a new one subscribes to everything itself.
      if (this.#connected) subscription.channel?.subscribe();
    });
  }

  #wait({ denied, crowded, retryAfter, backoff }: Subscription): number {
    if (denied) return uneven(this.#clock, REFUSED_RETRY_MS);
    return crowded ? inTheCrowd(this.#clock) : backoff.next(retryAfter);
  }

  #lose(name: string): void {
    const subscription = this.#subscriptions.get(name);
    if (!subscription) return;
    subscription.alarm.clear();
    if (!subscription.subscribed) return;
    subscription.subscribed = false;
    subscription.handler.onLost?.();
  }

  #onState(state: string): void {
    if (state === "connected") {
      this.#alarm.clear();
      this.#setConnected(true);
      return;
    }
    this.#setConnected(false);
    for (const name of [...this.#subscriptions.keys()]) this.#lose(name);
    if (state === "disconnected" || state === "failed") this.#restartIn(REFUSED_RETRY_MS);
    else if (!this.#alarm.pending) this.#restartIn(FIRST_NUDGE_MS);
  }

  #restartIn(ms: number): void {
    if (this.#wanted) this.#alarm.set(uneven(this.#clock, ms), () => this.#restart());
  }

  #restart(): void {
    const pusher = this.#pusher;
    if (!this.#wanted || !pusher) return;
    this.#restarting = true;
    pusher.disconnect();
    pusher.connect();
    this.#restarting = false;
    this.#alarm.clear();
    this.#onState(pusher.connection.state);
    if (this.#wanted && !this.#connected && pusher.connection.state !== "failed") this.#restartIn(NUDGE_MS);
  }

  #setConnected(connected: boolean): void {
    if (this.#connected === connected) return;
    this.#connected = connected;
    this.#status.emit(connected);
  }
}
