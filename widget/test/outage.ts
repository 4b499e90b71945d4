// The realtime server was away and is back: the core's own code for that, thousands of times over on one clock, against
// the limits that template.yaml sets at API Gateway. Only the server's side, and when a socket opens, are played here.
import {
  type ChannelHandler,
  type Clock,
  type PusherConstructor,
  plainSurroundings,
  Realtime,
  type TimerId,
} from "../src/core/index";
import { Reconciler } from "../src/core/reconciler";
import { CrowdClock, type Limit, type Load, Route, WAY_MS } from "./crowd";

export interface Outage {
  readonly clients: number;
  readonly seed: number;
  /** How long the realtime server is away. */
  readonly awayMs: number;
  /** Of the pages, how many are looked at: those ask every few seconds while nothing else brings messages. */
  readonly looking: number;
  readonly sign: Limit;
  readonly ask: Limit;
}

export interface Recovery {
  /** From the server's return until the last page hears again. */
  allBackMs: number;
  medianBackMs: number;
  signing: Load;
  asking: Load;
}

/** What template.yaml has for these two routes. */
export function limitsOf(template: string): { sign: Limit; ask: Limit } {
  const of = (setting: string): Limit => {
    const found = new RegExp(`${setting}: \\{ThrottlingRateLimit: (\\d+), ThrottlingBurstLimit: (\\d+)`).exec(
      template,
    );
    if (!found) throw new Error(`template.yaml has no limit for ${setting}`);
    return { rate: Number(found[1]), burst: Number(found[2]) };
  };
  return { sign: of("POST /pusher/auth"), ask: of("DefaultRouteSettings") };
}

/** pusher-js: after a socket that was closed without a code of Pusher's. */
const RETRY_MS = 1_000;
/** As realtime/socket.ts has it. */
const FIRST_WAIT_MS = 15_000;
const BEFORE_MS = 40_000;
const PATIENCE_MS = 180_000;

type Client = InstanceType<PusherConstructor>;

/** The realtime server, and one library per page that behaves as pusher-js does when it loses its socket. */
class Server {
  up = true;
  #sockets = 0;
  readonly #lost = new Set<() => void>();

  stop(): void {
    this.up = false;
    for (const lose of [...this.#lost]) lose();
  }

  library(clock: Clock): PusherConstructor {
    const server = this;
    return class implements Client {
      readonly connection = {
        state: "initialized",
        socket_id: "",
        bind: (_: string, listener: (change: { current: string }) => void) => this.#listeners.push(listener),
      };
      readonly #listeners: ((change: { current: string }) => void)[] = [];
      readonly #channels = new Map<string, { subscribe(): void }>();
      readonly #authorize;
      #timer: TimerId | null = null;
      readonly #lose = () => {
        server.#lost.delete(this.#lose);
        this.#in(RETRY_MS, () => this.#open());
      };

      constructor(_: string, options: ConstructorParameters<PusherConstructor>[1]) {
        this.#authorize = options.channelAuthorization.customHandler;
        this.connect();
      }

      connect(): void {
        if (!["connecting", "connected"].includes(this.connection.state)) this.#open();
      }

      disconnect(): void {
        server.#lost.delete(this.#lose);
        if (this.#timer !== null) clock.clearTimeout(this.#timer);
        this.#say("disconnected");
      }

      subscribe(channelName: string) {
        let listener: (event: string, data: unknown) => void = () => {};
        const { connection } = this;
        const subscribe = () => {
          const socketId = connection.socket_id;
          this.#authorize({ socketId, channelName }, (error) => {
            if (error) listener("pusher:subscription_error", error);
            else
              clock.setTimeout(() => {
                if (connection.state === "connected" && connection.socket_id === socketId)
                  listener("pusher:subscription_succeeded", {});
              }, 2 * WAY_MS);
          });
        };
        const bind_global = (heard: typeof listener) => {
          listener = heard;
        };
        const channel = { subscribe, bind_global, unbind_global: () => {}, trigger: () => {} };
        this.#channels.set(channelName, channel);
        if (connection.state === "connected") subscribe();
        return channel;
      }

      unsubscribe(): void {}

      #in(ms: number, action: () => void): void {
        if (this.#timer !== null) clock.clearTimeout(this.#timer);
        this.#timer = clock.setTimeout(action, ms);
      }

      #open(wait = FIRST_WAIT_MS): void {
        this.#say("connecting");
        if (!server.up) {
          this.#in(wait, () => this.#open(Math.min(wait * 2, 4 * FIRST_WAIT_MS)));
          return;
        }
        // Name, handshake and the server's greeting.
        this.#in(3 * 2 * WAY_MS, () => {
          this.connection.socket_id = `1.${++server.#sockets}`;
          server.#lost.add(this.#lose);
          this.#say("connected");
          for (const channel of this.#channels.values()) channel.subscribe();
        });
      }

      #say(state: string): void {
        if (this.connection.state === state) return;
        this.connection.state = state;
        for (const listener of this.#listeners) listener({ current: state });
      }
    };
  }
}

/** One page: a connection, its chat's channel, and the questions between. */
function page(number: number, outage: Outage, clock: Clock, server: Server, sign: Route, ask: Route) {
  let live = false;
  let again = false;
  const looks = number < outage.looking;
  const reconciler = new Reconciler({
    clock,
    fetch: () => ask.request(),
    hasGap: () => false,
    giveUpGap: () => {},
    hurried: () => looks && !live,
    onError: () => {},
  });
  const realtime = new Realtime({
    load: () => server.library(clock),
    config: { key: "key", cluster: "eu", host: "", port: 443, tls: true },
    authorize: async () => {
      await sign.request();
      return { auth: "" };
    },
    clock,
    surroundings: { ...plainSurroundings, visible: () => looks },
    patient: true,
  });
  // As core/conversation.ts has it.
  const handler: ChannelHandler = {
    onEvent: () => {},
    onSubscribed: () => {
      live = true;
      back.at = clock.now();
      if (looks || !again) void reconciler.now();
      again = true;
    },
    onLost: () => {
      live = false;
      back.at = null;
      if (looks) void reconciler.now();
    },
  };
  const back = { at: null as number | null };
  realtime.subscribe("private-support-chat", handler);
  reconciler.run();
  // People do not open their pages all at once.
  clock.setTimeout(() => {
    realtime.connect();
    void reconciler.now();
  }, clock.random() * BEFORE_MS);
  return back;
}

export async function simulate(outage: Outage): Promise<Recovery> {
  const clock = new CrowdClock(outage.seed);
  const server = new Server();
  const sign = new Route(clock, outage.sign);
  const ask = new Route(clock, outage.ask);
  const pages = Array.from({ length: outage.clients }, (_, n) => page(n, outage, clock, server, sign, ask));
  await clock.until(() => false, 2 * BEFORE_MS);
  if (pages.some(({ at }) => at === null)) throw new Error("not everybody was connected before");
  server.stop();
  // Whoever has lost its socket forgets when it was connected at the first try to get it back.
  for (const back of pages) back.at = null;
  await clock.until(() => false, clock.now() + outage.awayMs);
  server.up = true;
  const returned = clock.now();
  sign.countFromNow();
  ask.countFromNow();
  await clock.until(() => pages.every(({ at }) => at !== null), returned + PATIENCE_MS);
  const waits = pages.map(({ at }) => (at ?? Number.POSITIVE_INFINITY) - returned).sort((a, b) => a - b);
  const medianBackMs = waits[waits.length >> 1] ?? 0;
  return { allBackMs: waits.at(-1) ?? 0, medianBackMs, signing: sign.load, asking: ask.load };
}
