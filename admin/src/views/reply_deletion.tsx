// Asks before a saved reply goes, for everybody; and asks again where a colleague has changed it meanwhile.
import { ApiError } from "@support-chat/widget/core";
import { useState } from "preact/hooks";
import { say } from "../languages/words";
import type { SavedReplies, SavedReply } from "../saved_replies";
import { Dialog } from "./dialog";

interface ReplyDeletionProps {
  reply: SavedReply;
  replies: SavedReplies;
  onClose(): void;
  onDeleted(): void;
}

export function ReplyDeletion({ reply, replies, onClose, onDeleted }: ReplyDeletionProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const remove = async () => {
    setBusy(true);
    try {
      await replies.delete(reply);
      onDeleted();
    } catch (reason) {
      const changed = ApiError.from(reason).code === "changed_meanwhile";
      if (changed) await replies.refresh();
      const now = replies.getState().replies?.find(({ id }) => id === reply.id);
      setProblem(
        changed && now ? say("changedNotDeleted", { name: now.updated_by.name }) : say("replyNotDeleted"),
      );
    }
    setBusy(false);
  };
  const question = say("deleteSure", { name: reply.name });
  return (
    <Dialog name={question} class="ask" onClose={onClose}>
      <h2>{question}</h2>
      {problem && (
        <p class="is-fault" role="alert">
          {problem}
        </p>
      )}
      <p class="ask-quote" dir="auto">
        {reply.content}
      </p>
      <p class="actions">
        {/* What changes nothing has the focus first. */}
        <button type="button" class="button" onClick={onClose}>
          {say("keepReply")}
        </button>
        <button type="button" class="button is-danger" disabled={busy} onClick={() => void remove()}>
          {say("deleteReply")}
        </button>
      </p>
    </Dialog>
  );
}
