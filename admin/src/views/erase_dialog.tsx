// The question before a customer is erased, how far it is, and the receipt. It outlives the chat that it is about.
import { useEffect, useRef, useState } from "preact/hooks";
import { download } from "../download";
import { count, say } from "../languages/words";
import type { Erasing, Privacy } from "../privacy";
import { Dialog } from "./dialog";
import { useObserved } from "./observe";

export function EraseDialog({ privacy }: { privacy: Privacy }) {
  const { erasing } = useObserved(privacy);
  if (!erasing) return null;
  const title = say(erasing.phase === "done" ? "erased" : "eraseTitle");
  return (
    <Dialog name={title} class="ask" onClose={() => privacy.leave()}>
      {erasing.phase === "done" ? (
        <Receipt erasing={erasing} privacy={privacy} />
      ) : (
        <Question key={erasing.chatId} erasing={erasing} privacy={privacy} />
      )}
    </Dialog>
  );
}

function Question({ erasing, privacy }: { erasing: Erasing; privacy: Privacy }) {
  const [typed, setTyped] = useState("");
  const { phase, userId, linked, items } = erasing;
  const running = phase === "running";
  const meant = typed.trim() === userId;
  return (
    <form
      method="dialog"
      onSubmit={(event) => {
        event.preventDefault();
        if (meant && !running) void privacy.erase();
      }}
    >
      <h2>{say("eraseTitle")}</h2>
      <p id="erase-note">{say("eraseNote")}</p>
      {linked > 0 && <p>{count("eraseLinked", linked)}</p>}
      <label>
        <span>{say("eraseType", { id: userId })}</span>
        <input
          type="text"
          dir="auto"
          autocomplete="off"
          spellcheck={false}
          required
          disabled={running}
          aria-describedby="erase-note"
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      <p class="privacy-note" role="status">
        {running && count("erasing", items)}
      </p>
      {(phase === "failed" || phase === "refused") && (
        <p class="is-fault" role="alert">
          {say(phase === "failed" ? "eraseFailed" : "eraseRefused")}
        </p>
      )}
      <div class="ask-buttons">
        <button type="button" class="button" disabled={running} onClick={() => privacy.leave()}>
          {say(phase === "failed" ? "close" : "cancel")}
        </button>
        <button type="submit" class="button is-danger" disabled={!meant || running}>
          {say(phase === "failed" ? "tryAgain" : "eraseNow")}
        </button>
      </div>
    </form>
  );
}

function Receipt({ erasing, privacy }: { erasing: Erasing; privacy: Privacy }) {
  const { receipt, items } = erasing;
  const close = useRef<HTMLButtonElement>(null);
  // What was focused before is gone.
  useEffect(() => close.current?.focus(), []);
  return (
    <form method="dialog">
      <h2>{say("erased")}</h2>
      <p role="status">{count("erasedNote", items)}</p>
      {receipt && (
        <p>
          <code class="receipt-id">{receipt.id}</code>
        </p>
      )}
      <div class="ask-buttons">
        <button type="button" class="button" onClick={() => privacy.saveReceipt(download)}>
          {say("receiptDownload")}
        </button>
        <button type="button" class="button is-primary" onClick={() => privacy.leave()}>
          {say("close")}
        </button>
      </div>
    </form>
  );
}
