// Says at a glance how new messages reach this page right now.
import type { ConnectionStatus } from "@support-chat/widget/core";
import type { Word } from "../languages/texts";
import { say } from "../languages/words";

const MEANING: Record<ConnectionStatus, readonly [label: Word, explanation: Word]> = {
  connected: ["live", "liveNote"],
  polling: ["polling", "pollingNote"],
  offline: ["offline", "offlineNote"],
};

export function StatusDot({ status }: { status: ConnectionStatus }) {
  const [label, explanation] = MEANING[status];
  return (
    <span class="status" role="status" title={say(explanation)}>
      <span class="status-dot" data-status={status} />
      {say(label)}
      <span class="hidden-text">. {say(explanation)}</span>
    </span>
  );
}
