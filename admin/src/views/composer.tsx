// Where an agent writes a reply.
import type { Message } from "@support-chat/widget/core";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { say } from "../languages/words";
import type { Filling } from "../placeholders";
import type { SavedReplies } from "../saved_replies";
import type { Author } from "../thread";
import { ComposerField, useWriting } from "./composer_field";
import { ComposerFoot } from "./composer_foot";
import { GapNote, useGapHold } from "./gap_note";
import { MeanwhileNote, useMeanwhile } from "./meanwhile_note";
import { ReplyPickerList } from "./reply_picker";
import { useReplyPicker } from "./use_reply_picker";

interface ComposerProps {
  customer: string;
  draft: string;
  /** Counts up when something outside puts text into the draft. */
  draftVersion: number;
  note: string | null;
  /** The customer writes at this moment. */
  typing: boolean;
  /** Above the field: the choice between a reply and a note. */
  children?: ComponentChildren;
  onDraft(text: string): void;
  messages: readonly Message[];
  agent: Author;
  savedReplies: SavedReplies;
  /** What the placeholders of a saved reply become here. */
  filling: Filling;
  /** The id it goes out under; null: it cannot be taken now, keep it. */
  onSend(text: string): string | null;
  onLeave(): void;
  /** ArrowUp in the empty field. */
  onUp(): void;
}

export function Composer(props: ComposerProps) {
  const { customer, note, typing, messages, agent, filling, children, onSend, onLeave, onUp } = props;
  const writing = useWriting(props.draft, props.draftVersion, props.onDraft);
  const { field, text, left, sendable, write } = writing;
  const hintId = useId();
  const meanwhile = useMeanwhile(messages, agent, text);
  const gaps = useGapHold(field, text);
  const picker = useReplyPicker(field, props.savedReplies, filling);

  const send = () => {
    if (!sendable || meanwhile.holds() || gaps.holds()) return;
    const sent = onSend(text);
    if (sent === null) return;
    meanwhile.sent(sent);
    write("");
    field.current?.focus();
  };

  return (
    <form
      class="composer"
      onKeyDown={(event) => {
        if (event.key !== "ArrowUp" || event.altKey || event.isComposing || field.current?.value) return;
        event.preventDefault();
        onUp();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {note && <p class="composer-note">{note}</p>}
      <MeanwhileNote meanwhile={meanwhile} customer={customer} onSend={send} />
      <GapNote gap={gaps.gap} onSend={send} />
      <ReplyPickerList picker={picker} filling={filling} />
      {children}
      <ComposerField
        writing={writing}
        picker={picker}
        label={say("replyTo", { name: customer })}
        placeholder={say("placeholder")}
        sendLabel={say("send")}
        hintId={hintId}
        onSend={send}
        onLeave={onLeave}
      />
      <ComposerFoot typing={typing ? customer : null} hintId={hintId} left={left} />
    </form>
  );
}
