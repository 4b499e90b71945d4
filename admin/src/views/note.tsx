// A note in the thread: unmistakably no message, and its text only ever a text node.
import type { OutgoingMessage } from "@support-chat/widget/core";
import { say } from "../languages/words";
import type { ShownNote } from "../note_blocks";
import { clockTime, fullTime } from "../time";
import type { OutgoingActions } from "./bubble";
import { NoteIcon } from "./icons";
import { MessageText } from "./message_text";

export function NoteInThread({ note, actions }: { note: ShownNote; actions: OutgoingActions }) {
  const author = note.own ? say("you") : note.author;
  return (
    <div
      class="note"
      role="note"
      aria-label={say("noteBy", { name: author })}
      data-entry={note.key}
      data-note-state={note.state}
    >
      <p class="note-head">
        <NoteIcon />
        <bdi class="note-author">{author}</bdi>
        <span class="note-label">{say("onlyTeam")}</span>
      </p>
      <p class="note-text" dir="auto">
        <MessageText content={note.content} />
      </p>
      {note.outgoing ? (
        <UnsentFoot note={note.outgoing} actions={actions} />
      ) : (
        <p class="footnote">
          <time dateTime={note.at} title={fullTime(note.at)}>
            {clockTime(note.at)}
          </time>
        </p>
      )}
    </div>
  );
}

function UnsentFoot({ note, actions }: { note: OutgoingMessage; actions: OutgoingActions }) {
  if (note.state === "sending") return <p class="footnote">{say("sending")}</p>;
  if (note.state === "queued")
    return <p class="footnote">{say(note.error ? "waitingToRetry" : "waitingToSend")}</p>;
  return (
    <p class="footnote is-fault">
      <strong>{say("notSent")}</strong>
      <button type="button" class="link" onClick={() => actions.onRetry(note.clientMessageId)}>
        {say("tryAgain")}
      </button>
      <button type="button" class="link" onClick={() => actions.onEdit(note)}>
        {say("edit")}
      </button>
    </p>
  );
}
