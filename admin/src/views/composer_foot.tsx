// Below the field: whether the customer is typing, and how much room is left or what the keys do.
import { count, say } from "../languages/words";

export const MAX_LENGTH = 4_000;
const SHOW_COUNT_FROM = 3_600;

interface FootProps {
  /** Who types at this moment. */
  typing: string | null;
  hintId: string;
  left: number;
}

export function ComposerFoot({ typing, hintId, left }: FootProps) {
  return (
    <div class="composer-foot">
      <p class="typing" role="status">
        {typing !== null && (
          <>
            <span class="typing-dots" aria-hidden="true" />
            <bdi>{say("typing", { name: typing })}</bdi>
          </>
        )}
      </p>
      <p class="composer-hint" id={hintId}>
        <LengthHint left={left} />
      </p>
    </div>
  );
}

function LengthHint({ left }: { left: number }) {
  if (left < 0) return <strong class="is-fault">{count("tooLong", -left)}</strong>;
  if (left <= MAX_LENGTH - SHOW_COUNT_FROM) return <>{count("left", left)}</>;
  return <span class="keys">{say("keysOfComposer")}</span>;
}
