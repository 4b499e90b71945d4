// @support-chat/widget/client: the chat without a face.
export type { ChatState, IdentityKind } from "../client/chat_client";
export { ApiError } from "../core/api";
export { OUTBOX_LIMIT } from "../core/outbox";
export type {
  ConnectionStatus,
  Contact,
  Message,
  OutgoingMessage,
  OutgoingState,
  Phase,
  Problem,
  PusherConfig,
  ReplyTime,
  SenderType,
  SiteConfig,
} from "../core/types";
export {
  createSupportChat,
  SupportChat,
  type SupportChatEvents,
  type SupportChatOptions,
} from "./support_chat";
