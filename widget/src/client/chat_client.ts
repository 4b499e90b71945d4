// One person's chat without a face: who they are, their conversation, the realtime connection, and the end of it all.
import { ApiClient, ApiError } from "../core/api";
import { Backoff } from "../core/backoff";
import { Alarm, type Clock, systemClock } from "../core/clock";
import { Conversation } from "../core/conversation";
import { channelAuthorizer, customerEndpoints } from "../core/endpoints";
import {
  KeptDraft,
  KeptOutbox,
  memoryStorage,
  type OutboxStorage,
  type Shelf,
  type StoredMessage,
} from "../core/outbox_storage";
import type { PusherConstructor } from "../core/pusher_client";
import { Realtime } from "../core/realtime";
import { Signal } from "../core/signal";
import { NO_CONTACT } from "../core/signs";
import { browserShelf, browserSurroundings, pageContext, type Surroundings } from "../core/surroundings";
import type { GetToken } from "../core/token";
import type { ConversationState, Message, SiteConfig } from "../core/types";
import type { LoadConfig, Person } from "./account";
import { visitorLeft, visitorOwner } from "./left_behind";
import { ownerOf } from "./owner";
import { parts } from "./parts";

const LONGEST_WAIT_MS = 30_000;
/** A view paints first; the connection's code can come a moment later. */
const REALTIME_DELAY_MS = 50;

/** nobody: not signed in, and visitors may not write here; visitor: also one who has not written yet. */
export type IdentityKind = "nobody" | "visitor" | "person";

/** `phase` is "idle" while a visitor has not written: nothing was asked and nothing is kept. */
export interface ChatState extends ConversationState {
  readonly identity: IdentityKind;
}

export interface ChatClientOptions {
  readonly config: LoadConfig;
  readonly person: Person | null;
  /** False: people who are not signed in cannot write on this page, whatever the deployment allows. */
  readonly visitors?: boolean;
  /** False: agents are not told where the customer is. */
  readonly context?: boolean;
}

/** What a page offers; tests hand in their own. */
export interface Place {
  readonly surroundings: Surroundings;
  readonly shelf: Shelf | null;
  readonly clock: Clock;
  readonly loadRealtime: () => Promise<PusherConstructor>;
  readonly fetch?: typeof fetch;
}

export const browserPlace = (): Place => ({
  surroundings: browserSurroundings(),
  shelf: browserShelf(),
  clock: systemClock,
  loadRealtime: async () => (await import("../realtime/pusher")).PusherClient,
});

/** Before anything is known. */
export const BLANK: ChatState = {
  identity: "nobody",
  phase: "loading",
  chat: null,
  messages: [],
  outgoing: [],
  status: "polling",
  hasOlder: false,
  loadingOlder: false,
  unreadCount: 0,
  readSeq: 0,
  seenSeq: 0,
  typing: false,
  replyTime: null,
  contact: NO_CONTACT,
  problem: null,
};

/** Begins when it is made, and ends once; another person's chat is another client. */
export class ChatClient {
  readonly changes = new Signal();
  readonly incoming = new Signal<readonly Message[]>();
  readonly #options: ChatClientOptions;
  readonly #place: Place;
  readonly #alarm: Alarm;
  readonly #backoff: Backoff;
  readonly #forgetSurroundings: () => void;
  /** Aborted when what runs for the present identity ends. */
  #life = new AbortController();
  #state: ChatState | null = null;
  #blank = BLANK;
  #api: ApiClient | null = null;
  #conversation: Conversation | null = null;
  #realtime: Realtime | null = null;
  #draft: KeptDraft | null = null;

