// Whose chat it is, and the choice of somebody else: a native list under a face that shows who it is now.
import type { InboxRow } from "@support-chat/widget/core";
import type { Desk } from "../desk";
import { say } from "../languages/words";
import { faultOf, isBusy } from "../standing";
import { Avatar } from "./avatar";
import { useObserved } from "./observe";
import { AssignIcon, ChevronIcon } from "./page_icons";

export function AssignControl({ desk, row }: { desk: Desk; row: InboxRow }) {
  const { agents } = useObserved(desk.team);
  const standing = useObserved(desk.standing);
  const { assignee } = row;
  const others = agents.filter(({ id }) => id !== desk.agent.id);
  // Somebody may have joined whom this page has not heard of.
  const stranger = assignee && assignee.id !== desk.agent.id && !others.some(({ id }) => id === assignee.id);
  // A list that cannot be had leaves the one that is there.
  const look = () => void desk.team.look().catch(() => undefined);
  return (
    <>
      {faultOf(standing, row.id, "assign") && (
        <span class="filing-fault" role="alert">
          {say("notAssigned")}
        </span>
      )}
      <label class="assign" title={say("assignee")}>
        <span class="assign-face" aria-hidden="true">
          {assignee ? <Avatar name={assignee.name} id={assignee.id} /> : <AssignIcon />}
          <bdi>{assignee?.name ?? say("unassigned")}</bdi>
          <ChevronIcon />
        </span>
        <select
          aria-label={say("assignee")}
          value={assignee?.id ?? ""}
          disabled={isBusy(standing, row.id)}
          onFocus={look}
          onChange={(event) => void desk.standing.assign(row.id, event.currentTarget.value || null)}
        >
          <option value="">{say("unassigned")}</option>
          <option value={desk.agent.id}>{say("assignedToMe", { name: desk.agent.name })}</option>
          {stranger && <option value={assignee.id}>{assignee.name}</option>}
          {others.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}
