// The realtime connection against a pusher-js that does what the real one does at its worst.
import { describe, expect, it } from "vitest";
import { ApiError, type PusherConstructor, Realtime } from "../src/core/index";
import type { PusherOptions } from "../src/core/pusher_client";
import { FakeClock, FakeSurroundings, settled } from "./fakes";

type Global = (event: string, data: unknown) => void;

class FakePusher {
  static instances: FakePusher[] = [];
  static get last(): FakePusher {
    const last = FakePusher.instances.at(-1);
    if (!last) throw new Error("no client was made");
    return last;
  }
  readonly channels = new Map<string, { callbacks: Set<Global>; subscribe(): void }>();
  readonly bound: ((data: { current: string }) => void)[] = [];
  readonly sent: string[] = [];
  attempts = 1;
  connection = {
    state: "connecting",
    socket_id: "",
    bind: (_event: string, callback: (data: { current: string }) => void) => this.bound.push(callback),
  };

  constructor(
    readonly key: string,
    readonly options: PusherOptions,
  ) {
    FakePusher.instances.push(this);
  }

  move(state: string, socketId = "1.1"): void {
    this.connection.state = state;
    if (state === "connected") this.connection.socket_id = socketId;
    for (const callback of this.bound) callback({ current: state });
    if (state === "connected") for (const channel of this.channels.values()) channel.subscribe();
  }

  connect(): void {
    this.attempts++;
    this.move("connecting");
  }

  disconnect(): void {
    this.move("disconnected");
  }

  subscribe(name: string) {
    const callbacks = new Set<Global>();
    const subscribe = () =>
      this.options.channelAuthorization.customHandler(
        { socketId: this.connection.socket_id, channelName: name },
        (error, data) => {
          if (error) for (const callback of callbacks) callback("pusher:subscription_error", {});
          else this.sent.push(`${name} ${data?.auth}`);
        },
      );
    const channel = {
      callbacks,
      subscribe,
      bind_global: (callback: Global) => callbacks.add(callback),
      unbind_global: () => callbacks.clear(),
      trigger: (event: string, data: unknown) => this.sent.push(`${name} ${event} ${JSON.stringify(data)}`),
    };
    this.channels.set(name, channel);
    if (this.connection.state === "connected") subscribe();
    return channel;
  }

  unsubscribe(name: string): void {
    this.channels.delete(name);
  }

  emit(channel: string, event: string, data: unknown = {}): void {
    for (const callback of this.channels.get(channel)?.callbacks ?? []) callback(event, data);
  }
}

async function connected(
  authorize = async (socket: string, _channel: string) => ({ auth: `signed ${socket}` }),
  patient = false,
) {
  FakePusher.instances = [];
  const clock = new FakeClock();
  const surroundings = new FakeSurroundings();
  const log: string[] = [];
  const config = { key: "k", cluster: "eu", host: "127.0.0.1", port: 6001, tls: false };
  const load = () => FakePusher as unknown as PusherConstructor;
  const realtime = new Realtime({ load, config, authorize, surroundings, clock, patient });
  realtime.connect();
  await settled();
  const off = realtime.subscribe("private-x", {
    onEvent: (name, data) => log.push(`${name} ${JSON.stringify(data)}`),
    onSubscribed: () => log.push("subscribed"),
    onLost: () => log.push("lost"),
  });
  FakePusher.last.move("connected");
  await settled();
  return { clock, surroundings, log, realtime, off, pusher: FakePusher.last };
}

