// Where an agent writes a note. It knows the notes of the chat, and nothing by which a message could be sent.
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { say } from "../languages/words";
import type { Notes } from "../notes";
import { ComposerField, useWriting } from "./composer_field";
import { ComposerFoot } from "./composer_foot";
import { useObserved } from "./observe";

interface NoteComposerProps {
  customer: string;
  notes: Notes;
  draft: string;
  draftVersion: number;
  /** The customer writes at this moment. */
  typing: boolean;
  children: ComponentChildren;
  onDraft(text: string): void;
  onLeave(): void;
}

export function NoteComposer(props: NoteComposerProps) {
  const { customer, notes, typing, children, onLeave } = props;
  const { incomplete } = useObserved(notes);
  const writing = useWriting(props.draft, props.draftVersion, props.onDraft);
  const hintId = useId();
  const send = () => {
    if (!writing.sendable || notes.send(writing.text) === null) return;
    writing.write("");
    writing.field.current?.focus();
  };
  return (
    <form
      class="composer is-note"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {incomplete && <p class="composer-note">{say("notesMissing")}</p>}
      {children}
      <ComposerField
        writing={writing}
        label={say("noteAbout", { name: customer })}
        placeholder={say("notePlaceholder")}
        sendLabel={say("addNote")}
        hintId={hintId}
        onSend={send}
        onLeave={onLeave}
      />
      <ComposerFoot typing={typing ? customer : null} hintId={hintId} left={writing.left} />
    </form>
  );
}
