// The chats the same person had under another identity: links, nothing is merged.
import type { InboxRow } from "@support-chat/widget/core";
import { nameOf, shortId } from "../customer";
import { say } from "../languages/words";
import { hashOfChat } from "../route";

interface LinkedChatsProps {
  ids: readonly string[];
  rowOf(chatId: string): InboxRow | null;
}

export function LinkedChats({ ids, rowOf }: LinkedChatsProps) {
  if (ids.length === 0) return null;
  return (
    <>
      <dt>{say("otherChats")}</dt>
      <dd class="fact-links">
        {ids.map((id) => {
          const row = rowOf(id);
          return (
            <a key={id} class="fact-value" href={hashOfChat(id)} data-linked-chat={id}>
              <bdi>{row ? nameOf(row) : say("otherChat", { id: shortId(id) })}</bdi>
            </a>
          );
        })}
      </dd>
    </>
  );
}
