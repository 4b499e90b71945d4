// A value others can watch: what the session, the inbox and the open chat have in common.
export interface Observed<State> {
  getState(): State;
  subscribe(listener: () => void): () => void;
}

export class Observable<State> implements Observed<State> {
  #state: State;
  #listeners = new Set<() => void>();

  constructor(initial: State) {
    this.#state = initial;
  }

  getState(): State {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  protected become(state: State): void {
    if (Object.is(state, this.#state)) return;
    this.#state = state;
    for (const listener of [...this.#listeners]) listener();
  }
}
