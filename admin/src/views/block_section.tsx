// In the customer's panel: that and why they may not write, or the way to block them. And the question for the reason.
import type { AgentChat, InboxRow } from "@support-chat/widget/core";
import { useState } from "preact/hooks";
import { say } from "../languages/words";
import { faultOf, isBusy, type Standing } from "../standing";
import { date, fullTime } from "../time";
import { Dialog } from "./dialog";
import { useObserved } from "./observe";
import { BlockIcon } from "./page_icons";

const LONGEST_REASON = 500;

interface BlockSectionProps {
  row: InboxRow;
  block: AgentChat["block"];
  standing: Standing;
}

export function BlockSection({ row, block, standing }: BlockSectionProps) {
  const state = useObserved(standing);
  const busy = isBusy(state, row.id);
  if (!row.blocked) {
    return (
      <div class="may-write">
        <button type="button" class="button" disabled={busy} onClick={() => standing.ask(row.id)}>
          <BlockIcon />
          {say("blockCustomer")}
        </button>
      </div>
    );
  }
  return (
    <section class="may-write is-blocked" aria-label={say("blocked")}>
      <h3>
        <BlockIcon />
        {say("blocked")}
      </h3>
      {block && (
        <>
          <p class="block-reason" dir="auto">
            {block.reason}
          </p>
          <p class="block-by">
            <bdi>{block.by.name}</bdi>,{" "}
            <time dateTime={block.at} title={fullTime(block.at)}>
              {date(block.at)}
            </time>
          </p>
        </>
      )}
      <p class="block-by">{say("blockedNote")}</p>
      <button type="button" class="button" disabled={busy} onClick={() => void standing.unblock(row.id)}>
        {say("unblock")}
      </button>
      {faultOf(state, row.id, "unblock") && (
        <p class="filing-fault" role="alert">
          {say("notDone")}
        </p>
      )}
    </section>
  );
}

interface BlockDialogProps {
  customer: string;
  chatId: string;
  standing: Standing;
}

export function BlockDialog({ customer, chatId, standing }: BlockDialogProps) {
  const state = useObserved(standing);
  const [reason, setReason] = useState("");
  const busy = isBusy(state, chatId);
  const given = reason.trim();
  const close = () => standing.ask(null);
  return (
    <Dialog name={say("blockTitle", { name: customer })} class="ask" onClose={close}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          if (given && !busy) void standing.block(chatId, given);
        }}
      >
        <h2>{say("blockTitle", { name: customer })}</h2>
        <p id="block-note">{say("blockNote")}</p>
        <label>
          <span>{say("blockReason")}</span>
          <textarea
            // The dialog was opened to write here.
            autoFocus
            dir="auto"
            rows={3}
            required
            maxLength={LONGEST_REASON}
            aria-describedby="block-note"
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
        {faultOf(state, chatId, "block") && (
          <p class="filing-fault" role="alert">
            {say("notDone")}
          </p>
        )}
        <div class="ask-buttons">
          <button type="button" class="button" onClick={close}>
            {say("cancel")}
          </button>
          <button type="submit" class="button is-danger" disabled={!given || busy}>
            {say("block")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
