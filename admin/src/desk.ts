// The agent's desk: the inbox, the chats that are open, and the channel that keeps both live. No DOM.
import {
  type AgentChat,
  type ApiClient,
  ApiError,
  type ConnectionStatus,
  type InboxPage,
  type Query,
  type Realtime,
  VIEWING,
} from "@support-chat/widget/core";
import { Acts } from "./acts";
import { AGENTS_CHANNEL, readAgentsEvent } from "./agents_event";
import type { Changes } from "./changes";
import { type Tab, tabOf } from "./chat_row";
import type { Drafts } from "./drafts";
import { Inbox } from "./inbox";
import type { Counts } from "./list_counts";
import { ARCHIVED, activeList, type Filter, type Order } from "./lists";
import type { PageQuery } from "./loaded_list";
import type { Mails } from "./mails";
import type { Notes } from "./notes";
import { Observable } from "./observable";
import { type AgentConversation, OpenChats, type OpenChatsOptions } from "./open_chats";
import { Presence } from "./presence";
import { Privacy } from "./privacy";
import { SavedReplies } from "./saved_replies";
import { ChatSearch } from "./search";
import type { Agent } from "./session";
import { Standing } from "./standing";
import { Team } from "./team";

export interface DeskState {
  tab: Tab;
  filter: Filter;
  /** Of the lists that have one. */
  order: Order;
  selected: string | null;
  status: ConnectionStatus;
}

type Shared = Pick<OpenChatsOptions, "api" | "surroundings" | "clock" | "drafts" | "unsent" | "unsentNotes">;

export interface DeskOptions extends Shared {
  agent: Agent;
  realtime: Pick<Realtime, "connect" | "disconnect" | "subscribe" | "trigger">;
  noteDrafts: Drafts;
  order: Order;
  /** The API answered 401 or 403: the session is over, or this person is no agent. */
  onTurnedAway(status: 401 | 403): void;
}

const POLL_WHILE_LIVE_MS = 30_000;
const POLL_MS = 5_000;

export class Desk extends Observable<DeskState> {
  readonly agent: Agent;
  readonly api: ApiClient;
  readonly team: Team;
  readonly acts: Acts;
  readonly standing: Standing;
  readonly privacy: Privacy;
  readonly drafts: Drafts;
  readonly noteDrafts: Drafts;
  readonly inbox: Inbox;
  readonly presence: Presence;
  readonly savedReplies: SavedReplies;
  readonly search: ChatSearch;
  #options: DeskOptions;
  #chats: OpenChats;
  #live = false;
  #followChatToItsTab = true;
  #undo: Array<() => void> = [];

  constructor(options: DeskOptions) {
    const { order } = options;
    super({ tab: "active", filter: "all", order, selected: null, status: "polling" });
    this.#options = options;
    this.agent = options.agent;
    this.api = options.api;
    this.team = new Team(options.api, options.clock);
    this.drafts = options.drafts;
    this.noteDrafts = options.noteDrafts;
    const asks = {
      list: (query: PageQuery) => this.#get<InboxPage>("/admin/chats", { ...query }),
      counts: () => this.#get<Counts>("/admin/counts"),
    };
    this.inbox = new Inbox(asks, options.clock, options.agent.id);
    this.acts = new Acts(options.api, (row) => this.inbox.apply(row));
    this.standing = new Standing(options.api, (row) => this.inbox.apply(row));
    this.privacy = new Privacy({ ...options, onErased: (chatId) => this.#erased(chatId) });
    this.savedReplies = new SavedReplies(options.api);
    this.search = new ChatSearch(options);
    this.presence = new Presence({
      agent: options.agent,
      clock: options.clock,
      tell: (data) => options.realtime.trigger(AGENTS_CHANNEL, VIEWING, data),
    });
    this.#chats = new OpenChats({
      ...options,
      selected: () => this.getState().selected,
      onOpened: (chat) => this.#opened(chat),
      onNewest: (chatId, message) => this.inbox.row(chatId) && this.inbox.applyMessage(chatId, message),
    });
  }