  constructor(options: ChatClientOptions, place = browserPlace()) {
    this.#options = options;
    this.#place = place;
    this.#alarm = new Alarm(place.clock);
    this.#backoff = new Backoff(place.clock, LONGEST_WAIT_MS);
    this.#forgetSurroundings = place.surroundings.onChange((change) => {
      // The network is back: do not wait out the backoff.
      if (change === "online" && !this.#conversation && this.#alarm.pending) this.#restart();
    });
    void this.#begin();
  }

  get state(): ChatState {
    this.#state ??= { ...this.#blank, ...this.#conversation?.getState() };
    return this.#state;
  }

  get surroundings(): Surroundings {
    return this.#place.surroundings;
  }

  /** null until it is known who writes, and for a visitor nobody knows of: use `send`. */
  get conversation(): Conversation | null {
    return this.#conversation;
  }

  /** null until it is known who writes. */
  get draft(): KeptDraft | null {
    return this.#draft;
  }

  /** The message's id; null when nobody could take it yet. A visitor's first message makes the visitor. */
  send(text: string): string | null {
    const id = this.#conversation?.send(text) ?? null;
    if (id) this.#start();
    return id;
  }

  /** Where a visitor can be reached; not verified. */
  async setEmail(email: string): Promise<void> {
    if (!this.#api) throw new ApiError({ status: 0, code: "not_ready" });
    await this.#api.put("/support_chat/email", { email });
    this.#start();
    await this.#conversation?.refresh();
  }

  /** After a refusal, when the person asks. */
  resume(): void {
    if (this.#conversation) this.#conversation.resume();
    else this.#restart();
  }

  end(): void {
    this.#forgetSurroundings();
    this.#part();
    this.changes.clear();
    this.incoming.clear();
  }

  async #begin(): Promise<void> {
    const { signal } = this.#life;
    const { config, person, visitors } = this.#options;
    this.#show({ identity: person ? "person" : "nobody" });
    try {
      const [site, owner] = await Promise.all([config(), person && ownerOf(person)]);
      if (signal.aborted) return;
      if (person && owner !== null) this.#asPerson(site, person, owner);
      else if (site.visitors && visitors !== false) await this.#asVisitor(site, signal);
      // Asking again by itself will not help.
      else this.#show({ phase: "refused", status: "offline" });
    } catch {
      if (signal.aborted) return;
      this.#show({ status: "offline", problem: { status: 0, code: "network" } });
      this.#alarm.set(this.#backoff.next(), () => void this.#begin());
    }
  }

  #asPerson(site: SiteConfig, person: Person, owner: string): void {
    const shelf = owner ? this.#place.shelf : null;
    const again = this.#anew();
    const getToken: GetToken = async (fresh) => {
      const token = await person.getToken(fresh);
      if ((await person.owner()) === owner) return token;
      // A fresh token may be somebody else's: they must neither see nor send what this person wrote.
      again();
      throw Object.assign(new Error("another person is signed in"), { status: 401 });
    };
    const storage = shelf ? new KeptOutbox(shelf, owner, this.#place.clock) : memoryStorage;
    this.#run(site, getToken, storage);
    this.#draft = shelf && new KeptDraft(shelf, owner);
    this.#start();
    if (this.#place.shelf && visitorLeft(this.#place.shelf, site.api_url))
      void this.#takeOver(site.api_url, storage);
  }

  /** This person wrote as a visitor before they signed in. */
  async #takeOver(apiUrl: string, storage: OutboxStorage): Promise<void> {
    const { shelf } = this.#place;
    const { signal } = this.#life;
    const asPerson = this.#api;
    if (!shelf || !asPerson) return;
    const left = new KeptDraft(shelf, visitorOwner(apiUrl));
    if (this.#draft) {
      this.#draft.text = [this.#draft.text, left.text].filter(Boolean).join("\n");
      left.text = "";
    }
    const again = this.#anew();
    let kept = false;
    const keep = (refused: StoredMessage) => {
      const taken = storage.put(refused);
      kept ||= taken;
      return taken;
    };
    const { handOver } = await import("../visitor/index");
    await handOver({ parts, ...this.#place, apiUrl, shelf, asPerson, keep, signal });
    // The outbox looks at what is kept when it begins.
    if (kept) again();
  }

  async #asVisitor(site: SiteConfig, signal: AbortSignal): Promise<void> {
    const { Visitor } = await import("../visitor/index");
    if (signal.aborted) return;
    const { shelf } = this.#place;
    const again = this.#anew();
    const visitor = new Visitor({ parts, ...this.#place, apiUrl: site.api_url, onLost: again });
    const look = () => {
      if (visitor.begun) this.#start();
      // Signed out or handed over in another tab: nothing of the visitor stays here either.
      else if (this.state.phase !== "idle") again();
    };
    const forget = visitor.onChange(look);
    signal.addEventListener("abort", () => [forget(), visitor.end()]);
    this.#run(site, visitor.getToken, visitor.storage);
    this.#draft = shelf && new KeptDraft(shelf, visitorOwner(site.api_url));
    this.#show({ identity: "visitor" });
    look();
  }

  #run(site: SiteConfig, getToken: GetToken, storage: OutboxStorage): void {
    const { surroundings, clock, loadRealtime } = this.#place;
    const api = new ApiClient({ ...this.#place, baseUrl: site.api_url, getToken });
    // A shop has thousands of pages.
    const shared = { surroundings, clock, patient: true };
    const authorize = channelAuthorizer(api, "/pusher/auth", site.pusher.key);
    const realtime = new Realtime({ ...shared, load: loadRealtime, config: site.pusher, authorize });
    const context = this.#options.context === false ? undefined : () => pageContext();
    const endpoints = customerEndpoints(api, context);
    const conversation = new Conversation({ ...shared, endpoints, realtime, storage });
    conversation.subscribe(() => this.#changed());
    conversation.onIncoming((messages) => this.incoming.emit(messages));
    this.#api = api;
    this.#realtime = realtime;
    this.#conversation = conversation;
  }

  /** Once: afterwards the conversation goes on by itself. */
  #start(): void {
    if (this.#conversation?.getState().phase !== "idle") return;
    this.#conversation.start();
    this.#alarm.set(REALTIME_DELAY_MS, () => this.#realtime?.connect());
  }

  /** A restart a moment later, unless what asked for it has ended by then. */
  #anew(): () => void {
    const { signal } = this.#life;
    return () => queueMicrotask(() => signal.aborted || this.#restart());
  }

  /** From the beginning, for whoever is there now. */
  #restart(): void {
    this.#part();
    this.#life = new AbortController();
    void this.#begin();
  }

  #part(): void {
    this.#life.abort();
    this.#alarm.clear();
    this.#conversation?.stop();
    this.#realtime?.disconnect();
    this.#conversation = this.#realtime = this.#draft = this.#api = null;
  }

  #show(change: Partial<ChatState>): void {
    this.#blank = { ...this.#blank, problem: null, ...change };
    this.#changed();
  }

  #changed(): void {
    this.#state = null;
    this.changes.emit();
  }
}
