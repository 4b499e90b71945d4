// Who listens to what the chat tells.
import type { ChatEvents, Emit, EventName, Listener } from "../contract";

type Sets = { readonly [N in EventName]: Set<Listener<N>> };

export class Listeners {
  /** What is true now and did not only happen: told at once to whoever begins to listen. */
  present: { ready?: undefined; unread: number } = { unread: 0 };
  readonly of: Sets = {
    ready: new Set(),
    open: new Set(),
    close: new Set(),
    unread: new Set(),
    message: new Set(),
    status: new Set(),
    error: new Set(),
  };

  on<N extends EventName>(name: N, listener: Listener<N>): () => void {
    this.of[name].add(listener);
    if (name in this.present) tell(listener, (this.present as Partial<ChatEvents>)[name] as ChatEvents[N]);
    return () => this.off(name, listener);
  }

  off<N extends EventName>(name: N, listener: Listener<N>): void {
    this.of[name]?.delete(listener);
  }

  readonly emit: Emit = (name, detail) => {
    if (/^(ready|unread)$/.test(name)) Object.assign(this.present, { [name]: detail });
    // A copy: a listener may add others.
    for (const listener of [...this.of[name]]) tell(listener, detail);
  };
}

function tell<T>(listener: (detail: T) => void, detail: T): void {
  try {
    listener(detail);
  } catch (reason) {
    // The page's own mistake: told as such, and not ours to stumble over.
    reportError(reason);
  }
}
