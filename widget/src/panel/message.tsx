/** @jsxImportSource . */
// One message, sent or on its way: a bubble, its time, and what became of it.

import { piecesOf } from "../core/links";
import type { Problem } from "../core/types";
import type { Language } from "./language";

export interface Entry {
  /** The same before and after a message was sent, so that its element stays and is announced once. */
  readonly key: string;
  readonly own: boolean;
  readonly content: string;
  readonly at: string;
  readonly state: "sent" | "sending" | "waiting" | "failed";
  readonly problem?: Problem | undefined;
  /** Changed by who wrote it: `withdrawn` has no text any more. */
  readonly change?: "edited" | "withdrawn" | undefined;
}

interface BubbleProps {
  readonly entry: Entry;
  readonly language: Language;
  /** First of several in a row by the same sender. */
  readonly first: boolean;
  readonly seen: boolean;
  readonly onRetry: (key: string) => void;
}

export function Bubble({ entry, language, first, seen, onRetry }: BubbleProps) {
  const { key, own, content, at, state, problem, change } = entry;
  const { texts } = language;
  const side = own ? "own" : "theirs";
  const withdrawn = change === "withdrawn";
  const why = state === "failed" && problem ? language.whyNotSent(problem) : "";
  return (
    <div
      key={key}
      class={`message ${side}${first ? " first" : ""}`}
      data-state={state}
      data-change={change}
      data-sender={own ? "user" : "admin"}
    >
      <div class="bubble" part={`message ${side}`}>
        {/* Runs as the words do: what has a direction of its own has no say in it. */}
        <div dir="auto">
          <span class="unseen" dir={language.dir}>
            {`${own ? texts.you : texts.agent}: `}
          </span>
          <span class="text">
            {piecesOf(withdrawn ? texts.withdrawn : content).map(({ text, href }) =>
              href ? (
                <a href={href} target="_blank" rel="noopener noreferrer nofollow" dir="auto">
                  {text}
                </a>
              ) : (
                text
              ),
            )}
          </span>
          <time datetime={at} title={language.exactTime(at)}>
            {change === "edited" && `${texts.edited} · `}
            {state === "sending" ? texts.sending : language.time(at)}
          </time>
        </div>
      </div>
      {(state === "waiting" || state === "failed") && (
        <p class="unsent">
          {`${texts[state]}${why && ` – ${why}`} · `}
          <button type="button" class="link" onclick={() => onRetry(key)}>
            {texts.retry}
          </button>
        </p>
      )}
      {seen && (
        // Worth seeing, not worth interrupting anybody for.
        <p class="seen" part="seen" aria-live="off">
          {texts.seen}
        </p>
      )}
    </div>
  );
}
