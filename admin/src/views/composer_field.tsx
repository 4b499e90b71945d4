// The field an agent writes in, for replies and for notes alike: it grows with the text, Enter sends, Shift+Enter
// breaks the line.
import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { say } from "../languages/words";
import { MAX_LENGTH } from "./composer_foot";
import { SendIcon } from "./icons";
import { listAttributes, RepliesButton } from "./reply_picker";
import type { ReplyPicker } from "./use_reply_picker";

const TALLEST_PX = 220;

export interface Writing {
  readonly field: RefObject<HTMLTextAreaElement>;
  readonly text: string;
  readonly left: number;
  readonly sendable: boolean;
  write(text: string): void;
}

/** `draftVersion` counts up when something outside puts text into the draft. */
export function useWriting(draft: string, draftVersion: number, onDraft: (text: string) => void): Writing {
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(draft);
  const left = MAX_LENGTH - lengthOf(text);
  useLayoutEffect(() => setText(draft), [draftVersion]);
  // Before the next key: what is typed at once is meant for this field.
  useLayoutEffect(() => focusUnlessTouched(field.current), [draftVersion]);
  useLayoutEffect(() => growToFit(field.current), [text]);
  const write = (value: string) => {
    setText(value);
    onDraft(value);
  };
  return { field, text, left, sendable: text.trim() !== "" && left >= 0, write };
}

interface ComposerFieldProps {
  writing: Writing;
  /** Where saved replies may be put in. */
  picker?: ReplyPicker;
  label: string;
  placeholder: string;
  sendLabel: string;
  hintId: string;
  onSend(): void;
  onLeave(): void;
}

export function ComposerField(props: ComposerFieldProps) {
  const { writing, picker, label, placeholder, sendLabel, hintId, onSend, onLeave } = props;
  const press = (event: KeyboardEvent) => {
    // While an input method composes, Enter and Escape are its own; 229 is how Safari says so.
    if (event.isComposing || event.keyCode === 229) return;
    if (picker?.press(event)) return;
    if (event.key === "Escape") onLeave();
    if (event.key !== "Enter" || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onSend();
  };
  return (
    <div class="composer-field">
      {picker && <RepliesButton picker={picker} />}
      <textarea
        ref={writing.field}
        rows={1}
        // An empty field is as the page: by itself "auto" would be left to right.
        dir={writing.text ? "auto" : undefined}
        value={writing.text}
        placeholder={placeholder}
        aria-label={label}
        aria-describedby={hintId}
        aria-invalid={writing.left < 0}
        enterkeyhint="send"
        {...(picker && listAttributes(picker))}
        onInput={(event) => {
          writing.write(event.currentTarget.value);
          picker?.follow(event);
        }}
        onClick={picker?.check}
        onKeyUp={picker?.check}
        onKeyDown={press}
      />
      <button
        type="submit"
        class="send"
        disabled={!writing.sendable}
        aria-label={sendLabel}
        title={say("sendKey")}
      >
        <SendIcon />
      </button>
    </div>
  );
}

/** As the server counts: characters without the blanks around them, an emoji being one or few, not two or many. */
function lengthOf(text: string): number {
  return [...text.trim()].length;
}

/** A touch keyboard that pops up over the conversation would be in the way. */
function focusUnlessTouched(field: HTMLTextAreaElement | null): void {
  if (matchMedia("(hover: hover) and (pointer: fine)").matches) field?.focus({ preventScroll: true });
}

function growToFit(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.blockSize = "auto";
  field.style.blockSize = `${Math.min(field.scrollHeight, TALLEST_PX)}px`;
}
