// A WebSocket as pusher-js's connection wants one, and the patience with which it is opened.
import type { Strategy } from "pusher:connection/connection_manager";
import Handshake, { type Transport } from "pusher:connection/handshake/index";
import Dispatcher from "pusher:events/dispatcher";

const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 60_000;

class Socket extends Dispatcher implements Transport {
  readonly #socket: WebSocket;

  constructor(url: string) {
    super();
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.onopen = () => this.emit("open");
    socket.onmessage = (message) => this.emit("message", message);
    socket.onerror = (error) => this.emit("error", { type: "WebSocketError", error });
    socket.onclose = ({ code, reason }) => this.emit("closed", { code, reason });
  }

  send(data: string): boolean {
    const open = this.#socket.readyState === WebSocket.OPEN;
    if (open) this.#socket.send(data);
    return open;
  }

  close(): void {
    this.#socket.close();
  }

  /** The connection sends pings of its own. */
  handlesActivityChecks(): boolean {
    return false;
  }

  supportsPing(): boolean {
    return false;
  }
}

/** One address, tried again with growing patience; what a dead server needs beyond that, core/realtime.ts does. */
export function attempts(url: string): Strategy {
  return {
    isSupported: () => true,
    connect(_, callback) {
      let wait = FIRST_WAIT_MS;
      let timer: ReturnType<typeof setTimeout>;
      let end = () => {};
      const next = () => {
        timer = setTimeout(() => {
          end();
          next();
        }, wait);
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
        end = attempt(url, (result) => {
          clearTimeout(timer);
          callback(null, result);
        });
      };
      next();
      return {
        abort() {
          clearTimeout(timer);
          end();
        },
      };
    },
  };
}

/** Calls back when the server has said who we are, or why not; returns what ends it before. */
function attempt(url: string, callback: (result: unknown) => void): () => void {
  let handshake: Handshake | undefined;
  let done = false;
  let socket: Socket;
  try {
    socket = new Socket(url);
  } catch {
    // The page's policy or a bad address: no better at once than after the wait.
    return () => {};
  }
  socket.bind("open", () => {
    handshake = new Handshake(socket, (result) => {
      done = true;
      callback(result);
    });
  });
  return () => {
    if (!done) (handshake ?? socket).close();
  };
}
