// What the composer needs so that a saved reply can be chosen and put into it.
import { useId, useRef, useState } from "preact/hooks";
import { type Filling, filled, gapIn } from "../placeholders";
import { MOST_SHOWN, repliesFor } from "../reply_search";
import type { SavedReplies, SavedRepliesState, SavedReply } from "../saved_replies";
import { useObserved } from "./observe";
import { putIn } from "./put_in";
import { type Field, useReplyQuestion } from "./use_reply_question";

export interface ReplyPicker {
  readonly open: boolean;
  readonly state: SavedRepliesState;
  readonly found: readonly SavedReply[];
  /** So many fit beside those found: too many to look through. */
  readonly more: number;
  readonly chosen: number;
  readonly listId: string;
  optionId(reply: SavedReply): string;
  insert(reply: SavedReply): void;
  /** For the button: opens the list where the caret is, or closes it. */
  toggle(): void;
  retry(): void;
  /** After every input. */
  follow(event: InputEvent): void;
  /** After the caret may have moved. */
  check(): void;
  /** True where the key was the list's. */
  press(event: KeyboardEvent): boolean;
}

export function useReplyPicker(field: Field, replies: SavedReplies, filling: Filling): ReplyPicker {
  const state = useObserved(replies);
  const listId = useId();
  const asking = useReplyQuestion(field, () => void replies.refresh());
  const { question } = asking;
  const [wanted, setWanted] = useState({ typed: "", at: 0 });
  const inserting = useRef(false);
  const fitting = question && state.replies ? repliesFor(state.replies, question.typed) : [];
  const found = fitting.slice(0, MOST_SHOWN);
  const at = wanted.typed === question?.typed ? wanted.at : 0;
  const chosen = Math.min(at, Math.max(0, found.length - 1));

  const insert = (reply: SavedReply) => {
    if (!field.current || !question) return;
    inserting.current = true;
    const end = question.typedFrom + question.typed.length;
    const text = filled(reply.content, filling);
    putIn(field.current, question.from, end, text);
    inserting.current = false;
    const gap = gapIn(text);
    if (gap) field.current.setSelectionRange(question.from + gap.start, question.from + gap.end);
    asking.end();
  };
  const press = (event: KeyboardEvent) => {
    if (!question || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const reply = found[chosen];
    if (step && reply) {
      setWanted({ typed: question.typed, at: (chosen + step + found.length) % found.length });
    } else if (event.key === "Escape") asking.leave();
    else if ((event.key === "Enter" || event.key === "Tab") && reply) insert(reply);
    else if (event.key !== "Enter") return false;
    // Nothing fits: the key that was to insert must not send what was typed to find it.
    else if (state.replies || state.error) asking.leave();
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return {
    open: question !== null,
    state,
    found,
    more: fitting.length - found.length,
    chosen,
    listId,
    optionId: ({ id }) => `${listId}-${id}`,
    insert,
    toggle: asking.toggle,
    retry: () => void replies.refresh(),
    follow: (event) => inserting.current || asking.follow(event),
    check: asking.check,
    press,
  };
}
