// The routes of a conversation, once for the customer and once for an agent.
import { type ApiClient, ApiError } from "./api";
import type {
  AgentChat,
  ChannelAuthorization,
  ChatSnapshot,
  Message,
  MessageContext,
  NewMessage,
  Page,
  ReadMark,
  SenderType,
} from "./types";

export interface Endpoints<S extends ChatSnapshot = ChatSnapshot> {
  /** Messages of this sender are our own. */
  readonly role: SenderType;
  open(signal?: AbortSignal): Promise<S>;
  /** From the first message after `seq`, oldest first. */
  after(seq: number, signal?: AbortSignal): Promise<Page>;
  /** The page just before `seq`, oldest first; has_more: still older ones exist. */
  before(seq: number, signal?: AbortSignal): Promise<Page>;
  send(message: NewMessage, signal?: AbortSignal): Promise<Message>;
  /** Only customers read; an agent's view is recorded by open(). */
  markRead?(upToSeq: number, signal?: AbortSignal): Promise<ReadMark>;
}

const CATCH_UP_LIMIT = 100;
const HISTORY_LIMIT = 50;

/** `context` is asked when a message goes out: where the customer is then. */
export function customerEndpoints(api: ApiClient, context?: () => MessageContext): Endpoints {
  const chat = "/support_chat";
  const messages = messageEndpoints(api, `${chat}/messages`);
  return {
    role: "user",
    open: (signal) => api.get(chat, {}, signal),
    ...messages,
    send: (message, signal) => {
      if (!context) return messages.send(message, signal);
      return messages.send({ ...message, context: context() }, signal).catch((reason: unknown) => {
        // A page of an odd name, or a server that knows no context yet, must not cost a message.
        if (ApiError.from(reason).status === 422) return messages.send(message, signal);
        throw reason;
      });
    },
    markRead: (upToSeq, signal) => api.patch(`${chat}/mark_read`, { up_to_seq: upToSeq }, signal),
  };
}

export function agentEndpoints(api: ApiClient, chatId: string): Endpoints<AgentChat> {
  const chat = `/admin/chats/${encodeURIComponent(chatId)}`;
  return {
    role: "admin",
    open: (signal) => api.get(chat, {}, signal),
    ...messageEndpoints(api, `${chat}/messages`),
  };
}

function messageEndpoints(api: ApiClient, path: string): Pick<Endpoints, "after" | "before" | "send"> {
  return {
    after: (seq, signal) => api.get(path, { after_seq: seq, limit: CATCH_UP_LIMIT }, signal),
    before: (seq, signal) => api.get(path, { before_seq: seq, limit: HISTORY_LIMIT }, signal),
    send: (message, signal) => api.post(path, message, signal),
  };
}

/**
 * Signs a socket for a channel; `path` is "/pusher/auth" for customers, "/admin/pusher/auth" for agents. `key` is the
 * one that the socket connected with: while the app's key is being replaced there are two.
 */
export function channelAuthorizer(api: ApiClient, path: string, key: string) {
  return (socketId: string, channelName: string): Promise<ChannelAuthorization> =>
    api.form(path, { socket_id: socketId, channel_name: channelName, key });
}
