// One saved reply, being written: a name, a text with placeholders, and what becomes of it for a customer.
import { ApiError, uuid } from "@support-chat/widget/core";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { count, say } from "../languages/words";
import {
  asWritten,
  CONTENT_LENGTH,
  NAME_LENGTH,
  type SavedReplies,
  type Writing,
  type WrittenReply,
} from "../saved_replies";
import type { Agent } from "../session";
import { PlaceholderButtons } from "./placeholder_buttons";
import { ReplyPreview } from "./reply_preview";
import { type Problem, ReplyProblem } from "./reply_problem";
import { UnsavedDialog } from "./unsaved_dialog";

interface ReplyFormProps {
  replies: SavedReplies;
  agent: Agent;
  writing: Writing;
  onWrite(writing: Writing): void;
  onClose(saved: boolean): void;
}

export function ReplyForm({ replies, agent, writing, onWrite, onClose }: ReplyFormProps) {
  const { now, before } = writing;
  const { save, busy, problem, settle } = useSaving(replies, () => onClose(true));
  const [asking, setAsking] = useState(false);
  const name = useRef<HTMLInputElement>(null);
  const text = useRef<HTMLTextAreaElement>(null);
  const ids = useId();
  const left = CONTENT_LENGTH - [...now.content].length;
  const complete = now.name.trim() !== "" && now.content.trim() !== "" && left >= 0;
  const changed = now.name !== before.name || now.content !== before.content;
  const write = (change: Partial<WrittenReply>) => onWrite({ ...writing, now: { ...now, ...change } });
  const cancel = () => (changed ? setAsking(true) : onClose(false));
  useLayoutEffect(() => name.current?.focus(), []);

  return (
    <form
      class="reply-form"
      aria-labelledby={`${ids}-title`}
      onSubmit={(event) => {
        event.preventDefault();
        if (complete) void save(now);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || asking) return;
        // The same key would close the question that it opens.
        event.preventDefault();
        cancel();
      }}
    >
      <h3 id={`${ids}-title`}>{say(before.version === 0 ? "newReply" : "editReply")}</h3>
      <label for={`${ids}-name`}>{say("replyName")}</label>
      <input
        id={`${ids}-name`}
        ref={name}
        class="text-field"
        type="text"
        required
        maxLength={NAME_LENGTH}
        autocomplete="off"
        aria-describedby={`${ids}-name-note`}
        value={now.name}
        onInput={(event) => write({ name: event.currentTarget.value })}
      />
      <p class="field-note" id={`${ids}-name-note`}>
        {say("replyNameNote")}
      </p>
      <label for={`${ids}-text`}>{say("replyText")}</label>
      <textarea
        id={`${ids}-text`}
        ref={text}
        class="text-field"
        rows={8}
        required
        dir={now.content ? "auto" : undefined}
        aria-invalid={left < 0}
        aria-describedby={`${ids}-text-note`}
        value={now.content}
        onInput={(event) => write({ content: event.currentTarget.value })}
      />
      <p class={`field-note${left < 0 ? " is-fault" : ""}`} id={`${ids}-text-note`}>
        {left < 0 ? count("tooLong", -left) : say("fallbackNote", { example: "{{first_name|there}}" })}
      </p>
      <PlaceholderButtons field={text} />
      <ReplyPreview content={now.content} agent={agent} />
      <ReplyProblem
        problem={problem}
        onTheirs={(theirs) => {
          settle();
          onWrite({ now: asWritten(theirs), before: asWritten(theirs) });
          name.current?.focus();
        }}
        onMine={(version) => void save({ ...now, version })}
        onNew={() => void save({ ...now, id: uuid(), version: 0 })}
      />
      <p class="actions">
        <button type="submit" class="button is-primary" disabled={!complete || busy}>
          {say("saveReply")}
        </button>
        <button type="button" class="button" onClick={cancel}>
          {say("cancelReply")}
        </button>
      </p>
      {asking && <UnsavedDialog onKeep={() => setAsking(false)} onDrop={() => onClose(false)} />}
    </form>
  );
}

/** Saving, and what came of it: nothing is given up because a colleague was first. */
function useSaving(replies: SavedReplies, onSaved: () => void) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = async (reply: WrittenReply) => {
    setBusy(true);
    try {
      await replies.put(reply);
      onSaved();
    } catch (reason) {
      setProblem(await problemOf(replies, reply.id, ApiError.from(reason)));
    }
    setBusy(false);
  };
  return { save, busy, problem, settle: () => setProblem(null) };
}

async function problemOf(replies: SavedReplies, id: string, error: ApiError): Promise<Problem> {
  if (error.code === "no_room") return { kind: "full" };
  if (error.code !== "changed_meanwhile") return { kind: "failed" };
  await replies.refresh();
  const state = replies.getState();
  if (state.error) return { kind: "failed" };
  const theirs = state.replies?.find((reply) => reply.id === id);
  return theirs ? { kind: "changed", theirs } : { kind: "gone" };
}
