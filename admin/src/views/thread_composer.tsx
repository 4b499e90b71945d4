// Below the messages: a reply or a note, each with its own draft. Two fields, never one with a switch: what is begun as
// a note is not there to be sent as a reply.
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Changes } from "../changes";
import type { Desk } from "../desk";
import type { Notes } from "../notes";
import type { AgentConversation } from "../open_chats";
import { fillingFor } from "../placeholders";
import { Composer } from "./composer";
import type { Composing } from "./composing";
import { ModeSwitch } from "./mode_switch";
import { NoteComposer } from "./note_composer";
import { useObserved } from "./observe";
import { linkTo } from "./row_window";

interface ThreadComposerProps {
  desk: Desk;
  chatId: string;
  conversation: AgentConversation;
  changes: Changes;
  notes: Notes;
  composing: Composing;
  customer: string;
  /** What is worth knowing before one replies. */
  note: string | null;
}

export function ThreadComposer(props: ThreadComposerProps) {
  const { desk, chatId, conversation, changes, notes, composing, customer, note } = props;
  const { messages, typing, chat } = useObserved(conversation);
  const { mode, setMode, draftVersion } = composing;
  const shared = { customer, draftVersion, typing, onLeave: () => leaveTo(chatId) };
  const choice = <ModeSwitch mode={mode} onMode={setMode} />;
  useFieldOfChosen(mode);
  if (mode === "note") {
    return (
      <NoteComposer
        key="note"
        {...shared}
        notes={notes}
        draft={desk.noteDrafts.of(chatId)}
        // Nobody is told that one types: neither is it a reply, nor is it the customer's business.
        onDraft={(text) => desk.noteDrafts.keep(chatId, text)}
      >
        {choice}
      </NoteComposer>
    );
  }
  return (
    <Composer
      key="reply"
      {...shared}
      draft={desk.drafts.of(chatId)}
      note={note}
      onDraft={(text) => {
        desk.drafts.keep(chatId, text);
        if (!text.trim()) return;
        conversation.typing();
        desk.presence.type();
      }}
      messages={messages}
      agent={desk.agent}
      savedReplies={desk.savedReplies}
      filling={fillingFor(desk.inbox.row(chatId) ?? chat, desk.agent)}
      onSend={(text) => changes.sent(conversation.send(text))}
      onUp={() => changes.editLast(messages, desk.agent)}
    >
      {choice}
    </Composer>
  );
}

/** To the chat's row; a chat that is in no list, or not yet, has its conversation: the next letter is no text. */
function leaveTo(chatId: string): void {
  const row = document.querySelector<HTMLElement>(linkTo(chatId));
  const place = row?.checkVisibility() ? row : document.querySelector<HTMLElement>(".thread [role=log]");
  place?.focus();
}

/** Who chooses a field wants to write in it, with a finger, too; and what is typed next must not be taken for shortcuts. */
function useFieldOfChosen(mode: Composing["mode"]): void {
  const shown = useRef(mode);
  useLayoutEffect(() => {
    if (shown.current === mode) return;
    shown.current = mode;
    document.querySelector<HTMLElement>(".composer textarea")?.focus({ preventScroll: true });
  }, [mode]);
}
