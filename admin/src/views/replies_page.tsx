// The page of saved replies: what there is, or the form in which one is written.
import { uuid } from "@support-chat/widget/core";
import { useEffect, useRef, useState } from "preact/hooks";
import { say } from "../languages/words";
import { asWritten, type SavedReply, type Writing, type WrittenReply } from "../saved_replies";
import { useObserved } from "./observe";
import type { PageProps } from "./pages";
import { RepliesList } from "./replies_list";
import { ReplyForm } from "./reply_form";

export default function RepliesPage({ desk }: PageProps) {
  const replies = desk.savedReplies;
  const state = useObserved(replies);
  const [writing, setWriting] = useState(replies.unsaved);
  const [done, setDone] = useState("");
  const page = useRef<HTMLDivElement>(null);
  useEffect(() => void replies.refresh(), [replies]);

  const write = (next: Writing | null) => {
    replies.unsaved = next;
    setWriting(next);
  };
  const begin = (reply: WrittenReply) => {
    setDone("");
    write({ now: reply, before: reply });
  };
  const close = (told: string, id: string) => {
    write(null);
    setDone(told);
    // The form is gone, and with it the focus: back to where it was opened from.
    setTimeout(() => focusOn(page.current, id));
  };
  return (
    <div class="replies" ref={page}>
      <p class="replies-note">{say("repliesNote")}</p>
      <p class="hidden-text" role="status">
        {done}
      </p>
      {writing ? (
        <ReplyForm
          key={writing.before.id}
          replies={replies}
          agent={desk.agent}
          writing={writing}
          onWrite={write}
          onClose={(saved) => close(saved ? say("replySaved") : "", writing.now.id)}
        />
      ) : (
        <RepliesList
          state={state}
          replies={replies}
          onNew={() => begin({ id: uuid(), version: 0, name: "", content: "" })}
          onEdit={(reply: SavedReply) => begin(asWritten(reply))}
          onDeleted={() => close(say("replyDeleted"), "")}
        />
      )}
    </div>
  );
}

function focusOn(page: HTMLElement | null, id: string): void {
  const edit = id && page?.querySelector<HTMLElement>(`[data-reply="${CSS.escape(id)}"] .reply-edit`);
  (edit || page?.querySelector<HTMLElement>(".reply-new"))?.focus();
}
