// Each placeholder as a button that puts it where the caret is.
import type { RefObject } from "preact";
import type { Word } from "../languages/texts";
import { say } from "../languages/words";
import { PLACEHOLDERS } from "../placeholders";
import { putIn } from "./put_in";

const MEANING: Record<(typeof PLACEHOLDERS)[number], Word> = {
  name: "placeholderName",
  first_name: "placeholderFirstName",
  email: "placeholderEmail",
  agent: "placeholderAgent",
};

export function PlaceholderButtons({ field }: { field: RefObject<HTMLTextAreaElement> }) {
  const insert = (placeholder: string) => {
    const area = field.current;
    if (area) putIn(area, area.selectionStart, area.selectionEnd, placeholder);
  };
  return (
    <fieldset class="placeholders">
      <legend>{say("placeholders")}</legend>
      {PLACEHOLDERS.map((name) => (
        <button type="button" class="chip" key={name} onClick={() => insert(`{{${name}}}`)}>
          <code dir="ltr">{`{{${name}}}`}</code>
          <span>{say(MEANING[name])}</span>
        </button>
      ))}
    </fieldset>
  );
}
