// The words the core speaks: messages, chats, connection, and what a view gets to see.

/** Who wrote a message: "user" is the customer, "admin" an agent. */
export type SenderType = "user" | "admin";

export interface Message {
  readonly id: string;
  /** Dense per chat, taken in the message's own transaction: the only order there is. */
  readonly seq: number;
  readonly content: string;
  readonly sender_type: SenderType;
  readonly client_message_id: string | null;
  readonly read_at: string | null;
  readonly created_at: string;
  /** Grows by one with each change; absent where there was none. The higher one is believed. */
  readonly revision?: number;
  readonly edited_at?: string | null;
  /** Withdrawn by its author: `content` is empty. */
  readonly unsent_at?: string | null;
  /** Only in the agents' views: the agent's name, null for a customer. */
  readonly sender_name?: string | null;
  /** Only in the agents' views: who of them wrote it, as the sign-in names them. */
  readonly sender_id?: string | null;
}

export interface Page {
  readonly messages: readonly Message[];
  readonly has_more: boolean;
}

/** How long a first reply usually takes, from real data. */
export type ReplyTime = "minutes" | "hour" | "hours" | "day";

/** What both audiences get when they open a chat; `has_more` means older messages exist. */
export interface ChatSnapshot extends Page {
  readonly id: string;
  readonly last_seq: number;
  /** The customer has read agent messages up to here. */
  readonly read_seq: number;
  /** Agents have seen the chat up to here. */
  readonly seen_seq?: number;
  readonly unread_count?: number;
  readonly archived: boolean;
  /** null until there is enough data. */
  readonly reply_time?: ReplyTime | null;
  /** Not signed in at the host application: an identity of the chat's own. */
  readonly visitor?: boolean;
  /** The address a visitor left; not verified. */
  readonly email?: string | null;
  /** A visitor without an address, where mail to visitors is allowed. */
  readonly email_wanted?: boolean;
}

/** A member of the team. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

/** One row of the agents' inbox. */
export interface InboxRow {
  readonly id: string;
  /** Grows with every change of the chat: of two rows the higher is the newer. */
  readonly version: number;
  readonly user_id: string;
  readonly user_email: string;
  readonly user_name: string | null;
  readonly last_message_at: string | null;
  readonly last_message_preview: string | null;
  readonly last_message_sender: SenderType | null;
  readonly message_count: number;
  /** No agent has seen the customer's newest message. */
  readonly unread: boolean;
  readonly archived: boolean;
  readonly visitor?: boolean;
  /** Of the first customer message that no agent has seen yet. */
  readonly unseen_since?: string | null;
  /** Of the first customer message that no agent has answered yet. */
  readonly waiting_since?: string | null;
  /** An agent wants to come back to it. */
  readonly marked_unread: boolean;
  readonly marked_unread_at?: string | null;
  readonly assignee: Person | null;
  /** The customer may not write any more. */
  readonly blocked: boolean;
}

/** Where a customer is, as told with a message: the page's address comes without query and fragment. */
export interface MessageContext {
  readonly page?: string;
  readonly title?: string;
  readonly language?: string;
  readonly time_zone?: string;
}

/** The context of the customer's latest message, as agents see it. */
export interface CustomerContext {
  readonly page: string | null;
  readonly title: string | null;
  readonly language: string | null;
  readonly time_zone: string | null;
  readonly browser: string | null;
  readonly at: string;
}

/** A chat as an agent opens it. */
export interface AgentChat extends InboxRow, ChatSnapshot {
  readonly archived: boolean;
  /** null where the token does not say. */
  readonly email_verified?: boolean | null;
  /** The customer wants no mail about replies. */
  readonly unsubscribed?: boolean;
  readonly created_at?: string;
  readonly context?: CustomerContext | null;
  /** Chats of the same human under another identity. */
  readonly linked_chats?: readonly string[];
  /** Why and since when the customer may not write; for agents only. */
  readonly block?: { readonly at: string; readonly reason: string; readonly by: Person } | null;
}

export interface InboxPage {
  readonly chats: readonly InboxRow[];
  readonly next_cursor: string | null;
}

export interface ReadMark {
  readonly read_seq: number;
  readonly unread_count: number;
}

export interface NewMessage {
  readonly content: string;
  readonly client_message_id: string;
  /** Customers' messages only. */
  readonly context?: MessageContext;
}

/** queued: will go out by itself; sending: on its way; failed: refused, waits for the person. */
export type OutgoingState = "queued" | "sending" | "failed";

export interface OutgoingMessage {
  readonly clientMessageId: string;
  readonly content: string;
  readonly createdAt: string;
  readonly state: OutgoingState;
  /** Why the last attempt did not succeed; a queued message may carry one while it waits to be retried. */
  readonly error?: Problem;
}

/** A failure as a view can tell it: HTTP status (0 = never reached the server) and the API's error code. */
export interface Problem {
  readonly status: number;
  readonly code: string;
}

/** connected: events arrive at once; polling: fetched every few seconds; offline: the server is out of reach. */
export type ConnectionStatus = "connected" | "polling" | "offline";

/** loading: first answer outstanding; ready: usable; refused: the server will not have us (401, 403, 404). */
export type Phase = "idle" | "loading" | "ready" | "refused" | "stopped";

/** How a customer can be reached outside the chat. */
export interface Contact {
  readonly visitor: boolean;
  /** The address a visitor left; null for people who are signed in. */
  readonly email: string | null;
  /** It is worth asking a visitor for an address. */
  readonly wanted: boolean;
}

export interface ConversationState<S extends ChatSnapshot = ChatSnapshot> {
  readonly phase: Phase;
  /** The snapshot of the last open; its `messages` are as old as that, use `messages` below. */
  readonly chat: S | null;
  /** In order of seq, each once. */
  readonly messages: readonly Message[];
  /** What has not been acknowledged yet, in the order it was written. */
  readonly outgoing: readonly OutgoingMessage[];
  readonly status: ConnectionStatus;
  readonly hasOlder: boolean;
  readonly loadingOlder: boolean;
  /** Agent messages the customer has not read. */
  readonly unreadCount: number;
  /** The customer has read agent messages up to this seq. */
  readonly readSeq: number;
  /** Agents have seen the chat up to this seq. */
  readonly seenSeq: number;
  /** The other side is writing. */
  readonly typing: boolean;
  readonly replyTime: ReplyTime | null;
  readonly contact: Contact;
  readonly problem: Problem | null;
}

export interface PusherConfig {
  readonly key: string;
  readonly cluster: string;
  /** "" means Pusher's own hosts by cluster. */
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

/** `config.json` at the root of the widget's site; the dashboard's adds `oidc`. */
export interface SiteConfig {
  readonly api_url: string;
  readonly pusher: PusherConfig;
  /** People who are not signed in may write. */
  readonly visitors?: boolean;
}

export interface ChannelAuthorization {
  readonly auth: string;
}
