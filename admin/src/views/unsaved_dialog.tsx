// Asks before a form with changes is left.
import { say } from "../languages/words";
import { Dialog } from "./dialog";

export function UnsavedDialog({ onKeep, onDrop }: { onKeep(): void; onDrop(): void }) {
  return (
    <Dialog name={say("dropReply")} class="ask" onClose={onKeep}>
      <h2>{say("dropReply")}</h2>
      <p>{say("dropReplyNote")}</p>
      <p class="actions">
        <button type="button" class="button" onClick={onKeep}>
          {say("keepEditing")}
        </button>
        <button type="button" class="button is-danger" onClick={onDrop}>
          {say("dropChanges")}
        </button>
      </p>
    </Dialog>
  );
}
