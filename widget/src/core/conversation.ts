// One chat as a state machine: history, live messages, outbox and read mark, kept true through every fault.
import type { ApiError } from "./api";
import { systemClock } from "./clock";
import type { ConversationOptions } from "./conversation_options";
import type { Endpoints } from "./endpoints";
import { readChatEvent } from "./events";
import { History } from "./history";
import { type Channels, connectionStatus, Link } from "./link";
import { Outbox, waiting } from "./outbox";
import { memoryStorage } from "./outbox_storage";
import { Reading } from "./reading";
import { Reconciler } from "./reconciler";
import { Signal } from "./signal";
import { Signs } from "./signs";
import { plainSurroundings, type Surroundings } from "./surroundings";
import { Timeline } from "./timeline";
import type { ChatSnapshot, ConversationState, Message, Phase, Problem } from "./types";

export class Conversation<S extends ChatSnapshot = ChatSnapshot> {
  readonly #endpoints: Endpoints<S>;
  readonly #surroundings: Surroundings;
  readonly #timeline = new Timeline();
  readonly #outbox: Outbox;
  readonly #reading: Reading;
  readonly #reconciler: Reconciler;
  readonly #history: History<S>;
  readonly #signs: Signs;
  readonly #abort = new AbortController();
  readonly #changes = new Signal();
  readonly #incoming = new Signal<readonly Message[]>();
  readonly #link: Link;
  #forgetSurroundings: () => void = () => {};
  #state: ConversationState<S> | null = null;
  #batching = false;
  #phase: Phase = "idle";
  #chat: S | null = null;
  #problem: Problem | null = null;
  #reachable = true;

