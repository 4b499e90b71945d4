// Above the open chat: who it is, who else is here, whose chat it is, and what can be done with it.
import type { InboxRow } from "@support-chat/widget/core";
import { useEffect, useRef } from "preact/hooks";
import type { Acting, ChatAct } from "../acts";
import { nameOf } from "../customer";
import type { Desk } from "../desk";
import { say } from "../languages/words";
import { hashOfChat } from "../route";
import { AssignControl } from "./assign_control";
import { Avatar } from "./avatar";
import { FindButton, type Finding } from "./find_bar";
import { BackIcon, EyeIcon, PanelIcon } from "./icons";
import { useObserved } from "./observe";
import { othersHere } from "./others_here";
import { ActFault, RowActs } from "./row_acts";

interface ThreadHeadProps {
  desk: Desk;
  row: InboxRow | null;
  acting: Acting | null;
  panelOpen: boolean;
  finding: Finding;
  onPanel(): void;
  onAct(act: ChatAct): void;
}

export function ThreadHead({ desk, row, acting, panelOpen, finding, onPanel, onAct }: ThreadHeadProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // On a phone the list is gone now, and with it the focus.
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, []);
  const present = useObserved(desk.presence);
  const name = row ? nameOf(row) : null;
  const others = othersHere(present.get(row?.id ?? ""));
  return (
    <header class="thread-head">
      <a class="icon-button back" href={hashOfChat(null)} aria-label={say("backToInbox")}>
        <BackIcon />
      </a>
      {row && name && <Avatar name={name} id={row.user_id} />}
      <div class="thread-person">
        <h2 tabIndex={-1} ref={heading}>
          <bdi>{name ?? "…"}</bdi>
        </h2>
        {row?.user_email && name !== row.user_email && <bdi class="thread-email">{row.user_email}</bdi>}
      </div>
      <p class="thread-others" role="status">
        {others && (
          <>
            <EyeIcon />
            <bdi title={others}>{others}</bdi>
          </>
        )}
      </p>
      <ActFault acting={acting} />
      {row && <AssignControl desk={desk} row={row} />}
      {row && <RowActs row={row} acting={acting} onAct={onAct} />}
      <FindButton finding={finding} />
      <button
        type="button"
        class="icon-button"
        aria-label={say("customerDetails")}
        title={say("customerDetails")}
        aria-expanded={panelOpen}
        aria-controls="customer"
        onClick={onPanel}
      >
        <PanelIcon />
      </button>
    </header>
  );
}