describe("the realtime connection", () => {
  it("uses WebSockets to the given host only, and sends no statistics", async () => {
    const { pusher } = await connected();
    expect(pusher.options).toMatchObject({
      cluster: "eu",
      wsHost: "127.0.0.1",
      wsPort: 6001,
      forceTLS: false,
      enabledTransports: ["ws", "wss"],
      enableStats: false,
    });
  });

  it("tells of every subscription and passes events on, but none of other clients", async () => {
    const { pusher, log } = await connected();
    pusher.emit("private-x", "pusher:subscription_succeeded");
    pusher.emit("private-x", "new_message", { a: 1 });
    pusher.emit("private-x", "client-new_message", { forged: true });
    pusher.move("connecting");
    pusher.move("connected", "2.2");
    await settled();
    pusher.emit("private-x", "pusher:subscription_succeeded");
    expect(log).toEqual(["subscribed", 'new_message {"a":1}', "lost", "subscribed"]);
  });

  it("comes back after the server refused it, which pusher-js never does", async () => {
    const { clock, pusher, realtime } = await connected();
    pusher.move("disconnected");
    expect(realtime.connected).toBe(false);
    await clock.advance(45_000);
    expect(pusher.attempts).toBe(1);
    await clock.advance(20_000);
    expect(pusher.attempts).toBe(2);
    pusher.move("connected");
    expect(realtime.connected).toBe(true);
  });

  it("finds a server that was down within seconds of its return", async () => {
    const { clock, pusher } = await connected();
    pusher.move("connecting");
    await clock.advance(60_000);
    expect(pusher.attempts).toBeGreaterThanOrEqual(4);
    expect(pusher.attempts).toBeLessThanOrEqual(6);
  });

  it("makes a new connection when the network is back", async () => {
    const { surroundings, pusher } = await connected();
    surroundings.change("online");
    expect(pusher.attempts).toBe(2);
  });

  it("retries a subscription that could not be signed, with growing waits", async () => {
    let failures = 5;
    const authorize = async () => {
      if (failures-- > 0) throw new ApiError({ status: 500, code: "internal" });
      return { auth: "signed" };
    };
    const { clock, pusher } = await connected(authorize);
    await clock.advance(60_000);
    expect(pusher.sent).toEqual(["private-x signed"]);
  });

  it("asks a refusing authorizer rarely", async () => {
    let asked = 0;
    const { clock } = await connected(async () => {
      asked++;
      throw new ApiError({ status: 403, code: "forbidden" });
    });
    await clock.advance(180_000);
    expect(asked).toBeLessThanOrEqual(5);
  });

  /** The socket was lost and is back, while nobody looks. */
  async function returnedUnseen(patient: boolean) {
    const made = await connected(undefined, patient);
    made.pusher.emit("private-x", "pusher:subscription_succeeded");
    made.surroundings.change("hidden");
    made.pusher.move("connecting");
    made.pusher.move("connected", "2.2");
    await settled();
    return made;
  }

  it("after an outage lets others go first, where thousands come back and nobody looks", async () => {
    const { clock, pusher } = await returnedUnseen(true);
    expect(pusher.sent).toEqual(["private-x signed 1.1"]);
    await clock.advance(12_000);
    expect(pusher.sent).toEqual(["private-x signed 1.1", "private-x signed 2.2"]);
  });

  it("waits no longer than until somebody looks, and not at all where there are no thousands", async () => {
    const { surroundings, pusher } = await returnedUnseen(true);
    surroundings.change("visible");
    await settled();
    expect(pusher.sent).toContain("private-x signed 2.2");
    expect((await returnedUnseen(false)).pusher.sent).toContain("private-x signed 2.2");
  });

  it("leaves nothing behind of a page that lets others go first", async () => {
    const { clock, surroundings, realtime, pusher } = await returnedUnseen(true);
    realtime.disconnect();
    await settled();
    expect([clock.pending, surroundings.listeners]).toEqual([0, 0]);
    expect(pusher.sent).toEqual(["private-x signed 1.1"]);
  });

  it("does not use a signature made for an earlier socket", async () => {
    const answers: (() => void)[] = [];
    const { pusher } = await connected(
      (socket) => new Promise((resolve) => answers.push(() => resolve({ auth: `signed ${socket}` }))),
    );
    pusher.move("connecting");
    pusher.move("connected", "2.2");
    for (const answer of answers) answer();
    await settled();
    expect(pusher.sent).toEqual(["private-x signed 2.2"]);
  });

  it("leaves nothing behind", async () => {
    const { clock, surroundings, off, realtime, pusher, log } = await connected();
    pusher.emit("private-x", "pusher:subscription_succeeded");
    off();
    pusher.emit("private-x", "new_message");
    realtime.disconnect();
    expect(log).toEqual(["subscribed"]);
    expect(clock.pending).toBe(0);
    expect(surroundings.listeners).toBe(0);
    expect(FakePusher.instances).toEqual([]);
    expect(pusher.connection.state).toBe("disconnected");
  });

  it("can leave a channel and join it again in one breath", async () => {
    const { realtime, off, pusher, log } = await connected();
    off();
    realtime.subscribe("private-x", {
      onEvent: () => log.push("event"),
      onSubscribed: () => log.push("again"),
    });
    await settled();
    pusher.emit("private-x", "pusher:subscription_succeeded");
    expect(log).toEqual(["again"]);
    expect(pusher.sent).toHaveLength(2);
  });

  it("tries again when the library could not be loaded", async () => {
    const clock = new FakeClock();
    let loads = 0;
    const load = () => {
      loads++;
      return Promise.reject(new Error("blocked"));
    };
    const config = { key: "k", cluster: "eu", host: "", port: 443, tls: true };
    const realtime = new Realtime({ load, config, authorize: async () => ({ auth: "" }), clock });
    realtime.connect();
    await clock.advance(65_000);
    expect(loads).toBe(2);
    realtime.disconnect();
    expect(clock.pending).toBe(0);
  });
});
