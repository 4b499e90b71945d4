// What a customer would get: one of whom everything is known, and one of whom nothing is.
import { say } from "../languages/words";
import { filled, fillingFor, gapsIn } from "../placeholders";
import type { Agent } from "../session";
import { MessageText } from "./message_text";

const KNOWN = { user_name: "Alice Archer", user_email: "alice@example.com" };
const UNKNOWN = { user_name: null, user_email: "" };

export function ReplyPreview({ content, agent }: { content: string; agent: Agent }) {
  if (!content.trim()) return null;
  const forKnown = filled(content, fillingFor(KNOWN, agent));
  const forUnknown = filled(content, fillingFor(UNKNOWN, agent));
  return (
    <section class="reply-preview" aria-label={say("replyPreview")}>
      <Preview label={say("previewFor", { name: KNOWN.user_name })} text={forKnown} />
      {forUnknown !== forKnown && <Preview label={say("previewForNobody")} text={forUnknown} />}
    </section>
  );
}

function Preview({ label, text }: { label: string; text: string }) {
  const gaps = gapsIn(text);
  return (
    <div>
      <h4>{label}</h4>
      <p class="reply-bubble" dir="auto">
        <MessageText content={text} />
      </p>
      {gaps.length > 0 && <p class="field-note is-late">{say("gapsStay", { gaps: gaps.join(" ") })}</p>}
    </div>
  );
}
