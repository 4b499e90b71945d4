// A reply with an unfilled placeholder is held once: nobody wants to be greeted as {{name}}.
import type { RefObject } from "preact";
import { useState } from "preact/hooks";
import { say } from "../languages/words";
import { gapIn } from "../placeholders";

interface GapHold {
  /** What is still to be filled in, where a reply was held for it. */
  readonly gap: string | null;
  /** True, once for each text: do not send yet. */
  holds(): boolean;
}

export function useGapHold(field: RefObject<HTMLTextAreaElement>, text: string): GapHold {
  const [heldText, setHeldText] = useState<string | null>(null);
  const gap = gapIn(text);
  const held = gap !== null && heldText === text;
  return {
    gap: held ? text.slice(gap.start, gap.end) : null,
    holds() {
      setHeldText(held ? null : text);
      if (!gap || held) return false;
      field.current?.focus();
      field.current?.setSelectionRange(gap.start, gap.end);
      return true;
    },
  };
}

export function GapNote({ gap, onSend }: { gap: string | null; onSend(): void }) {
  if (gap === null) return null;
  return (
    <div class="composer-note meanwhile is-held" role="alert">
      <span>{say("gapHeld", { gap })}</span>
      <button type="button" class="link" onClick={onSend}>
        {say("sendAnyway")}
      </button>
    </div>
  );
}