  constructor(options: ConversationOptions<S>) {
    const { endpoints, clock = systemClock, storage = memoryStorage } = options;
    const markRead = endpoints.markRead?.bind(endpoints);
    this.#endpoints = endpoints;
    this.#surroundings = options.surroundings ?? plainSurroundings;
    const shared = {
      timeline: this.#timeline,
      clock,
      onChange: () => this.#changed(),
      onError: (error: ApiError) => this.#failed(error),
    };
    this.#outbox = new Outbox({
      ...shared,
      // Not aborted by stop(): what the person sent before leaving the page should still arrive.
      send: (message) => endpoints.send(message),
      storage,
      onSent: (message) => this.learn(message, true),
      confirm: () => this.#reconciler.now(),
    });
    this.#reading = new Reading({
      ...shared,
      send: markRead ? (upTo) => markRead(upTo, this.#abort.signal) : null,
    });
    this.#reconciler = new Reconciler({
      ...shared,
      fetch: (reopen) => this.#fetch(reopen),
      hasGap: () => this.#timeline.gap,
      giveUpGap: () => this.#timeline.forgetExpected(),
      hurried: () => !this.#link.live && this.#surroundings.visible(),
    });
    this.#history = new History({ ...shared, endpoints, signal: this.#abort.signal });
    this.#signs = new Signs({ ...shared, role: endpoints.role, tell: (...said) => this.#link.tell(...said) });
    const hurried = () => !options.patient || this.#surroundings.visible();
    this.#link = new Link(options.realtime ?? null, {
      onEvent: (name, data) => this.#event(name, data),
      onLive: (again) => this.#returned(!again || hurried()),
      onLost: () => this.#returned(hurried()),
    });
  }

  getState(): ConversationState<S> {
    this.#state ??= {
      phase: this.#phase,
      chat: this.#chat,
      messages: this.#timeline.messages,
      outgoing: waiting(this.#outbox.messages, this.#problem),
      status: connectionStatus(this.#link.live, this.#reachable, this.#surroundings.online()),
      hasOlder: this.#timeline.hasOlder,
      loadingOlder: this.#history.loading,
      unreadCount: this.#reading.unread,
      readSeq: this.#reading.readSeq,
      ...this.#signs.state,
      problem: this.#problem,
    };
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    return this.#changes.add(listener);
  }

  /** Messages of the other side that arrived after the first load; history and own messages never. */
  onIncoming(listener: (messages: readonly Message[]) => void): () => void {
    return this.#incoming.add(listener);
  }

  start(): void {
    if (this.#phase !== "idle") return;
    this.#forgetSurroundings = this.#surroundings.onChange(
      (change) => change !== "hidden" && this.#returned(),
    );
    this.#outbox.restore();
    this.#begin();
  }

  /** Nothing is left running; only a message already on its way to the server is not called back. */
  stop(): void {
    if (this.#phase === "stopped") return;
    this.#phase = "stopped";
    this.#forgetSurroundings();
    this.#quiet();
    this.#outbox.stop();
    this.#reading.stop();
    this.#abort.abort();
    this.#changed();
    this.#changes.clear();
    this.#incoming.clear();
  }

  /** Tries again after a refusal. */
  resume(): void {
    if (this.#phase === "refused") this.#begin();
  }

  attachRealtime(realtime: Channels): void {
    this.#link.attach(realtime);
    if (this.#phase === "ready" && this.#chat) this.#link.join(this.#chat.id);
    this.#changed();
  }

  send(text: string): string | null {
    const content = text.trim();
    return content === "" || this.#phase === "stopped" ? null : this.#outbox.add(content);
  }

  retry(clientMessageId: string): void {
    this.#outbox.retry(clientMessageId);
  }

  discard(clientMessageId: string): void {
    this.#outbox.discard(clientMessageId);
  }

  markRead(): void {
    if (this.#phase === "ready") this.#reading.mark();
  }

  /** A message, or a newer version of one, from an answer that this conversation did not ask for. */
  readonly learn = (message: Message, sentNow = false): void => {
    if (this.#timeline.denies(message, sentNow)) this.#beginAnew();
    this.#take(this.#timeline.add([message]));
  };

  /** Opens the chat anew: read marks and what else only a snapshot tells. */
  refresh(): Promise<void> {
    return this.#reconciler.now(true);
  }

  async loadOlder(): Promise<void> {
    if (this.#phase === "ready" && (await this.#history.loadOlder())) this.#reached();
  }

  /** Tells the other side that somebody writes here; as often as there are keystrokes, if you like. */
  typing(): void {
    this.#signs.weType();
  }

  get #active(): boolean {
    return this.#phase === "loading" || this.#phase === "ready";
  }

  #begin(): void {
    this.#phase = "loading";
    this.#problem = null;
    this.#reconciler.run();
    void this.#reconciler.now(true);
    this.#changed();
  }

  async #fetch(reopen: boolean): Promise<void> {
    const look = this.#surroundings.visible() && this.#signs.lookDue(this.#link.live);
    const open = reopen || look || this.#phase === "loading";
    if (open) await this.#history.open((snapshot) => this.#open(snapshot));
    if (this.#active && (!open || this.#history.behind)) {
      await this.#history.catchUp((added) => {
        if (this.#active) this.#take(added);
        return this.#active;
      });
    }
    if (this.#active) this.#reached();
  }

  #open(snapshot: S): void {
    if (!this.#active) return;
    const first = this.#chat === null;
    this.#chat = snapshot;
    this.#phase = "ready";
    this.#problem = null;
    if (snapshot.messages.some((message) => this.#timeline.denies(message))) this.#beginAnew();
    this.#reading.open(snapshot);
    this.#signs.open(snapshot);
    this.#take(this.#timeline.open(snapshot), first);
    this.#link.join(snapshot.id);
    this.#outbox.run();
  }

  /** The chat was erased, and what stands here is not there any more. The server says what there is instead. */
  #beginAnew(reopen = true): void {
    for (const part of [this.#timeline, this.#reading, this.#signs, this.#history]) part.forget();
    if (this.#phase === "ready") void this.#reconciler.now(reopen);
  }

  #event(name: string, data: unknown): void {
    const event = readChatEvent(name, data);
    if (event === null || this.#phase !== "ready") return;
    if (event.kind === "message") this.learn(event.message);
    if (event.kind === "pointer") {
      this.#timeline.expect(event.seq, event.revision);
      if (this.#timeline.gap) void this.#reconciler.now();
    }
    if (event.kind === "read") {
      this.#timeline.markRead(event.upToSeq, event.readAt);
      this.#reading.learn(event.upToSeq);
    }
    if (event.kind === "erased") this.#beginAnew(this.#endpoints.role === "admin");
    if (event.kind === "seen") this.#signs.seen(event.upToSeq);
    if (event.kind === "typing") this.#signs.theyType(event.by);
    this.#changed();
  }

  /** Takes in what is new to us: ours leaves the outbox in the same breath, theirs is announced. */
  #take(added: readonly Message[], silent = false): void {
    this.#batching = true;
    for (const message of added) {
      const ours = message.sender_type === this.#endpoints.role;
      if (ours && message.client_message_id !== null) this.#outbox.settle(message.client_message_id);
    }
    this.#batching = false;
    const theirs = added.filter((message) => message.sender_type !== this.#endpoints.role);
    if (theirs.length > 0) this.#signs.quiet();
    // What was withdrawn before it was seen is no news to anybody.
    const incoming = theirs.filter((message) => !message.unsent_at);
    this.#changed();
    if (this.#timeline.gap) this.#reconciler.gapSeen();
    if (!silent && incoming.length > 0) this.#incoming.emit(incoming);
  }

  /** The network, the view or the channel came or went: whatever was missed or waits, now. */
  #returned(ask = true): void {
    if (!this.#active) return;
    // Marks come with a snapshot only; it is asked for when somebody looks and a mark could have moved.
    const marks = this.#reading.unread > 0 || this.#signs.awaited;
    if (ask) void this.#reconciler.now(this.#surroundings.visible() && marks);
    this.#outbox.kick();
    this.#reading.kick();
    this.#changed();
  }

  #reached(): void {
    if (this.#reachable) return;
    this.#reachable = true;
    this.#returned(false);
  }

  #failed(error: ApiError): void {
    if (!this.#active || error.code === "aborted") return;
    if ([401, 403, 404].includes(error.status)) {
      this.#quiet();
      this.#phase = "refused";
    }
    if (this.#phase !== "ready") this.#problem = { status: error.status, code: error.code };
    if (error.unreachable) this.#reachable = false;
    this.#changed();
  }

  /** Neither stopped nor refused conversations do anything by themselves. */
  #quiet(): void {
    this.#reconciler.pause();
    this.#outbox.pause();
    this.#signs.quiet();
    this.#link.part();
  }

  #changed(): void {
    if (this.#batching) return;
    this.#state = null;
    this.#changes.emit();
  }
}
