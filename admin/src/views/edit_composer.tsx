// Where an agent edits a message of their own, in the composer's place: Enter saves, Escape leaves it as it was.
import type { Message } from "@support-chat/widget/core";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { type Changes, changeableFor } from "../changes";
import { formatUnit, say } from "../languages/words";
import { ChangeDialogs } from "./change_dialogs";
import { PencilIcon } from "./change_icons";
import { ComposerField, useWriting } from "./composer_field";
import { ComposerFoot } from "./composer_foot";
import { useObserved } from "./observe";

interface EditComposerProps {
  message: Message;
  changes: Changes;
  /** The text becomes part of the next reply, where it cannot replace the message any more. */
  onReuse(text: string): void;
}

interface UnlessEditingProps {
  changes: Changes;
  onReuse(text: string): void;
  children: ComponentChildren;
}

/** The composer, or in its place the message that is being edited; and the dialogs about changes. */
export function UnlessEditing({ changes, onReuse, children }: UnlessEditingProps) {
  const { doing, message } = useObserved(changes);
  return (
    <>
      {doing === "editing" && message ? (
        <EditComposer key={message.id} message={message} changes={changes} onReuse={onReuse} />
      ) : (
        children
      )}
      <ChangeDialogs changes={changes} />
    </>
  );
}

function EditComposer({ message, changes, onReuse }: EditComposerProps) {
  const { busy, error } = useObserved(changes);
  const writing = useWriting(changes.draft(message), 0, (text) => changes.keep(message, text));
  const hintId = useId();
  const save = () => {
    if (writing.sendable) void changes.save(writing.text);
  };
  const final = error?.status === 409;
  return (
    <form
      class="composer is-editing"
      aria-busy={busy}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <div class="edit-state">
        <PencilIcon />
        <strong>{say("editing")}</strong>
        <TimeLeft message={message} />
        <button type="button" class="link" onClick={() => changes.leave()}>
          {say("leaveEditing")}
        </button>
      </div>
      {error && (
        <p class="composer-note" role="alert">
          {say(whyNot(error.code))} {say("textKept")}{" "}
          {final && (
            <button
              type="button"
              class="link"
              onClick={() => {
                changes.leave();
                onReuse(writing.text);
              }}
            >
              {say("useAsReply")}
            </button>
          )}
        </p>
      )}
      <ComposerField
        writing={writing}
        label={say("editLabel")}
        placeholder={say("editLabel")}
        sendLabel={say("saveEdit")}
        hintId={hintId}
        onSend={save}
        onLeave={() => changes.leave()}
      />
      <ComposerFoot typing={null} hintId={hintId} left={writing.left} />
    </form>
  );
}

function whyNot(code: string): "changeTooLate" | "withdrawnMeanwhile" | "notSaved" {
  if (code === "too_late") return "changeTooLate";
  return code === "unsent" ? "withdrawnMeanwhile" : "notSaved";
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Read out when asked for, not every second. */
function TimeLeft({ message }: { message: Message }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND);
    return () => clearInterval(timer);
  }, []);
  const left = changeableFor(message, now);
  const [value, unit] =
    left >= MINUTE
      ? ([Math.floor(left / MINUTE), "minute"] as const)
      : ([Math.floor(left / SECOND), "second"] as const);
  return <span class="edit-left">{say("timeLeft", { time: formatUnit(value, unit) })}</span>;
}
