// All saved replies, to be looked through, changed and taken out.
import { useState } from "preact/hooks";
import { count, say } from "../languages/words";
import { repliesFor } from "../reply_search";
import type { SavedReplies, SavedRepliesState, SavedReply } from "../saved_replies";
import { fullTime, timeAgo } from "../time";
import { AlertIcon, BinIcon, PlusIcon, RepliesIcon } from "./icons";
import { useNow } from "./observe";
import { ReplyDeletion } from "./reply_deletion";

interface RepliesListProps {
  state: SavedRepliesState;
  replies: SavedReplies;
  onNew(): void;
  onEdit(reply: SavedReply): void;
  onDeleted(): void;
}

export function RepliesList({ state, replies, onNew, onEdit, onDeleted }: RepliesListProps) {
  const [typed, setTyped] = useState("");
  const [leaving, setLeaving] = useState<string | null>(null);
  const found = repliesFor(state.replies ?? [], typed);
  const none = state.replies?.length === 0;
  const asked = state.replies?.find(({ id }) => id === leaving);
  return (
    <>
      {!none && (
        <div class="replies-tools">
          <input
            type="search"
            class="text-field"
            aria-label={say("searchReplies")}
            placeholder={say("searchReplies")}
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
          <NewReply onNew={onNew} />
        </div>
      )}
      <Trouble state={state} onRetry={() => void replies.refresh()} />
      {none && (
        <div class="empty">
          <RepliesIcon />
          <h3>{say("noRepliesYet")}</h3>
          <p>{say("noRepliesYetNote")}</p>
          <NewReply onNew={onNew} />
        </div>
      )}
      {found.length > 0 && (
        <ul class="replies-list">
          {found.map((reply) => (
            <ReplyRow
              key={reply.id}
              reply={reply}
              onEdit={() => onEdit(reply)}
              onDelete={() => setLeaving(reply.id)}
            />
          ))}
        </ul>
      )}
      {state.replies && !none && (
        <p class="replies-count" role="status">
          {found.length > 0 ? count("repliesFound", found.length) : say("nothingFound")}
        </p>
      )}
      {asked && (
        <ReplyDeletion
          reply={asked}
          replies={replies}
          onClose={() => setLeaving(null)}
          onDeleted={onDeleted}
        />
      )}
    </>
  );
}

function NewReply({ onNew }: { onNew(): void }) {
  return (
    <button type="button" class="button is-primary reply-new" onClick={onNew}>
      <PlusIcon />
      {say("newReply")}
    </button>
  );
}

function ReplyRow({ reply, onEdit, onDelete }: { reply: SavedReply; onEdit(): void; onDelete(): void }) {
  const now = useNow();
  const { id, name, content, updated_at, updated_by } = reply;
  return (
    <li data-reply={id}>
      <div class="reply-summary">
        <button type="button" class="reply-edit" title={say("editReply")} onClick={onEdit}>
          <bdi>{name}</bdi>
        </button>
        <p class="reply-text" dir="auto">
          {content}
        </p>
        <p class="reply-by" title={fullTime(updated_at)}>
          {say("changedBy", { time: timeAgo(updated_at, now), name: updated_by.name })}
        </p>
      </div>
      <button
        type="button"
        class="icon-button"
        aria-label={`${say("deleteReply")}: ${name}`}
        title={say("deleteReply")}
        onClick={onDelete}
      >
        <BinIcon />
      </button>
    </li>
  );
}

function Trouble({
  state: { replies, loading, error },
  onRetry,
}: {
  state: SavedRepliesState;
  onRetry(): void;
}) {
  if (!error && replies) return null;
  if (!error) {
    return (
      <p class="page-loading" role="status">
        {say("loadingReplies")}
      </p>
    );
  }
  return (
    <div class={replies ? "replies-stale" : "empty"} role="alert">
      {!replies && <AlertIcon />}
      <p>{say(replies ? "repliesStale" : "repliesFailed")}</p>
      <button type="button" class="button" disabled={loading} onClick={onRetry}>
        {say("tryAgain")}
      </button>
    </div>
  );
}
