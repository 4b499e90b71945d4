// When the text of the composer asks for a saved reply: after a slash that begins a line, or after the button.
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { slashBefore } from "../reply_search";

export type Field = RefObject<HTMLTextAreaElement>;

/** Which part of the text asks: it is replaced by the reply. The button asks at the caret, without a slash. */
export interface Question {
  readonly from: number;
  readonly typedFrom: number;
  readonly typed: string;
}

const NOT_TYPED = ["insertFromPaste", "insertFromDrop"];

export function useReplyQuestion(field: Field, onAsked: () => void) {
  const [question, setQuestion] = useState<Question | null>(null);
  // As the last event left it, which may not be drawn yet: a slash right after an Escape asks anew.
  const asked = useRef<Question | null>(null);
  // The slash that somebody left by Escape, or pasted: it is text.
  const plain = useRef<number | null>(null);
  const ask = (next: Question | null) => {
    if (next && !asked.current) onAsked();
    asked.current = next;
    setQuestion(next);
  };
  const end = () => ask(null);
  useEndBeside(field, question !== null, end);
  return {
    question,
    end,
    /** What was typed stays, as text. */
    leave: () => {
      plain.current = asked.current?.from ?? null;
      end();
    },
    toggle: () => {
      const at = field.current?.selectionStart ?? 0;
      ask(asked.current ? null : { from: at, typedFrom: at, typed: "" });
    },
    follow: ({ inputType }: InputEvent) => {
      const area = field.current;
      const slash = area && slashBefore(area.value, area.selectionStart);
      if (!slash) plain.current = null;
      else if (NOT_TYPED.includes(inputType)) plain.current = slash.at;
      if (slash && slash.at !== plain.current) {
        ask({ from: slash.at, typedFrom: slash.at + 1, typed: slash.typed });
      } else ask(asked.current && area && askedByButton(asked.current, area));
    },
    check: () => {
      const { current: area } = field;
      const { current: now } = asked;
      if (now && area && typedIn(now, area) !== now.typed) end();
    },
  };
}

/** What is typed between where the question begins and the caret; null where the caret has left it. */
function typedIn({ typedFrom }: Question, { value, selectionStart }: HTMLTextAreaElement): string | null {
  const typed = value.slice(typedFrom, selectionStart);
  return selectionStart < typedFrom || typed.includes("\n") ? null : typed;
}

function askedByButton(question: Question, area: HTMLTextAreaElement): Question | null {
  const typed = question.from === question.typedFrom ? typedIn(question, area) : null;
  return typed === null ? null : { ...question, typed };
}

/** A click beside the composer, or a focus that goes elsewhere, ends the question. */
function useEndBeside(field: Field, asked: boolean, end: () => void): void {
  useEffect(() => {
    if (!asked) return;
    const look = (event: Event) => {
      const composer = field.current?.closest("form");
      if (event.target instanceof Node && !composer?.contains(event.target)) end();
    };
    document.addEventListener("pointerdown", look);
    document.addEventListener("focusin", look);
    return () => {
      document.removeEventListener("pointerdown", look);
      document.removeEventListener("focusin", look);
    };
  }, [asked]);
}
