// On a message: the buttons by which its author changes it, and what is said of one that was changed.
import type { Message } from "@support-chat/widget/core";
import { type Changes, changeableFor } from "../changes";
import { say } from "../languages/words";
import { clockTime, fullTime } from "../time";
import { PencilIcon, WithdrawIcon } from "./change_icons";

interface ChangeProps {
  message: Message;
  changes: Changes;
}

/** Nothing where the time is over. */
export function ChangeButtons({ message, changes, now }: ChangeProps & { now: number }) {
  if (changeableFor(message, now) === 0) return null;
  return (
    <div class="bubble-changes">
      <button
        type="button"
        class="icon-button"
        aria-label={say("editMessage")}
        title={say("editMessage")}
        onClick={() => changes.edit(message)}
      >
        <PencilIcon />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={say("withdrawMessage")}
        title={say("withdrawMessage")}
        onClick={() => changes.askToWithdraw(message)}
      >
        <WithdrawIcon />
      </button>
    </div>
  );
}

/** "edited", which opens what the message said before. */
export function ChangeMark({ message, changes }: ChangeProps) {
  const at = message.unsent_at ?? message.edited_at;
  if (!at) return null;
  return (
    <button type="button" class="link change-mark" title={fullTime(at)} onClick={() => changes.look(message)}>
      {message.unsent_at ? say("withdrawnAt", { time: clockTime(at) }) : say("edited")}
    </button>
  );
}
