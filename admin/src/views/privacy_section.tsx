// In the customer's panel, for admins: everything that is held about them as a file, and the way to erase it.
import type { AgentChat } from "@support-chat/widget/core";
import type { Desk } from "../desk";
import { download } from "../download";
import { count, say } from "../languages/words";
import type { Exporting } from "../privacy";
import { useObserved } from "./observe";

export function PrivacySection({ desk, chat }: { desk: Desk; chat: AgentChat }) {
  const { me } = useObserved(desk.team);
  const { exporting } = useObserved(desk.privacy);
  if (me?.role !== "admin") return null;
  const own = exporting?.chatId === chat.id ? exporting : null;
  return (
    <section class="privacy" aria-labelledby="privacy-title">
      <h3 id="privacy-title">{say("personData")}</h3>
      <p class="privacy-buttons">
        <button
          type="button"
          class="button"
          disabled={exporting?.phase === "running"}
          onClick={() => void desk.privacy.export(chat.id, download)}
        >
          {say("exportData")}
        </button>
        <button
          type="button"
          class="button privacy-erase"
          onClick={() => desk.privacy.ask(chat.id, chat.user_id, chat.linked_chats?.length ?? 0)}
        >
          {say("eraseData")}
        </button>
      </p>
      <p class={own?.phase === "failed" ? "privacy-note is-fault" : "privacy-note"} role="status">
        {own && told(own)}
      </p>
    </section>
  );
}

function told({ phase, count: number }: Exporting): string {
  if (phase === "failed") return say("exportFailed");
  return count(phase === "done" ? "exported" : "exporting", number);
}
