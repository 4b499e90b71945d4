// The open chat: its head, its messages, the composer, and the customer beside it.
import type { InboxRow, Phase } from "@support-chat/widget/core";
import { useEffect, useState } from "preact/hooks";
import type { Changes } from "../changes";
import { nameOf } from "../customer";
import type { Desk, DeskState } from "../desk";
import { say } from "../languages/words";
import type { Mails } from "../mails";
import type { Notes } from "../notes";
import type { AgentConversation } from "../open_chats";
import { BlockDialog } from "./block_section";
import { useComposing } from "./composing";
import { BESIDE_THE_CHAT, CustomerPanel } from "./customer_panel";
import { UnlessEditing } from "./edit_composer";
import { FindBar, useFinding } from "./find_bar";
import { ChatsIcon } from "./icons";
import { MessageLog } from "./message_log";
import { useObserved } from "./observe";
import { ThreadComposer } from "./thread_composer";
import { ThreadHead } from "./thread_head";
import { ThreadFault, ThreadLoading } from "./thread_states";

interface ThreadPaneProps {
  desk: Desk;
  chatId: string;
  conversation: AgentConversation;
  mails: Mails;
  changes: Changes;
  notes: Notes;
}

export function ThreadPane({ desk, chatId, conversation, mails, changes, notes }: ThreadPaneProps) {
  const { status } = useObserved(desk);
  const acting = useObserved(desk.acts);
  const { phase, chat, messages, problem } = useObserved(conversation);
  const { asking } = useObserved(desk.standing);
  useObserved(desk.inbox);
  const [panelOpen, setPanelOpen] = useState(() => matchMedia(BESIDE_THE_CHAT).matches);
  const composing = useComposing(desk, chatId, conversation, notes);
  const finding = useFinding(conversation, notes);
  const row = desk.inbox.row(chatId) ?? chat;
  const customer = row ? nameOf(row) : say("customer");
  useBlockOf(conversation, row);

  // What was open and is there no more was erased.
  if (phase === "refused" && (!chat || problem?.status === 404)) {
    return <ThreadFault status={problem?.status ?? 0} onRetry={() => conversation.resume()} />;
  }
  const closePanel = () => {
    setPanelOpen(false);
    document.querySelector<HTMLElement>("[aria-controls='customer']")?.focus();
  };
  return (
    <>
      <section class="thread" aria-label={say("chatWith", { name: customer })}>
        <ThreadHead
          desk={desk}
          row={row}
          acting={acting?.chatId === chatId ? acting : null}
          panelOpen={panelOpen}
          finding={finding}
          onPanel={() => setPanelOpen(!panelOpen)}
          onAct={(act) => void desk.acts.do(chatId, act)}
        />
        {finding.open && <FindBar finding={finding} />}
        {chat || messages.length > 0 ? (
          <MessageLog
            conversation={conversation}
            mails={mails}
            changes={changes}
            customer={customer}
            agent={desk.agent}
            notes={notes}
            composing={composing}
            find={finding.find}
          />
        ) : (
          <ThreadLoading stuck={problem !== null} />
        )}
        <UnlessEditing changes={changes} onReuse={composing.addToDraft}>
          <ThreadComposer
            desk={desk}
            chatId={chatId}
            conversation={conversation}
            changes={changes}
            notes={notes}
            composing={composing}
            customer={customer}
            note={noteFor(row, status, phase)}
          />
        </UnlessEditing>
      </section>
      {panelOpen && chat && row && (
        <CustomerPanel
          chat={chat}
          row={row}
          mails={mails}
          desk={desk}
          rowOf={(id) => desk.inbox.row(id)}
          onClose={closePanel}
        />
      )}
      {asking === chatId && <BlockDialog customer={customer} chatId={chatId} standing={desk.standing} />}
    </>
  );
}

/** A colleague has blocked the customer, or taken it back: the row says so, but not why. */
function useBlockOf(conversation: AgentConversation, row: InboxRow | null): void {
  useEffect(() => {
    const { chat } = conversation.getState();
    if (chat && row && row.blocked !== Boolean(chat.block)) void conversation.refresh();
  }, [row?.blocked]);
}

export function NoThread() {
  return (
    <section class="thread is-empty">
      <div class="empty">
        <ChatsIcon />
        <h2>{say("noChat")}</h2>
        <p>{say("noChatNote")}</p>
      </div>
    </section>
  );
}

function noteFor(row: InboxRow | null, status: DeskState["status"], phase: Phase): string | null {
  if (phase === "refused") return say("keptUntilSignedIn");
  if (status === "offline") return say("sendsLater");
  if (row?.blocked) return say("blockedNote");
  if (row?.archived) return say("archivedNote");
  return null;
}
