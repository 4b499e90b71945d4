// @support-chat/widget/react: the chat's state as a component's own.
import { useEffect, useState, useSyncExternalStore } from "react";
import type { ChatState } from "../client/chat_client";
import { createSupportChat, SupportChat, type SupportChatOptions } from "./support_chat";

export interface UsedSupportChat {
  readonly state: ChatState;
  readonly chat: SupportChat;
}

/**
 * Runs while the component is there. Options are read once; give the same `SupportChat` to several components,
 * or to one that comes and goes, and they share one connection.
 */
export function useSupportChat(given: SupportChatOptions | SupportChat): UsedSupportChat {
  const [made] = useState(() => (given instanceof SupportChat ? given : createSupportChat(given)));
  const chat = given instanceof SupportChat ? given : made;
  const state = useSyncExternalStore(chat.subscribe, chat.getState, chat.getState);
  useEffect(() => chat.start(), [chat]);
  return { state, chat };
}
