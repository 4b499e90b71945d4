// @support-chat/widget/vue: the chat's state as a shallow ref.
import { onScopeDispose, type ShallowRef, shallowRef } from "vue";
import type { ChatState } from "../client/chat_client";
import { createSupportChat, SupportChat, type SupportChatOptions } from "./support_chat";

export interface UsedSupportChat {
  readonly state: Readonly<ShallowRef<ChatState>>;
  readonly chat: SupportChat;
}

/** Runs until the component, or the effect scope, ends. Several that are given the same `SupportChat` share one connection. */
export function useSupportChat(given: SupportChatOptions | SupportChat): UsedSupportChat {
  const chat = given instanceof SupportChat ? given : createSupportChat(given);
  const state = shallowRef(chat.getState());
  const forget = chat.subscribe(() => {
    state.value = chat.getState();
  });
  const stop = chat.start();
  onScopeDispose(() => {
    forget();
    stop();
  });
  return { state, chat };
}
