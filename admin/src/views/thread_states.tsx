// A conversation that is not there yet, or cannot be.
import type { Word } from "../languages/texts";
import { say } from "../languages/words";
import { hashOfChat } from "../route";

export function ThreadLoading({ stuck }: { stuck: boolean }) {
  return (
    <div class="log-frame">
      <div class="log is-loading" role="status">
        <span class="hidden-text">{say("loadingConversation")}</span>
        {stuck ? (
          <p class="empty">{say("unreachable")}</p>
        ) : (
          ["is-customer", "is-agent", "is-customer"].map((side, place) => (
            <span class={`ghost ${side}`} key={place} aria-hidden="true" />
          ))
        )}
      </div>
    </div>
  );
}

const FAULTS: Record<number, readonly [title: Word, text: Word]> = {
  401: ["chatExpired", "chatExpiredNote"],
  403: ["chatForbidden", "chatForbiddenNote"],
  404: ["chatMissing", "chatMissingNote"],
};

export function ThreadFault({ status, onRetry }: { status: number; onRetry(): void }) {
  const [title, text] = FAULTS[status] ?? (["chatRefused", "chatRefusedNote"] as const);
  return (
    <section class="thread is-empty">
      <div class="empty" role="alert">
        <h2>{say(title)}</h2>
        <p>{say(text)}</p>
        <p class="actions">
          <a class="button" href={hashOfChat(null)}>
            {say("backToInbox")}
          </a>
          {!(status in FAULTS) && (
            <button type="button" class="button" onClick={onRetry}>
              {say("tryAgain")}
            </button>
          )}
        </p>
      </div>
    </section>
  );
}