  start(): void {
    const { realtime, surroundings, unsent, unsentNotes } = this.#options;
    this.#undo = [
      this.inbox.subscribe(() => this.#inboxChanged()),
      surroundings.onChange((change) => this.#surroundingsChanged(change)),
      realtime.subscribe(AGENTS_CHANNEL, {
        onEvent: (name, data) => this.#heard(name, data),
        onSubscribed: () => this.#setLive(true),
        onLost: () => this.#setLive(false),
      }),
    ];
    realtime.connect();
    this.#show({});
    // The chats first: what counts them is thirteen times the work, and the team is needed later still.
    void this.inbox.refresh().then(() => {
      if (this.#undo.length === 0) return;
      void this.team.start();
      void this.inbox.counts.refresh();
    });
    this.#setPace();
    for (const chatId of [...unsent.chatIds(), ...unsentNotes.chatIds()]) this.#chats.open(chatId);
  }

  /** When the session is over: nothing asks the server any more, all that was typed stays. */
  stop(): void {
    for (const undo of this.#undo) undo();
    this.#undo = [];
    this.team.stop();
    this.#chats.lookAway();
    this.presence.leave();
    this.#live = false;
    this.#options.realtime.disconnect();
    this.inbox.pollEvery(null);
    this.#change({ status: "offline" });
  }

  showTab(tab: Tab): void {
    this.#followChatToItsTab = false;
    this.#show({ tab });
  }

  showOnly(filter: Filter): void {
    this.#followChatToItsTab = false;
    this.#show({ tab: "active", filter });
  }

  orderBy(order: Order): void {
    this.#show({ order });
  }

  select(chatId: string | null): void {
    const previous = this.getState().selected;
    if (chatId === previous) return;
    if (chatId) this.#chats.open(chatId);
    this.#chats.lookAway();
    this.#change({ selected: chatId });
    this.inbox.hold(chatId);
    this.#attend();
    if (previous) this.#chats.retire(previous);
  }

  conversation(chatId: string): AgentConversation | null {
    return this.#chats.conversation(chatId);
  }

  changes(chatId: string): Changes | null {
    return this.#chats.changes(chatId);
  }

  mails(chatId: string): Mails | null {
    return this.#chats.mails(chatId);
  }

  notes(chatId: string): Notes | null {
    return this.#chats.notes(chatId);
  }

  /** Before somebody else sits down here. */
  forget(): void {
    for (const kept of [this.drafts, this.noteDrafts, this.#options.unsent, this.#options.unsentNotes])
      kept.forget();
  }

  hasUnsent(): boolean {
    return this.#chats.hasUnsent();
  }

  async #get<Answer>(path: string, query?: Query): Promise<Answer> {
    try {
      return await this.api.get<Answer>(path, query);
    } catch (reason) {
      this.#turnedAway(reason);
      throw reason;
    }
  }

  #turnedAway(reason: unknown): void {
    const status = reason instanceof ApiError ? reason.status : 0;
    if (status === 401 || status === 403) this.#options.onTurnedAway(status);
  }

  #heard(name: string, data: unknown): void {
    if (name === VIEWING) this.presence.hear(data);
    const event = readAgentsEvent(name, data);
    if (event?.kind === "row") this.inbox.apply(event.row, event);
    if (event?.kind === "message") this.inbox.applyMessage(event.chatId, event.message);
    if (event?.kind === "mail") this.mails(event.chatId)?.hear(event.update);
    if (event?.kind === "note") this.notes(event.chatId)?.hear(event.note);
    if (event?.kind === "erased") this.#erased(event.chatId);
    if (event?.kind === "hint") this.inbox.refreshAll();
  }

  /** Off the list at once; whoever has it open is told by the server that there is no such chat. */
  #erased(chatId: string): void {
    for (const drafts of [this.drafts, this.noteDrafts]) drafts.keep(chatId, "");
    this.inbox.forget(chatId);
  }

  #setLive(live: boolean): void {
    this.#live = live;
    this.#setPace();
    this.#showStatus();
    if (live) {
      this.presence.repeat();
      this.catchUp();
    } else this.presence.forget();
  }

  #surroundingsChanged(change: "online" | "offline" | "visible" | "hidden"): void {
    this.#setPace();
    this.#showStatus();
    this.#attend();
    if (change === "online" || change === "visible") this.catchUp();
    if (change === "visible" && this.#chats.unviewed) this.#chats.viewSoon();
  }

  /** Whatever was missed, now. */
  catchUp(): void {
    void this.inbox.reconcile();
    const { selected } = this.getState();
    // Notes come on the agents' channel, which may be back later than the chat's own.
    if (selected) this.notes(selected)?.returned();
    // How a mail ended comes by an event only, or with the whole chat.
    if (selected && this.mails(selected)?.awaited) void this.conversation(selected)?.refresh();
  }

  /** A page nobody looks at, without a live connection, need not ask every five seconds all night. */
  #setPace(): void {
    const hurried = !this.#live && this.#options.surroundings.visible();
    this.inbox.pollEvery(hurried ? POLL_MS : POLL_WHILE_LIVE_MS);
  }

  #showStatus(): void {
    const reachable = this.#options.surroundings.online() && !this.inbox.unreachable;
    this.#change({ status: !reachable ? "offline" : this.#live ? "connected" : "polling" });
  }

  #inboxChanged(): void {
    this.#showStatus();
    const { selected } = this.getState();
    const opened = selected !== null && this.conversation(selected)?.getState().chat;
    // The open chat fell out of the list: somebody filed it elsewhere while no event could tell.
    if (opened && !this.inbox.row(selected)) this.#chats.viewSoon();
  }

  #show(change: Partial<Pick<DeskState, "tab" | "filter" | "order">>): void {
    this.#change(change);
    const { tab, filter, order } = this.getState();
    this.inbox.show(tab === "archived" ? ARCHIVED : activeList(filter, order));
  }

  #attend(): void {
    const attended = this.#options.surroundings.visible() ? this.getState().selected : null;
    this.inbox.attend(attended);
    this.presence.view(attended);
  }

  #opened(chat: AgentChat): void {
    const { messages, has_more, last_seq, read_seq, unread_count, ...row } = chat;
    this.inbox.apply(row);
    if (!this.#followChatToItsTab) return;
    this.showTab(tabOf(chat));
  }

  #change(change: Partial<DeskState>): void {
    const state = this.getState();
    const next = { ...state, ...change };
    const keys = Object.keys(change) as Array<keyof DeskState>;
    if (keys.some((key) => state[key] !== next[key])) this.become(next);
  }
}
