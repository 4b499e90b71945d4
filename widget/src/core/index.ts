// The headless core: what the widget, the dashboard and anyone with a view of their own build on.
export { ApiClient, type ApiClientOptions, ApiError, type Query } from "./api";
export { Alarm, type Clock, systemClock, type TimerId } from "./clock";
export { Conversation } from "./conversation";
export type { ConversationOptions } from "./conversation_options";
export { agentEndpoints, channelAuthorizer, customerEndpoints, type Endpoints } from "./endpoints";
export { chatChannel, isMessage, readChatEvent, VIEWING } from "./events";
export { type Piece, piecesOf } from "./links";
export { OUTBOX_LIMIT } from "./outbox";
export {
  KeptDraft,
  KeptOutbox,
  memoryStorage,
  type OutboxStorage,
  type Shelf,
  type StoredMessage,
} from "./outbox_storage";
export type { PusherConstructor } from "./pusher_client";
export { type ChannelHandler, Realtime, type RealtimeOptions } from "./realtime";
export {
  browserShelf,
  browserSurroundings,
  pageContext,
  plainSurroundings,
  type Surroundings,
} from "./surroundings";
export { type GetToken, tokenSource } from "./token";
export type * from "./types";
export { uuid } from "./uuid";
