// The conversations that run: the one on screen, and those left with something still to send. No DOM.
import {
  type AgentChat,
  Alarm,
  type ApiClient,
  agentEndpoints,
  type Clock,
  Conversation,
  type Message,
  type Realtime,
  type Surroundings,
} from "@support-chat/widget/core";
import { Changes } from "./changes";
import type { Drafts } from "./drafts";
import { Mails } from "./mails";
import { Notes } from "./notes";
import type { Unsent } from "./unsent";

export type AgentConversation = Conversation<AgentChat>;

export interface OpenChatsOptions {
  api: ApiClient;
  realtime: Pick<Realtime, "subscribe" | "trigger">;
  surroundings: Surroundings;
  clock: Clock;
  drafts: Drafts;
  unsent: Unsent;
  unsentNotes: Unsent;
  /** The chat on screen. */
  selected(): string | null;
  /** The server has told a whole chat. */
  onOpened(chat: AgentChat): void;
  /** The newest message that is known of a chat. */
  onNewest(chatId: string, message: Message): void;
  onTurnedAway(status: 401): void;
}

interface OpenChat {
  conversation: AgentConversation;
  mails: Mails;
  changes: Changes;
  notes: Notes;
  forget: () => void;
}

const REOPEN_AFTER_MS = 400;

export class OpenChats {
  readonly #options: OpenChatsOptions;
  readonly #open = new Map<string, OpenChat>();
  readonly #reopening: Alarm;
  #unviewed = false;

  constructor(options: OpenChatsOptions) {
    this.#options = options;
    this.#reopening = new Alarm(options.clock);
  }

  conversation(chatId: string): AgentConversation | null {
    return this.#open.get(chatId)?.conversation ?? null;
  }

  mails(chatId: string): Mails | null {
    return this.#open.get(chatId)?.mails ?? null;
  }

  changes(chatId: string): Changes | null {
    return this.#open.get(chatId)?.changes ?? null;
  }

  notes(chatId: string): Notes | null {
    return this.#open.get(chatId)?.notes ?? null;
  }

  get unviewed(): boolean {
    return this.#unviewed;
  }

  hasUnsent(): boolean {
    return [...this.#open.values()].some(sends);
  }

  open(chatId: string): void {
    if (this.#open.has(chatId)) return;
    const { api, realtime, surroundings, clock, drafts, unsent, unsentNotes, onTurnedAway } = this.#options;
    const mails = new Mails();
    const notes = new Notes({ api, chatId, clock, storage: unsentNotes.of(chatId), onTurnedAway });
    const conversation = new Conversation<AgentChat>({
      endpoints: notes.beside(mails.overhearing(agentEndpoints(api, chatId))),
      realtime,
      surroundings,
      clock,
      storage: unsent.of(chatId),
    });
    const forgetState = conversation.subscribe(this.#follower(chatId, conversation));
    const forgetIncoming = conversation.onIncoming(() => {
      if (this.#options.selected() === chatId) this.viewSoon();
    });
    const changes = new Changes({ api, chatId, conversation, drafts });
    const forgetNotes = notes.subscribe(() => this.#options.selected() !== chatId && this.retire(chatId));
    const forget = () => [forgetState(), forgetIncoming(), forgetNotes()];
    this.#open.set(chatId, { conversation, mails, changes, notes, forget });
    notes.start();
    conversation.start();
  }

  /** A chat that is left stays connected for as long as it has something to send. */
  retire(chatId: string): void {
    const open = this.#open.get(chatId);
    if (!open || sends(open)) return;
    open.forget();
    open.conversation.stop();
    open.notes.stop();
    this.#open.delete(chatId);
  }

  /** Opening a chat again tells the server that an agent has seen what came in, if one really has. */
  viewSoon(): void {
    this.#unviewed = true;
    this.#reopenSoon();
  }

  /** What was to be looked at again is not on screen any more. */
  lookAway(): void {
    this.#reopening.clear();
    this.#unviewed = false;
  }

  #follower(chatId: string, conversation: AgentConversation): () => void {
    const { onOpened, onNewest, onTurnedAway, selected } = this.#options;
    let chat: AgentChat | null = null;
    return () => {
      const state = conversation.getState();
      if (state.chat && state.chat !== chat) onOpened(state.chat);
      chat = state.chat;
      const last = state.messages.at(-1);
      if (last) onNewest(chatId, last);
      if (state.messages.some(lacksName)) this.#reopenSoon();
      if (state.problem?.status === 401) onTurnedAway(401);
      if (state.phase === "ready" && selected() !== chatId) this.retire(chatId);
    };
  }

  #reopenSoon(): void {
    const { surroundings, selected } = this.#options;
    if (!surroundings.visible() || this.#reopening.pending) return;
    this.#reopening.set(REOPEN_AFTER_MS, () => {
      const chatId = selected();
      const conversation = chatId && this.conversation(chatId);
      if (!conversation || !(this.#unviewed || conversation.getState().messages.some(lacksName))) return;
      this.#unviewed = false;
      void conversation.refresh();
    });
  }
}

function sends({ conversation, notes }: OpenChat): boolean {
  return conversation.getState().outgoing.length > 0 || notes.getState().outgoing.length > 0;
}

/** Events go to the customer too and name no agent; the API's answers to agents do. */
function lacksName(message: Message): boolean {
  return message.sender_type === "admin" && message.sender_name === undefined;
}
