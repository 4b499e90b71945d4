// The list of saved replies above the composer. The focus stays in the text: the list is the field's, by its attributes.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { count, say } from "../languages/words";
import { type Filling, filled } from "../placeholders";
import { hashOfPage } from "../route";
import { RepliesIcon } from "./icons";
import type { ReplyPicker } from "./use_reply_picker";

/** What makes a plain text field the owner of the list. A field of many lines may not be a combobox by its role. */
export function listAttributes({ open, found, chosen, listId, optionId }: ReplyPicker) {
  const reply = found[chosen];
  return {
    "aria-autocomplete": "list",
    "aria-haspopup": "listbox",
    "aria-controls": open && reply ? listId : undefined,
    "aria-activedescendant": open && reply ? optionId(reply) : undefined,
  } as const;
}

export function RepliesButton({ picker }: { picker: ReplyPicker }) {
  return (
    <button
      type="button"
      class="icon-button replies-button"
      aria-label={say("savedReplies")}
      title={say("savedRepliesKey")}
      aria-expanded={picker.open}
      // The caret stays where it is.
      onMouseDown={(event) => event.preventDefault()}
      onClick={(event) => {
        typeOn(event);
        picker.toggle();
      }}
    >
      <RepliesIcon />
    </button>
  );
}

/** By keys, or with a mouse, one goes on typing; on a phone the keyboard would cover the list. */
function typeOn({ detail, currentTarget: button }: JSX.TargetedMouseEvent<HTMLElement>): void {
  if (detail !== 0 && !matchMedia("(pointer: fine)").matches) return;
  button.closest("form")?.querySelector("textarea")?.focus();
}

export function ReplyPickerList({ picker, filling }: { picker: ReplyPicker; filling: Filling }) {
  const { open, found, chosen, listId, optionId, insert } = picker;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [chosen, found.length, open]);
  return (
    <>
      <p class="hidden-text" role="status">
        {open && <Outcome picker={picker} />}
      </p>
      {open && (
        <div class="picker">
          {found.length > 0 && (
            <div class="picker-list" id={listId} role="listbox" aria-label={say("savedReplies")} ref={list}>
              {found.map((reply, index) => (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
                <div
                  key={reply.id}
                  id={optionId(reply)}
                  role="option"
                  aria-selected={index === chosen}
                  tabIndex={-1}
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => insert(reply)}
                >
                  <bdi class="picker-name">{reply.name}</bdi>
                  <bdi class="picker-text">{filled(reply.content, filling)}</bdi>
                </div>
              ))}
            </div>
          )}
          <PickerFoot picker={picker} />
        </div>
      )}
    </>
  );
}

function PickerFoot({ picker }: { picker: ReplyPicker }) {
  const { state, found } = picker;
  const failed = state.error !== null && !state.loading;
  return (
    <div class="picker-foot">
      <span class={failed ? "is-fault" : undefined}>
        <Outcome picker={picker} />
      </span>
      {failed && (
        <button
          type="button"
          class="link"
          onClick={(event) => {
            // The button goes, and with the focus elsewhere the list would close.
            typeOn(event);
            picker.retry();
          }}
        >
          {say("tryAgain")}
        </button>
      )}
      {found.length > 0 && <span class="keys">{say("keysOfReplies")}</span>}
      <a href={hashOfPage("replies")}>{say(state.replies?.length === 0 ? "createReply" : "manageReplies")}</a>
    </div>
  );
}

/** What came of looking, in words: seen below the list, and heard. */
function Outcome({ picker: { state, found, more } }: { picker: ReplyPicker }) {
  if (state.error && !state.loading) return <>{say(state.replies ? "repliesStale" : "repliesFailed")}</>;
  if (!state.replies) return <>{say("loadingReplies")}</>;
  if (state.replies.length === 0) return <>{say("noRepliesYet")}</>;
  if (found.length === 0) return <>{say("noReplyFits")}</>;
  return <>{more > 0 ? count("moreReplies", more) : count("repliesFound", found.length)}</>;
}
