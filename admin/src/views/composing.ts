// What is being written in the open chat: a reply or a note, each with a draft of its own; and what may be done with
// either when it could not go out.
import { useState } from "preact/hooks";
import type { Desk } from "../desk";
import type { Drafts } from "../drafts";
import type { Notes } from "../notes";
import type { AgentConversation } from "../open_chats";
import type { OutgoingActions } from "./bubble";

export type Mode = "reply" | "note";

export interface Composing {
  readonly mode: Mode;
  setMode(mode: Mode): void;
  /** Counts up when a draft changes from outside of the field. */
  readonly draftVersion: number;
  readonly replies: OutgoingActions;
  readonly notes: OutgoingActions;
  /** Takes a text into the draft of the reply. */
  addToDraft(text: string): void;
}

export function useComposing(
  desk: Desk,
  chatId: string,
  conversation: AgentConversation,
  notes: Notes,
): Composing {
  const [mode, setMode] = useState<Mode>(() => begunMode(desk, chatId));
  const [draftVersion, setDraftVersion] = useState(0);
  // Into the draft of its own kind, and the field shows that kind.
  const add = (kind: Mode, drafts: Drafts, text: string) => {
    drafts.keep(chatId, [drafts.of(chatId), text].filter(Boolean).join("\n\n"));
    setMode(kind);
    setDraftVersion((version) => version + 1);
  };
  const actionsOf = (kind: Mode, outbox: Outbox, drafts: Drafts): OutgoingActions => ({
    onRetry: (clientMessageId) => outbox.retry(clientMessageId),
    onEdit: ({ clientMessageId, content }) => {
      outbox.discard(clientMessageId);
      add(kind, drafts, content);
    },
  });
  return {
    mode,
    setMode,
    draftVersion,
    replies: actionsOf("reply", conversation, desk.drafts),
    notes: actionsOf("note", notes, desk.noteDrafts),
    addToDraft: (text) => add("reply", desk.drafts, text),
  };
}

type Outbox = Pick<AgentConversation, "retry" | "discard">;

/** Whoever left with nothing but a note begun finds it. */
function begunMode(desk: Desk, chatId: string): Mode {
  return desk.noteDrafts.of(chatId) && !desk.drafts.of(chatId) ? "note" : "reply";
}
