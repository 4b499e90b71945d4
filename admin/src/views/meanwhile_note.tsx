// The soft warning above the composer: somebody else wrote since this reply was begun.
import type { Message } from "@support-chat/widget/core";
import { useRef, useState } from "preact/hooks";
import { say } from "../languages/words";
import { type News, newsSince } from "../meanwhile";
import type { Author } from "../thread";

interface Meanwhile {
  readonly news: News | null;
  /** A reply was held back, so that its author can look first. */
  readonly held: boolean;
  /** True, once for each colleague's reply: do not send yet. */
  holds(): boolean;
  sent(clientMessageId: string): void;
}

export function useMeanwhile(messages: readonly Message[], agent: Author, text: string): Meanwhile {
  const sentHere = useRef(new Set<string>());
  const since = useRef<number | null>(null);
  const [heldAt, setHeldAt] = useState(0);
  const newest = messages.at(-1)?.seq ?? 0;
  // Nothing written, nothing to be warned about: it counts from the first letter, or from the kept draft's return.
  if (text.trim() === "") since.current = null;
  else if (since.current === null && newest > 0) since.current = newest;

  const news = since.current === null ? null : newsSince(messages, since.current, agent, sentHere.current);
  return {
    news,
    held: news !== null && news.seq === heldAt,
    holds() {
      // A customer who goes on writing is in sight anyway; two agents who say the same is what this is for.
      if (!news?.byColleague || news.seq === heldAt) return false;
      setHeldAt(news.seq);
      return true;
    },
    sent(clientMessageId) {
      sentHere.current.add(clientMessageId);
      since.current = null;
    },
  };
}

interface MeanwhileNoteProps {
  meanwhile: Meanwhile;
  customer: string;
  onSend(): void;
}

export function MeanwhileNote({ meanwhile: { news, held }, customer, onSend }: MeanwhileNoteProps) {
  if (!news) return null;
  const name = news.byColleague ? (news.name ?? say("aColleague")) : customer;
  return (
    <div class={`composer-note meanwhile${held ? " is-held" : ""}`} role={held ? "alert" : "status"}>
      <span>
        {say(news.byColleague ? "repliedMeanwhile" : "wroteMeanwhile", { name })}
        {held && ` ${say("held")}`}
      </span>
      {held && (
        <button type="button" class="link" onClick={onSend}>
          {say("sendAnyway")}
        </button>
      )}
    </div>
  );
}
