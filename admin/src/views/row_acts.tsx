// What an agent does to the open chat: mark it, put it away, bring it back.
import type { InboxRow } from "@support-chat/widget/core";
import type { Acting, ChatAct } from "../acts";
import type { Word } from "../languages/texts";
import { say } from "../languages/words";
import { ArchiveIcon, FlagIcon, RestoreIcon } from "./icons";

const FAULTS: Record<ChatAct, Word> = {
  archive: "notArchived",
  unarchive: "notRestored",
  mark_unread: "notMarked",
  mark_read: "notMarked",
};

export function ActFault({ acting }: { acting: Acting | null }) {
  return (
    acting?.error && (
      <span class="filing-fault" role="alert">
        {say(FAULTS[acting.act])}
      </span>
    )
  );
}

interface RowActsProps {
  row: InboxRow;
  acting: Acting | null;
  onAct(act: ChatAct): void;
}

export function RowActs({ row, acting, onAct }: RowActsProps) {
  const busy = acting !== null && !acting.error;
  // Not "disabled": who acts by keys would lose their place, and Tab would pass what is busy for a moment.
  const act = (name: ChatAct) => busy || onAct(name);
  const marking = say(row.marked_unread ? "markRead" : "markUnread");
  return (
    <>
      {!row.archived && (
        <button
          type="button"
          class="icon-button mark-button"
          aria-label={say("markedUnread")}
          aria-pressed={row.marked_unread}
          title={`${marking} (U)`}
          aria-disabled={busy}
          onClick={() => act(row.marked_unread ? "mark_read" : "mark_unread")}
        >
          <FlagIcon />
        </button>
      )}
      <button
        type="button"
        class="button"
        aria-disabled={busy}
        onClick={() => act(row.archived ? "unarchive" : "archive")}
      >
        {row.archived ? <RestoreIcon /> : <ArchiveIcon />}
        <span>{say(row.archived ? "restore" : "archive")}</span>
      </button>
    </>
  );
}
